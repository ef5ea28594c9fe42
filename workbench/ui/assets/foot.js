/** The bar below the grid: pages, the way to a segment, what is saved, how the grid looks. */

import { element, icon, written } from "./dom.js";
import { MOST_COLUMNS } from "./look.js";
import { choice, menu } from "./menu.js";

const MILLISECONDS_OF_A_NOTE = 8000;

const CHARACTERS = [
  ["Left-to-right mark", "\u200e"],
  ["Right-to-left mark", "\u200f"],
  ["No-break space", "\u00a0"],
  ["Zero-width non-joiner", "\u200c"],
  ["Guillemets", "«", "»"],
  ["Quotation marks", "“", "”"],
];
const SHORT = { "Left-to-right mark": "LRM", "Right-to-left mark": "RLM", "No-break space": "NBSP", "Zero-width non-joiner": "ZWNJ" };

export class Foot {
  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.range = element("span", { class: "range" });
    this.back = this.#turner("left", "Previous page", -1);
    this.on = this.#turner("right", "Next page", 1);
    this.source = element("span", { class: "links-by" });
    this.status = element("span", { class: "status", role: "status" });
    this.note = element("span", { class: "note", role: "alert" });
    this.root = element(
      "div",
      { class: "foot" },
      element("div", { class: "pager", role: "group", "aria-label": "Pages" }, this.back, this.#pageField(), this.on),
      this.range,
      this.#segmentField(),
      element("div", { class: "says" }, this.note, this.source),
      this.status,
      element("div", { class: "looks" }, this.#characters(), this.#columns(), this.#view(), this.#keys()),
    );
  }

  #turner(drawing, name, by) {
    const turn = () => this.editor.pages.turn(this.editor.pages.page + by);
    return element("button", { type: "button", class: "quiet", title: name, "aria-label": name, onclick: turn }, icon(drawing));
  }

  #pageField() {
    this.page = this.#field("Page", (number) => this.editor.pages.turn(number));
    this.pages = element("span", {});
    return element("label", { class: "of" }, "Page ", this.page, this.pages);
  }

  #segmentField() {
    const { editor } = this;
    this.segment = this.#field("Go to segment", (number) => {
      this.segment.value = "";
      editor.pages.goTo(number, editor.bitext);
    });
    this.segment.placeholder = "#";
    return element("label", { class: "of", title: "Go to segment (Ctrl+G)" }, "Go to ", this.segment);
  }

  /** A small field for a number, taken with Enter. */
  #field(name, take) {
    const field = element("input", { type: "text", inputmode: "numeric", "aria-label": name, autocomplete: "off", size: "4" });
    field.addEventListener("focus", () => field.select());
    field.addEventListener("blur", () => this.showPlace());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && Number(field.value)) take(Number(field.value));
      else if (event.key === "Escape") this.editor.comeBack();
    });
    return field;
  }

  #columns() {
    const { editor } = this;
    return menu([icon("columns"), "Columns"], "Columns", () => {
      const shown = editor.columns.map((column) => column.bitext);
      const boxes = editor.data.columns.map((column) => {
        const checked = shown.includes(column.bitext);
        const words = [element("bdi", { class: "own-name", ...written(column) }, column.autonym), element("span", { class: "tag" }, [column.name, column.label].filter(Boolean).join(" · "))];
        const full = !checked && shown.length >= MOST_COLUMNS;
        const only = checked && shown.length === 1;
        return choice(words, { checked, disabled: full || only, change: (on) => editor.showColumn(column.bitext, on) });
      });
      if (boxes.length === 0) return [element("p", {}, "This document has no translation yet.")];
      return [...boxes, element("p", {}, `Up to ${MOST_COLUMNS} at once.`)];
    });
  }

  #characters() {
    const button = ([name, ...pieces]) => element("button", { type: "button", class: "small", title: name, "aria-label": name, onclick: () => this.#insert(pieces) }, SHORT[name] ?? pieces.join(" "));
    return menu([icon("characters"), "Insert"], "Insert a character", () => [element("div", { class: "characters" }, ...CHARACTERS.map(button))]);
  }

  /** Puts a character where the cursor is; a pair goes around what is selected. */
  #insert([before, after = ""]) {
    const { field } = this.editor;
    if (!field) {
      this.say("Click a translation first: the character goes where its cursor is.");
      return;
    }
    const { selectionStart: start, selectionEnd: end } = field;
    const selected = field.value.slice(start, end);
    field.focus();
    document.execCommand("insertText", false, before + selected + after);
    field.setSelectionRange(start + before.length, end + before.length);
  }

  #view() {
    const { look } = this.editor;
    return menu([icon("eye"), "View"], "View", () => [
      ...["comfortable", "compact"].map((density) =>
        choice(density === "compact" ? "Compact rows" : "Comfortable rows", { type: "radio", name: "density", checked: look.density === density, change: () => look.set("density", density) }),
      ),
      choice("Spaces and direction marks", { checked: look.invisibles, change: (on) => look.set("invisibles", on) }),
    ]);
  }

  #keys() {
    const show = () => this.editor.panel.showKeys();
    return element("button", { type: "button", class: "quiet", title: "Keys (?)", "aria-label": "Keys", onclick: show }, icon("keys"));
  }

  /** Shows which page of how many this is. */
  showPlace() {
    const { pages, grid, data } = this.editor;
    const { page, total, count } = pages;
    const from = (page - 1) * data.limit;
    const shown = grid.rows?.length ?? 0;
    this.page.value = String(page);
    this.pages.textContent = ` of ${count.toLocaleString("en")}`;
    this.back.disabled = page <= 1;
    this.on.disabled = page >= count;
    this.range.textContent = shown ? `${(from + 1).toLocaleString("en")}–${(from + shown).toLocaleString("en")} of ${total.toLocaleString("en")}` : "";
  }

  /** Says whether everything is safe. @param {string} words @param {string} trouble */
  showStatus(words, trouble) {
    this.status.dataset.trouble = trouble;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  /** Says where the word links that are shown come from. @param {string} words */
  showSource(words) {
    if (this.source.textContent !== words) this.source.textContent = words;
  }

  /** Says something, for a while. @param {string} words */
  say(words) {
    this.note.textContent = words;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.note.textContent = ""), MILLISECONDS_OF_A_NOTE);
  }
}
