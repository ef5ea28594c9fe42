/** The bar below the beads: pages, undo and redo, what was done and whether it is saved. */

import { element, icon } from "./dom.js";

const MILLISECONDS_OF_A_NOTE = 8000;

/** What was done, in words. */
const WORDS = {
  merge: "Merged",
  split: "Split",
  move: "Moved",
  separate: "Made null",
  pin: "Pinned",
  unpin: "Unpinned",
  accept: "Accepted",
  realign: "Aligned again",
  exclude: "Left out or brought back",
  "merge segments": "Sentences merged",
  "split segment": "Sentence cut in two",
};

export class Bar {
  /** @param {import("./align.js").Alignment} alignment */
  constructor(alignment) {
    this.alignment = alignment;
    this.back = this.#button("left", "Previous page", () => alignment.turn(-1));
    this.on = this.#button("right", "Next page", () => alignment.turn(1));
    this.range = element("span", { class: "range" });
    this.note = element("span", { class: "note", role: "alert" });
    this.status = element("span", { class: "status", role: "status" }, "All is saved");
    this.undo = element("button", { type: "button", class: "quiet undo", onclick: () => alignment.undo() }, icon("back"), "Undo");
    this.redo = element("button", { type: "button", class: "quiet redo", onclick: () => alignment.redo() }, icon("forth"), "Redo");
    this.root = element(
      "div",
      { class: "foot" },
      element("div", { class: "pager", role: "group", "aria-label": "Pages" }, this.back, this.on),
      this.range,
      this.note,
      this.status,
      element("div", { class: "looks" }, this.undo, this.redo),
    );
  }

  #button(drawing, name, turn) {
    return element("button", { type: "button", class: "quiet", title: name, "aria-label": name, onclick: turn }, icon(drawing));
  }

  showPlace() {
    const { offset, total, beads, data } = this.alignment;
    const last = Math.min(offset + beads.shown.length, total);
    this.range.textContent = total ? `${(offset + 1).toLocaleString("en")}–${last.toLocaleString("en")} of ${total.toLocaleString("en")} beads` : "";
    this.back.disabled = offset === 0;
    this.on.disabled = offset + data.limit >= total;
  }

  /** What an undo and a redo would be about. */
  showOperations({ undo, redo }) {
    for (const [button, entry, word] of [[this.undo, undo, "Undo"], [this.redo, redo, "Redo"]]) {
      button.disabled = !entry;
      const who = entry?.author ? ` by ${entry.author}` : "";
      button.title = entry ? `${word}: ${(WORDS[entry.kind] ?? entry.kind).toLowerCase()}${who}` : `Nothing to ${word.toLowerCase()}`;
    }
  }

  tell(asked, { kind }) {
    const word = WORDS[kind] ?? kind;
    if (!kind) this.say(`Nothing to ${asked}.`);
    else if (asked === "undo") this.say(`Undone: ${word.toLowerCase()}.`);
    else if (asked === "redo") this.say(`Done again: ${word.toLowerCase()}.`);
    else this.say(`${word}.`);
  }

  /** Says something for a while. @param {string} words */
  say(words) {
    this.note.textContent = words;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.note.textContent = ""), MILLISECONDS_OF_A_NOTE);
  }

  /** Says that something is not saved. */
  showTrouble(trouble, busy = "") {
    this.status.textContent = trouble || busy || "All is saved";
    if (trouble) this.status.dataset.trouble = "offline";
    else if (busy) this.status.dataset.trouble = "slow";
    else delete this.status.dataset.trouble;
  }
}
