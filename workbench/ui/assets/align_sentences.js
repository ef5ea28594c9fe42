/** Sentences as the Alignment page shows them, and the places that the keys go to. */

import { element, renderText, written } from "./dom.js";

const SHARE_OF_A_LEAP = 0.9;

/**
 * A sentence, or the empty place on a side that has none.
 * @typedef {{bead: any, side: "source" | "target", index: number, node: HTMLElement}} Place
 */

/** The head of a column. */
export function named({ autonym, name, ...language }) {
  return element(
    "div",
    {},
    element("span", { class: "own-name", ...written(language) }, autonym),
    autonym !== name && element("span", { class: "tag" }, name),
  );
}

/** One side of a bead, with a place for each of its sentences. */
export function drawnSide(bead, side, language) {
  const places = bead[side].map((segment, index) => drawnPlace({ bead, side, index }, sentence(segment, language)));
  if (!places.length) places.push(drawnPlace({ bead, side, index: 0 }, [element("span", { class: "hint" }, "no partner")]));
  if (side === "target" && bead.text !== null) places.push(corrected(bead, language));
  return element("div", { class: `side ${side}`, dir: language.direction }, ...places);
}

/** A sentence with its number. */
export function sentence({ number, text }, language) {
  const shown = element("span", { class: "text", ...written(language) });
  renderText(shown, text);
  return [element("span", { class: "count" }, String(number)), shown];
}

/** What takes the focus for a place. @param {Record<string, any>} place @param {Node[]} children */
export function drawnPlace(place, children) {
  const node = element("div", { class: "sentence", role: "button", tabindex: "-1" }, ...children);
  place.node = node;
  node.place = place;
  return node;
}

function corrected(bead, language) {
  const text = element("span", { class: "text", ...written(language) });
  renderText(text, bead.text);
  return element("div", { class: "corrected" }, element("span", { class: "tag" }, bead.text ? "Corrected to" : "Text went with another bead"), text);
}

/** Shows a bead faintly, with nothing in it to go to. @param {HTMLElement} node */
export function faint(node) {
  node.classList.add("around");
  node.querySelectorAll(".sentence").forEach((place) => {
    place.removeAttribute("role");
    place.removeAttribute("tabindex");
    delete place.place;
  });
  return node;
}

/**
 * The node a windowful further on; nothing where there is none after the one at `from`.
 * @param {HTMLElement[]} nodes from above to below
 * @param {1 | -1} by
 */
export function leap(nodes, from, by, root) {
  const last = by > 0 ? nodes.length - 1 : 0;
  if (from === last || !nodes.length) return null;
  const top = (node) => node.getBoundingClientRect().top * by;
  const goal = top(nodes[from]) + root.clientHeight * SHARE_OF_A_LEAP;
  let to = from + by;
  while (to !== last && top(nodes[to + by]) <= goal) to += by;
  return nodes[to];
}
