/** Other wordings by machines, and what the text says when it is translated back: on request. */

import { difference } from "./diff.js";
import { element, icon, written } from "./dom.js";

const MILLISECONDS_BETWEEN_LOOKS = 300;
const MOST_LOOKS = 200;

export class Suggestions {
  /** @type {Map<string, any>} what was found, by bead and text */
  found = new Map();

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.button = element("button", { type: "button", class: "small", onclick: () => this.#ask() }, "Other wordings");
    this.said = element("p", { class: "hint", role: "status" });
    this.list = element("ol", { class: "suggestions" });
    this.root = element("section", { class: "suggested", hidden: true }, element("h3", {}, "Suggestions"), this.list, this.said, this.button);
  }

  /** @param {any} row @param {import("./grid.js").Cell} [cell] */
  show(row, cell) {
    this.cell = cell;
    this.root.hidden = !row || row.added; // without a source there is nothing to translate
    this.said.textContent = "";
    this.button.disabled = false;
    const known = cell && this.found.get(this.#key(cell));
    this.#list(known);
    this.button.hidden = Boolean(known);
  }

  #key(cell) {
    return `${cell.bead} ${this.#text(cell)}`;
  }

  #text(cell) {
    return this.editor.typedIn(cell) ?? this.editor.saving.textOf(cell);
  }

  async #ask() {
    const { cell, editor } = this;
    const { api } = editor.saving;
    const text = this.#text(cell);
    const name = this.#key(cell);
    this.button.disabled = true;
    this.said.textContent = "Asking the models…";
    const asked = await editor.attempt(() => api.askAlternatives(cell.bead, text));
    const job = asked && (await this.#wait(asked.job));
    if (job?.state === "done") this.found.set(name, job.result);
    if (this.cell !== cell) return;
    this.show(cell.row, cell);
    if (!job || job.state === "done") return;
    this.said.textContent = job.state === "failed" ? job.note : "No worker has taken it up. Is 'workbench worker' running?";
  }

  /** The job when it is over, or as it stands after a minute. */
  async #wait(number) {
    const { editor } = this;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const job = await editor.attempt(() => editor.saving.api.job(number));
      if (!job || !["queued", "running"].includes(job.state)) return job;
      await new Promise((rested) => setTimeout(rested, MILLISECONDS_BETWEEN_LOOKS));
    }
    return { state: "queued" };
  }

  #list(found) {
    this.list.replaceChildren();
    if (!found) return;
    const lines = found.proposals.map((proposal, place) => this.#proposal(proposal, place + 1));
    this.list.append(...lines);
    if (lines.length === 0) this.said.textContent = "The models say nothing else.";
    if (found.back) this.list.append(this.#back(found.back));
    for (const { model, reason } of found.failures) this.list.append(element("li", { class: "hint" }, `${model}: ${reason}`));
  }

  #proposal({ text, model, how, flags }, number) {
    const { cell } = this;
    const pieces = difference(this.#text(cell), text).filter((piece) => piece.kind !== "out");
    const shown = element("span", { class: "then", ...written(cell.column) }, ...pieces.map((piece) => (piece.kind === "in" ? element("b", {}, piece.text) : piece.text)));
    const flagged = flags.length > 0 && element("span", { class: "flagged", title: flags.map((flag) => flag.reason).join("\n") }, icon("flag"));
    const by = element("span", { class: "by" }, flagged, [model, how].filter(Boolean).join(" · "));
    const digit = number <= 9 && number;
    return element("li", {}, element("button", { type: "button", class: "take", "data-suggestion": digit, onclick: () => this.editor.type(cell, text) }, element("kbd", {}, String(number)), shown, by));
  }

  #back({ text, model, chrf }) {
    const { source } = this.editor.data;
    return element(
      "li",
      { class: "back" },
      element("h4", {}, `Back into ${source.name}`),
      element("div", { class: "then", ...written(source) }, text),
      element("span", { class: "by", title: "How like the source it is, from 0 to 100. A hint only: either way may err." }, `${model} · chrF ${Math.round(chrf)}`),
    );
  }
}
