/** A sentence into which a person puts the cursor, to make two of it there. */

import { element } from "./dom.js";

export const HINT = "Put the cursor where the second part begins and press Enter. Esc leaves it whole.";

const LIKELY_END = /[.!?؟۔。…;؛:]["”»’)\]]*\s+/u;

/**
 * A field with a text that takes the cursor and no other change.
 * @param {string} text
 * @param {{name: string, look?: Record<string, any>, cut: (offset: number) => void, leave: () => void}} about
 *   `cut` hears of the place in characters, `leave` that the text is to stay whole
 */
export function cursorField(text, { name, look = {}, cut, leave }) {
  const field = element("textarea", { ...look, class: "text cut", rows: "1", "aria-label": `${name}: put the cursor where the second part begins and press Enter`, onbeforeinput: (event) => event.preventDefault() });
  field.value = text;
  field.addEventListener("keydown", (event) => {
    // the server counts characters, the browser halves of those beyond the basic plane
    if (event.key === "Enter") cut(Array.from(text.slice(0, field.selectionStart)).length);
    if (event.key === "Escape") leave();
    if (["Escape", "Enter"].includes(event.key)) event.preventDefault();
  });
  return field;
}

/** Gives a field the focus, the cursor where a sentence may end. @param {number | null} [caret] */
export function putCursor(field, caret = null) {
  const found = LIKELY_END.exec(field.value);
  const place = caret ?? (found ? found.index + found[0].length : 0);
  field.focus();
  field.setSelectionRange(place, place);
}
