/** What people say to each other about a segment. */

import { newOperation } from "./api.js";
import { ago, clock, element, icon } from "./dom.js";

export class Comments {
  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.list = element("ol", { class: "comments" });
    this.field = element("textarea", { class: "say", rows: "2", dir: "auto", "aria-label": "Comment on this segment", placeholder: "Comment on this segment", maxlength: "10000", oninput: () => this.#typed() });
    this.button = element("button", { type: "button", class: "small", disabled: true, onclick: () => this.#say() }, "Comment");
    this.root = element("section", { class: "talk", hidden: true }, element("h3", {}, "Comments"), this.list, this.field, this.button);
    this.field.addEventListener("keydown", (event) => event.key === "Escape" && editor.comeBack());
  }

  get #api() {
    return this.editor.saving.api;
  }

  /** Shows what was said about a row's segment. @param {any} shown */
  show(shown) {
    const row = shown?.added ? null : shown; // what is only in a translation has no segment
    if (this.row === row) return;
    this.row = row;
    this.root.hidden = !row;
    this.list.replaceChildren();
    if (!row) return;
    this.field.value = this.editor.saving.drafts.get(this.#draft) ?? "";
    this.button.disabled = !this.field.value.trim();
  }

  get #draft() {
    return `comment ${this.row.segment}`;
  }

  /** Reads them; only when the hand rests, as most segments have none. */
  async read() {
    const { row } = this;
    try {
      const { comments } = await this.#api.comments(row.segment);
      if (this.row === row) this.list.replaceChildren(...comments.map((comment) => this.#line(comment)));
    } catch {
      // they are read again with the next look
    }
  }

  #typed() {
    const text = this.field.value;
    this.button.disabled = !text.trim();
    if (text) this.editor.saving.drafts.set(this.#draft, text);
    else this.editor.saving.drafts.delete(this.#draft);
  }

  async #say() {
    const { row, field } = this;
    const draft = this.#draft;
    // the same name again, should the answer be lost: the comment is then said once
    if (this.saying?.row !== row || this.saying.text !== field.value) this.saying = { row, text: field.value, op_id: newOperation() };
    const { text, op_id } = this.saying;
    if (!(await this.editor.attempt(() => this.#api.comment(row.segment, { text, op_id })))) return;
    this.editor.saving.drafts.delete(draft);
    if (this.row === row) field.value = "";
    this.button.disabled = true;
    this.#changed(row, 1);
  }

  async #settle(comment, resolved) {
    const { row } = this;
    if (await this.editor.attempt(() => this.#api.resolve(comment.id, resolved))) this.#changed(row, resolved ? -1 : 1);
  }

  #changed(row, by) {
    row.comments += by;
    this.editor.grid.showComments(row);
    if (this.row === row) this.read();
  }

  #line(comment) {
    const settled = Boolean(comment.resolved_at);
    const who = element("div", { class: "who" }, element("b", {}, comment.author ?? "someone"), element("time", { datetime: comment.created_at, title: clock(comment.created_at) }, ago(comment.created_at)));
    const standing = settled && element("span", { class: "settled" }, icon("check"), `Resolved by ${comment.resolved_by ?? "someone"}`);
    const button = element("button", { type: "button", class: "small", onclick: () => this.#settle(comment, !settled) }, settled ? "Open again" : "Resolve");
    return element("li", { class: settled ? "settled" : "" }, who, element("p", { dir: "auto" }, comment.text), element("div", { class: "buttons" }, standing, button));
  }

  /** Moves to the field for a new one. */
  begin() {
    this.field.focus();
    this.field.scrollIntoView({ block: "nearest" });
  }
}
