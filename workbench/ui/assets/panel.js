/** The panel beside the grid: what there is to know about the cell that is being worked on. */

import { difference } from "./diff.js";
import { ago, clock, element, icon, written } from "./dom.js";
import { LABELS, stateOf } from "./states.js";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CONTROL = MAC ? "⌘" : "Ctrl";
const KEYS = [
  [`${CONTROL} Enter`, "confirm, next open one"],
  [`${CONTROL} Shift Enter`, "confirm as reviewed"],
  [`${CONTROL} D`, "reject the draft"],
  ["Tab", "next target"],
  ["Shift Tab", "previous target"],
  ["Alt ↑ ↓", "segment above, below"],
  ["Esc", "restore, leave the field"],
  ["Enter", "edit the cell again"],
  ["?", "these keys, outside a field"],
];

/** Texts without a field around them: what a machine wrote before a person. */
function machineDraft(revisions) {
  return revisions.findLast((revision) => revision.origin !== "human");
}

export class Panel {
  /** @param {Record<string, Function>} actions what the buttons do */
  constructor(actions) {
    this.actions = actions;
    this.keys = element(
      "details",
      { class: "keys", open: true },
      element("summary", {}, "Keys"),
      element("dl", {}, ...KEYS.flatMap(([keys, does]) => [element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))), element("dd", {}, does)])),
    );
    this.about = element("div", { class: "about" });
    this.root = element("aside", { class: "panel", "aria-label": "About this segment" }, this.about, this.keys);
    this.showNothing();
  }

  showNothing() {
    this.cell = null;
    this.about.replaceChildren(element("p", { class: "hint" }, "Click a translation, or press Tab and Enter, to correct it."));
  }

  /**
   * @param {import("./grid.js").Cell} cell
   * @param {{conflict?: any, reason?: string}} trouble
   */
  show(cell, trouble) {
    if (this.cell !== cell) this.history = this.textNow = null;
    this.cell = cell;
    this.diff = element("div", { class: "diff", ...written(cell.column) });
    this.diffPart = this.#part("Draft → now", this.diff);
    this.diffPart.hidden = true;
    this.past = element("div", { class: "past" });
    this.about.replaceChildren(
      ...[
        this.#title(cell),
        this.#buttons(cell),
        trouble.conflict && this.#conflict(cell, trouble.conflict),
        trouble.reason && element("p", { class: "reason", role: "alert" }, trouble.reason),
        this.#flags(cell),
        this.diffPart,
        this.past,
      ].filter(Boolean),
    );
    if (this.history) this.showHistory(cell, this.history);
  }

  #title(cell) {
    return element(
      "header",
      {},
      element("h2", {}, `Segment ${cell.row.number}`, element("bdi", { class: "own-name", ...written(cell.column) }, cell.column.autonym)),
      element("p", { class: "standing" }, element("i", { class: `dot ${stateOf(cell)}` }), LABELS[stateOf(cell)], cell.sub_state === "accepted unchanged" && " as it was", cell.model && element("span", { class: "model" }, cell.model)),
    );
  }

  #part(title, ...children) {
    return element("section", {}, element("h3", {}, title), ...children);
  }

  #flags(cell) {
    if (cell.flags.length === 0) return null;
    const lines = cell.flags.map((flag) => element("li", {}, icon("flag"), element("span", {}, element("b", {}, flag.name), " ", flag.reason)));
    return this.#part("Look at", element("ul", { class: "flags" }, ...lines));
  }

  #buttons(cell) {
    const button = (words, action, look = "") => element("button", { type: "button", class: look, onclick: () => this.actions[action](cell) }, words);
    return element(
      "div",
      { class: "buttons" },
      button("Confirm", "confirm", "main"),
      button("Reviewed", "review"),
      button("Reject", "reject"),
      button("Exclude", "exclude"),
    );
  }

  #conflict(cell, conflict) {
    const { theirs, mine } = conflict;
    const button = (words, action) => element("button", { type: "button", onclick: () => this.actions[action](cell) }, words);
    const who = theirs.author ?? theirs.model ?? "someone";
    return element(
      "section",
      { class: "conflict", role: "alert" },
      element("h3", {}, "Changed by someone else"),
      element("p", {}, "Nothing was overwritten; both texts are kept."),
      element("h4", {}, `From ${who}, ${ago(theirs.created_at ?? new Date().toISOString())}`),
      element("div", { class: "theirs", ...written(cell.column) }, theirs.text),
      element("h4", {}, "Yours"),
      element("div", { class: "mine", ...written(cell.column) }, mine),
      element("div", { class: "buttons" }, button("Keep mine", "keepMine"), button("Take theirs", "takeTheirs"), button("Edit", "editMine")),
    );
  }

  /** What the server knows of the cell's past. @param {{revisions: any[], refused: any[]}} history */
  showHistory(cell, history) {
    if (this.cell !== cell) return;
    this.history = history;
    this.showDifference(cell, this.textNow ?? cell.text);
    const lines = history.revisions.toReversed().map((revision) => this.#revision(cell, revision));
    const refused = history.refused.map((write) => this.#refused(cell, write));
    this.past.replaceChildren(...(lines.length ? [this.#part("Revisions", element("ol", { class: "revisions" }, ...lines, ...refused))] : []));
  }

  #revision(cell, revision) {
    const who = revision.author ?? ([revision.engine, revision.model].filter(Boolean).join(" · ") || revision.origin);
    const differs = revision.text !== cell.text;
    return element(
      "li",
      {},
      element("div", { class: "who" }, element("i", { class: `dot ${stateOf(revision)}` }), element("b", {}, who), element("time", { datetime: revision.created_at, title: clock(revision.created_at) }, ago(revision.created_at))),
      differs && element("div", { class: "then", ...written(cell.column) }, revision.text),
      differs && element("button", { type: "button", class: "small", onclick: () => this.actions.restore(cell, revision.text) }, "Use this text"),
    );
  }

  #refused(cell, write) {
    return element(
      "li",
      { class: "late" },
      element("div", { class: "who" }, element("b", {}, write.author ?? "someone"), element("span", {}, "came too late"), element("time", { datetime: write.created_at, title: clock(write.created_at) }, ago(write.created_at))),
      element("div", { class: "then", ...written(cell.column) }, write.text),
      element("button", { type: "button", class: "small", onclick: () => this.actions.restore(cell, write.text) }, "Use this text"),
    );
  }

  /** The machine's draft against the text as it is typed. @param {string} now */
  showDifference(cell, now) {
    if (this.cell !== cell) return;
    this.textNow = now;
    const draft = this.history && machineDraft(this.history.revisions);
    this.diffPart.hidden = !draft || draft.text === now;
    if (this.diffPart.hidden) return;
    const tags = { same: "span", in: "ins", out: "del" };
    this.diff.replaceChildren(...difference(draft.text, now).map((piece) => element(tags[piece.kind], {}, piece.text)));
  }

  toggleKeys() {
    this.keys.open = !this.keys.open;
    if (this.keys.open) this.keys.scrollIntoView({ block: "nearest" });
  }
}
