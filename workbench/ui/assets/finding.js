/** Where in a text the search found something: the same differences are looked past as in the store. */

// a group that repeats can take a browser for ever; the rows are found by the server all the same
const RISKY = /\)[*+{?]|\\[1-9k]/;

/**
 * Makes a function that gives the stretches of a text to mark, as [start, end].
 * @param {{query?: string, regex?: any, case?: any, marks?: any}} view
 * @returns {(text: string) => number[][]}
 */
export function finder({ query, regex, case: matchCase, marks }) {
  if (!query || (regex && RISKY.test(query))) return () => [];
  if (regex) return byExpression(query, matchCase);
  const fold = (sign) => folded(sign, matchCase, marks);
  const wanted = [...query].map(fold).join("");
  return wanted ? (text) => places(text, wanted, fold) : () => [];
}

function byExpression(query, matchCase) {
  let pattern;
  try {
    pattern = new RegExp(query, matchCase ? "gu" : "giu");
  } catch {
    return () => [];
  }
  return (text) => [...text.matchAll(pattern)].filter((found) => found[0]).map((found) => [found.index, found.index + found[0].length]);
}

/** A sign as it is compared: without case, accents, vowel signs, lengthening and hamza. */
function folded(sign, matchCase, marks) {
  const plain = marks ? sign : sign.normalize("NFKD").replace(/[\p{Mn}ـ]/gu, "");
  return matchCase ? plain : plain.toLowerCase();
}

function places(text, wanted, fold) {
  let compared = "";
  const origin = []; // for each compared character, where its sign stands in the text
  let at = 0;
  for (const sign of text) {
    const plain = fold(sign);
    for (let i = 0; i < plain.length; i++) origin.push(at);
    compared += plain;
    at += sign.length;
  }
  origin.push(text.length);
  const found = [];
  for (let start = compared.indexOf(wanted); start >= 0; start = compared.indexOf(wanted, start + wanted.length))
    found.push([origin[start], origin[start + wanted.length]]);
  return found;
}
