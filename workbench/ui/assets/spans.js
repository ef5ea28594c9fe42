/** Beads over several segments: a cell then stands beside several rows, which are laid out together. */

import { element } from "./dom.js";

/** Tells every cell which rows it stands beside, and every row which cells stand beside it. */
export function spread(rows, columns) {
  const latest = new Map();
  for (const row of rows) {
    row.beside = new Map();
    for (const { bitext } of columns) {
      const begun = row.cells[bitext];
      if (begun) {
        begun.beside = [];
        latest.set(bitext, begun);
      }
      const cell = latest.get(bitext);
      cell?.beside.push(row);
      row.beside.set(String(bitext), cell);
    }
  }
}

/** The rows in runs, each of which is held together by its cells. @returns {any[][]} */
export function runsOf(rows) {
  const runs = [];
  let held = 0;
  for (const row of rows) {
    if (held) runs.at(-1).push(row);
    else runs.push([row]);
    held = Math.max(held, 1, ...Object.values(row.cells).map((cell) => cell.rows)) - 1;
  }
  return runs;
}

/** Neighbours in stretches of some length. @template Item @param {Item[]} items @returns {Item[][]} */
export function stretches(items, length) {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, place) => items.slice(place * length, (place + 1) * length));
}

/** What is put into the grid for a run. @param {any[]} run @param {any[]} columns */
export function laid(run, columns) {
  if (run.length === 1) return run[0].place;
  run.forEach(({ place, cells }, index) => {
    place.style.setProperty("--at", String(index + 1));
    columns.forEach(({ bitext }, column) => {
      const cell = cells[bitext];
      if (!cell) return;
      cell.place.style.setProperty("--in", String(column + 3));
      if (cell.rows === 1) return;
      cell.place.classList.add("spanning");
      cell.place.style.setProperty("--over", String(cell.rows));
      cell.place.setAttribute("aria-rowspan", String(cell.rows));
    });
  });
  return element("div", { class: "run", role: "presentation", style: `--count: ${run.length}` }, ...run.map(({ place }) => place));
}

/** Whether all that a cell's text is the translation of is left out. */
export function isExcluded({ beside }) {
  return beside.every(({ excluded }) => excluded);
}

/** "Segment 5", "Segments 5–6" or "Addition after segment 5": what a cell's text is the translation of. */
export function segmentsOf({ first, segments }) {
  if (segments === 0) return first ? `Addition after segment ${first}` : "Addition before segment 1";
  return segments > 1 ? `Segments ${first}–${first + segments - 1}` : `Segment ${first}`;
}

/**
 * What the panel offers to do with the segments under a cell, as buttons: words, what is done, look,
 * and about which of them. With several it says which: the next is the one after the last.
 * @returns {any[][]}
 */
export function shapings({ first, segments, beside }) {
  if (segments === 0) return [];
  if (segments === 1) return [["Exclude", "exclude", "small"], ["Merge with next", "merge", "small"], ["Split source…", "split", "small", first]];
  const last = first + segments - 1;
  const joining = beside.at(-1).number === last ? [[`Merge with ${last + 1}`, "merge", "small"]] : [];
  const cutting = beside.map(({ number }) => [`Split ${number}…`, "split", "small", number]);
  return [[`Exclude ${first}–${last}`, "exclude", "small"], ...joining, ...cutting];
}

/** What a cell is over as well, but is not among the rows shown; nothing where all is. */
export function beyond({ first, segments, beside }) {
  const shown = new Set(beside.map(({ number }) => number));
  const missing = Array.from({ length: segments }, (_, place) => first + place).filter((number) => !shown.has(number));
  if (!missing.length) return null;
  const arrow = missing.at(-1) < beside[0].number ? "↑" : missing[0] > beside.at(-1).number ? "↓" : "↕";
  return element("p", { class: "beyond" }, `${arrow} with segment ${missing.join(", ")}, not shown here`);
}
