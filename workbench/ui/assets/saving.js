/** What becomes of a text: typed, on its way, written, refused, or in conflict with another. */

import { Api } from "./api.js";
import { Kept, Outbox } from "./keep.js";
import { segmentsOf } from "./spans.js";
import { stateOf } from "./states.js";

const IDLE_SECONDS = 30;
// what is over sooner is not said: nobody could read it, and it would have to be drawn
const MILLISECONDS_UNTIL_SLOW = 400;
const NEWER = ["revision", "text", "state", "sub_state", "origin", "author", "model", "flags", "dismissed"];
const OFFLINE = "confirmed and kept in this browser; sent as soon as the server answers.";
const LOCKED = "kept in this browser; this page is too old to save, reload it.";

export class Saving {
  /** Cells that someone else changed, with both texts and the revision that both began with. @type {Map<number, any>} */
  conflicts = new Map();
  /** Why the server refused a text. @type {Map<number, string>} */
  reasons = new Map();
  /** What the server last answered. Rows that were read before that must not undo it. */
  answers = new Map();

  /** @param {import("./editor.js").Editor} editor @param {any} data what the page handed over */
  constructor(editor, data) {
    this.editor = editor;
    const owner = `${data.store}/${data.user}/${data.document}/`;
    this.api = new Api(data.document, data.token);
    this.drafts = new Kept(`workbench/draft/${owner}`);
    this.outbox = new Outbox(new Kept(`workbench/outbox/${owner}`), () => this.api, {
      written: (write, answer) => this.#written(write, answer),
      refused: (write, error) => this.#refused(write, error),
      changed: () => this.showStatus(),
      locked: () => editor.renewToken(),
    });
    this.showStatus();
  }

  /** What was typed for a cell and not confirmed, upon which revision. */
  draft(cell) {
    return this.drafts.get(String(cell.bead));
  }

  /** The text to show: typed, else on its way, else the server's. */
  textOf(cell) {
    return this.draft(cell)?.text ?? this.outbox.of(cell.bead)?.text ?? cell.text;
  }

  troubleOf(cell) {
    if (this.conflicts.has(cell.bead)) return "conflict";
    if (this.reasons.has(cell.bead)) return "refused";
    if (this.draft(cell)) return "unsaved";
    if (this.outbox.of(cell.bead)) return this.outbox.trouble ? "offline" : this.#onItsWay;
    return "";
  }

  /** Begins to count the time that a person works on a text. */
  begin() {
    this.clock = { last: performance.now(), seconds: 0 };
  }

  /** Counts it, leaving out pauses. */
  tick() {
    const now = performance.now();
    const passed = (now - this.clock.last) / 1000;
    if (passed < IDLE_SECONDS) this.clock.seconds += passed;
    this.clock.last = now;
  }

  /** Ends the work on a cell. */
  rest(cell) {
    if (this.editor.active !== cell || !this.clock) return;
    this.tick();
    this.worked = { cell, seconds: Math.round(this.clock.seconds * 10) / 10 };
  }

  /** Keeps what was typed, in the browser only. @param {string} text */
  typed(cell, text) {
    this.reasons.delete(cell.bead);
    this.tick();
    if (text === cell.text && !this.outbox.of(cell.bead)) {
      this.drafts.delete(String(cell.bead));
      return;
    }
    const base = this.draft(cell)?.base ?? cell.revision;
    if (!this.drafts.set(String(cell.bead), { text, base }))
      this.editor.say("This browser keeps nothing for later: confirm before you close the page.");
  }

  /** Forgets what was typed but not confirmed. */
  takeBack(cell) {
    this.reasons.delete(cell.bead);
    if (this.conflicts.has(cell.bead)) this.#settle(cell);
    this.drafts.delete(String(cell.bead));
  }

  /** Hands a text to the outbox. What is shown changes at once. */
  send(cell, text, state, base = cell.revision) {
    const before = stateOf(cell);
    cell.before ??= { state: cell.state, sub_state: cell.sub_state, text: cell.text };
    this.conflicts.delete(cell.bead);
    this.reasons.delete(cell.bead);
    Object.assign(cell, { text, state, sub_state: state === "initial" ? "rejected" : "edited" });
    const active_seconds = this.worked?.cell === cell ? this.worked.seconds : 0;
    this.outbox.add({ bead: cell.bead, text, state, base_revision: base, active_seconds });
    this.drafts.delete(String(cell.bead));
    this.editor.count(cell, before);
  }

  /** Takes a verdict back: the text and state of an earlier revision become a new one. */
  sendBack(cell, { bead, text, state, sub_state, revision }) {
    const base_revision = cell?.revision ?? this.answers.get(bead)?.revision ?? revision + 1;
    const before = cell && stateOf(cell);
    if (cell) Object.assign(cell, { text, state, sub_state });
    this.outbox.add({ bead, text, state, base_revision, ...(revision && { restores: revision }) });
    if (cell) this.editor.count(cell, before);
  }

  /** Takes over what the server has. */
  become(cell, newer) {
    for (const name of NEWER) if (name in newer) cell[name] = newer[name];
    this.editor.show(cell);
  }

  /** What another, or a machine, has written since the rows were read. */
  arrived(cell, newer) {
    if (newer.revision <= cell.revision || this.outbox.of(cell.bead)) return;
    if (this.draft(cell)) this.#conflict(cell, this.textOf(cell), newer);
    else this.become(cell, newer);
  }

  /** Rows older than an answer take it over; a text upon an old revision is a conflict. */
  findOldDrafts(cells) {
    for (const cell of cells) {
      const answer = this.answers.get(cell.bead);
      if (answer) this.arrived(cell, answer);
      const draft = this.draft(cell);
      if (draft && draft.text === cell.text) this.drafts.delete(String(cell.bead));
      else if (draft && draft.base < cell.revision) this.#conflict(cell, draft.text, cell);
    }
  }

  #written(write, answer) {
    const cell = this.editor.grid.cells.get(write.bead);
    const draft = this.drafts.get(String(write.bead));
    if (draft && draft.base < answer.revision)
      this.drafts.set(String(write.bead), { ...draft, base: answer.revision });
    this.answers.set(write.bead, answer);
    if (!cell) return;
    delete cell.before;
    if (this.outbox.of(write.bead)) cell.revision = answer.revision;
    else this.become(cell, answer);
  }

  #refused(write, error) {
    const cell = this.editor.grid.cells.get(write.bead);
    const typed = this.drafts.get(String(write.bead))?.text ?? write.text;
    this.drafts.set(String(write.bead), { text: typed, base: write.base_revision });
    if (!cell) {
      this.editor.say(`A text was not saved; it is kept in this browser: ${error.message}`);
      return;
    }
    const before = stateOf(cell);
    Object.assign(cell, cell.before);
    delete cell.before;
    this.editor.count(cell, before);
    const theirs = error.answer?.current;
    const late = error.status === 409 && theirs;
    if (late) this.#conflict(cell, typed, theirs);
    else this.reasons.set(cell.bead, error.message);
    const why = late ? "someone else changed it meanwhile. Both texts are kept." : error.message;
    this.editor.say(`${segmentsOf(cell)}: not saved; ${why}`);
    this.editor.show(cell);
  }

  #conflict(cell, mine, theirs) {
    if (theirs.text === mine) {
      this.drafts.delete(String(cell.bead));
      this.become(cell, theirs);
      return;
    }
    this.conflicts.set(cell.bead, { mine, theirs, base: this.draft(cell)?.base });
    this.editor.show(cell);
  }

  keepMine(cell) {
    const { mine, theirs } = this.#settle(cell);
    this.send(cell, mine, "translated", theirs.revision);
  }

  takeTheirs(cell) {
    this.#settle(cell);
    this.drafts.delete(String(cell.bead));
  }

  /** Puts one's own text into the field, upon the other's. */
  editMine(cell) {
    const { mine, theirs } = this.#settle(cell);
    this.drafts.set(String(cell.bead), { text: mine, base: theirs.revision });
    return mine;
  }

  /** Ends a conflict: from here on the other text is the one that is built upon. */
  #settle(cell) {
    const { mine, theirs } = this.conflicts.get(cell.bead);
    this.conflicts.delete(cell.bead);
    const before = stateOf(cell);
    for (const name of NEWER) if (name in theirs) cell[name] = theirs[name];
    this.editor.count(cell, before);
    return { mine: this.editor.typedIn(cell) ?? mine, theirs };
  }

  get #onItsWay() {
    return this.slow ? "slow" : "sending";
  }

  /** Looks whether the server takes long. */
  #wait(waiting) {
    if (!waiting) {
      clearTimeout(this.waiting);
      this.slow = this.waiting = undefined;
      return;
    }
    this.waiting ??= setTimeout(() => {
      this.slow = true;
      this.showStatus();
    }, MILLISECONDS_UNTIL_SLOW);
  }

  /** Says below the grid whether everything is safe. */
  showStatus() {
    const { editor, outbox } = this;
    if (!outbox) return;
    const { size } = outbox;
    this.#wait(size > 0);
    const trouble = size ? outbox.trouble || this.#onItsWay : "";
    const words = { offline: `Offline. ${size} ${OFFLINE}`, locked: `${size} ${LOCKED}`, slow: "Saving…" };
    editor.foot.showStatus(words[trouble] ?? "All confirmed texts are saved", trouble);
    for (const { bead } of outbox.waiting) {
      const cell = editor.grid.cells.get(bead);
      if (cell && cell.place.dataset.trouble !== this.troubleOf(cell)) editor.grid.fill(cell);
    }
  }
}
