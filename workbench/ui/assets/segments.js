/** What is done to whole segments: left out, brought back, merged, split, and all that undone. */

import { newOperation } from "./api.js";
import { HINT, cursorField, putCursor } from "./cutting.js";
import { isExcluded, segmentsOf } from "./spans.js";

export class Segments {
  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  get #api() {
    return this.editor.saving.api;
  }

  async exclude({ number, excluded }) {
    await this.#leaveOut([number], `Segment ${number}`, !excluded);
  }

  /** Leaves out, or brings back, all that a cell's text is the translation of. */
  async excludeAll(cell) {
    const numbers = Array.from({ length: cell.segments }, (_, place) => cell.first + place);
    await this.#leaveOut(numbers, segmentsOf(cell), !isExcluded(cell));
  }

  async #leaveOut(numbers, name, excluded) {
    const are = numbers.length > 1 ? "are" : "is";
    const words = `${name} ${are} ${excluded ? "left out of translation and export" : "back"}.`;
    const body = { numbers, excluded, op_id: newOperation() };
    await this.#do(numbers[0], words, () => this.#api.exclude(body), body.op_id);
  }

  /** Makes one segment of a row's and the next. */
  async merge(row) {
    const body = { text: row.text, op_id: newOperation() };
    const words = `Segments ${row.number} and ${row.number + 1} are one now. Ctrl+Z takes it back.`;
    await this.#do(row.number, words, () => this.#api.mergeSegments(row.number, body), body.op_id);
  }

  /** Lets a person place the cursor in the source, and cuts it there. */
  split(row) {
    const place = row.place.querySelector(".source");
    const shown = [...place.childNodes];
    const field = cursorField(row.text, {
      name: `Source of segment ${row.number}`,
      cut: (offset) => this.#cut(row, offset),
      leave: () => this.editor.comeBack(),
    });
    field.addEventListener("blur", () => place.replaceChildren(...shown), { once: true });
    place.replaceChildren(field);
    putCursor(field, 0);
    this.editor.say(HINT);
  }

  async #cut(row, offset) {
    const body = { text: row.text, offset, op_id: newOperation() };
    const words = `Segment ${row.number} is two now. Ctrl+Z takes it back.`;
    await this.#do(row.number, words, () => this.#api.splitSegment(row.number, body), body.op_id);
  }

  /** Takes a merge, split or exclusion back, unless somebody did another one since. @param {string} operation */
  async undo(number, operation) {
    const body = { of: operation, op_id: newOperation() };
    const words = "The segments are as they were before.";
    // what a colleague's operation keeps from being undone now may be undone later
    if (!(await this.#do(number, words, () => this.#api.undo(body))))
      this.editor.verdicts.done.push({ segments: number, operation });
  }

  /** Whether it was done. @param {string} [operation] the name by which it can be taken back */
  async #do(number, words, work, operation) {
    const { editor } = this;
    const bitext = editor.bitext;
    // texts that wait are about the segments as they are
    await editor.saving.outbox.send();
    const done = await editor.attempt(work);
    if (!done) return false;
    if (operation) editor.verdicts.done.push({ segments: number, operation });
    editor.say(words);
    const { root } = editor.grid;
    const { scrollTop } = root;
    await editor.pages.load();
    root.scrollTop = scrollTop;
    const cell = editor.grid.cellFrom(bitext, number);
    if (cell) editor.edit(cell);
    return true;
  }
}
