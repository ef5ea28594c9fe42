/**
 * Small pieces of the page. Text only ever enters as text nodes: a segment may hold any markup.
 */

import { difference } from "./diff.js";

/**
 * Makes an element. `class`, `data-*`, `aria-*` and the like are attributes, `on…` are listeners.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child || child === ""));
  return made;
}

const SHAPES = {
  check: ["M4.5 12.5l5 5 10-11"],
  checks: ["M2 12.5l4.5 4.5 8-10", "M11.5 16.5l1 .5L22 7"],
  cross: ["M6 6l12 12", "M18 6L6 18"],
  flag: ["M6 21V4", "M6 4h11l-2.5 4L17 12H6"],
  hide: ["M3 3l18 18", "M10 5.3A9 9 0 0 1 21.5 12a14 14 0 0 1-2.4 3.2", "M6.2 6.6A13 13 0 0 0 2.5 12 10 10 0 0 0 12 18.7a9 9 0 0 0 4.4-1.2", "M9.9 10a3 3 0 0 0 4.1 4.2"],
  comment: ["M4 5h16v11H9.5L5 20v-4H4z"],
  characters: ["M5 19h5v-3.5A6.5 6.5 0 1 1 14 15.5V19h5"],
  left: ["M15 5l-7 7 7 7"],
  right: ["M9 5l7 7-7 7"],
  columns: ["M4 5h16v14H4z", "M10 5v14", "M15 5v14"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "M12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"],
  keys: ["M3 6h18v12H3z", "M7 10h.01", "M12 10h.01", "M17 10h.01", "M8 14h8"],
  pin: ["M12 21v-6", "M8 3h8l-1 7 3 3v2H6v-2l3-3z"],
  forth: ["M15 14l5-5-5-5", "M20 9H10a6 6 0 0 0 0 12h3"],
  back: ["M9 14L4 9l5-5", "M4 9h10a6 6 0 0 1 0 12h-3"],
};

/**
 * A line drawing beside a text; hidden from screen readers.
 * @param {keyof typeof SHAPES} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    drawing.append(path);
  }
  return drawing;
}

/**
 * The attributes that make a text read as its language is written.
 * @param {{language: string, direction: string, script: string}} language
 */
export function written(language) {
  return { lang: language.language, dir: language.direction, "data-script": language.script };
}

// what a reader cannot tell from a space, or cannot see at all, by the sign that shows it
const SIGNS = { "\u00a0": "°", "\u202f": "°", "\u2009": "·", "\t": "→", "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u00ad": "SHY", "\u200b": "ZWSP", "\u2060": "WJ", "\ufeff": "BOM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI" };
const PLACEHOLDER = /^⟦(\/?\d+\/?)⟧$/u;
const SPECIAL = new RegExp(`⟦/?\\d+/?⟧| {2,}|[${Object.keys(SIGNS).join("")}]`, "gu");

/**
 * Fills an element with a text: what the search found is marked, inline codes become chips, and
 * what is invisible gets a sign that a style sheet shows or hides. The text itself stays as it is.
 * @param {HTMLElement} parent
 * @param {string} text
 * @param {{find?: (text: string) => number[][], codes?: Record<string, string>}} [look]
 */
export function renderText(parent, text, { find, codes = {} } = {}) {
  parent.textContent = "";
  let end = 0;
  for (const [from, to] of find?.(text) ?? []) {
    addText(parent, text.slice(end, from), codes);
    const mark = element("mark", {});
    addText(mark, text.slice(from, to), codes);
    parent.append(mark);
    end = to;
  }
  addText(parent, text.slice(end), codes);
}

function addText(parent, text, codes) {
  let end = 0;
  for (const found of text.matchAll(SPECIAL)) {
    if (found.index > end) parent.append(text.slice(end, found.index));
    parent.append(special(found[0], codes));
    end = found.index + found[0].length;
  }
  if (end < text.length) parent.append(text.slice(end));
}

function special(text, codes) {
  if (PLACEHOLDER.test(text)) return element("span", { class: "code", title: codes[text] ?? "Inline code", "data-label": label(text, codes[text]) }, text);
  const sign = SIGNS[text] ?? "·".repeat(text.length);
  return element("span", { class: "sign", "data-sign": sign }, text);
}

const LABELS = { "**": "b", __: "b", "*": "i", _: "i", "~~": "s", "[": "link", "![": "image", "\\": "↵", "": "↵", "<a>": "link" };

/** What a code is in a few signs: `b` of `<b>` and of `**`, the end of an address. */
function label(placeholder, code) {
  if (code === undefined || placeholder.startsWith("⟦/")) return null; // what closes has the number of what opens
  const bare = code.replace(/^<([\w-]+)(\s[^]*)?>$/u, "<$1>").trim();
  const said = LABELS[bare] ?? (bare.startsWith("`") ? "code" : bare.replace(/^<|>$/gu, ""));
  return said.length > 16 ? `…${said.slice(-15)}` : said;
}

/** The way from one text to another, word by word. @param {string} before @param {string} after */
export function pieces(before, after) {
  const tags = { same: "span", in: "ins", out: "del" };
  return difference(before, after).map(({ kind, text }) => element(tags[kind], {}, text));
}

/** How long ago a moment was, in words. @param {string} moment ISO 8601 */
export function ago(moment) {
  const seconds = (Date.now() - new Date(moment).getTime()) / 1000;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of units) {
    if (seconds >= size) return words.format(-Math.floor(seconds / size), unit);
  }
  return "just now";
}

/** A moment as the reader's own clock shows it. @param {string} moment ISO 8601 */
export function clock(moment) {
  return new Date(moment).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}

/** Does something when the next frame is on the screen. */
export function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(work));
}

/**
 * Where in an element's text a point of the window lies; nothing where the browser cannot say.
 * @param {{clientX: number, clientY: number}} point
 * @param {Element | null} text
 */
export function offsetAt({ clientX, clientY }, text) {
  if (!text?.isConnected) return null;
  const place = document.caretPositionFromPoint?.(clientX, clientY, { shadowRoots: [text.getRootNode()] });
  if (!place?.offsetNode || !text.contains(place.offsetNode)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(place.offsetNode, place.offset);
  return before.toString().length;
}

/** Makes a place fill the window below it; the page itself then need not scroll. */
export function fillWindow(place) {
  const page = place.getRootNode().host?.closest("[data-testid=stMainBlockContainer]");
  page?.style.setProperty("padding-bottom", "12px");
  const top = place.getBoundingClientRect().top + scrollY;
  place.style.setProperty("--height", `${Math.floor(innerHeight - top - 12)}px`);
}
