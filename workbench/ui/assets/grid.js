/** The grid: a row per segment, a column per target. It shows; `editor.js` decides. */

import { nothingInTheSource, woven } from "./additions.js";
import { element, icon, renderText, written } from "./dom.js";
import { beyond, isExcluded, laid, runsOf, segmentsOf, spread, stretches } from "./spans.js";
import { marks, percent, progressBar, stateOf } from "./states.js";
import { widthHandle } from "./widths.js";

const KINDS = { heading: "Heading", "list item": "List item", "table cell": "Table cell", caption: "Caption", quotation: "Quotation", code: "Code", cue: "Subtitle" };
const RUNS_IN_A_STRETCH = 10;

/**
 * @typedef {object} Cell a target text as the server knows it, with what the browser adds:
 * @property {number} bead
 * @property {number} revision
 * @property {string} text
 * @property {string} bitext
 * @property {any} row the first of those that it stands beside
 * @property {any[]} beside all of them
 * @property {HTMLElement} place
 */

export class Grid {
  /** @type {Map<number, Cell>} */
  cells = new Map();

  constructor() {
    this.body = element("div", { class: "body", role: "rowgroup" });
    this.head = element("div", { class: "row head", role: "row" });
    this.root = element(
      "div",
      { class: "grid", role: "grid" },
      element("div", { role: "rowgroup", class: "top" }, this.head),
      this.body,
    );
  }

  /** The header: which languages, by which models, and how far each has come. */
  showHead(source, columns, look) {
    this.heads = new Map();
    const names = ["source", ...columns.map((column) => column.language)];
    const tracks = () => this.root.style.setProperty("--tracks", names.map((name) => `minmax(0, ${look.width(name)}fr)`).join(" "));
    const handle = (place) => widthHandle(look, names, place, tracks);
    tracks();
    this.head.replaceChildren(
      element("div", { role: "columnheader", class: "number" }, element("span", { "aria-label": "Segment number" }, "#")),
      element("div", { role: "columnheader" }, element("span", { class: "own-name" }, source.name), element("span", { class: "tag" }, "source"), handle(0)),
      ...columns.map((column, place) => this.#columnHead(column, place + 1 < columns.length && handle(place + 1))),
    );
  }

  #columnHead(column, handle) {
    const twice = column.autonym === column.name;
    const parts = { model: element("span", { class: "by" }), share: element("span", { class: "share" }), bar: element("span", {}) };
    this.heads.set(String(column.bitext), parts);
    return element(
      "div",
      { role: "columnheader", "data-column": column.bitext },
      element("bdi", { class: "own-name", ...written(column) }, column.autonym),
      element("span", { class: "tag" }, [!twice && column.name, column.label].filter(Boolean).join(" · ")),
      parts.model,
      parts.share,
      parts.bar,
      handle,
    );
  }

  /** How far each column has come. @param {Record<string, any>} progress */
  showProgress(progress) {
    for (const [bitext, parts] of this.heads ?? []) {
      const counts = progress[bitext];
      if (!counts) continue;
      parts.share.textContent = percent(counts);
      const bar = progressBar(counts);
      parts.bar.replaceWith(bar);
      parts.bar = bar;
    }
  }

  /** Names the model that made most of a column's drafts. */
  #showModels() {
    for (const [bitext, parts] of this.heads) {
      const counts = new Map();
      for (const cell of this.cells.values())
        if (cell.bitext === bitext && cell.model) counts.set(cell.model, (counts.get(cell.model) ?? 0) + 1);
      const [model] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [""];
      parts.model.textContent = model;
      parts.model.title = model && `Drafts by ${model}`;
    }
  }

  /**
   * @param {any[]} rows as the server sends them
   * @param {any[]} additions what stands between them, too
   * @param {{source: any, columns: any[], find: Function, textOf: Function, troubleOf: Function}} look
   */
  showRows(rows, additions, look) {
    this.look = look;
    this.cells.clear();
    this.rows = rows;
    this.lines = woven(rows, additions);
    spread(rows, look.columns);
    for (const line of this.lines) this.#row(line);
    const runs = runsOf(this.lines).map((run) => laid(run, look.columns));
    this.body.replaceChildren(...stretches(runs, RUNS_IN_A_STRETCH).map((some) => element("div", { class: "stretch" }, ...some)));
    if (this.lines.length === 0) this.body.append(this.#nothing());
    this.root.setAttribute("aria-rowcount", String(this.lines.length + 1));
    this.#list();
    this.#showModels();
  }

  #nothing() {
    const words = this.look.filtered
      ? "No segment matches. Choose another state or clear the search."
      : "This document has no segments.";
    return element("p", { class: "nothing" }, words);
  }

  #row(row) {
    const made = element("div", { role: "row", class: `row ${row.kind.replace(" ", "-")}`, "data-number": row.added ? null : row.number });
    row.place = made;
    made.classList.toggle("excluded", row.excluded);
    made.append(...(row.added ? nothingInTheSource() : this.#beginning(row)));
    this.look.columns.forEach((column, place) => {
      if (row.cells[column.bitext]) made.append(this.#target(row, column));
      else if (row.added && !row.covered.has(String(column.bitext))) made.append(element("div", { role: "gridcell", class: "blank", style: `--in: ${place + 3}` }));
    });
  }

  #beginning(row) {
    const source = element("div", { role: "gridcell", class: "source", ...written(this.look.source) });
    renderText(source, row.text, { find: this.look.find, codes: row.codes });
    return [this.#number(row), source];
  }

  /** Shows how many comments on a row are open. */
  showComments(row) {
    row.place.querySelector(".number").replaceWith(this.#number(row));
  }

  #number(row) {
    const words = row.excluded ? `Bring segment ${row.number} back` : `Exclude segment ${row.number}`;
    const said = row.comments === 1 ? "1 open comment" : `${row.comments} open comments`;
    return element(
      "div",
      { role: "rowheader", class: "number" },
      element("span", {}, String(row.number)),
      KINDS[row.kind] && element("span", { class: "kind", title: KINDS[row.kind] }, element("span", { class: "unseen" }, KINDS[row.kind])),
      row.comments > 0 && element("button", { type: "button", class: "said", tabindex: "-1", title: said, "aria-label": `Segment ${row.number}: ${said}`, "data-talk": row.number }, icon("comment"), String(row.comments)),
      element(
        "button",
        { type: "button", class: "exclude", tabindex: "-1", title: words, "aria-label": words, "data-exclude": row.number },
        icon(row.excluded ? "back" : "hide"),
        row.excluded && element("span", {}, "Bring back"),
      ),
    );
  }

  #target(row, column) {
    const cell = row.cells[column.bitext];
    Object.assign(cell, { row, column, bitext: String(column.bitext) });
    const name = cell.segments > 1 ? `${column.name}, ${segmentsOf(cell).toLowerCase()}` : column.name;
    cell.place = element("div", { role: "gridcell", class: "cell", tabindex: "-1", "data-bead": cell.bead, "data-name": name });
    this.cells.set(cell.bead, cell);
    this.fill(cell);
    return cell.place;
  }

  /** Shows a cell as it is now; a text that is being edited stays in its field. @param {Cell} cell */
  fill(cell) {
    const place = cell.place;
    const trouble = this.look.troubleOf(cell);
    place.dataset.state = stateOf(cell);
    place.dataset.trouble = trouble;
    if (isExcluded(cell)) place.setAttribute("aria-disabled", "true");
    const text = this.look.textOf(cell);
    if (place.querySelector("textarea") || text === cell.shown) {
      this.#mark(cell, trouble);
      return;
    }
    cell.shown = text;
    const shown = element("div", { class: "text", ...written(cell.column) });
    renderText(shown, text, { find: this.look.find, codes: cell.row.codes });
    place.replaceChildren(element("i", { class: "state", dir: cell.column.direction }), shown, beyond(cell) ?? "", element("span", { class: "marks" }));
    cell.marked = undefined;
    this.#mark(cell, trouble);
  }

  /** Draws the marks of a cell, where they are others than before. */
  #mark(cell, trouble) {
    const marked = [stateOf(cell), trouble, ...cell.flags.map((flag) => flag.reason)].join("\n");
    if (marked === cell.marked) return;
    cell.marked = marked;
    cell.place.querySelector(".marks").replaceChildren(...marks(cell, trouble));
  }

  /** Puts a text field into a cell. @param {Cell} cell @returns {HTMLTextAreaElement} */
  open(cell) {
    const name = `${segmentsOf(cell)}, ${cell.column.name}`;
    const field = element("textarea", { ...written(cell.column), class: "text", "aria-label": name, rows: "1", spellcheck: "true" });
    field.value = this.look.textOf(cell);
    cell.place.querySelector(".text").replaceWith(field);
    cell.place.classList.add("open");
    if (this.look.invisibles()) cell.place.append(mirror(field));
    if (!CSS.supports("field-sizing", "content")) {
      const grow = () => {
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight}px`;
      };
      field.addEventListener("input", grow);
      grow();
    }
    return field;
  }

  /** Turns the field back into light text. @param {Cell} cell */
  close(cell) {
    cell.place.classList.remove("open");
    cell.place.querySelector(".mirror")?.remove();
    cell.place.querySelector("textarea")?.remove();
    cell.shown = undefined;
    this.fill(cell);
  }

  /** The cell that an element lies in. @param {EventTarget | null} target */
  cellAt(target) {
    const place = /** @type {HTMLElement | null} */ (target)?.closest?.(".cell[data-bead]");
    return place ? this.cells.get(Number(place.dataset.bead)) : undefined;
  }

  #list() {
    this.list = [];
    this.columns = new Map(this.look.columns.map((column) => [String(column.bitext), []]));
    for (const row of this.lines) {
      for (const column of this.look.columns) {
        const cell = row.cells[column.bitext];
        if (!cell || isExcluded(cell)) continue;
        this.list.push(cell);
        this.columns.get(cell.bitext).push(cell);
      }
    }
  }

  /** The cells that can be edited, row by row. */
  editable() {
    return this.list;
  }

  /** The same without the other columns. @param {string | number} bitext */
  column(bitext) {
    return this.columns.get(String(bitext)) ?? [];
  }

  /** The cell of a column beside the segment with that number, or the next one. */
  cellFrom(bitext, number) {
    return this.column(bitext).find((cell) => cell.beside.at(-1).number >= number);
  }
}

/** What is invisible in a field, shown behind it: a field itself can only show plain text. */
function mirror(field) {
  const shown = element("div", { class: "text mirror", "aria-hidden": "true", lang: field.lang, dir: field.dir, "data-script": field.dataset.script });
  const follow = () => renderText(shown, field.value);
  field.addEventListener("input", follow);
  follow();
  return shown;
}
