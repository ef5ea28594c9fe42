/** The replacing dialog: shows every change before it is made, and takes all of them back at once. */

import { newOperation } from "./api.js";
import { element, pieces, written } from "./dom.js";
import { segmentsOf } from "./spans.js";

const MILLISECONDS_OF_REST = 250;

/** @param {import("./editor.js").Editor} editor */
export function openReplace(editor) {
  const { role, view } = editor.data;
  if (role === "viewer") {
    editor.say("Replacing needs the role translator.");
    return;
  }
  new Replacing(editor, view.query).dialog.showModal();
}

class Replacing {
  changes = [];
  total = 0;

  constructor(editor, query) {
    this.editor = editor;
    const changed = () => this.#soon();
    this.find = element("input", { type: "text", value: query, maxlength: 1000, oninput: changed });
    this.into = element("input", { type: "text", maxlength: 1000, oninput: changed });
    this.column = element("select", { onchange: changed }, ...editor.columns.map((column) => element("option", { value: column.bitext, selected: String(column.bitext) === String(editor.bitext) }, column.label ? `${column.name} · ${column.label}` : column.name)));
    this.options = { case: box("Match case", changed), marks: box("Match accents, tashkeel and hamza", changed), regex: box("Regular expression", changed) };
    for (const [name, { input }] of Object.entries(this.options)) input.checked = Boolean(editor.data.view[name]);
    this.list = element("ol", { class: "changes" });
    this.said = element("p", { class: "said", role: "status" });
    this.all = element("button", { type: "submit", class: "primary", disabled: true }, "Replace");
    this.dialog = element("dialog", { class: "replacing", "aria-label": "Replace", onclose: () => this.#closed(), onkeydown: (event) => event.stopPropagation() }, this.#form());
    editor.home.append(this.dialog);
    this.#soon(0);
  }

  #form() {
    const submit = (event) => {
      event.preventDefault();
      this.#replace();
    };
    return element(
      "form",
      { onsubmit: submit },
      element("h2", {}, "Replace in translations"),
      element("div", { class: "fields" }, field("Find", this.find), field("Replace with", this.into), field("Column", this.column)),
      element("div", { class: "options" }, ...Object.values(this.options).map((option) => option.label)),
      this.said,
      this.list,
      element("div", { class: "buttons" }, element("button", { type: "button", onclick: () => this.dialog.close() }, "Close"), this.all),
    );
  }

  /** What is looked for: the view that is shown, with this search. */
  #asked() {
    const { states, column, query, ...view } = this.editor.data.view;
    const options = Object.entries(this.options).filter(([, { input }]) => input.checked);
    for (const name of Object.keys(this.options)) delete view[name];
    return { ...view, ...(states && { states }), query: this.find.value, ...Object.fromEntries(options.map(([name]) => [name, "1"])) };
  }

  #soon(rest = MILLISECONDS_OF_REST) {
    clearTimeout(this.waiting);
    this.all.disabled = true;
    this.waiting = setTimeout(() => this.#look(), rest);
  }

  async #look() {
    const looking = (this.looking = {});
    if (!this.find.value) {
      this.#show([], 0, "Nothing is written before you have seen it.");
      return;
    }
    const asked = { ...this.#asked(), bitext: this.column.value, replacement: this.into.value };
    const answer = await this.#attempt(() => this.editor.saving.api.ask("GET", `replacements?${new URLSearchParams(asked)}`));
    if (looking !== this.looking || !answer) return;
    const more = answer.total > answer.changes.length ? `, the first ${answer.changes.length.toLocaleString("en")} are shown` : "";
    this.#show(answer.changes, answer.total, answer.total ? `${count(answer.total)} would change${more}.` : "Nothing would change.");
  }

  #show(changes, total, words) {
    this.changes = changes.map((change) => ({ ...change, box: element("input", { type: "checkbox", checked: true, "aria-label": nameOf(change), onchange: () => this.#count() }) }));
    this.total = total;
    this.said.textContent = words;
    const column = this.editor.columns.find(({ bitext }) => String(bitext) === this.column.value);
    this.list.replaceChildren(...this.changes.map((change) => line(change, column)));
    this.#count();
  }

  get #chosen() {
    return this.changes.filter((change) => change.box.checked);
  }

  #count() {
    const { length } = this.#chosen;
    this.all.disabled = !length;
    this.all.textContent = length ? `Replace in ${count(length)}` : "Replace";
  }

  async #replace() {
    const chosen = this.#chosen.map(({ bead, revision }) => [bead, revision]);
    if (!chosen.length) return;
    this.all.disabled = true;
    const body = { bitext: Number(this.column.value), view: this.#asked(), replacement: this.into.value, chosen, op_id: newOperation() };
    const done = await this.#attempt(() => this.editor.saving.api.ask("POST", "replacements", body));
    if (!done) return;
    const left = done.left ? ` ${count(done.left)} had changed meanwhile and stayed.` : "";
    this.#show([], 0, `${count(done.changed)} changed.${left}`);
    if (done.operation) this.said.append(" ", element("button", { type: "button", onclick: () => this.#undo(body.op_id) }, "Undo"));
    this.editor.pages.refresh();
  }

  async #undo(operation) {
    const done = await this.#attempt(() => this.editor.saving.api.undo({ of: operation, op_id: newOperation() }));
    if (!done) return;
    this.#show([], 0, "All of it is as it was before.");
    this.editor.pages.refresh();
  }

  /** The answer, or nothing where it is refused, which the dialog then says. */
  async #attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.#show([], 0, error.message);
      return null;
    }
  }

  #closed() {
    clearTimeout(this.waiting);
    this.dialog.remove();
    this.editor.active?.place.focus();
  }
}

function count(number) {
  return `${number.toLocaleString("en")} ${number === 1 ? "text" : "texts"}`;
}

function field(words, input) {
  return element("label", { class: "field" }, element("span", {}, words), input);
}

function box(words, onchange) {
  const input = element("input", { type: "checkbox", onchange });
  return { input, label: element("label", { class: "choice" }, input, words) };
}

function nameOf({ number, addition }) {
  return segmentsOf({ first: number, segments: Number(!addition) });
}

/** A change: what is taken out and what comes in, the rest of the text around it. */
function line({ number, addition, before, after, box: tick }, column) {
  const text = element("span", { class: "text", ...written(column) }, ...pieces(before, after));
  return element("li", {}, element("label", {}, tick, element("span", { class: "number" }, addition ? "+" : String(number)), text));
}
