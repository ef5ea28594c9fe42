/**
 * Small pieces of the page. Text only ever enters as text nodes: a segment may hold any markup.
 */

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

/**
 * Fills an element with a text in which every place that matches the search is marked.
 * @param {HTMLElement} parent
 * @param {string} text
 * @param {string} query
 */
export function fillMarked(parent, text, query) {
  parent.textContent = "";
  if (!query) {
    parent.textContent = text;
    return;
  }
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), "gi");
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    parent.append(text.slice(end, found.index), element("mark", {}, found[0]));
    end = found.index + found[0].length;
  }
  parent.append(text.slice(end));
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

/** Where in a text a click fell, or nothing where the browser cannot say. */
export function caretAt(event, root, text) {
  const place = document.caretPositionFromPoint?.(event.clientX, event.clientY, {
    shadowRoots: [root],
  });
  if (!text || !place?.offsetNode || !text.contains(place.offsetNode)) return null;
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
