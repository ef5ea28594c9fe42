/** The panel beside the grid: what there is to know about the cell that is being worked on. */

import { together } from "./conflicts.js";
import { ago, clock, element, icon, pieces, renderText, written } from "./dom.js";
import { KEYS } from "./keys.js";
import { segmentsOf, shapings } from "./spans.js";
import { LABELS, stateOf } from "./states.js";

/** Texts without a field around them: what a machine wrote before a person. */
function machineDraft(revisions) {
  return revisions.findLast((revision) => revision.origin !== "human");
}

/** What a second try did for a draft that looked wrong, in words. */
function secondTry({ because, kept }) {
  const reasons = because.join(", ");
  return kept ? `From a second try: the first was flagged (${reasons}).` : `A second try, as it was flagged (${reasons}), was no better.`;
}

export class Panel {
  /**
   * @param {Record<string, Function>} actions what the buttons do
   * @param {import("./look.js").Look} look
   * @param {{root: HTMLElement, show: (row: any) => void}[]} parts that keep what is typed in them
   */
  constructor(actions, look, parts) {
    this.actions = actions;
    this.parts = parts;
    this.keys = element(
      "details",
      { class: "keys", open: look.keys, ontoggle: (event) => look.set("keys", event.target.open) },
      element("summary", {}, "Keys"),
      element("dl", {}, ...KEYS.flatMap(([keys, does]) => [element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))), element("dd", {}, does)])),
    );
    this.later = element(
      "section",
      { class: "later", hidden: true },
      element("h3", {}, "Memory and terms"),
      element("p", { class: "hint" }, "None yet. Like sentences translated before, and terms of a glossary, will stand here in a later version."),
    );
    this.facts = element("div", { class: "about" });
    this.past = element("div", { class: "past" });
    this.root = element("aside", { class: "panel", "aria-label": "About this segment" }, this.facts, ...parts.map((part) => part.root), this.past, this.later, this.keys);
    this.showNothing();
  }

  showNothing() {
    this.cell = this.history = null;
    for (const part of this.parts) part.show(null);
    this.later.hidden = true;
    this.past.replaceChildren();
    this.facts.replaceChildren(element("p", { class: "hint" }, "Click a translation, or press Tab and Enter, to correct it."));
  }

  /**
   * @param {import("./grid.js").Cell} cell
   * @param {{conflict?: any, reason?: string}} trouble
   */
  show(cell, trouble) {
    const focused = this.facts.getRootNode().activeElement?.dataset?.does;
    if (this.cell !== cell) {
      this.history = this.textNow = null;
      this.past.replaceChildren();
      for (const part of this.parts) part.show(cell.row, cell);
    }
    this.cell = cell;
    this.later.hidden = false;
    this.conflict = trouble.conflict;
    this.diff = element("div", { class: "diff", ...written(cell.column) });
    this.diffPart = this.#part("Draft → now", this.diff);
    this.diffPart.hidden = true;
    this.facts.replaceChildren(
      ...[
        this.#title(cell),
        trouble.conflict && this.#conflict(cell, trouble.conflict),
        cell.segments === 0 && this.#addition(cell),
        this.#buttons(cell),
        trouble.reason && element("p", { class: "reason", role: "alert" }, trouble.reason),
        this.#flags(cell),
        this.diffPart,
      ].filter(Boolean),
    );
    if (focused) this.facts.querySelector(`[data-does="${CSS.escape(focused)}"]`)?.focus();
    if (this.history) this.showHistory(cell, this.history);
  }

  #title(cell) {
    return element(
      "header",
      {},
      element("h2", {}, segmentsOf(cell), element("bdi", { class: "own-name", ...written(cell.column) }, cell.column.autonym)),
      element("p", { class: "standing" }, element("i", { class: `dot ${stateOf(cell)}` }), LABELS[stateOf(cell)], cell.sub_state === "accepted unchanged" && " as it was", cell.model && element("span", { class: "model" }, cell.model)),
    );
  }

  #part(title, ...children) {
    return element("section", {}, element("h3", {}, title), ...children);
  }

  #button(words, does, look, ...about) {
    return element("button", { type: "button", class: look, "data-does": [does, ...about.slice(1)].join(" "), onclick: () => this.actions[does](...about) }, words);
  }

  #flags(cell) {
    const line = (flag, dismissed) =>
      element(
        "li",
        { class: dismissed ? "aside" : "" },
        icon("flag"),
        element("span", {}, element("b", {}, flag.name), " ", flag.reason),
        this.#button(dismissed ? "Bring back" : "Dismiss", "dismiss", "small", cell, flag.name, !dismissed),
      );
    const lines = [...cell.flags.map((flag) => line(flag, false)), ...(cell.dismissed ?? []).map((flag) => line(flag, true))];
    return lines.length ? this.#part("Look at", element("ul", { class: "flags" }, ...lines)) : null;
  }

  #buttons(cell) {
    const verdicts = [["Confirm", "confirm", "main"], ["Reviewed", "review", ""], ["Reject", "reject", ""]];
    const buttons = (some) => element("div", { class: "buttons" }, ...some.map(([words, does, look, ...about]) => this.#button(words, does, look, cell, ...about)));
    return element("div", { class: "does" }, buttons(verdicts), buttons(shapings(cell)));
  }

  #addition(cell) {
    const link = element("a", { href: this.actions.alignmentOf(cell) }, "Alignment page");
    return element("p", { class: "hint" }, "Only in the translation: no segment of the source says this. Join it to one on the ", link, ".");
  }

  #conflict(cell, conflict) {
    const { theirs, mine } = conflict;
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
      (this.bothPart = element("div", { class: "both" })),
      element("div", { class: "buttons" }, ...[["Keep mine", "keepMine"], ["Take theirs", "takeTheirs"], ["Edit", "editMine"]].map(([words, does]) => this.#button(words, does, "", cell))),
    );
  }

  /** Both texts of a conflict in one, with what it adds to the other's. */
  #showBoth(cell, conflict) {
    const both = together(conflict, this.history);
    if (both === null) this.bothPart.replaceChildren(element("p", {}, "Both changed the same words, so the two cannot be put together."));
    if (both == null) return;
    const text = element("div", { class: "mine", ...written(cell.column) }, ...pieces(conflict.theirs.text, both));
    this.bothPart.replaceChildren(element("h4", {}, "Both together"), text, element("div", { class: "buttons" }, this.#button("Take both", "takeBoth", "", cell, conflict)));
  }

  /** What the server knows of the cell's past. @param {{revisions: any[], refused: any[]}} history */
  showHistory(cell, history) {
    if (this.cell !== cell) return;
    this.history = history;
    if (this.conflict) this.#showBoth(cell, this.conflict);
    this.showDifference(cell, this.textNow ?? cell.text);
    const lines = history.revisions.toReversed().map((revision) => this.#revision(cell, revision));
    const refused = history.refused.map((write) => this.#refused(cell, write));
    this.past.replaceChildren(...(lines.length ? [this.#part("Revisions", element("ol", { class: "revisions" }, ...lines, ...refused))] : []));
  }

  #revision(cell, revision) {
    const engine = [revision.engine, revision.model].filter(Boolean).join(" · ");
    const who = revision.author ?? (engine || revision.origin);
    const differs = revision.text !== cell.text;
    return element(
      "li",
      {},
      element("div", { class: "who" }, element("i", { class: `dot ${stateOf(revision)}`, title: LABELS[stateOf(revision)] }), element("b", { title: revision.model_revision && `Revision ${revision.model_revision}` }, who), element("time", { datetime: revision.created_at, title: clock(revision.created_at) }, ago(revision.created_at))),
      revision.second_try && element("p", { class: "hint" }, secondTry(revision.second_try)),
      ...this.#then(cell, differs && revision.text),
    );
  }

  #refused(cell, write) {
    return element(
      "li",
      { class: "late" },
      element("div", { class: "who" }, element("b", {}, write.author ?? "someone"), element("span", {}, "came too late"), element("time", { datetime: write.created_at, title: clock(write.created_at) }, ago(write.created_at))),
      ...this.#then(cell, write.text),
    );
  }

  /** An earlier text, and the way to have it again. */
  #then(cell, text) {
    if (text === false) return [];
    const shown = element("div", { class: "then", ...written(cell.column) });
    renderText(shown, text, { codes: cell.row.codes });
    return [shown, this.#button("Use this text", "restore", "small", cell, text)];
  }

  /** The machine's draft against the text as it is typed. @param {string} now */
  showDifference(cell, now) {
    if (this.cell !== cell) return;
    this.textNow = now;
    const draft = this.history && machineDraft(this.history.revisions);
    this.diffPart.hidden = !draft || draft.text === now;
    if (this.diffPart.hidden) return;
    this.diff.replaceChildren(...pieces(draft.text, now));
  }

  showKeys() {
    this.keys.open = !this.keys.open;
    if (this.keys.open) this.keys.scrollIntoView({ block: "nearest" });
  }

  /** Puts a numbered suggestion into the text; none of another cell's, which may still stand here. */
  takeSuggestion(cell, number) {
    if (this.cell === cell) this.root.querySelector(`[data-suggestion="${number}"]`)?.click();
  }
}
