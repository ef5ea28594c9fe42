/** The states of a target text: their words, and the shapes that say them without colour. */

import { element, icon } from "./dom.js";

const CONFIRMED = new Set(["translated", "reviewed", "final"]);

export const LABELS = {
  empty: "Not translated",
  draft: "Machine draft",
  rejected: "Rejected",
  translated: "Confirmed",
  reviewed: "Reviewed",
  final: "Final",
};

const SHAPES = { translated: "check", reviewed: "checks", final: "checks", rejected: "cross" };

const TROUBLES = {
  unsaved: "Not confirmed yet",
  slow: "Saving…",
  offline: "Waiting for the server",
  conflict: "Changed by someone else",
  refused: "Not saved",
};

/** The one word for where a text stands. @param {{state: string, sub_state: string}} cell */
export function stateOf(cell) {
  if (CONFIRMED.has(cell.state)) return cell.state;
  return cell.sub_state in LABELS ? cell.sub_state : "draft";
}

/** @param {{state: string}} cell */
export function isConfirmed(cell) {
  return CONFIRMED.has(cell.state);
}

/**
 * The marks in the corner of a cell: a flag where something was noticed, and a shape for the state,
 * or words while the text is not safe on the server.
 */
export function marks(cell, trouble) {
  const found = [];
  if (trouble in TROUBLES) found.push(element("span", { class: "trouble" }, TROUBLES[trouble]));
  if (cell.flags.length > 0)
    found.push(element("span", { class: "flagged", title: cell.flags.map((flag) => flag.reason).join("\n") }, icon("flag"), element("span", { class: "unseen" }, "Flagged")));
  return trouble ? found : [...found, ...shapeOf(stateOf(cell))];
}

function shapeOf(state) {
  const words = element("span", { class: "unseen" }, LABELS[state]);
  const shape = SHAPES[state];
  return shape ? [element("span", { class: "shape", title: LABELS[state] }, icon(shape)), words] : [words];
}

/** A bar of how many texts stand where, with the figures as its name. */
export function progressBar(progress) {
  const total = progress.total || 1;
  const parts = ["final", "reviewed", "translated", "rejected", "draft"];
  const words = `${progress.confirmed} of ${progress.total} confirmed, ${progress.draft} machine drafts`;
  return element(
    "span",
    { class: "bar-of-states", role: "img", "aria-label": words, title: words },
    ...parts
      .filter((state) => progress[state] > 0)
      .map((state) =>
        element("i", { class: `part ${state}`, style: `width:${(100 * progress[state]) / total}%` }),
      ),
  );
}

/** The share that is confirmed; 100 % only when nothing is left. */
export function percent(progress) {
  return `${Math.floor((100 * progress.confirmed) / (progress.total || 1))}%`;
}

/** One text of a column has gone from one state to another. */
export function recount(counts, before, after) {
  counts[before]--;
  counts[after]++;
  counts.confirmed += Number(CONFIRMED.has(after)) - Number(CONFIRMED.has(before));
}
