/** What a person decides about a text: confirmed, reviewed, rejected, and taken back. */

import { isExcluded, segmentsOf } from "./spans.js";
import { isConfirmed, stateOf } from "./states.js";

export class Verdicts {
  /** What was decided here, with what was there before, the last at the end. */
  done = [];

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** Sends the text of a cell and goes on to the next that wants a person. */
  confirm(cell, state) {
    const { editor } = this;
    if (!this.#may(state)) return;
    const { saving } = editor;
    const text = editor.typedIn(cell) ?? saving.textOf(cell);
    if (!text.trim()) {
      editor.say("There is no text to confirm. Write one, or reject the draft.");
      return;
    }
    const same = text === cell.text && cell.state === state && !saving.draft(cell);
    this.#sendAndGoOn(cell, () => same || this.#send(cell, text, state));
  }

  reject(cell) {
    const state = stateOf(cell);
    if (!this.#may("initial") || isExcluded(cell) || state === "empty" || state === "rejected") return;
    this.editor.saving.takeBack(cell);
    this.#sendAndGoOn(cell, () => this.#send(cell, cell.text, "initial"));
  }

  /** Whether the person has the right to a verdict; the server asks again. */
  #may(state) {
    const { role } = this.editor.data;
    const may = role !== "viewer" && (state !== "reviewed" || role !== "translator");
    if (!may) this.editor.say(`This is not for a ${role}. Ask an owner of the document for more.`);
    return may;
  }

  #send(cell, typed, state) {
    const { bead, bitext, row, text, revision, state: before, sub_state } = cell;
    this.done.push({ bead, bitext, number: row.number, name: segmentsOf(cell), typed, text, state: before, sub_state, revision });
    this.editor.saving.send(cell, typed, state);
  }

  /** The text goes off first, as its answer takes longest; then the next field opens. */
  #sendAndGoOn(cell, send) {
    const { editor } = this;
    editor.saving.rest(cell);
    send();
    const column = editor.grid.column(cell.bitext);
    const next = column.slice(column.indexOf(cell) + 1).find((other) => !isConfirmed(other));
    next ? editor.edit(next) : editor.close();
    editor.grid.fill(cell);
    if (!next) this.#searchOn(cell);
  }

  /** Goes to the next text of the column that wants a person, on another page. */
  async #searchOn(from) {
    const { editor } = this;
    editor.activate(from);
    from.place.focus({ preventScroll: true });
    await editor.saving.outbox.send();
    const after = editor.grid.column(from.bitext).at(-1)?.row.number ?? from.row.number;
    const asked = { ...editor.pages.asked, bitext: from.bitext, after };
    const answer = await editor.attempt(() => editor.saving.api.next(asked));
    if (!answer || editor.active !== from || editor.field) return;
    if (answer.number === null) {
      editor.say(`Every segment in ${from.column.name} is confirmed.`);
      return;
    }
    if (answer.number <= after) editor.say(`That was the end; segment ${answer.number} is still open.`);
    editor.pages.goToPlace(answer, from.bitext);
  }

  /** Takes the last verdict back; what had been typed for it stands in the field again. */
  undo() {
    const { editor } = this;
    const last = this.done.pop();
    if (!last) {
      editor.say("There is nothing left to undo.");
      return;
    }
    if (last.segments) {
      editor.segments.undo(last.segments, last.operation);
      return;
    }
    const cell = editor.grid.cells.get(last.bead);
    editor.saving.sendBack(cell, last);
    editor.say(`${last.name}: as it was before.`);
    if (!cell) {
      editor.pages.goTo(last.number, last.bitext);
      return;
    }
    editor.grid.fill(cell);
    editor.edit(cell);
    if (last.typed !== last.text) editor.type(cell, last.typed);
  }

  /** Puts a flag aside, or brings it back. */
  async dismiss(cell, flag, dismissed) {
    const { editor } = this;
    const body = { flag, dismissed, base_revision: cell.revision };
    const answer = await editor.attempt(() => editor.saving.api.dismiss(cell.bead, body));
    if (!answer) return;
    const all = [...cell.flags, ...cell.dismissed];
    const left = new Set(answer.flags.map(({ name }) => name));
    const counts = editor.progress[cell.bitext];
    if (counts) counts.flagged += Number(left.size > 0) - Number(cell.flags.length > 0);
    cell.flags = all.filter(({ name }) => left.has(name));
    cell.dismissed = all.filter(({ name }) => !left.has(name));
    editor.show(cell);
  }
}
