/** Who else is here and in which cell, and what they or a machine write: live. */

import { element } from "./dom.js";

const LONGEST_PAUSE_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 2000;
const MILLISECONDS_BETWEEN_LOOKS = 700;
const MILLISECONDS_OF_REST = 150;

export class Presence {
  people = [];

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.tab = newTab();
    this.root = element("div", { class: "people", role: "group", "aria-label": "Who else is here", hidden: "" });
    editor.foot.status.before(this.root);
    document.addEventListener("visibilitychange", () => this.#live());
    addEventListener("pagehide", () => this.listening?.abort());
    // another page of the workbench takes the editor away without a word
    setInterval(() => editor.home.isConnected || this.#leave(), POLL_MILLISECONDS);
  }

  /** Another document, or a newer token. */
  changed(document) {
    if (document === this.document) return;
    this.document = document;
    this.people = [];
    this.#live();
  }

  /** The cell that this person is in. @param {{bead: number} | null} cell */
  at(cell) {
    const bead = cell?.bead ?? null;
    if (bead === this.bead) return;
    this.bead = bead;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.#tell(), MILLISECONDS_OF_REST);
  }

  /** Lets those who are in a cell be seen there. */
  show() {
    const others = this.people.filter(({ tab }) => tab !== this.tab);
    if (others.length === 0 && this.root.hidden) return;
    const names = [...new Set(others.map((other) => this.#name(other)))];
    this.root.replaceChildren(...names.map((name) => element("span", { class: "person", title: `${name} is here`, style: `--hue: ${hue(name)}` }, element("bdi", {}, name))));
    this.root.hidden = !names.length;
    const places = new Map();
    for (const other of others) places.set(other.bead, [places.get(other.bead), this.#name(other)].filter(Boolean).join(", "));
    for (const cell of this.editor.grid.cells.values()) {
      const name = places.get(cell.bead);
      if (name) {
        cell.place.dataset.person = name;
        cell.place.style.setProperty("--hue", hue(name));
      } else delete cell.place.dataset.person;
    }
  }

  #name({ user }) {
    return user === this.editor.data.user ? `${user}, elsewhere` : user;
  }

  get #api() {
    return this.editor.saving?.api;
  }

  #leave() {
    this.document = undefined;
    this.listening?.abort();
    clearTimeout(this.polling);
  }

  /** Listens while somebody looks at the tab: a browser has few connections to one server. */
  async #live() {
    this.listening?.abort();
    clearTimeout(this.polling);
    if (document.hidden || !this.document || !this.#api) return;
    const listening = (this.listening = new AbortController());
    try {
      await this.#listen(listening.signal);
    } catch {
      // the server is away, or something between us keeps the stream back
    }
    if (!listening.signal.aborted) this.#poll();
  }

  async #listen(signal) {
    const response = await fetch(`/api/v1/documents/${this.document}/events?tab=${this.tab}`, { headers: { authorization: `Bearer ${this.#api.token}` }, signal, cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    this.pause = POLL_MILLISECONDS;
    this.#tell();
    let rest = "";
    for await (const text of texts(response.body)) {
      const events = (rest + text).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) if (event.startsWith("data: ")) this.#heard(JSON.parse(event.slice(6)));
    }
  }

  /** Without a stream the question is asked anew, less and less often, until there is one again. */
  #poll() {
    this.pause ??= POLL_MILLISECONDS;
    this.polling = setTimeout(async () => {
      if (await this.#tell()) this.editor.pages.refresh({ count: false });
      this.#live();
    }, this.pause);
    this.pause = Math.min(this.pause * 1.5, LONGEST_PAUSE_MILLISECONDS);
  }

  #heard({ people, changed }) {
    if (people) {
      this.people = people;
      this.show();
    }
    if (!changed) return;
    const written = Object.entries(changed);
    if (this.#isNews(written)) this.news = true;
    else if (!written.some(([bead]) => !this.editor.grid.cells.has(Number(bead)))) return;
    // many drafts come in a row
    this.looking ??= setTimeout(() => {
      const { pages } = this.editor;
      const look = this.news ? () => pages.refresh() : () => pages.readProgress();
      this.looking = this.news = undefined;
      if (!document.hidden) look();
    }, MILLISECONDS_BETWEEN_LOOKS);
  }

  /** Whether one of the texts is shown, and older here. What was written here is known. */
  #isNews(written) {
    const { cells } = this.editor.grid;
    return !written.length || written.some(([bead, revision]) => cells.get(Number(bead))?.revision < revision);
  }

  /** Says where this person is; whether the server heard it. */
  async #tell() {
    if (document.hidden || !this.document || !this.#api) return false;
    try {
      this.people = (await this.#api.ask("POST", "presence", { tab: this.tab, bead: this.bead ?? null })).people;
    } catch {
      return false;
    }
    this.show();
    return true;
  }
}

/** The texts of a stream, as they come. */
async function* texts(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function newTab() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A colour that a person keeps. */
function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}
