/** What a translation says and its source does not: lines between the rows, without a number. */

import { element } from "./dom.js";

/**
 * Puts the additions between the rows that they stand between; cells over several rows span them.
 * @param {any[]} rows @param {any[]} additions both as the server sends them @returns {any[]}
 */
export function woven(rows, additions) {
  const lines = [];
  const spans = new Map(); // by column: the cell that goes on, and over how many rows
  let next = 0;
  const addBefore = (number) => {
    for (; additions[next]?.after < number; next++) lines.push(lineOf(additions[next], spans));
  };
  for (const row of rows) {
    addBefore(row.number);
    lines.push(row);
    for (const span of spans.values()) span.left--;
    for (const [bitext, cell] of Object.entries(row.cells)) spans.set(bitext, { cell, left: cell.rows - 1 });
  }
  addBefore(Infinity);
  return lines;
}

function lineOf({ after, cells }, spans) {
  const line = { added: true, number: after, kind: "added", text: "", codes: {}, excluded: false, cells, covered: new Set() };
  line.beside = new Map(Object.entries(cells));
  for (const cell of line.beside.values()) cell.beside = [line];
  for (const [bitext, { cell, left }] of spans)
    if (left > 0) {
      cell.rows++;
      line.covered.add(bitext);
    }
  return line;
}

/** The number and the source of a line that has neither. */
export function nothingInTheSource() {
  const plus = element("span", { title: "Only in the translation", "aria-hidden": "true" }, "+");
  return [
    element("div", { role: "rowheader", class: "number" }, plus, element("span", { class: "unseen" }, "Only in the translation")),
    element("div", { role: "gridcell", class: "source" }, element("span", { class: "tag" }, "no source")),
  ];
}
