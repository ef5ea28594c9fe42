/** The bars of a document's card: one per language. */

import { element, written } from "./dom.js";
import { percent, progressBar } from "./states.js";

/** @param {any} component */
export function mount({ parentElement, data }) {
  const place = parentElement.querySelector(".bars");
  const lines = data.bars.map(line);
  place.replaceChildren(...(lines.length ? lines : [element("p", { class: "none" }, data.nothing)]));
}

function line({ progress, ...language }) {
  const words = [
    `${progress.confirmed.toLocaleString("en")} of ${progress.total.toLocaleString("en")} confirmed`,
    progress.draft && `${progress.draft.toLocaleString("en")} draft${progress.draft === 1 ? "" : "s"}`,
    progress.empty && `${progress.empty.toLocaleString("en")} not translated`,
    progress.rejected && `${progress.rejected.toLocaleString("en")} rejected`,
    progress.flagged && `⚑ ${progress.flagged.toLocaleString("en")} flagged`,
  ];
  return element(
    "div",
    { class: "line" },
    element("bdi", { class: "own-name", ...written(language) }, language.autonym),
    element("span", { class: "tag" }, [language.autonym !== language.name && language.name, language.label].filter(Boolean).join(" · ")),
    progressBar(progress),
    element("b", { class: "share" }, percent(progress)),
    element("span", { class: "figures" }, words.filter(Boolean).join(" · ")),
  );
}
