/** The beads: two columns of sentences and the bands that join them. */

import { element, icon, renderText, written } from "./dom.js";

const SIDES = /** @type {const} */ (["source", "target"]);

/**
 * A sentence, or the empty place on a side that has none.
 * @typedef {{bead: any, side: "source" | "target", index: number, node: HTMLElement}} Place
 */

/** Low, middling or high: the colour of a band. The number says it, too. */
export function grade({ pinned, confidence }) {
  if (pinned) return "settled";
  if (confidence === null) return "settled";
  if (confidence < 60) return "low";
  return confidence < 85 ? "middling" : "high";
}

/** What a bead is, in words. */
export function told(bead) {
  const shape = `${bead.source.length}-${bead.target.length}`;
  const sure = bead.confidence === null ? "made by hand" : `confidence ${Math.round(bead.confidence)}`;
  return `${shape}, ${sure}${bead.pinned ? ", pinned" : ""}`;
}

export class Beads {
  /** @type {Place | null} */
  active = null;
  /** @type {any[]} */
  shown = [];

  /** @param {(bead: any) => void} lookAt */
  constructor(lookAt) {
    this.lookAt = lookAt;
    this.head = element("div", { class: "head pair", "aria-hidden": "true" });
    this.body = element("div", { class: "body", role: "list" });
    this.root = element("div", { class: "grid beads", "aria-busy": "true" }, element("div", { class: "top" }, this.head), this.body);
    this.root.addEventListener("focusin", (event) => this.#focused(event));
    this.root.addEventListener("click", (event) => this.#placeAt(event.target)?.node.focus());
  }

  /** Where in the list the active bead stands. */
  get place() {
    return this.active ? this.shown.indexOf(this.active.bead) : null;
  }

  show(beads, { source, target, title }) {
    this.languages = { source, target };
    this.body.setAttribute("aria-label", `Beads of ${title}`);
    this.head.replaceChildren(this.#name(source), element("span"), this.#name(target));
    this.shown = beads;
    this.active = null;
    this.body.replaceChildren(...beads.map((bead) => this.#draw(bead)));
    if (!beads.length) this.body.replaceChildren(element("p", { class: "nothing" }, "No beads on this page."));
    this.root.scrollTop = 0;
  }

  #name(language) {
    const { autonym, name } = language;
    return element(
      "div",
      {},
      element("span", { class: "own-name", ...written(language) }, autonym),
      autonym !== name && element("span", { class: "tag" }, name),
    );
  }

  #draw(bead) {
    const [left, right] = SIDES.map((side) => this.#side(bead, side));
    bead.node = element(
      "div",
      { class: "bead pair", role: "listitem", "data-bead": bead.id, "data-grade": grade(bead), "data-pinned": bead.pinned, "aria-label": told(bead) },
      left,
      band(bead),
      right,
    );
    return bead.node;
  }

  #side(bead, side) {
    const language = this.languages[side];
    const sentences = bead[side].map((segment, index) => {
      const text = element("span", { class: "text", ...written(language) });
      renderText(text, segment.text);
      return this.#place({ bead, side, index }, element("span", { class: "count" }, String(segment.number)), text);
    });
    if (!sentences.length) sentences.push(this.#place({ bead, side, index: 0 }, element("span", { class: "hint" }, "no partner")));
    if (side === "target" && bead.text !== null) sentences.push(this.#corrected(bead, language));
    return element("div", { class: `side ${side}`, dir: language.direction }, ...sentences);
  }

  #place(place, ...children) {
    const node = element("div", { class: "sentence", role: "button", tabindex: "-1" }, ...children);
    place.node = node;
    node.place = place;
    return node;
  }

  #corrected(bead, language) {
    const text = element("span", { class: "text", ...written(language) });
    renderText(text, bead.text);
    return element("div", { class: "corrected" }, element("span", { class: "tag" }, bead.text ? "Corrected to" : "Text went with another bead"), text);
  }

  #placeAt(node) {
    return node.closest?.(".sentence")?.place ?? null;
  }

  #focused(event) {
    const place = this.#placeAt(event.target);
    if (place && place !== this.active) this.#activate(place);
  }

  #activate(place) {
    if (this.active) this.active.node.tabIndex = -1;
    const another = this.active?.bead !== place.bead;
    if (another) this.active?.bead.node.classList.remove("active");
    this.active = place;
    place.node.tabIndex = 0;
    place.bead.node.classList.add("active");
    if (!another) return;
    this.body.querySelectorAll(".around").forEach((node) => node.remove());
    this.lookAt(place.bead);
  }

  #go(place, focus = true) {
    if (!place) return false;
    this.#activate(place);
    if (focus) place.node.focus({ preventScroll: true });
    place.bead.node.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Makes a bead the active one. @param {number} id */
  activate(id) {
    const bead = this.shown.find((one) => one.id === id);
    if (bead) this.#go(this.#placesOf(bead, this.active?.side ?? "source")[0]);
  }

  activateAt(index, { focus = true } = {}) {
    const bead = this.shown[Math.min(index, this.shown.length - 1)];
    if (bead) this.#go(this.#placesOf(bead, "source")[0], focus);
  }

  #placesOf(bead, side) {
    return [...bead.node.querySelectorAll(`.side.${side} > .sentence`)].map((node) => node.place);
  }

  /** Goes to the bead after or before. @param {1 | -1} by */
  go(by) {
    const { active } = this;
    const bead = active ? this.shown[this.shown.indexOf(active.bead) + by] : this.shown[0];
    return bead ? this.#go(this.#placesOf(bead, active?.side ?? "source")[0]) : false;
  }

  /** Goes to the sentence below or above on the same side. @param {1 | -1} by */
  step(by) {
    if (!this.active) return this.go(1);
    const { bead, side, index } = this.active;
    const within = this.#placesOf(bead, side)[index + by];
    if (within) return this.#go(within);
    const next = this.shown[this.shown.indexOf(bead) + by];
    return next ? this.#go(this.#placesOf(next, side).at(by > 0 ? 0 : -1)) : false;
  }

  /** Goes to the other column. @param {"source" | "target"} side */
  cross(side) {
    if (!this.active || this.active.side === side) return false;
    const places = this.#placesOf(this.active.bead, side);
    return this.#go(places[Math.min(this.active.index, places.length - 1)]);
  }

  /**
   * Puts beads in the place of those that are gone.
   * @returns {boolean} whether that could be done here
   */
  take({ beads, gone }) {
    const left = gone.map((id) => this.shown.find((bead) => bead.id === id)).filter(Boolean);
    const same = beads.filter((bead) => this.shown.some((one) => one.id === bead.id));
    if (gone.length ? !left.length : same.length < beads.length) return false;
    const { active } = this;
    for (const bead of same) this.#replace([this.shown.find((one) => one.id === bead.id)], [bead]);
    if (gone.length) this.#replace(left, beads);
    const near = this.shown.find((bead) => bead.id === active?.bead.id) ?? beads[0];
    if (near) this.#go(this.#placesOf(near, active?.side ?? "source")[0]);
    return true;
  }

  #replace(old, fresh) {
    const at = Math.min(...old.map((bead) => this.shown.indexOf(bead)));
    const first = this.shown[at].node;
    first.before(...fresh.map((bead) => this.#draw(bead)));
    for (const bead of old) bead.node.remove();
    this.shown = [...this.shown.slice(0, at), ...fresh, ...this.shown.slice(at).filter((bead) => !old.includes(bead))];
  }

  /** Shows the neighbours of a bead, faintly, where the order is not that of the document. */
  showAround(bead, neighbours) {
    this.body.querySelectorAll(".around").forEach((node) => node.remove());
    const at = neighbours.findIndex((one) => one.id === bead.id);
    if (at < 0) return;
    const faint = (one) => {
      const node = this.#draw(one);
      node.classList.add("around");
      node.querySelectorAll(".sentence").forEach((sentence) => {
        sentence.removeAttribute("role");
        sentence.removeAttribute("tabindex");
        delete sentence.place;
      });
      return node;
    };
    if (neighbours[at - 1]) bead.node.before(faint(neighbours[at - 1]));
    if (neighbours[at + 1]) bead.node.after(faint(neighbours[at + 1]));
    bead.node.scrollIntoView({ block: "nearest" });
  }
}

/** The band between the sentences of a bead: the surer, the wider. */
function band(bead) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of shapes(bead)) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    drawing.append(path);
  }
  const sure = bead.confidence === null ? "by hand" : String(Math.round(bead.confidence));
  return element(
    "div",
    { class: "band", title: told(bead) },
    drawing,
    element("span", { class: "sure" }, bead.pinned && icon("pin"), bead.confidence === null && bead.pinned ? "" : sure),
  );
}

function shapes(bead) {
  const sure = bead.pinned || bead.confidence === null ? 100 : bead.confidence;
  const half = 4 + (sure * 42) / 100;
  const [up, down] = [50 - half, 50 + half];
  const left = `M0 4C30 4 35 ${up} 50 ${up}L50 ${down}C35 ${down} 30 96 0 96Z`;
  const right = `M100 4C70 4 65 ${up} 50 ${up}L50 ${down}C65 ${down} 70 96 100 96Z`;
  if (!bead.target.length) return ["M0 4C26 4 30 50 34 50C30 50 26 96 0 96Z"];
  if (!bead.source.length) return ["M100 4C74 4 70 50 66 50C70 50 74 96 100 96Z"];
  return [left, right];
}
