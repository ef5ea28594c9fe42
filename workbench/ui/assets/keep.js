/**
 * What must survive a reload: texts that are typed but not confirmed, and confirmed ones that
 * the server has not answered for yet.
 */

import { Refusal, newOperation } from "./api.js";

/** A map in the browser's storage; in memory where the browser has none to give. */
export class Kept {
  #memory = new Map();

  /** @param {string} prefix */
  constructor(prefix) {
    this.prefix = prefix;
  }

  get(name) {
    const kept = this.#memory.get(name);
    if (kept !== undefined) return kept;
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name) ?? "null");
    } catch {
      return null;
    }
  }

  /** @returns {boolean} whether a reload would find it */
  set(name, value) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
      this.#memory.delete(name);
      return true;
    } catch {
      this.#memory.set(name, value);
      return false;
    }
  }

  delete(name) {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // there was nothing to remove
    }
  }

  names() {
    const found = new Set(this.#memory.keys());
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const name = localStorage.key(i);
        if (name?.startsWith(this.prefix)) found.add(name.slice(this.prefix.length));
      }
    } catch {
      // only what is in memory
    }
    return [...found];
  }
}

/**
 * Confirmed texts on their way to the server, in order, each until the server has answered.
 * One that is sent again carries the same `op_id`, so it is written once.
 */
export class Outbox {
  /** @type {Promise<void> | null} what is on its way */
  sending = null;
  #delay = 1000;
  #timer = 0;
  /** @type {"" | "offline" | "locked"} */
  trouble = "";

  /**
   * @param {Kept} kept
   * @param {() => import("./api.js").Api} api
   * @param {{written: Function, refused: Function, changed: Function, locked: Function}} listener
   */
  constructor(kept, api, listener) {
    this.kept = kept;
    this.api = api;
    this.listener = listener;
    this.last = 0;
    const left = kept.names().sort().map((name) => ({ name, ...kept.get(name) }));
    /** The writes that wait, the oldest first; the browser's storage holds the same. */
    this.waiting = left.filter((write) => write.bead);
  }

  get size() {
    return this.waiting.length;
  }

  /** The last text that waits for a bead. @param {number} bead */
  of(bead) {
    return this.waiting.findLast((write) => write.bead === bead);
  }

  #keep(write) {
    const { name, ...kept } = write;
    this.kept.set(name, kept);
  }

  #drop(gone) {
    this.waiting = this.waiting.filter((write) => write !== gone);
    this.kept.delete(gone.name);
  }

  /**
   * @param {{bead: number, text: string, state: string, base_revision: number,
   *   active_seconds: number}} write
   */
  add(write) {
    this.last = Math.max(Date.now(), this.last + 1);
    const named = { name: String(this.last).padStart(15, "0"), ...write, op_id: newOperation() };
    this.#keep(named);
    this.waiting.push(named);
    this.send();
    this.listener.changed();
  }

  /** Sends all that waits. Resolves when nothing waits, or nothing can be sent. */
  send() {
    clearTimeout(this.#timer);
    this.sending ??= this.#sendAll().finally(() => {
      this.sending = null;
      this.listener.changed();
    });
    return this.sending;
  }

  async #sendAll() {
    while (this.waiting.length) {
      const [write] = this.waiting;
      const { name: _, bead, ...body } = write;
      try {
        const answer = await this.api().correct(bead, body);
        this.trouble = "";
        this.#delay = 1000;
        this.#drop(write);
        this.#rebase(bead, body.base_revision, answer.revision);
        this.listener.written(write, answer);
      } catch (error) {
        if (this.#mustWait(error)) return;
        this.#giveBack(write, error);
      }
      this.listener.changed();
    }
  }

  /** Whether the write stays and is sent again later. */
  #mustWait(error) {
    const status = error instanceof Refusal ? error.status : 0;
    if (status === 401) {
      this.trouble = "locked";
      this.listener.locked();
      return true;
    }
    if (status && status < 500) return false;
    this.trouble = "offline";
    this.#timer = setTimeout(() => this.send(), this.#delay);
    this.#delay = Math.min(this.#delay * 1.5, 5000);
    return true;
  }

  /** A later write upon the same revision was made upon this one's text. */
  #rebase(bead, base, revision) {
    for (const later of this.waiting)
      if (later.bead === bead && later.base_revision === base) {
        later.base_revision = revision;
        this.#keep(later);
      }
  }

  #giveBack(write, error) {
    const later = this.of(write.bead);
    for (const other of this.waiting) if (other.bead === write.bead) this.#drop(other);
    this.trouble = "";
    this.listener.refused({ ...write, text: later?.text ?? write.text }, error);
  }
}
