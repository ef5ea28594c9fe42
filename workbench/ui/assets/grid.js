/** The grid: a row per segment, a column per target. It shows; `editor.js` decides. */

import { element, fillMarked, icon, written } from "./dom.js";
import { marks, percent, progressBar, stateOf } from "./states.js";

const KINDS = { heading: "Heading", "list item": "List item", "table cell": "Table cell", caption: "Caption", quotation: "Quotation", code: "Code", cue: "Subtitle" };

/**
 * @typedef {object} Cell a target text as the server knows it, with what the browser adds:
 * @property {number} bead
 * @property {number} revision
 * @property {string} text
 * @property {string} bitext
 * @property {any} row
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

  /** The header: which languages, and how far each has come. */
  showHead(source, columns, progress) {
    if (this.count !== columns.length) this.root.style.setProperty("--columns", columns.length);
    this.count = columns.length;
    this.head.replaceChildren(
      element("div", { role: "columnheader", class: "number" }, element("span", { "aria-label": "Segment number" }, "#")),
      element("div", { role: "columnheader" }, element("span", { class: "own-name" }, source.name), element("span", { class: "tag" }, "source")),
      ...columns.map((column) => this.#columnHead(column, progress[column.bitext])),
    );
  }

  #columnHead(column, progress) {
    const twice = column.autonym === column.name;
    return element(
      "div",
      { role: "columnheader", "data-column": column.bitext },
      element("bdi", { class: "own-name", ...written(column) }, column.autonym),
      element("span", { class: "tag" }, [!twice && column.name, column.label].filter(Boolean).join(" · ")),
      progress && element("span", { class: "share" }, percent(progress)),
      progress && progressBar(progress),
    );
  }

  /**
   * @param {any[]} rows as the server sends them
   * @param {{source: any, columns: any[], query: string, textOf: Function, troubleOf: Function}} look
   */
  showRows(rows, look) {
    this.look = look;
    this.cells.clear();
    this.rows = rows;
    this.body.replaceChildren(...rows.map((row) => this.#row(row)));
    if (rows.length === 0) this.body.append(this.#nothing());
    this.root.setAttribute("aria-rowcount", String(rows.length + 1));
  }

  #nothing() {
    const words = this.look.filtered
      ? "No segment matches. Choose another state or clear the search."
      : "This document has no segments.";
    return element("p", { class: "nothing" }, words);
  }

  #row(row) {
    const made = element("div", { role: "row", class: `row ${row.kind.replace(" ", "-")}`, "data-number": row.number });
    row.place = made;
    made.classList.toggle("excluded", row.excluded);
    const source = element("div", { role: "gridcell", class: "source", ...written(this.look.source) });
    fillMarked(source, row.text, this.look.query);
    made.append(this.#number(row), source);
    for (const column of this.look.columns) made.append(this.#target(row, column));
    return made;
  }

  #number(row) {
    const words = row.excluded ? `Bring segment ${row.number} back` : `Exclude segment ${row.number}`;
    return element(
      "div",
      { role: "rowheader", class: "number" },
      element("span", {}, String(row.number)),
      KINDS[row.kind] && element("span", { class: "kind", title: KINDS[row.kind] }, element("span", { class: "unseen" }, KINDS[row.kind])),
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
    if (!cell) {
      const words = "Part of the segment above";
      return element("div", { role: "gridcell", class: "cell continued", title: words }, element("span", { class: "unseen" }, words));
    }
    Object.assign(cell, { row, column, bitext: String(column.bitext) });
    cell.place = element("div", { role: "gridcell", class: "cell", tabindex: "-1", "data-bead": cell.bead });
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
    if (cell.row.excluded) place.setAttribute("aria-disabled", "true");
    const field = place.querySelector("textarea");
    const shown = field ?? element("div", { class: "text", ...written(cell.column) });
    if (!field) fillMarked(shown, this.look.textOf(cell), this.look.query);
    if (field) place.querySelector(".marks").replaceWith(marks(cell, trouble));
    else place.replaceChildren(element("i", { class: "state", dir: cell.column.direction }), shown, marks(cell, trouble));
  }

  /** Puts a text field into a cell. @param {Cell} cell @returns {HTMLTextAreaElement} */
  open(cell) {
    const name = `Segment ${cell.row.number}, ${cell.column.name}`;
    const field = element("textarea", { ...written(cell.column), class: "text", "aria-label": name, rows: "1", spellcheck: "true" });
    field.value = this.look.textOf(cell);
    cell.place.querySelector(".text").replaceWith(field);
    cell.place.classList.add("open");
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
    cell.place.querySelector("textarea")?.replaceWith(element("div", { class: "text" }));
    this.fill(cell);
  }

  /** The cell that an element lies in. @param {EventTarget | null} target */
  cellAt(target) {
    const place = /** @type {HTMLElement | null} */ (target)?.closest?.(".cell[data-bead]");
    return place ? this.cells.get(Number(place.dataset.bead)) : undefined;
  }

  /** The cells that can be edited, row by row. */
  editable() {
    const found = [];
    for (const row of this.rows)
      if (!row.excluded)
        for (const column of this.look.columns)
          if (row.cells[column.bitext]) found.push(row.cells[column.bitext]);
    return found;
  }

  /** The same without the other columns. @param {string} bitext */
  column(bitext) {
    return this.editable().filter((cell) => cell.bitext === String(bitext));
  }
}
