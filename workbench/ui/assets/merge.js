/** Two people's changes to one text, put together where they do not touch each other. */

import { difference, words } from "./diff.js";

/**
 * The text with both changes in it, or null where they are about the same words.
 * @param {string} base what both began with
 * @param {string} mine
 * @param {string} theirs
 * @returns {string | null}
 */
export function merged(base, mine, theirs) {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const changes = [...changesOf(base, mine), ...changesOf(base, theirs)].sort((one, other) => one.from - other.from || one.to - other.to);
  for (const [place, change] of changes.entries()) {
    const before = changes[place - 1];
    // words that stand next to each other belong together too closely to be changed apart
    if (before && change.from <= before.to) return null;
  }
  const pieces = words(base);
  for (const { from, to, text } of changes.reverse()) pieces.splice(from, to - from, text);
  return pieces.join("");
}

/** What was changed, by the places of the words in the first text. */
function changesOf(before, after) {
  const changes = [];
  let place = 0;
  let open = null;
  for (const { kind, text } of difference(before, after)) {
    const { length } = words(text);
    if (kind === "same") open = null;
    else {
      if (!open) changes.push((open = { from: place, to: place, text: "" }));
      if (kind === "out") open.to += length;
      else open.text += text;
    }
    if (kind !== "in") place += length;
  }
  return changes;
}
