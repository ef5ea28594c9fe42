/**
 * Which words of a row belong together, shown while the pointer rests on one. The links come from
 * the server, with how they were found; where it has none, nothing is shown.
 */

import { offsetAt } from "./dom.js";

const HIGHLIGHT = "workbench-words";
const MILLISECONDS_OF_REST = 90;

/** Where the words of a text lie: numbered between white space. @param {string} text */
function wordsOf(text) {
  return [...text.matchAll(/\S+/gu)].map((word) => [word.index, word.index + word[0].length]);
}

export class Links {
  /** @type {Map<string, any>} what is known, by bead and revision */
  known = new Map();

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    if (!globalThis.CSS?.highlights || !document.caretPositionFromPoint) return;
    const { root } = editor.grid;
    root.addEventListener("pointermove", (event) => this.#moved(event));
    root.addEventListener("pointerleave", () => this.#clear());
    root.addEventListener("scroll", () => this.#clear(), { passive: true });
  }

  #clear() {
    clearTimeout(this.rest);
    CSS.highlights.delete(HIGHLIGHT);
    this.editor.foot.showSource("");
  }

  #moved({ clientX, clientY, target }) {
    clearTimeout(this.rest);
    const place = target.closest?.(".body .source, .body div.text");
    if (!place) {
      this.#clear();
      return;
    }
    this.rest = setTimeout(() => this.#show(place, { clientX, clientY }), MILLISECONDS_OF_REST);
  }

  async #show(place, point) {
    const { grid } = this.editor;
    const row = grid.rows.find((one) => one.place.contains(place));
    const offset = offsetAt(point, place);
    if (!row || offset === null) return;
    const hovered = grid.cellAt(place);
    const cells = [...row.beside.values()].filter(Boolean).filter((cell) => cell.place && cell.text && (!hovered || cell === hovered));
    await this.#read(cells);
    this.#paint(row, cells, place, hovered, offset);
  }

  async #read(cells) {
    const wanted = cells.filter((cell) => !this.known.has(key(cell)));
    if (wanted.length === 0) return;
    try {
      const { links } = await this.editor.saving.api.links(wanted.map((cell) => cell.bead));
      for (const cell of wanted) this.known.set(key(cell), links[cell.bead] ?? null);
    } catch {
      // without links nothing is shown
    }
  }

  #paint(row, cells, place, hovered, offset) {
    this.#clear();
    const ranges = [];
    const methods = new Set();
    for (const cell of cells) {
      const found = this.known.get(key(cell));
      const shown = cell.place.querySelector("div.text");
      if (!found || !shown || shown.textContent !== cell.text) continue;
      // of a text over several segments, only where all of them are on this page
      if (cell.beside.length !== cell.segments) continue;
      const from = cell.beside.flatMap((one) => wordsOf(one.text).map((span) => ({ one, span })));
      const to = wordsOf(cell.text).map((span) => ({ one: row, span }));
      const side = hovered ? 1 : 0;
      const number = (hovered ? to : from).findIndex(({ one, span: [start, end] }) => one === row && start <= offset && offset <= end);
      const pairs = found.pairs.filter((pair) => pair[side] === number);
      if (pairs.length === 0) continue;
      methods.add(found.words);
      ranges.push(...pairs.flatMap(([left, right]) => [rangeIn(from[left]), rangeOf(shown, to[right]?.span)]));
    }
    if (ranges.length === 0) return;
    CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges.filter(Boolean)));
    this.editor.foot.showSource([...methods].join("; "));
  }
}

function key({ bead, revision }) {
  return `${bead} ${revision}`;
}

/** A word of a source. */
function rangeIn(word) {
  return word && rangeOf(word.one.place.querySelector(".source"), word.span);
}

/** The stretch of an element's text, whatever elements it is cut into. */
function rangeOf(place, span) {
  if (!span) return null;
  const range = document.createRange();
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; passed += node.length, node = walker.nextNode()) {
    if (passed <= span[0] && span[0] < passed + node.length) range.setStart(node, span[0] - passed);
    if (passed < span[1] && span[1] <= passed + node.length) {
      range.setEnd(node, span[1] - passed);
      return range;
    }
  }
  return null;
}
