/** The work that goes on at this document, over the grid: how far it is, and the way to stop it. */

import { element } from "./dom.js";

const MILLISECONDS_WHILE_BUSY = 1500;
const MILLISECONDS_WHILE_IDLE = 10_000;
// the rows come first
const MILLISECONDS_AT_FIRST = 250;

export class Jobs {
  /** What was at work when it was last looked. @type {any[]} */
  running = [];

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.root = element("div", { class: "jobs", role: "group", "aria-label": "At work on this document", hidden: "" });
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** Another document, or the same with newer data. */
  changed(document) {
    if (document === this.document) return;
    this.document = document;
    this.known = undefined;
    this.#show([]);
    clearTimeout(this.next);
    this.next = setTimeout(() => this.look(), MILLISECONDS_AT_FIRST);
  }

  /** Looks now, and again after a while: soon where something is at work. */
  async look() {
    clearTimeout(this.next);
    const { editor, document: at } = this;
    if (document.hidden || !at || !editor.home.isConnected) return;
    const before = this.running;
    try {
      const { jobs } = await editor.saving.api.ask("GET", "jobs");
      if (at !== this.document) return;
      this.#noticeNew(jobs);
      this.#show(jobs);
    } catch {
      // the status below the grid says when the server is away
    }
    // what was just finished has left texts behind, too
    if (before.length || this.running.length) editor.pages.refresh();
    clearTimeout(this.next);
    this.next = setTimeout(() => this.look(), this.running.length ? MILLISECONDS_WHILE_BUSY : MILLISECONDS_WHILE_IDLE);
  }

  /** Work that began after the page was made may fill a column that the page does not know yet. */
  #noticeNew(jobs) {
    const numbers = jobs.map(({ id }) => id);
    if (this.known && numbers.some((id) => !this.known.has(id))) this.editor.renewToken();
    this.known = new Set(numbers);
  }

  #show(jobs) {
    const focused = this.root.getRootNode().activeElement?.dataset?.job;
    this.running = jobs;
    this.root.replaceChildren(...jobs.map((job) => this.#line(job)));
    this.root.hidden = jobs.length === 0;
    if (focused) this.root.querySelector(`[data-job="${focused}"]`)?.focus();
  }

  #line(job) {
    const { id, title, standing, done, total, stopping } = job;
    const share = total ? { value: String(done), max: String(total) } : {};
    return element(
      "div",
      { class: "job" },
      element("b", {}, title),
      element("progress", { "aria-label": title, ...share }),
      element("span", {}, standing),
      element("button", { type: "button", class: "small", "data-job": id, "aria-label": `Cancel ${title}`, disabled: stopping, onclick: () => this.#cancel(id) }, "Cancel"),
    );
  }

  async #cancel(job) {
    await this.editor.attempt(() => this.editor.saving.api.ask("PUT", `jobs/${job}`, { cancelled: true }));
    this.look();
  }
}
