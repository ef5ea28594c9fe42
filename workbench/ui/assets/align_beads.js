/** The beads of one translation: two columns of sentences and the bands that join them. */

import { band, grade, told } from "./align_bands.js";
import { drawnSide, faint, leap, named } from "./align_sentences.js";
import { element } from "./dom.js";

const SIDES = /** @type {const} */ (["source", "target"]);

export class Beads {
  /** @type {import("./align_sentences.js").Place | null} */
  active = null;
  /** @type {any[]} */
  shown = [];
  /** Which of the translations is worked on: there is one. */
  pair = 0;

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

  show(beads, { source, targets: [target], title }) {
    this.languages = { source, target };
    this.body.setAttribute("aria-label", `Beads of ${title}`);
    this.head.replaceChildren(named(source), element("span"), named(target));
    this.shown = beads;
    this.active = null;
    this.body.replaceChildren(...beads.map((bead) => this.#draw(bead)));
    if (!beads.length) this.body.replaceChildren(element("p", { class: "nothing" }, "No beads on this page."));
    this.root.scrollTop = 0;
  }

  #draw(bead) {
    const [left, right] = SIDES.map((side) => drawnSide(bead, side, this.languages[side]));
    bead.node = element(
      "div",
      { class: "bead pair", role: "listitem", "data-bead": bead.id, "data-grade": grade(bead), "data-pinned": bead.pinned, "aria-label": told(bead) },
      left,
      band(bead),
      right,
    );
    return bead.node;
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

  /** Makes a bead the active one. @param {number} id @param {{side?: string, index?: number}} [at] */
  activate(id, { side = this.active?.side ?? "source", index = 0 } = {}) {
    const bead = this.shown.find((one) => one.id === id);
    const places = bead ? this.#placesOf(bead, side) : [];
    this.#go(places[Math.min(index, places.length - 1)]);
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

  /** Goes to the first bead of the page, or the last. @param {1 | -1} by */
  edge(by) {
    const bead = this.shown.at(by > 0 ? -1 : 0);
    return bead ? this.#go(this.#placesOf(bead, this.active?.side ?? "source").at(by > 0 ? -1 : 0)) : false;
  }

  /** Goes a windowful on. @param {1 | -1} by @returns {boolean} whether there was more on the page */
  leap(by) {
    const nodes = this.shown.map((bead) => bead.node);
    const node = leap(nodes, this.place ?? 0, by, this.root);
    return node !== null && this.#go(this.#placesOf(this.shown[nodes.indexOf(node)], this.active?.side ?? "source")[0]);
  }

  /** Goes to the column on the left or the right. @param {1 | -1} by */
  cross(by) {
    const side = SIDES[by > 0 ? 1 : 0];
    if (!this.active || this.active.side === side) return false;
    const places = this.#placesOf(this.active.bead, side);
    return this.#go(places[Math.min(this.active.index, places.length - 1)]);
  }

  choose() {}

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
    if (neighbours[at - 1]) bead.node.before(faint(this.#draw(neighbours[at - 1])));
    if (neighbours[at + 1]) bead.node.after(faint(this.#draw(neighbours[at + 1])));
    bead.node.scrollIntoView({ block: "nearest" });
  }
}
