/** The alignment: beads over HTTP, one operation after the other, each on disk when it is answered. */

import { Beads } from "./align_beads.js";
import { Columns } from "./align_columns.js";
import { Bar } from "./align_foot.js";
import { onKey } from "./align_keys.js";
import { Sidebar } from "./align_panel.js";
import { splitAt } from "./align_split.js";
import { Api, Refusal, Unreachable, newOperation } from "./api.js";
import { HINT, cursorField, putCursor } from "./cutting.js";
import { element, fillWindow, offsetAt } from "./dom.js";

const MILLISECONDS_TO_TRY_AGAIN = 1000;
const MILLISECONDS_TO_LOOK_AT_A_JOB = 700;

/** @type {WeakMap<object, Alignment>} */
const mounted = new WeakMap();

/** Called by Streamlit on every run of the page's script. @param {any} component */
export function mount(component) {
  const home = component.parentElement;
  let alignment = mounted.get(home);
  if (!alignment) {
    alignment = new Alignment(home.querySelector(".workbench"));
    mounted.set(home, alignment);
  }
  alignment.update(component);
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Alignment {
  offset = 0;
  total = 0;
  /** Work that was asked for, each piece after the one before it. */
  queue = Promise.resolve();

  /** @param {HTMLElement} home */
  constructor(home) {
    this.home = home;
    this.one = new Beads((bead) => this.lookAt(bead));
    this.several = new Columns((bead) => this.lookAt(bead), () => this.soon(() => this.count()));
    /** @type {Beads | Columns} */
    this.beads = this.one;
    this.sidebar = new Sidebar(this);
    this.bar = new Bar(this);
    this.main = element("div", { class: "main" }, this.beads.root, this.bar.root);
    home.replaceChildren(this.main, this.sidebar.root);
    home.addEventListener("keydown", (event) => onKey(this, event));
    home.addEventListener("dblclick", (event) => this.#doubleClicked(event));
    addEventListener("resize", () => fillWindow(home));
  }

  /** New data from the page: another alignment or order, or only a newer token. */
  update({ data, setTriggerValue }) {
    const before = this.data;
    this.data = data;
    this.renewToken = () => setTriggerValue("locked", Date.now());
    this.api = new Api(data.document, data.token);
    this.home.dataset.viewer = String(data.role === "viewer");
    fillWindow(this.home);
    const wanted = JSON.stringify([data.targets.map(({ bitext }) => bitext), data.order]);
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    this.offset = 0;
    this.soon(() => {
      this.beads = data.targets.length > 1 ? this.several : this.one;
      this.beads.pair = 0;
      this.main.firstChild.replaceWith(this.beads.root);
      return this.load();
    });
  }

  /** The translation that is worked on. */
  get target() {
    return this.data.targets[this.beads.pair];
  }

  /** Does something when all that was asked for before is done. */
  soon(work) {
    this.queue = this.queue.then(work).catch((error) => this.#refused(error));
    return this.queue;
  }

  #refused(error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    if (error instanceof Refusal && error.status === 401) this.renewToken();
    this.bar.say(error.message);
    // what is shown is old: somebody else was quicker
    if (error.status === 409 || error.status === 404) return this.load({ around: true });
  }

  /** Reads the page that is shown; with `bead`, the one that it is on. */
  async load({ bead = 0, at, around = false, last = false, focus = around } = {}) {
    const { beads } = this;
    const { targets, order, limit } = this.data;
    const [first, ...others] = targets.map(({ bitext }) => bitext);
    const place = around ? beads.place : null;
    // pages are counted by the beads of the first translation
    const asked = { order, limit, offset: this.offset, ...(bead && beads.pair === 0 && { bead }), ...(others.length && { beside: others.join(",") }) };
    const { scrollTop } = beads.root;
    beads.root.setAttribute("aria-busy", "true");
    const [page] = await Promise.all([this.trying(() => this.api.beads(first, asked)), this.count()]);
    const same = page.offset === this.offset && (bead || around);
    this.offset = page.offset;
    this.total = page.total;
    beads.show(page.beads, this.data, page.beside);
    if (same) beads.root.scrollTop = scrollTop;
    beads.root.setAttribute("aria-busy", "false");
    if (bead) beads.activate(bead, at);
    else beads.activateAt(place ?? (last ? limit : 0), { focus });
    this.bar.showPlace();
  }

  /** Counts anew what the panel shows of the whole. */
  async count() {
    const counted = await this.trying(() => this.api.alignment(this.target.bitext));
    this.sidebar.showSummary(counted);
    this.bar.showOperations(counted);
    return counted;
  }

  /** Asks again while the server does not answer; what has an `op_id` is done once. */
  async trying(work) {
    for (;;) {
      try {
        const answer = await work();
        this.bar.showTrouble("");
        return answer;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        this.bar.showTrouble("The server does not answer; trying again");
        await pause(MILLISECONDS_TO_TRY_AGAIN);
      }
    }
  }

  /**
   * One operation; `about` gives its particulars when its turn has come, or nothing.
   * @param {string} kind
   * @param {(active: import("./align_sentences.js").Place | null) => Record<string, any> | null} about
   * @param {{side: string, index: number}} [at] where the hand goes on
   */
  operate(kind, about, at) {
    return this.soon(async () => {
      const particulars = about(this.beads.active);
      if (!particulars) return;
      const body = { kind, op_id: newOperation(), bitext: this.target.bitext, ...particulars };
      this.bar.showTrouble("", "Saving…");
      const done = await this.trying(() => this.api.operate(body));
      this.bar.showTrouble("");
      await this.#take(done, at);
      this.bar.tell(body.kind, done);
    });
  }

  async #take(done, at = this.beads.active) {
    if (!done.kind) return;
    // where sentences are cut, those that follow have other numbers
    const near = done.all && !done.kind.endsWith("segment") && this.beads.take(done);
    if (!near) {
      // what is done to all of them is no reason to go to the first
      const bead = ["accept", "realign"].includes(done.kind) ? undefined : done.beads[0];
      await this.load(bead ? { bead: bead.id, at } : { around: true });
      return;
    }
    // pages are counted by the beads of the first translation
    if (this.beads.pair === 0) this.total += done.beads.length - done.gone.length;
    this.bar.showPlace();
    await this.count();
  }

  merge() {
    return this.operate("merge", (active) => active && { bead: active.bead.id });
  }

  split() {
    return this.operate("split", (active) => {
      const sizes = active && splitAt(active);
      if (active && !sizes) this.bar.say("Go to the sentence that the second part is to begin with.");
      return sizes && { bead: active.bead.id, ...sizes };
    });
  }

  /** Lets a person put the cursor into a sentence, and makes two of it there. @param {number | null} [caret] */
  cut(caret = null) {
    if (this.data.role === "viewer") return;
    const place = this.beads.active;
    const sentence = place?.bead[place.side][place.index];
    const text = place?.node.querySelector(".text");
    if (!sentence || !text) {
      this.bar.say("There is no sentence here to cut.");
      return;
    }
    const field = cursorField(sentence.text, {
      name: `Sentence ${sentence.number}`,
      look: { lang: text.lang, dir: text.dir, "data-script": text.dataset.script },
      cut: (offset) => {
        place.node.focus();
        this.#cutAt(place, sentence, offset);
      },
      leave: () => place.node.focus(),
    });
    field.addEventListener("blur", () => field.replaceWith(text), { once: true });
    text.replaceWith(field);
    putCursor(field, caret);
    this.bar.say(HINT);
  }

  #cutAt({ bead, side, index }, { number, text }, offset) {
    return this.operate("split segment", () => ({ bead: bead.id, side, number, text, offset }), { side, index: index + 1 });
  }

  #doubleClicked(event) {
    const text = event.target.closest(".sentence > span.text");
    if (text && event.target.closest(".sentence") === this.beads.active?.node) this.cut(offsetAt(event, text));
  }

  /** @param {"next" | "previous"} to */
  move(to) {
    return this.operate("move", (active) => {
      if (!active) return null;
      const { bead, side } = active;
      if (bead[side].length) return { bead: bead.id, side, to };
      this.bar.say("There is no sentence here to move.");
      return null;
    });
  }

  separate() {
    return this.operate("separate", (active) => {
      if (active?.bead.source.length && active.bead.target.length) return { bead: active.bead.id };
      if (active) this.bar.say("This bead is without a partner already.");
      return null;
    });
  }

  pin() {
    return this.operate("pin", (active) => active && { kind: active.bead.pinned ? "unpin" : "pin", bead: active.bead.id });
  }

  /** Settles a bead as it is and goes on to the next. */
  accept() {
    this.operate("pin", (active) => (active && !active.bead.pinned ? { bead: active.bead.id } : null));
    return this.soon(() => this.beads.go(1));
  }

  acceptAbove(threshold) {
    return this.operate("accept", () => ({ threshold }));
  }

  undo() {
    return this.operate("undo", () => ({}));
  }

  redo() {
    return this.operate("redo", () => ({}));
  }

  /** Lets the worker align anew what nobody has settled, and shows what came of it. */
  realign() {
    return this.soon(async () => {
      const asked = await this.trying(() => this.api.realign(this.target.bitext));
      this.bar.say("Aligning again between what is pinned…");
      for (;;) {
        const { job } = await this.count();
        if (job?.id !== asked.job || !["queued", "running"].includes(job.state)) {
          await this.load({ around: true });
          this.bar.say(job ? (job.state === "done" ? `Aligned again: ${job.note}.` : `Not aligned again: ${job.note}`) : "");
          return;
        }
        await pause(MILLISECONDS_TO_LOOK_AT_A_JOB);
      }
    });
  }

  /** @param {1 | -1} by @param {{last?: boolean, focus?: boolean}} [where] */
  turn(by, where) {
    return this.soon(() => this.#showFrom(this.offset + by * this.data.limit, where));
  }

  /** Goes a windowful on, and where the page ends to the next. @param {1 | -1} by */
  leap(by) {
    return this.soon(() => this.beads.leap(by) || this.#showFrom(this.offset + by * this.data.limit, { last: by < 0, focus: true }));
  }

  /** Goes to the very first bead, or the last. @param {1 | -1} by */
  goToEnd(by) {
    return this.soon(async () => {
      const { limit } = this.data;
      const offset = by > 0 ? Math.floor(Math.max(this.total - 1, 0) / limit) * limit : 0;
      if (offset !== this.offset) await this.#showFrom(offset);
      this.beads.edge(by);
    });
  }

  async #showFrom(offset, where = {}) {
    if (offset < 0 || offset >= this.total) return;
    this.offset = offset;
    await this.load(where);
  }

  /** Shows a bead in the panel, and what stands around it where the page does not show that. */
  lookAt(bead) {
    this.sidebar.show(bead);
    clearTimeout(this.rest);
    if (this.data.order === "doubtful") this.rest = setTimeout(() => this.#lookAround(bead), 120);
  }

  async #lookAround(bead) {
    const asked = { order: "document", offset: Math.max(0, bead.position - 2), limit: 3 };
    const page = await this.api.beads(this.target.bitext, asked).catch(() => null);
    if (page && this.beads.active?.bead === bead) this.beads.showAround(bead, page.beads);
  }
}
