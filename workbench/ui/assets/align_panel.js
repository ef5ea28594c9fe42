/** The panel of the Alignment page: the bead that is looked at, and the whole in figures. */

import { told } from "./align_bands.js";
import { KEYS } from "./align_keys.js";
import { element, written } from "./dom.js";

const STEP = 5;

export class Sidebar {
  /** @param {import("./align.js").Alignment} alignment */
  constructor(alignment) {
    this.alignment = alignment;
    this.about = element("section", { class: "about" });
    this.figures = element("section", { class: "figures" });
    this.slider = element("input", { type: "range", min: 0, max: 100, step: STEP, value: 90, "aria-label": "Confidence from which beads are accepted", oninput: () => this.#showThreshold() });
    this.bars = element("div", { class: "bars-of-confidence", role: "img" });
    this.all = element("button", { type: "button", class: "accept", onclick: () => this.acceptAbove() });
    this.keys = element(
      "details",
      { class: "keys" },
      element("summary", {}, "Keys"),
      element("dl", {}, ...KEYS.flatMap(([keys, does]) => [element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))), element("dd", {}, does)])),
    );
    const whole = element(
      "section",
      { class: "whole" },
      element("h3", {}, "Confidence of those not pinned"),
      this.bars,
      this.slider,
      this.all,
    );
    this.root = element("aside", { class: "panel", "aria-label": "About this bead" }, this.about, whole, this.figures, this.keys);
  }

  /** Shows a bead, why to trust or doubt it, and what can be done. */
  show(bead) {
    const { alignment } = this;
    const act = (words, key, work, name = "") => element("button", { type: "button", class: name, title: `Key: ${key}`, onclick: work }, words);
    this.about.replaceChildren(
      element("h2", {}, ends(bead), alignment.data.targets.length > 1 && element("bdi", { class: "own-name", ...written(alignment.target) }, alignment.target.autonym)),
      element("p", { class: "standing" }, told(bead)),
      reasons(bead),
      element(
        "div",
        { class: "buttons acts" },
        act("Accept", "Enter", () => alignment.accept(), "main"),
        act(bead.pinned ? "Unpin" : "Pin", "P", () => alignment.pin()),
        act("Merge with next", "M", () => alignment.merge()),
        act("Split here", "S", () => alignment.split()),
        act("Cut sentence…", "C, or a double click", () => alignment.cut()),
        act("Move down", "Alt ↓", () => alignment.move("next")),
        act("Move up", "Alt ↑", () => alignment.move("previous")),
        act("Make null", "N", () => alignment.separate()),
      ),
    );
  }

  /** Shows the figures of the whole alignment. */
  showSummary(counted) {
    this.confidences = counted.confidences;
    const most = Math.max(1, ...counted.confidences);
    this.bars.replaceChildren(
      ...counted.confidences.map((count, place) =>
        element("i", { style: `height:${count ? Math.max(4, (100 * count) / most) : 0}%`, "data-from": place * STEP }),
      ),
    );
    this.#showThreshold();
    const { source, target } = counted.unaligned;
    // a word joiner: no line ends within `1-0`
    const shapes = Object.entries(counted.shapes).map(([shape, count]) => `${count.toLocaleString("en")} of ${shape.replace("-", "-\u2060")}`);
    this.figures.replaceChildren(
      element("h3", {}, this.alignment.data.targets.length > 1 ? `The whole in ${this.alignment.target.name}` : "The whole"),
      element("p", {}, `${counted.total.toLocaleString("en")} beads, ${counted.pinned.toLocaleString("en")} pinned`),
      element("p", { class: "hint" }, shapes.slice(0, 6).join(" · ")),
      element("p", { class: "hint" }, `Without a partner: ${source} source, ${target} target sentences`),
      element("div", { class: "buttons acts" }, element("button", { type: "button", title: "Key: G", onclick: () => this.alignment.realign() }, "Align again between pins")),
    );
  }

  #showThreshold() {
    const threshold = Number(this.slider.value);
    const above = (this.confidences ?? []).reduce((sum, count, place) => sum + (place * STEP >= threshold ? count : 0), 0);
    for (const bar of this.bars.children) bar.classList.toggle("above", Number(bar.dataset.from) >= threshold);
    const words = `${above.toLocaleString("en")} beads have a confidence of at least ${threshold}`;
    this.bars.setAttribute("aria-label", words);
    this.all.textContent = `Accept ${above.toLocaleString("en")} of ${threshold} or more`;
    this.all.disabled = !above;
  }

  acceptAbove() {
    if (!this.all.disabled) this.alignment.acceptAbove(Number(this.slider.value));
  }

  showKeys() {
    this.keys.open = !this.keys.open;
    if (this.keys.open) this.keys.scrollIntoView({ block: "nearest" });
  }
}

function ends({ source, target }) {
  const side = (segments) => (segments.length > 1 ? `${segments[0].number}–${segments.at(-1).number}` : (segments[0]?.number ?? "∅"));
  return `Sentences ${side(source)} ↔ ${side(target)}`;
}

function reasons(bead) {
  if (!bead.reasons.length) return element("p", { class: "hint" }, bead.confidence === null ? "A person made this bead." : "Nothing speaks against it.");
  return element("ul", { class: "reasons" }, ...bead.reasons.map((reason) => element("li", {}, reason)));
}
