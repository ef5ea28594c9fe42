/** The routes, as functions. An answer other than 200 becomes a Refusal; no answer, Unreachable. */

export class Refusal extends Error {
  /** @param {number} status @param {any} answer */
  constructor(status, answer) {
    super(answer?.error ?? `the server answered ${status}`);
    this.status = status;
    this.answer = answer ?? {};
  }
}

export class Unreachable extends Error {}

export class Api {
  /** @param {number} document @param {string} token */
  constructor(document, token) {
    this.document = document;
    this.token = token;
  }

  /** @param {Record<string, any>} asked */
  rows(asked) {
    return this.#call("GET", `documents/${this.document}/rows?${new URLSearchParams(asked)}`);
  }

  /** @param {Record<string, any>} asked */
  next(asked) {
    return this.#call("GET", `documents/${this.document}/next?${new URLSearchParams(asked)}`);
  }

  progress() {
    return this.#call("GET", `documents/${this.document}/progress`);
  }

  /** @param {Record<string, any>} asked */
  place(asked) {
    return this.#call("GET", `documents/${this.document}/place?${new URLSearchParams(asked)}`);
  }

  /** @param {number} bead */
  revisions(bead) {
    return this.#call("GET", `beads/${bead}/revisions`);
  }

  /** @param {number} bead @param {Record<string, any>} body */
  correct(bead, body) {
    return this.#call("PUT", `beads/${bead}`, body);
  }

  /** @param {number} bead @param {{flag: string, dismissed: boolean, base_revision: number}} body */
  dismiss(bead, body) {
    return this.#call("PUT", `beads/${bead}/flags`, body);
  }

  /** @param {number} segment */
  comments(segment) {
    return this.#call("GET", `segments/${segment}/comments`);
  }

  /** @param {number} segment @param {{text: string, op_id: string}} body */
  comment(segment, body) {
    return this.#call("POST", `segments/${segment}/comments`, body);
  }

  /** @param {number} comment @param {boolean} resolved */
  resolve(comment, resolved) {
    return this.#call("PUT", `comments/${comment}`, { resolved });
  }

  /** @param {Record<string, any>} body */
  exclude(body) {
    return this.#call("POST", `documents/${this.document}/excluded`, body);
  }

  /** @param {number} number @param {Record<string, any>} body */
  mergeSegments(number, body) {
    return this.#call("POST", `documents/${this.document}/segments/${number}/merge`, body);
  }

  /** @param {number} number @param {Record<string, any>} body */
  splitSegment(number, body) {
    return this.#call("POST", `documents/${this.document}/segments/${number}/split`, body);
  }

  /** @param {Record<string, any>} body */
  undo(body) {
    return this.#call("POST", `documents/${this.document}/undo`, body);
  }

  /** @param {number[]} beads */
  links(beads) {
    return this.#call("GET", `documents/${this.document}/links?beads=${beads.join(",")}`);
  }

  /** @param {number} bead @param {string} text */
  askAlternatives(bead, text) {
    return this.#call("POST", `beads/${bead}/alternatives`, { text });
  }

  /** @param {number} job */
  job(job) {
    return this.#call("GET", `documents/${this.document}/alternatives/${job}`);
  }

  /** @param {number} bitext @param {Record<string, any>} asked */
  beads(bitext, asked) {
    return this.#call("GET", `bitexts/${bitext}/beads?${new URLSearchParams(asked)}`);
  }

  /** @param {number} bitext */
  alignment(bitext) {
    return this.#call("GET", `bitexts/${bitext}/alignment`);
  }

  /** @param {number} bitext */
  realign(bitext) {
    return this.#call("POST", `bitexts/${bitext}/alignment`, {});
  }

  /** @param {Record<string, any>} body */
  operate(body) {
    return this.#call("POST", `documents/${this.document}/operations`, body);
  }

  /** Any route of the document. @param {string} method @param {string} path @param {any} [body] */
  ask(method, path, body) {
    return this.#call(method, `documents/${this.document}/${path}`, body);
  }

  async #call(method, path, body) {
    let response;
    try {
      response = await fetch(`/api/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body && { "content-type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        cache: "no-store",
      });
    } catch {
      throw new Unreachable("the server does not answer");
    }
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Refusal(response.status, answer);
    if (answer === null) throw new Unreachable("the answer was cut short");
    return answer;
  }
}

/** A name for one write that no other has. */
export function newOperation() {
  // randomUUID is missing where the page came over plain HTTP from another machine
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
