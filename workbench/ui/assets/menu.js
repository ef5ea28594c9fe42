/** A button that opens a small board above it, closed by Escape, by a click elsewhere or by itself. */

import { element } from "./dom.js";

/**
 * @param {Array<Node | string>} face what the button shows
 * @param {string} name what it is for
 * @param {() => Node[]} fill makes the contents, anew each time it opens
 */
export function menu(face, name, fill) {
  const board = element("div", { class: "board", role: "group", "aria-label": name, hidden: true });
  const button = element("button", { type: "button", class: "quiet", title: name, "aria-label": name, "aria-expanded": "false", onclick: () => show(board.hidden) }, ...face);
  const place = element("div", { class: "menu" }, button, board);

  function show(open) {
    board.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    const listening = open ? "addEventListener" : "removeEventListener";
    document[listening]("pointerdown", outside, true);
    if (!open) return;
    board.replaceChildren(...fill());
    board.querySelector("input, button")?.focus();
  }

  function outside(event) {
    if (!event.composedPath().includes(place)) show(false);
  }

  // what may be chosen depends on what is chosen
  board.addEventListener("change", () => {
    const inputs = () => [...board.querySelectorAll("input")];
    const at = inputs().indexOf(board.getRootNode().activeElement);
    board.replaceChildren(...fill());
    inputs()[at]?.focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || board.hidden) return;
    show(false);
    button.focus();
    event.stopPropagation();
  });
  return place;
}

/** A line of a board with a box to tick. */
export function choice(words, { type = "checkbox", name = "", checked, disabled = false, change }) {
  const box = element("input", { type, name, checked, disabled, onchange: (event) => change(event.target.checked) });
  return element("label", { class: "choice" }, box, ...[words].flat());
}
