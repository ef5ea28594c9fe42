/** Where a bead is cut in two when the second part is to begin with a certain sentence. */

/**
 * How many sentences of either side stay with the first part. On the other side the text stays
 * with it too, but where there are several sentences, those go along that fit by length.
 * @param {import("./align_sentences.js").Place} active
 */
export function splitAt({ bead, side, index }) {
  const other = side === "source" ? "target" : "source";
  const own = bead[side];
  if (index < 1 || index >= own.length) return alone(bead);
  const share = length(own.slice(0, index)) / length(own);
  return { [side]: index, [other]: nearest(bead[other], share) };
}

/** A bead of one and one is cut between the two. */
function alone({ source, target }) {
  return source.length === 1 && target.length === 1 ? { source: 1, target: 0 } : null;
}

function nearest(segments, share) {
  if (segments.length < 2) return segments.length;
  const whole = length(segments);
  const places = segments.map((_, place) => place).slice(1);
  const off = (place) => Math.abs(length(segments.slice(0, place)) / whole - share);
  return places.reduce((best, place) => (off(place) < off(best) ? place : best));
}

function length(segments) {
  return segments.reduce((sum, { text }) => sum + text.length, 0) || 1;
}
