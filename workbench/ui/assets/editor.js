/**
 * The editor: rows over HTTP, one text field at a time, every confirmed text to the server and
 * none lost on the way.
 */

import { Refusal, Unreachable } from "./api.js";
import { caretAt, element, fillWindow } from "./dom.js";
import { Grid } from "./grid.js";
import { onKey } from "./keys.js";
import { Panel } from "./panel.js";
import { Saving } from "./saving.js";
import { isConfirmed, recount, stateOf } from "./states.js";

const LIVE_MILLISECONDS = 2000;
const MILLISECONDS_OF_REST = 80;
const MILLISECONDS_OF_A_NOTE = 8000;

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

  /** What the buttons of the panel do. */
  #actions() {
    return {
      confirm: (cell) => this.confirm(cell, "translated"),
      review: (cell) => this.confirm(cell, "reviewed"),
      reject: (cell) => this.reject(cell),
      exclude: (cell) => this.exclude(cell.row),
      restore: (cell, text) => this.type(cell, text),
      keepMine: (cell) => this.#resolve(cell, "keepMine"),
      takeTheirs: (cell) => this.#resolve(cell, "takeTheirs"),
      editMine: (cell) => this.type(cell, this.saving.editMine(cell)),
    };
  }

  #listen() {
    const { root } = this.grid;
    this.home.addEventListener("keydown", (event) => onKey(this, event));
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("input", () => this.#typed());
    root.addEventListener("focusin", (event) => this.#focused(event));
    root.addEventListener("focusout", (event) => this.#left(event));
    addEventListener("beforeunload", (event) => this.saving?.outbox.size && event.preventDefault());
    addEventListener("resize", () => fillWindow(this.home));
    addEventListener("online", () => this.saving?.outbox.send());
    document.addEventListener("visibilitychange", () => !document.hidden && this.refresh());
    setInterval(() => this.data?.live && !document.hidden && this.refresh(), LIVE_MILLISECONDS);
  }

  /** New data from the page: another document, page or filter, or only a newer token. */
  update(component) {
    const { data } = component;
    const before = this.data;
    this.component = component;
    this.data = data;
    fillWindow(this.home);
    if (before?.document !== data.document || before?.user !== data.user) {
      this.active = this.field = null;
      this.panel.showNothing();
      this.saving = new Saving(this, data);
    }
    this.saving.api.token = data.token;
    if (before?.token !== data.token) this.saving.outbox.send();
    const view = JSON.stringify([data.document, data.columns, data.view, data.limit]);
    if (view === this.view && before?.page === data.page) return;
    const here = view === this.view && data.page === this.page;
    this.view = view;
    this.page = data.page;
    if (!here) this.load();
  }

  /** Lets the page's script mint a newer token. */
  renewToken() {
    this.component.setTriggerValue("locked", Date.now());
  }

  /** What the server is asked for, besides the place. */
  get asked() {
    const { columns, view } = this.data;
    return { languages: columns.map((column) => column.bitext).join(","), ...view };
  }

  #rows() {
    const { limit } = this.data;
    return this.saving.api.rows({ ...this.asked, offset: (this.page - 1) * limit, limit });
  }

  /** Reads the page and shows it. @param {{bitext: string, number: number}} [goal] then edits that */
  async load(goal) {
    const { page, view } = this;
    this.grid.root.setAttribute("aria-busy", "true");
    const answer = await this.#attempt(() => this.#rows());
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
      textOf: (cell) => this.saving.textOf(cell),
      troubleOf: (cell) => this.saving.troubleOf(cell),
    });
    this.grid.root.scrollTop = 0;
    const first = this.grid.editable()[0];
    if (first) first.place.tabIndex = 0;
    const from = (this.page - 1) * limit;
    const total = this.total.toLocaleString("en");
    this.range.textContent = rows.length ? `${from + 1}–${from + rows.length} of ${total}` : "";
    this.saving.findOldDrafts(this.grid.cells.values());
  }

  #showHead() {
    this.grid.showHead(this.data.source, this.data.columns, this.progress);
  }

  /** Reads the page again and shows what others, or a machine, have written meanwhile. */
  async refresh() {
    if (!this.grid.rows || this.refreshing) return;
    this.refreshing = true;
    const { page, view } = this;
    try {
      const answer = await this.#rows();
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
        if (cell) this.saving.arrived(cell, newer);
      }
  }

  /** Shows a cell anew, in the panel too where that is about it. */
  show(cell) {
    const typed = this.typedIn(cell);
    const stale = typed !== undefined && typed !== cell.text && !this.saving.draft(cell);
    if (stale) this.field.value = cell.text;
    this.grid.fill(cell);
    if (this.panel.cell === cell) this.look(cell);
  }

  /** What stands in the field of a cell, where it has one. */
  typedIn(cell) {
    return this.field && this.active === cell ? this.field.value : undefined;
  }

  /** Opens the field of a cell. @param {number | null} caret its place; the end where it is null */
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
    this.saving.begin();
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

  /** Shows a cell in the panel: at once what the row knows, its past when the hand rests. */
  look(cell) {
    const { conflicts, reasons } = this.saving;
    const trouble = { conflict: conflicts.get(cell.bead), reason: reasons.get(cell.bead) };
    this.panel.show(cell, trouble);
    this.panel.showDifference(cell, this.saving.textOf(cell));
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.#lookBack(cell), MILLISECONDS_OF_REST);
  }

  async #lookBack(cell) {
    try {
      const history = await this.saving.api.revisions(cell.bead);
      this.panel.showHistory(cell, history);
    } catch {
      // the panel shows what the row knows
    }
  }

  /** Puts a text into a cell's field as if it had been typed. */
  type(cell, text) {
    this.edit(cell);
    this.field.value = text;
    this.#typed();
    this.look(cell);
  }

  #typed() {
    const { field, active } = this;
    if (!field) return;
    this.saving.typed(active, field.value);
    if (active.place.dataset.trouble !== this.saving.troubleOf(active)) this.grid.fill(active);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.panel.showDifference(active, field.value));
  }

  /** Restores the text as it was and leaves the field. */
  restore(cell) {
    this.saving.takeBack(cell);
    this.close({ keepFocus: true });
    this.show(cell);
  }

  #resolve(cell, choice) {
    this.saving[choice](cell);
    if (this.active === cell) this.close({ keepFocus: true });
    this.show(cell);
  }

  /** Sends the text of a cell and goes on to the next that wants a person. */
  confirm(cell, state) {
    const text = this.typedIn(cell) ?? this.saving.textOf(cell);
    if (!text.trim()) {
      this.say("There is no text to confirm. Write one, or reject the draft.");
      return;
    }
    const same = text === cell.text && cell.state === state && !this.saving.draft(cell);
    this.#sendAndGoOn(cell, () => same || this.saving.send(cell, text, state));
  }

  reject(cell) {
    const state = stateOf(cell);
    if (cell.row.excluded || state === "empty" || state === "rejected") return;
    this.saving.takeBack(cell);
    this.#sendAndGoOn(cell, () => this.saving.send(cell, cell.text, "initial"));
  }

  /** The next field first: nobody should wait for what happens behind it. */
  #sendAndGoOn(cell, send) {
    this.saving.rest(cell);
    const open = (other) => other.row.number > cell.row.number && !isConfirmed(other);
    const next = this.grid.column(cell.bitext).find(open);
    next ? this.edit(next) : this.close();
    send();
    this.grid.fill(cell);
    if (!next) this.#searchOn(cell);
  }

  /** Keeps the figures of the header right while texts change. @param {string} before */
  count(cell, before) {
    const counts = this.progress[cell.bitext];
    if (!counts || before === stateOf(cell)) return;
    recount(counts, before, stateOf(cell));
    clearTimeout(this.counted);
    this.counted = setTimeout(() => this.#showHead());
  }

  /** Goes to the next text of the column that wants a person, on another page. */
  async #searchOn(from) {
    this.#activate(from);
    from.place.focus({ preventScroll: true });
    await this.saving.outbox.send();
    const after = this.grid.column(from.bitext).at(-1)?.row.number ?? from.row.number;
    const asked = { ...this.asked, bitext: from.bitext, after };
    const answer = await this.#attempt(() => this.saving.api.next(asked));
    if (!answer || this.active !== from || this.field) return;
    if (answer.number === null) this.say(`Every segment in ${from.column.name} is confirmed.`);
    else this.#goTo(answer, from.bitext);
  }

  /** Shows another page at once, where it must, and tells the page's script. */
  #goTo({ number, offset }, bitext) {
    const here = this.grid.column(bitext).find((cell) => cell.row.number === number);
    if (here) {
      this.edit(here);
      return;
    }
    this.page = Math.floor(offset / this.data.limit) + 1;
    this.component.setStateValue("page", this.page);
    this.load({ bitext, number });
  }

  async exclude(row) {
    const excluded = !row.excluded;
    const done = await this.#attempt(() => this.saving.api.exclude([row.number], excluded));
    if (!done) return;
    this.say(`Segment ${row.number} ${excluded ? "is left out of translation and export" : "is back"}.`);
    const { scrollTop } = this.grid.root;
    await this.load();
    this.grid.root.scrollTop = scrollTop;
  }

  #focused(event) {
    const cell = this.grid.cellAt(event.target);
    if (!cell || this.field || cell === this.active) return;
    this.#activate(cell);
    this.look(cell);
  }

  #left(event) {
    if (event.target !== this.field || this.home.contains(event.relatedTarget)) return;
    // where the whole window lost the focus, the field keeps its place
    if (document.hasFocus()) this.close();
  }

  #clicked(event) {
    const button = event.target.closest("[data-exclude]");
    if (button) {
      this.exclude(this.grid.rows.find((row) => row.number === Number(button.dataset.exclude)));
      return;
    }
    const root = this.home.getRootNode();
    const cell = this.grid.cellAt(event.target);
    const selected = root.getSelection?.() ?? getSelection();
    if (!cell || event.target === this.field || (selected && !selected.isCollapsed)) return;
    this.edit(cell, caretAt(event, root, cell.place.querySelector("div.text")));
  }

  async #attempt(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      if (error instanceof Refusal && error.status === 401) this.renewToken();
      this.say(error.message);
      return null;
    }
  }

  /** Says something below the grid, for a while. @param {string} words */
  say(words) {
    this.note.textContent = words;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.note.textContent = ""), MILLISECONDS_OF_A_NOTE);
  }
}
