/** The alignment: beads over HTTP, one operation after the other, each on disk when it is answered. */

import { Beads } from "./align_beads.js";
import { Bar } from "./align_foot.js";
import { onKey } from "./align_keys.js";
import { Sidebar } from "./align_panel.js";
import { splitAt } from "./align_split.js";
import { Api, Refusal, Unreachable, newOperation } from "./api.js";
import { element, fillWindow } from "./dom.js";

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
    this.beads = new Beads((bead) => this.lookAt(bead));
    this.sidebar = new Sidebar(this);
    this.bar = new Bar(this);
    home.replaceChildren(element("div", { class: "main" }, this.beads.root, this.bar.root), this.sidebar.root);
    home.addEventListener("keydown", (event) => onKey(this, event));
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
    if (before?.bitext === data.bitext && before.order === data.order) return;
    this.offset = 0;
    this.soon(() => this.load());
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
  async load({ bead = 0, around = false } = {}) {
    const { bitext, order, limit } = this.data;
    const place = around ? this.beads.place : null;
    const asked = { order, limit, offset: this.offset, ...(bead && { bead }) };
    this.beads.root.setAttribute("aria-busy", "true");
    const [page] = await Promise.all([this.trying(() => this.api.beads(bitext, asked)), this.count()]);
    this.offset = page.offset;
    this.total = page.total;
    this.beads.show(page.beads, this.data);
    this.beads.root.setAttribute("aria-busy", "false");
    if (bead) this.beads.activate(bead);
    else this.beads.activateAt(place ?? 0, { focus: around });
    this.bar.showPlace();
  }

  /** Counts anew what the panel shows of the whole. */
  async count() {
    const counted = await this.trying(() => this.api.alignment(this.data.bitext));
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
   * @param {(active: import("./align_beads.js").Place | null) => Record<string, any> | null} about
   */
  operate(kind, about) {
    return this.soon(async () => {
      const particulars = about(this.beads.active);
      if (!particulars) return;
      const body = { kind, op_id: newOperation(), bitext: this.data.bitext, ...particulars };
      this.bar.showTrouble("", "Saving…");
      const done = await this.trying(() => this.api.operate(body));
      this.bar.showTrouble("");
      await this.#take(done);
      this.bar.tell(body.kind, done);
    });
  }

  async #take(done) {
    if (!done.kind) return;
    const near = done.all && this.beads.take(done);
    if (!near) {
      const bead = done.beads[0]?.id ?? 0;
      await this.load(bead ? { bead } : { around: true });
      return;
    }
    this.total += done.beads.length - done.gone.length;
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
      const asked = await this.trying(() => this.api.realign(this.data.bitext));
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

  turn(by) {
    const offset = this.offset + by * this.data.limit;
    if (offset < 0 || offset >= this.total) return;
    this.offset = offset;
    this.soon(() => this.load());
  }

  /** Shows a bead in the panel, and what stands around it where the page does not show that. */
  lookAt(bead) {
    this.sidebar.show(bead);
    clearTimeout(this.rest);
    if (this.data.order === "doubtful") this.rest = setTimeout(() => this.#lookAround(bead), 120);
  }

  async #lookAround(bead) {
    const asked = { order: "document", offset: Math.max(0, bead.position - 2), limit: 3 };
    const page = await this.api.beads(this.data.bitext, asked).catch(() => null);
    if (page && this.beads.active?.bead === bead) this.beads.showAround(bead, page.beads);
  }
}
