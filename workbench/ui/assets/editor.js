/**
 * The editor: rows over HTTP, one text field at a time, every confirmed text to the server and
 * none lost on the way.
 */

import { Api, Refusal, Unreachable } from "./api.js";
import { element } from "./dom.js";
import { Grid } from "./grid.js";
import { onKey } from "./keys.js";
import { Kept, Outbox } from "./keep.js";
import { Panel } from "./panel.js";
import { isConfirmed, stateOf } from "./states.js";

const IDLE_SECONDS = 30;
const LIVE_MILLISECONDS = 2000;

/** @type {WeakMap<object, Editor>} */
const mounted = new WeakMap();

/** Called by Streamlit on every run of the page's script. @param {any} component */
export function mount(component) {
  const home = component.parentElement;
  let editor = mounted.get(home);
  if (!editor) {
    editor = new Editor(home.querySelector(".workbench"));
    mounted.set(home, editor);
  }
  editor.update(component);
}

export class Editor {
  /** @type {import("./grid.js").Cell | null} the cell that is being looked at */
  active = null;
  /** @type {HTMLTextAreaElement | null} the field in it, while it is being edited */
  field = null;
  conflicts = new Map();
  reasons = new Map();
  progress = {};
  total = 0;

  /** @param {HTMLElement} home */
  constructor(home) {
    this.home = home;
    this.grid = new Grid();
    this.panel = new Panel(this.#actions());
    this.range = element("span", {});
    this.status = element("span", { class: "status", role: "status" });
    this.note = element("span", { class: "note", role: "alert" });
    const foot = element("div", { class: "foot" }, this.range, this.note, this.status);
    home.replaceChildren(element("div", { class: "main" }, this.grid.root, foot), this.panel.root);
    this.#listen();
  }

  #actions() {
    return {
      confirm: (cell) => this.confirm(cell, "translated"),
      review: (cell) => this.confirm(cell, "reviewed"),
      reject: (cell) => this.reject(cell),
      exclude: (cell) => this.exclude(cell.row),
      restore: (cell, text) => this.type(cell, text),
      keepMine: (cell) => this.keepMine(cell),
      takeTheirs: (cell) => this.takeTheirs(cell),
      editMine: (cell) => this.editMine(cell),
    };
  }

  #listen() {
    const { root } = this.grid;
    this.home.addEventListener("keydown", (event) => onKey(this, event));
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("input", () => this.#typed());
    root.addEventListener("focusin", (event) => this.#focused(event));
    root.addEventListener("focusout", (event) => this.#left(event));
    addEventListener("beforeunload", (event) => this.outbox?.size && event.preventDefault());
    addEventListener("resize", () => this.#fit());
    addEventListener("online", () => this.outbox?.send());
    document.addEventListener("visibilitychange", () => !document.hidden && this.refresh());
    setInterval(() => this.data?.live && !document.hidden && this.refresh(), LIVE_MILLISECONDS);
  }

  /** New data from the page: another document, page or filter, or only a newer token. */
  update(component) {
    const { data } = component;
    const before = this.data;
    this.component = component;
    this.data = data;
    this.#fit();
    if (before?.document !== data.document || before?.user !== data.user) this.#enter(data);
    this.api.token = data.token;
    if (before?.token !== data.token) this.outbox.send();
    const view = JSON.stringify([data.document, data.columns, data.view, data.limit]);
    if (view !== this.view || before?.page !== data.page) {
      const turned = view === this.view && data.page === this.page;
      this.view = view;
      this.page = data.page;
      if (!turned) this.load();
    }
  }

  #enter(data) {
    const owner = `${data.store}/${data.user}/${data.document}/`;
    this.api = new Api(data.document, data.token);
    this.drafts = new Kept(`workbench/draft/${owner}`);
    this.outbox = new Outbox(new Kept(`workbench/outbox/${owner}`), () => this.api, {
      written: (write, answer) => this.#written(write, answer),
      refused: (write, error) => this.#refused(write, error),
      changed: () => this.#showStatus(),
      locked: () => this.component.setTriggerValue("locked", Date.now()),
    });
    this.active = this.field = null;
    this.conflicts.clear();
    this.reasons.clear();
    this.panel.showNothing();
  }

  /** Fills the window below the toolbar; the page itself then need not scroll. */
  #fit() {
    const top = this.home.getBoundingClientRect().top + scrollY;
    this.home.style.setProperty("--height", `${Math.floor(innerHeight - top - 12)}px`);
  }

  /** What the server is asked for, besides the place. */
  get asked() {
    const { columns, view } = this.data;
    return { languages: columns.map((column) => column.bitext).join(","), ...view };
  }

  /** Reads the page and shows it. @param {{bitext: string, number: number}} [goal] then edits that */
  async load(goal) {
    const { page, view } = this;
    const { limit } = this.data;
    this.grid.root.setAttribute("aria-busy", "true");
    const answer = await this.#attempt(() => this.api.rows({ ...this.asked, offset: (page - 1) * limit, limit }));
    if (page !== this.page || view !== this.view) return;
    this.grid.root.removeAttribute("aria-busy");
    if (!answer) return;
    this.active = this.field = null;
    this.progress = answer.progress;
    this.total = answer.total;
    this.#showRows(answer.rows);
    const cell = goal && this.grid.column(goal.bitext).find((one) => one.row.number === goal.number);
    if (cell) this.edit(cell);
    else this.panel.showNothing();
  }

  #showRows(rows) {
    const { source, columns, view, limit } = this.data;
    this.#showHead();
    this.grid.root.setAttribute("aria-label", `Segments of ${this.data.title}`);
    this.grid.showRows(rows, {
      source,
      columns,
      query: view.query,
      filtered: Boolean(view.query || view.states),
      textOf: (cell) => this.textOf(cell),
      troubleOf: (cell) => this.troubleOf(cell),
    });
    this.grid.root.scrollTop = 0;
    const first = this.grid.editable()[0];
    if (first) first.place.tabIndex = 0;
    const from = (this.page - 1) * limit;
    const end = from + rows.length;
    this.range.textContent = rows.length ? `${from + 1}–${end} of ${this.total.toLocaleString("en")}` : "";
    this.#findOldDrafts();
  }

  #showHead() {
    this.grid.showHead(this.data.source, this.data.columns, this.progress);
  }

  /** A text typed upon a revision that is no longer the last one is a conflict from the start. */
  #findOldDrafts() {
    for (const cell of this.grid.cells.values()) {
      const draft = this.drafts.get(String(cell.bead));
      if (draft && draft.text === cell.text) this.drafts.delete(String(cell.bead));
      else if (draft && draft.base < cell.revision) this.#conflict(cell, draft.text, cell);
    }
  }

  /** Reads the page again and shows what others, or a machine, have written meanwhile. */
  async refresh() {
    if (!this.grid.rows || this.refreshing) return;
    this.refreshing = true;
    const { page, view } = this;
    const limit = this.data.limit;
    try {
      const answer = await this.api.rows({ ...this.asked, offset: (page - 1) * limit, limit });
      if (page === this.page && view === this.view) this.#patch(answer);
    } catch {
      // it is tried again, and a confirmed text says when the server is away
    }
    this.refreshing = false;
  }

  #patch(answer) {
    this.progress = answer.progress;
    this.#showHead();
    for (const row of answer.rows)
      for (const newer of Object.values(row.cells)) {
        const cell = this.grid.cells.get(newer.bead);
        if (!cell || newer.revision <= cell.revision || this.outbox.of(cell.bead)) continue;
        if (this.drafts.get(String(cell.bead))) this.#conflict(cell, this.textOf(cell), newer);
        else this.#become(cell, newer);
      }
  }

  #become(cell, newer) {
    for (const name of ["revision", "text", "state", "sub_state", "origin", "author", "model", "flags"])
      cell[name] = newer[name];
    if (this.field && this.active === cell) this.field.value = cell.text;
    this.grid.fill(cell);
    if (this.active === cell) this.look(cell);
  }

  /** The text to show: typed, else on its way, else the server's. */
  textOf(cell) {
    return this.drafts.get(String(cell.bead))?.text ?? this.outbox.of(cell.bead)?.text ?? cell.text;
  }

  troubleOf(cell) {
    if (this.conflicts.has(cell.bead)) return "conflict";
    if (this.reasons.has(cell.bead)) return "refused";
    if (this.drafts.get(String(cell.bead))) return "unsaved";
    if (this.outbox.of(cell.bead)) return this.outbox.trouble ? "offline" : "sending";
    return "";
  }

  /** Opens the field of a cell, with the caret at its end. */
  edit(cell, caret = null) {
    if (cell.row.excluded) return;
    if (this.active === cell && this.field) {
      this.field.focus();
      return;
    }
    this.close();
    this.#activate(cell);
    this.field = this.grid.open(cell);
    this.field.focus({ preventScroll: true });
    const place = caret ?? this.field.value.length;
    this.field.setSelectionRange(place, place);
    cell.place.scrollIntoView({ block: "nearest" });
    this.clock = { last: performance.now(), seconds: 0 };
    if (this.panel.cell !== cell) this.look(cell);
  }

  /** Leaves the field; what was typed stays as a draft in the browser. */
  close({ keepFocus = false } = {}) {
    const { field, active } = this;
    if (!field) return;
    this.field = null;
    this.grid.close(active);
    if (keepFocus) active.place.focus({ preventScroll: true });
  }

  #activate(cell) {
    if (this.active) this.active.place.tabIndex = -1;
    else for (const other of this.grid.cells.values()) other.place.tabIndex = -1;
    this.active?.row.place.classList.remove("active");
    this.active = cell;
    cell.place.tabIndex = 0;
    cell.row.place.classList.add("active");
  }

  /** Shows a cell in the panel. */
  async look(cell) {
    this.panel.show(cell, { conflict: this.conflicts.get(cell.bead), reason: this.reasons.get(cell.bead) });
    this.panel.showDifference(cell, this.textOf(cell));
    try {
      const history = await this.api.revisions(cell.bead);
      this.panel.showHistory(cell, history);
    } catch {
      // the panel shows what the row knows
    }
  }

  /** Forgets what was typed but not confirmed. */
  takeBack(cell) {
    this.reasons.delete(cell.bead);
    if (this.conflicts.has(cell.bead)) this.takeTheirs(cell);
    this.drafts.delete(String(cell.bead));
    this.panel.showDifference(cell, this.textOf(cell));
  }

  /** Puts a text into a cell's field as if it had been typed. */
  type(cell, text) {
    this.edit(cell);
    this.field.value = text;
    this.#typed();
  }

  #typed() {
    const { field, active } = this;
    if (!field) return;
    const name = String(active.bead);
    this.reasons.delete(active.bead);
    if (field.value === active.text && !this.outbox.of(active.bead)) this.drafts.delete(name);
    else this.#keepDraft(active, field.value);
    this.#tick();
    const trouble = this.troubleOf(active);
    if (active.place.dataset.trouble !== trouble) this.grid.fill(active);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.panel.showDifference(active, field.value));
  }

  #keepDraft(cell, text) {
    const base = this.drafts.get(String(cell.bead))?.base ?? cell.revision;
    if (!this.drafts.set(String(cell.bead), { text, base }))
      this.say("This browser keeps nothing for later: confirm before you close the page.");
  }

  /** Counts the time that a person works on a text, leaving out pauses. */
  #tick() {
    const now = performance.now();
    const passed = (now - this.clock.last) / 1000;
    if (passed < IDLE_SECONDS) this.clock.seconds += passed;
    this.clock.last = now;
  }

  /** Sends the text of a cell and goes on to the next that wants a person. */
  confirm(cell, state) {
    const text = this.field && this.active === cell ? this.field.value : this.textOf(cell);
    if (!text.trim()) {
      this.say("There is no text to confirm. Write one, or reject the draft.");
      return;
    }
    const same = text === cell.text && cell.state === state && !this.drafts.get(String(cell.bead));
    if (!same) this.send(cell, text, state);
    this.advance(cell);
  }

  reject(cell) {
    if (stateOf(cell) === "empty" || stateOf(cell) === "rejected") return;
    this.drafts.delete(String(cell.bead));
    if (this.field && this.active === cell) this.field.value = cell.text;
    this.send(cell, cell.text, "initial");
    this.advance(cell);
  }

  /** Hands a text to the outbox. What is shown changes at once. */
  send(cell, text, state, base = cell.revision) {
    if (this.active === cell && this.clock) this.#tick();
    const seconds = this.active === cell && this.clock ? this.clock.seconds : 0;
    const before = stateOf(cell);
    cell.before ??= { state: cell.state, sub_state: cell.sub_state, text: cell.text };
    this.conflicts.delete(cell.bead);
    this.reasons.delete(cell.bead);
    Object.assign(cell, { text, state, sub_state: state === "initial" ? "rejected" : "edited" });
    if (this.active === cell) this.close();
    this.outbox.add({ bead: cell.bead, text, state, base_revision: base, active_seconds: Math.round(seconds * 10) / 10 });
    this.drafts.delete(String(cell.bead));
    this.#count(cell, before, stateOf(cell));
    this.grid.fill(cell);
  }

  #count(cell, before, after) {
    const counts = this.progress[cell.bitext];
    if (!counts || before === after) return;
    const confirmed = new Set(["translated", "reviewed", "final"]);
    counts[before]--;
    counts[after]++;
    counts.confirmed += Number(confirmed.has(after)) - Number(confirmed.has(before));
    this.#showHead();
  }

  #written(write, answer) {
    const cell = this.grid.cells.get(write.bead);
    if (!cell) return;
    delete cell.before;
    if (this.outbox.of(write.bead)) cell.revision = answer.revision;
    else this.#become(cell, answer);
    const draft = this.drafts.get(String(write.bead));
    if (draft && draft.base < answer.revision) this.drafts.set(String(write.bead), { ...draft, base: answer.revision });
  }

  #refused(write, error) {
    const cell = this.grid.cells.get(write.bead);
    const typed = this.drafts.get(String(write.bead))?.text ?? write.text;
    const theirs = error.answer?.current;
    this.drafts.set(String(write.bead), { text: typed, base: write.base_revision });
    if (!cell) {
      this.say(`A text could not be saved and is kept in this browser: ${error.message}`);
      return;
    }
    const before = stateOf(cell);
    Object.assign(cell, cell.before);
    delete cell.before;
    this.#count(cell, before, stateOf(cell));
    if (error.status === 409 && theirs) this.#conflict(cell, typed, theirs);
    else this.reasons.set(cell.bead, error.message);
    this.say(`Segment ${cell.row.number} was not saved: ${error.message}`);
    this.grid.fill(cell);
    if (this.active === cell) this.look(cell);
  }

  #conflict(cell, mine, theirs) {
    if (theirs.text === mine) {
      this.drafts.delete(String(cell.bead));
      if (theirs !== cell) this.#become(cell, theirs);
      return;
    }
    this.conflicts.set(cell.bead, { mine, theirs });
    this.grid.fill(cell);
    if (this.active === cell) this.look(cell);
  }

  keepMine(cell) {
    const { mine, theirs } = this.#settle(cell);
    this.send(cell, mine, "translated", theirs.revision);
    this.look(cell);
  }

  takeTheirs(cell) {
    this.#settle(cell);
    this.drafts.delete(String(cell.bead));
    if (this.field && this.active === cell) this.field.value = cell.text;
    this.grid.fill(cell);
    this.look(cell);
  }

  editMine(cell) {
    const { mine, theirs } = this.#settle(cell);
    this.drafts.set(String(cell.bead), { text: mine, base: theirs.revision });
    this.edit(cell);
    this.field.value = mine;
    this.#typed();
    this.look(cell);
  }

  /** Ends a conflict: from here on the other text is the one that is built upon. */
  #settle(cell) {
    const conflict = this.conflicts.get(cell.bead);
    const mine = this.field && this.active === cell ? this.field.value : conflict.mine;
    this.conflicts.delete(cell.bead);
    const { theirs } = conflict;
    if (theirs !== cell) Object.assign(cell, { revision: theirs.revision, text: theirs.text, state: theirs.state, sub_state: theirs.sub_state, author: theirs.author });
    return { mine, theirs };
  }

  /** Goes to the next text of the column that wants a person, on this page or another. */
  async advance(from) {
    const column = this.grid.column(from.bitext);
    const wanted = (cell) => !isConfirmed(cell) && cell !== from;
    const next = column.find((cell) => cell.row.number > from.row.number && wanted(cell));
    if (next) {
      this.edit(next);
      return;
    }
    this.#activate(from);
    from.place.focus({ preventScroll: true });
    await this.outbox.send();
    const last = column.at(-1)?.row.number ?? from.row.number;
    const answer = await this.#attempt(() => this.api.next({ ...this.asked, bitext: from.bitext, after: last }));
    if (!answer || this.active !== from || this.field) return;
    if (answer.number === null) this.say(`Every segment in ${from.column.name} is confirmed.`);
    else this.#goTo(answer, from.bitext);
  }

  #goTo({ number, offset }, bitext) {
    const here = this.grid.column(bitext).find((cell) => cell.row.number === number);
    if (here) this.edit(here);
    else this.turn(Math.floor(offset / this.data.limit) + 1, { bitext, number });
  }

  /** Shows another page at once, and tells the page's script. */
  turn(page, goal) {
    this.page = page;
    this.component.setStateValue("page", page);
    return this.load(goal);
  }

  async exclude(row) {
    const excluded = !row.excluded;
    const done = await this.#attempt(() => this.api.exclude([row.number], excluded));
    if (!done) return;
    this.say(excluded ? `Segment ${row.number} is left out of translation and export.` : `Segment ${row.number} is back.`);
    this.load();
  }

  #focused(event) {
    const cell = this.grid.cellAt(event.target);
    if (!cell || this.field) return;
    if (cell !== this.active) {
      this.#activate(cell);
      this.look(cell);
    }
  }

  #left(event) {
    if (event.target !== this.field || this.home.contains(event.relatedTarget)) return;
    // the window lost the focus, not the field
    if (!document.hasFocus()) return;
    this.close();
  }

  #clicked(event) {
    const button = event.target.closest("[data-exclude]");
    if (button) {
      this.exclude(this.grid.rows.find((row) => row.number === Number(button.dataset.exclude)));
      return;
    }
    const cell = this.grid.cellAt(event.target);
    const selected = this.home.getRootNode().getSelection?.() ?? getSelection();
    if (!cell || event.target === this.field || (selected && !selected.isCollapsed)) return;
    this.edit(cell, caretAt(event, this.home.getRootNode(), cell.place.querySelector("div.text")));
  }

  async #attempt(work) {
    try {
      const answer = await work();
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      if (error.status === 401) this.component.setTriggerValue("locked", Date.now());
      this.say(error.message);
      return null;
    }
  }

  /** Says something once, below the grid. @param {string} words */
  say(words) {
    this.note.textContent = words;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.note.textContent = ""), 8000);
  }

  #showStatus() {
    const waiting = this.outbox.size;
    const words = {
      offline: `Offline. ${waiting} confirmed and kept in this browser; sent as soon as the server answers.`,
      locked: `This page is too old to save. ${waiting} kept in this browser; reload the page.`,
    };
    const quiet = waiting ? "Saving…" : "All confirmed texts are saved";
    this.status.textContent = (waiting && words[this.outbox.trouble]) || quiet;
    this.status.dataset.trouble = waiting ? this.outbox.trouble || "sending" : "";
    const names = new Set(this.outbox.waiting().map((write) => write.bead));
    for (const bead of names) {
      const cell = this.grid.cells.get(bead);
      if (cell && cell.place.dataset.trouble !== this.troubleOf(cell)) this.grid.fill(cell);
    }
  }
}

/** Where in a text a click fell, or nothing where the browser cannot say. */
function caretAt(event, root, text) {
  const place = document.caretPositionFromPoint?.(event.clientX, event.clientY, { shadowRoots: [root] });
  if (!text || !place?.offsetNode || !text.contains(place.offsetNode)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(place.offsetNode, place.offset);
  return before.toString().length;
}
