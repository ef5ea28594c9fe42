/** How a person likes the grid: columns, their widths, density, marks. The browser remembers. */

import { Kept } from "./keep.js";

export const MOST_COLUMNS = 4;
export const NARROWEST = 0.4;
const WIDEST = 4;

export class Look {
  #kept = new Kept("workbench/look/");

  /** @param {HTMLElement} home the element that wears the choices */
  constructor(home) {
    this.home = home;
    this.widths = this.#kept.get("widths") ?? {};
    this.density = this.#kept.get("density") ?? "comfortable";
    this.invisibles = this.#kept.get("invisibles") ?? false;
    this.keys = this.#kept.get("keys") ?? true;
    this.wear();
  }

  wear() {
    this.home.dataset.density = this.density;
    this.home.classList.toggle("invisibles", this.invisibles);
  }

  /** @param {"density" | "invisibles" | "keys"} name */
  set(name, value) {
    this[name] = value;
    this.#kept.set(name, value);
    this.wear();
  }

  /**
   * The columns to show: those of the address, else the remembered ones, else the first.
   * @param {any} data what the page handed over
   */
  columns({ store, document, columns, shown }) {
    const known = (numbers) => columns.filter(({ bitext }) => numbers?.includes(bitext));
    const remembered = this.#kept.get(`columns/${store}/${document}`);
    const found = [shown, remembered].map(known).find((some) => some.length) ?? columns;
    return found.slice(0, MOST_COLUMNS);
  }

  /** @param {any} data @param {number[]} bitexts */
  chooseColumns({ store, document }, bitexts) {
    this.#kept.set(`columns/${store}/${document}`, bitexts);
  }

  /** The share of the width that a column takes; 1 is an even one. @param {string} column */
  width(column) {
    return this.widths[column] ?? 1;
  }

  /** @param {string} column a language, or "source" */
  setWidth(column, share) {
    this.widths[column] = Math.min(Math.max(share, NARROWEST), WIDEST);
    this.#kept.set("widths", this.widths);
  }
}
