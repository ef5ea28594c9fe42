/**
 * The difference between two texts by whole words. Words are never cut, so Arabic letters in
 * them keep joining.
 */

const MOST_COMPARED = 1_000_000;

/**
 * A text as words and the white space between them.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return text.match(/\s+|\S+/gu) ?? [];
}

/**
 * The pieces that lead from one text to the other, in order. Those of kind "same" and "out"
 * together are the first text, those of kind "same" and "in" the second.
 * @param {string} before
 * @param {string} after
 * @returns {{kind: "same" | "out" | "in", text: string}[]}
 */
export function difference(before, after) {
  const old = words(before);
  const now = words(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (
    tail < old.length - start &&
    tail < now.length - start &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  return joined([
    ...old.slice(0, start).map((text) => ({ kind: "same", text })),
    ...middle(old.slice(start, old.length - tail), now.slice(start, now.length - tail)),
    ...old.slice(old.length - tail).map((text) => ({ kind: "same", text })),
  ]);
}

/** The longest common subsequence, by dynamic programming; very long texts are not compared. */
function middle(old, now) {
  const out = old.map((text) => ({ kind: "out", text }));
  const into = now.map((text) => ({ kind: "in", text }));
  if (old.length * now.length > MOST_COMPARED) return [...out, ...into];
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i * width + j] =
        old[i] === now[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  const pieces = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      pieces.push({ kind: "same", text: old[i] });
      i++;
      j++;
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) pieces.push(out[i++]);
    else pieces.push(into[j++]);
  }
  return [...pieces, ...out.slice(i), ...into.slice(j)];
}

/** Runs of the same kind become one piece. */
function joined(pieces) {
  const runs = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else runs.push({ ...piece });
  }
  return runs;
}
