/**
 * The editor: rows over HTTP, one text field at a time, every confirmed text to the server and
 * none lost on the way.
 */

import { Refusal, Unreachable } from "./api.js";
import { Comments } from "./comments.js";
import { conflictActions } from "./conflicts.js";
import { element, fillWindow, offsetAt } from "./dom.js";
import { finder } from "./finding.js";
import { Foot } from "./foot.js";
import { Grid } from "./grid.js";
import { Jobs } from "./jobs.js";
import { onKey } from "./keys.js";
import { Later } from "./later.js";
import { Links } from "./links.js";
import { Look } from "./look.js";
import { Pages } from "./pages.js";
import { Panel } from "./panel.js";
import { Presence } from "./presence.js";
import { openReplace } from "./replace.js";
import { Saving } from "./saving.js";
import { Segments } from "./segments.js";
import { recount, stateOf } from "./states.js";
import { isExcluded } from "./spans.js";
import { Suggestions } from "./suggestions.js";
import { Verdicts } from "./verdicts.js";

const MILLISECONDS_OF_REST = 80;
// longer than between two keys: nobody reads then, and the next key must not wait
const MILLISECONDS_UNTIL_COMPARED = 200;

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
  /** The columns that are shown. */
  columns = [];
  progress = {};
  later = new Later(() => this.saving.outbox.sending);

  /** @param {HTMLElement} home */
  constructor(home) {
    this.home = home;
    this.look = new Look(home);
    this.grid = new Grid();
    this.pages = new Pages(this);
    this.comments = new Comments(this);
    this.suggestions = new Suggestions(this);
    this.panel = new Panel(this.#actions(), this.look, [this.suggestions, this.comments]);
    this.foot = new Foot(this);
    this.presence = new Presence(this);
    this.segments = new Segments(this);
    this.links = new Links(this);
    this.jobs = new Jobs(this);
    const rows = element("div", { class: "rows" }, this.grid.root);
    home.replaceChildren(element("div", { class: "main" }, this.jobs.root, rows, this.foot.root), this.panel.root);
    this.#listen();
  }

  /** What the buttons of the panel do. */
  #actions() {
    return {
      confirm: (cell) => this.verdicts.confirm(cell, "translated"),
      review: (cell) => this.verdicts.confirm(cell, "reviewed"),
      reject: (cell) => this.verdicts.reject(cell),
      exclude: (cell) => this.segments.excludeAll(cell),
      merge: (cell) => this.segments.merge(cell.beside.at(-1)),
      split: (cell, number) => this.segments.split(cell.beside.find((row) => row.number === number)),
      restore: (cell, text) => this.type(cell, text),
      dismiss: (cell, flag, dismissed) => this.verdicts.dismiss(cell, flag, dismissed),
      alignmentOf: (cell) => `align?aligned=${this.data.document}&translation=${cell.bitext}`,
      ...conflictActions(this),
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
    document.addEventListener("visibilitychange", () => !document.hidden && this.pages.refresh());
    // the page's framework would look at what is selected in our field, after every key
    addEventListener("selectionchange", (event) => this.field?.isConnected && event.stopPropagation(), { capture: true });
  }

  /** New data from the page: another document, page or filter, or only a newer token. */
  update(component) {
    const { data } = component;
    const before = this.data;
    this.component = component;
    this.data = data;
    this.#keepChosen(data);
    fillWindow(this.home);
    if (before?.document !== data.document || before?.user !== data.user) {
      this.#leaveField();
      this.saving = new Saving(this, data);
      this.verdicts = new Verdicts(this);
      this.progress = {};
    }
    this.home.dataset.role = data.role;
    this.saving.api.token = data.token;
    this.presence.changed(data.document);
    this.jobs.changed(data.document);
    if (before?.token !== data.token) this.saving.outbox.send();
    if (!this.pages.differs(before)) return;
    this.#showColumns(this.look.columns(data));
    this.pages.load();
  }

  /** Columns that were chosen here hold until the page's script has heard of them. */
  #keepChosen(data) {
    const own = this.chosen?.document === data.document && String(this.chosen.shown) !== String(data.shown);
    if (own) data.shown = this.chosen.shown;
    else this.chosen = null;
  }

  /** Lets the page's script mint a newer token. */
  renewToken() {
    this.component.setTriggerValue("locked", Date.now());
  }

  /** The column that is being worked in. */
  get bitext() {
    return this.active?.bitext ?? this.columns[0]?.bitext;
  }

  #showColumns(columns) {
    this.columns = columns;
    this.grid.showHead(this.data.source, columns, this.look);
    this.grid.showProgress(this.progress);
  }

  /** Shows a column, or takes it away. @param {number} bitext @param {boolean} on */
  showColumn(bitext, on) {
    const before = new Set(this.columns.map((column) => column.bitext));
    const shown = this.data.columns.filter((column) => (column.bitext === bitext ? on : before.has(column.bitext)));
    const numbers = shown.map((column) => column.bitext);
    this.look.chooseColumns(this.data, numbers);
    this.data.shown = numbers;
    this.chosen = { document: this.data.document, shown: numbers };
    this.pages.differs(this.data);
    this.#showColumns(shown);
    this.pages.load();
    this.component.setStateValue("columns", numbers);
  }

  #leaveField() {
    this.active = this.field = null;
    this.panel.showNothing();
  }

  showRows(rows, additions) {
    const { source, title, view } = this.data;
    this.#leaveField();
    this.grid.root.setAttribute("aria-label", `Segments of ${title}`);
    this.grid.showRows(rows, additions, {
      source,
      columns: this.columns,
      find: finder(view),
      invisibles: () => this.look.invisibles,
      filtered: Object.values(view).some(Boolean),
      textOf: (cell) => this.saving.textOf(cell),
      troubleOf: (cell) => this.saving.troubleOf(cell),
    });
    this.grid.root.scrollTop = 0;
    const first = this.grid.editable()[0];
    if (first) first.place.tabIndex = 0;
    this.foot.showPlace();
    this.presence.show();
    this.saving.findOldDrafts(this.grid.cells.values());
  }

  showProgress(progress) {
    this.progress = progress;
    this.grid.showProgress(progress);
  }

  /** Takes over what others have written since the rows were read. @param {any[]} rows */
  patch(rows) {
    for (const row of rows)
      for (const newer of Object.values(row.cells)) {
        const cell = this.grid.cells.get(newer.bead);
        if (cell) this.saving.arrived(cell, newer);
      }
  }

  /** Shows a cell anew, in the panel too where that is about it. */
  show(cell) {
    const typed = this.typedIn(cell);
    const stale = typed !== undefined && typed !== cell.text && !this.saving.draft(cell);
    if (stale) this.field.value = this.opened = cell.text;
    this.grid.fill(cell);
    // where the hand has gone on, the panel is about to follow it
    if (this.panel.cell === cell && this.active === cell) this.lookAt(cell);
  }

  /** What stands in the field of a cell, where it has one. */
  typedIn(cell) {
    return this.field && this.active === cell ? this.field.value : undefined;
  }

  /** Whether a cell's field holds what it held when it was opened. */
  untouched(cell) {
    return this.typedIn(cell) === undefined || this.field.value === this.opened;
  }

  /** Opens the field of a cell. @param {number | null} caret its place; the end where it is null */
  edit(cell, caret = null) {
    if (isExcluded(cell)) return;
    if (this.data.role === "viewer") {
      cell.place.focus();
      return;
    }
    if (this.active === cell && this.field) {
      this.field.focus();
      return;
    }
    const before = this.field && this.active;
    this.activate(cell);
    this.field = this.grid.open(cell);
    cell.place.tabIndex = -1; // Shift+Tab in the field would stop at the cell around it
    this.opened = this.field.value;
    const place = caret ?? this.field.value.length;
    this.field.setSelectionRange(place, place); // before the focus: the cursor is then put there once
    this.field.focus({ preventScroll: true });
    if (before) this.grid.close(before);
    cell.place.scrollIntoView({ block: "nearest" }); // at once: a frame later costs a frame more
    this.saving.begin();
    if (this.panel.cell !== cell) this.later.add("look", () => this.active === cell && this.lookAt(cell));
  }

  /** Leaves the field; what was typed stays as a draft in the browser. */
  close({ keepFocus = false } = {}) {
    const { field, active } = this;
    if (!field) return;
    this.field = null;
    this.grid.close(active);
    active.place.tabIndex = 0;
    if (keepFocus) active.place.focus({ preventScroll: true });
  }

  /** Goes back to the cell that was worked on. */
  comeBack() {
    const cell = this.active ?? this.grid.editable()[0];
    if (cell) this.edit(cell);
  }

  activate(cell) {
    if (this.active) this.active.place.tabIndex = -1;
    else for (const other of this.grid.cells.values()) other.place.tabIndex = -1;
    for (const row of this.active?.beside ?? []) row.place.classList.remove("active");
    this.active = cell;
    cell.place.tabIndex = 0;
    for (const row of cell.beside) row.place.classList.add("active");
    this.presence.at(cell);
  }

  /** Shows a cell in the panel: at once what the row knows, its past when the hand rests. */
  lookAt(cell) {
    const { conflicts, reasons } = this.saving;
    const trouble = { conflict: conflicts.get(cell.bead), reason: reasons.get(cell.bead) };
    this.panel.show(cell, trouble);
    this.panel.showDifference(cell, this.typedIn(cell) ?? this.saving.textOf(cell));
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.#lookBack(cell), MILLISECONDS_OF_REST);
  }

  async #lookBack(cell) {
    if (cell.row.comments !== undefined) this.comments.read();
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
    this.field.select();
    // unlike a new value, this can be undone with Ctrl+Z
    if (!document.execCommand("insertText", false, text)) this.field.value = text;
    this.#typed();
  }

  #typed() {
    const { field, active } = this;
    if (!field) return;
    this.saving.typed(active, field.value);
    if (active.place.dataset.trouble !== this.saving.troubleOf(active)) this.grid.fill(active);
    clearTimeout(this.comparing);
    this.comparing = setTimeout(() => this.panel.showDifference(active, this.typedIn(active) ?? this.saving.textOf(active)), MILLISECONDS_UNTIL_COMPARED);
  }

  /** Restores the text as it was and leaves the field. */
  restore(cell) {
    this.saving.takeBack(cell);
    this.close({ keepFocus: true });
    this.show(cell);
  }

  /** Keeps the figures of the header right while texts change. @param {string} before */
  count(cell, before) {
    const counts = this.progress[cell.bitext];
    if (!counts || before === stateOf(cell)) return;
    recount(counts, before, stateOf(cell));
    this.later.add("count", () => this.grid.showProgress(this.progress));
  }

  /** Moves to the page's own search field; the arrow down leads from there into what it found. */
  search() {
    const field = document.querySelector(".st-key-q input");
    if (!field) return;
    field.focus();
    field.select();
    field.onkeydown = (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.comeBack();
    };
  }

  /** Opens the replacing dialog. */
  replace() {
    openReplace(this);
  }

  /** Shows the comments on a row. */
  #talk(row) {
    const cell = row.beside.get(String(this.bitext));
    if (cell) this.edit(cell);
    requestAnimationFrame(() => this.comments.begin());
  }

  #focused(event) {
    const cell = this.grid.cellAt(event.target);
    if (!cell || this.field || cell === this.active) return;
    this.activate(cell);
    this.lookAt(cell);
  }

  #left(event) {
    if (event.target !== this.field || this.home.contains(event.relatedTarget)) return;
    // where the whole window lost the focus, the field keeps its place
    if (document.hasFocus()) this.close();
  }

  #clicked(event) {
    const { exclude, talk } = event.target.closest("[data-exclude], [data-talk]")?.dataset ?? {};
    const row = this.grid.rows.find(({ number }) => number === Number(exclude ?? talk));
    if (row) {
      exclude ? this.segments.exclude(row) : this.#talk(row);
      return;
    }
    const root = this.home.getRootNode();
    const cell = this.grid.cellAt(event.target);
    const selected = root.getSelection?.() ?? getSelection();
    if (!cell || event.target === this.field || (selected && !selected.isCollapsed)) return;
    this.edit(cell, offsetAt(event, cell.place.querySelector("div.text")));
  }

  /** The answer of the server, or nothing where it refuses, which is then said. */
  async attempt(work) {
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
    this.foot.say(words);
  }
}
