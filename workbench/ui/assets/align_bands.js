/** The band between the two sides of a bead, and what a bead is in words. */

import { element, icon } from "./dom.js";

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

/**
 * The band between the sentences of a bead: the surer, the wider. Half of it goes to the target
 * alone, where another translation stands between that and the source.
 */
export function band(bead, { half = false } = {}) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of half ? shapes(bead).slice(-1) : shapes(bead)) {
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
