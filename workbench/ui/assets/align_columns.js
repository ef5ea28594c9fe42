/** Several translations beside one source: each bead spans the sentences that it is over. */

import { band, grade, told } from "./align_bands.js";
import { arranged, runsOfLines } from "./align_lines.js";
import { drawnPlace, drawnSide, faint, leap, named, sentence } from "./align_sentences.js";
import { element } from "./dom.js";

/**
 * What stands in a column for a bead. In the order of doubt a bead may stand in several places.
 * @typedef {{bead: any, column: number, node: HTMLElement, targets: any[], sources: any[]}} Standing
 */

export class Columns {
  /** @type {any[][]} the beads of each translation that are on the page */
  columns = [[]];
  /** Which of the translations is worked on. */
  pair = 0;
  /** @type {any} the sentence that has the focus, or had it last */
  here = null;

  /**
   * @param {(bead: any) => void} lookAt
   * @param {() => void} paired another translation is worked on
   */
  constructor(lookAt, paired) {
    this.lookAt = lookAt;
    this.paired = paired;
    this.head = element("div", { class: "head several" });
    this.body = element("div", { class: "body", role: "list" });
    this.root = element("div", { class: "grid beads", "aria-busy": "true" }, element("div", { class: "top" }, this.head), this.body);
    this.root.addEventListener("focusin", (event) => this.#focused(event.target));
    this.root.addEventListener("click", (event) => event.target.closest(".sentence")?.place?.node.focus());
  }

  /** @returns {import("./align_sentences.js").Place | null} the place, in the bead that is worked on */
  get active() {
    const standing = this.#standing(this.here);
    if (!standing) return null;
    const { side, node, segment } = this.here;
    const { bead } = standing;
    const index = side === "source" ? bead.source.findIndex(({ number }) => number === segment.number) : this.here.index;
    return { bead, side, index, node };
  }

  /** The bead that a place belongs to, for the translation that is worked on. */
  #standing(place) {
    return place?.side === "source" ? place.beside[this.pair] : place?.standing;
  }

  /** Where in the source the hand is. */
  get place() {
    if (!this.here) return null;
    return this.sources.indexOf(this.here.side === "source" ? this.here : this.#source());
  }

  /** Every place of a side, from above to below. */
  #places(side = this.here?.side ?? "source", column = this.pair) {
    return side === "source" ? this.sources : this.standing[column].flatMap(({ targets }) => targets);
  }

  show(beads, { source, targets, title, order }, beside) {
    this.languages = { source, targets };
    this.order = order;
    this.columns = [beads, ...targets.slice(1).map(({ bitext }) => beside[bitext] ?? [])];
    this.root.style.setProperty("--translations", String(targets.length));
    this.body.setAttribute("aria-label", `Beads of ${title}`);
    this.#showHead();
    this.#drawAll();
    this.root.scrollTop = 0;
  }

  /** @returns {any[]} the beads of the first translation that are on the page */
  get shown() {
    return this.columns[0];
  }

  #drawAll() {
    const [own, ...others] = this.columns;
    this.here = null;
    this.sources = [];
    this.standing = this.columns.map(() => []);
    const groups = this.order === "doubtful" ? own.map((bead) => [[bead], ...others]) : [this.columns];
    this.body.replaceChildren(...groups.flatMap((group) => this.#drawGroup(group)));
    if (!own.length) this.body.replaceChildren(element("p", { class: "nothing" }, "No beads on this page."));
  }

  #showHead() {
    const { source, targets } = this.languages;
    this.head.replaceChildren(
      named(source),
      ...targets.map((target, column) => {
        const chosen = column === this.pair;
        const choose = element("button", { type: "button", class: "small", "aria-pressed": String(chosen), title: `Key: ${column + 1}`, "aria-label": `Work on ${target.name}`, onclick: () => this.choose(column) }, String(column + 1));
        const head = named(target);
        head.prepend(choose);
        head.classList.toggle("chosen", chosen);
        return head;
      }),
    );
  }

  #drawGroup([own, ...others]) {
    const segments = own.flatMap((bead) => bead.source);
    const numbers = new Set(segments.map(({ number }) => number));
    const near = others.map((beads) => beads.filter((bead) => !bead.source.length || bead.source.some(({ number }) => numbers.has(number))));
    // in the order of doubt a bead stands alone, and what only others have is far from it
    const columns = [own, ...(own.length === 1 ? near.map((beads) => beads.filter((bead) => bead.source.length)) : near)];
    return runsOfLines(arranged(segments, columns)).map((run) => this.#drawRun(run));
  }

  #drawRun({ from, lines, cells }) {
    const sources = lines.map(({ segment }) => (segment ? this.#drawSource(segment) : null));
    const standing = cells.map((cell) => this.#drawCell(cell, sources.slice(cell.at - from, cell.at - from + cell.over)));
    const run = element("div", { class: "several bead", role: "listitem", style: `--lines: ${lines.length}` });
    lines.forEach((_, line) => {
      const side = element("div", { class: "side source", style: `--at: ${line + 1}`, dir: this.languages.source.direction }, sources[line]?.node ?? element("span", { class: "hint" }, "—"));
      run.append(side, ...standing.filter(({ at }) => at - from === line).map(({ node }) => node));
    });
    standing.forEach(({ at, over, node }) => node.style.setProperty("--at", `${at - from + 1} / span ${over}`));
    return run;
  }

  #drawSource(segment) {
    const place = { side: "source", segment, beside: [] };
    drawnPlace(place, sentence(segment, this.languages.source));
    this.sources.push(place);
    return place;
  }

  #drawCell({ bead, column, at, over }, sources) {
    const side = drawnSide(bead, "target", this.languages.targets[column]);
    const joint = band(bead, { half: column > 0 });
    const node = element("div", { class: "joined", "data-bead": bead.id, "data-grade": grade(bead), "data-pinned": bead.pinned, role: "group", "aria-label": told(bead), style: `--in: ${2 * column + 2}` }, joint, side);
    const standing = { bead, column, node, at, over, sources: sources.filter(Boolean) };
    standing.targets = [...side.querySelectorAll(":scope > .sentence")].map((each) => Object.assign(each.place, { standing, column }));
    for (const source of standing.sources) source.beside[column] = standing;
    const hidden = bead.source.length - standing.sources.length;
    if (hidden > 0) side.append(element("p", { class: "beyond" }, `with source sentences ${bead.source[0].number}–${bead.source.at(-1).number}`));
    this.standing[column].push(standing);
    return standing;
  }

  #focused(target) {
    const place = target.closest(".sentence")?.place;
    if (place && place !== this.here) this.#activate(place);
  }

  #activate(place) {
    const before = this.#standing(this.here);
    if (this.here) this.here.node.tabIndex = -1;
    this.here = place;
    place.node.tabIndex = 0;
    if (place.side === "target" && place.column !== this.pair) this.#work(place.column);
    this.#mark(before);
  }

  #work(column) {
    this.pair = column;
    this.#showHead();
    this.paired();
  }

  /** Shows which bead is looked at. */
  #mark(before) {
    const standing = this.#standing(this.here);
    this.body.querySelectorAll(".active").forEach((node) => node.classList.remove("active"));
    for (const node of [standing?.node, ...(standing?.sources ?? []).map((source) => source.node)]) node?.classList.add("active");
    if (!standing || standing === before) return;
    this.#forgetAround();
    this.lookAt(standing.bead);
  }

  #go(place, focus = true) {
    if (!place) return false;
    this.#activate(place);
    if (focus) place.node.focus({ preventScroll: true });
    place.node.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Works on another translation. @param {number} column */
  choose(column) {
    if (column >= this.standing.length) return;
    const before = this.#standing(this.here);
    if (this.here?.side === "target") {
      this.#go(this.#across(column));
      return;
    }
    this.#work(column);
    this.#mark(before);
    this.here?.node.focus({ preventScroll: true });
  }

  /** Makes a bead of the translation that is worked on the active one. */
  activate(id, { side = "source", index = 0 } = {}) {
    const standing = this.standing[this.pair].find(({ bead }) => bead.id === id);
    const places = (side === "source" && standing?.sources.length ? standing.sources : standing?.targets) ?? [];
    if (!this.#go(places[Math.min(index, places.length - 1)])) this.activateAt(0);
  }

  activateAt(place, { focus = true } = {}) {
    this.#go(this.sources[Math.max(0, Math.min(place, this.sources.length - 1))] ?? this.#places("target")[0], focus);
  }

  /** Goes to the bead after or before. @param {1 | -1} by */
  go(by) {
    const all = this.standing[this.pair];
    const next = all[all.indexOf(this.#standing(this.here)) + by];
    return this.#go((this.here?.side === "target" ? null : next?.sources[0]) ?? next?.targets[0]);
  }

  /** Goes to the sentence below or above in the same column. @param {1 | -1} by */
  step(by) {
    const places = this.#places();
    return this.#go(places[places.indexOf(this.here) + by]);
  }

  edge(by) {
    return this.#go(this.#places().at(by > 0 ? -1 : 0));
  }

  leap(by) {
    const places = this.#places();
    const node = leap(places.map((place) => place.node), Math.max(0, places.indexOf(this.here)), by, this.root);
    return node !== null && this.#go(node.place);
  }

  /** Goes to the column on the left or the right. @param {1 | -1} by */
  cross(by) {
    const from = this.here?.side === "target" ? this.here.column : -1;
    const to = from + by;
    if (!this.here || to < -1 || to >= this.standing.length) return false;
    return this.#go(to < 0 ? this.#source() : this.#across(to));
  }

  /** The source sentence of a place, or the nearest above it. */
  #source() {
    const { standing, index } = this.here;
    const { sources } = standing;
    if (sources.length) return sources[Math.min(index, sources.length - 1)];
    const top = standing.node.firstChild.getBoundingClientRect().top;
    return this.sources.findLast(({ node }) => node.getBoundingClientRect().top <= top) ?? this.sources[0];
  }

  /** The place of a column beside the one that is here. */
  #across(column) {
    const source = this.here.side === "source" ? this.here : this.#source();
    return source?.beside[column]?.targets[0];
  }

  /**
   * Takes over what an operation left. The lines of all columns may change by it: the page is drawn
   * anew, but not read. Answers false where the operation reaches beyond the page.
   */
  take({ beads, gone }) {
    const column = this.columns[this.pair];
    const there = new Set(this.sources.map(({ segment }) => segment.number));
    const reaches = beads.some(({ source }) => source.some(({ number }) => !there.has(number)));
    const replaced = new Set(gone.length ? gone : beads.map(({ id }) => id));
    const at = column.findIndex(({ id }) => replaced.has(id));
    if (reaches || column.filter(({ id }) => replaced.has(id)).length < replaced.size) return false;
    const { active, root } = this;
    const { scrollTop } = root;
    const fresh = new Map(beads.map((bead) => [bead.id, bead]));
    this.columns[this.pair] = gone.length
      ? [...column.slice(0, at), ...beads, ...column.slice(at).filter(({ id }) => !replaced.has(id) && !fresh.has(id))]
      : column.map((bead) => fresh.get(bead.id) ?? bead);
    this.#drawAll();
    root.scrollTop = scrollTop;
    const near = this.columns[this.pair].find(({ id }) => id === active?.bead.id) ?? beads[0];
    if (near) this.activate(near.id, active ?? {});
    return true;
  }

  /** Shows the neighbours of a bead in its translation, faintly, where the order is that of doubt. */
  showAround(bead, neighbours) {
    this.#forgetAround();
    const at = neighbours.findIndex((one) => one.id === bead.id);
    const run = this.#standing(this.here)?.node.parentElement;
    if (at < 0 || !run) return;
    if (neighbours[at - 1]) run.before(this.#drawAround(neighbours[at - 1]));
    if (neighbours[at + 1]) run.after(this.#drawAround(neighbours[at + 1]));
    this.here.node.scrollIntoView({ block: "nearest" });
  }

  #drawAround(bead) {
    const { source, targets } = this.languages;
    const joint = band(bead, { half: this.pair > 0 });
    const target = element("div", { class: "joined", "data-grade": grade(bead), style: `--in: ${2 * this.pair + 2}` }, joint, drawnSide(bead, "target", targets[this.pair]));
    return faint(element("div", { class: "several bead", role: "listitem", "aria-label": told(bead), style: "--lines: 1; --at: 1" }, drawnSide(bead, "source", source), target));
  }

  #forgetAround() {
    this.body.querySelectorAll(".around").forEach((node) => node.remove());
  }
}
