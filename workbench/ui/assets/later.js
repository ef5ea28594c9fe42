/** Work that can wait: what there is to read follows what the hand does, and never holds it up. */

import { afterPaint } from "./dom.js";

// a reader does not notice it; a server that is slower than that is not waited for
const MILLISECONDS_AT_MOST = 150;

export class Later {
  /** @type {Map<string, () => void>} what waits, by its name */
  #waiting = new Map();
  #answer;

  /** @param {() => Promise<void> | null} answer what is awaited from the server and shown first */
  constructor(answer) {
    this.#answer = answer;
  }

  /** Does something when the screen is up to date, once for all that asked for it until then. */
  add(name, work) {
    if (this.#waiting.size === 0) this.#do();
    this.#waiting.set(name, work);
  }

  async #do() {
    await painted();
    const answer = this.#answer();
    if (answer) {
      await Promise.race([answer, new Promise((passed) => setTimeout(passed, MILLISECONDS_AT_MOST))]);
      await painted();
    }
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const work of all) work();
  }
}

function painted() {
  return new Promise((done) => afterPaint(done));
}
