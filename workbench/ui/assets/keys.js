/** What the keys do. None does anything while an input method composes. */

import { isExcluded } from "./spans.js";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CONTROL = MAC ? "⌘" : "Ctrl";

/** The keys as the panel lists them. */
export const KEYS = [
  [`${CONTROL} Enter`, "confirm, next open one"],
  [`${CONTROL} Shift Enter`, "confirm as reviewed"],
  [`${CONTROL} D`, "reject the draft"],
  [`${CONTROL} Z`, "undo typing, then the last confirm"],
  [`${CONTROL} 1 … 9`, "take a suggestion"],
  ["Tab", "next target"],
  ["Shift Tab", "previous target"],
  ["Alt ↑ ↓", "segment above, below"],
  ["Alt ← →", "target to the left, right"],
  ["Esc", "restore, leave the field"],
  ["Enter", "edit the cell again"],
  [`${CONTROL} F`, "search, then ↓ to what it found"],
  [`${CONTROL} H`, "replace"],
  [`${CONTROL} G`, "go to a segment"],
  ["?", "these keys, outside a field"],
];

/**
 * @param {import("./editor.js").Editor} editor
 * @param {KeyboardEvent} event
 */
export function onKey(editor, event) {
  // Streamlit's own keys (R runs the page again, C clears its cache) must not hear our typing
  event.stopPropagation();
  if (event.isComposing || event.keyCode === 229) return;
  const action = actionOf(editor, event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(editor, event) {
  const cell = editor.grid.cellAt(event.target);
  const commanded = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (commanded) return (cell && onCellCommand(editor, cell, event)) ?? onCommand(editor, event);
  if (cell) return (editor.field ? inField : onCell)(editor, cell, event);
  if (event.key === "?" && !event.target.matches("input, textarea")) return () => editor.panel.showKeys();
  return null;
}

/** Keys with Ctrl or Cmd that are about the cell they are pressed in. */
function onCellCommand(editor, cell, event) {
  if (event.key === "Enter") return () => editor.verdicts.confirm(cell, event.shiftKey ? "reviewed" : "translated");
  if (event.shiftKey) return null;
  const key = letter(event);
  if (key === "d") return () => editor.verdicts.reject(cell);
  if (key === "z" && editor.untouched(cell)) return () => editor.verdicts.undo();
  const number = /^Digit([1-9])$/.exec(event.code)?.[1];
  return number ? () => editor.panel.takeSuggestion(cell, Number(number)) : null;
}

function onCommand(editor, event) {
  if (event.shiftKey) return null;
  const actions = { f: () => editor.search(), h: () => editor.replace(), g: () => editor.foot.segment.focus() };
  return actions[letter(event)] ?? null;
}

/** The key by where it lies, since an Arabic or Hebrew layout gives it another letter. */
function letter(event) {
  const key = event.key.toLowerCase();
  return /^[a-z]$/.test(key) ? key : (/^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? key);
}

function inField(editor, cell, event) {
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) return stepWithAlt(editor, cell, event);
  if (event.key === "Tab") return step(editor, cell, [editor.grid.editable(), event.shiftKey ? -1 : 1]);
  if (event.key === "Escape") return () => editor.restore(cell);
  return null;
}

function onCell(editor, cell, event) {
  const go = (next) => next.place.focus();
  if (event.altKey && event.key !== "AltGraph") return stepWithAlt(editor, cell, event, go);
  const move = !event.shiftKey && neighbours(editor, cell)[event.key];
  if (move) return step(editor, cell, move, go);
  if (event.key === "Enter" || event.key === "F2") return () => editor.edit(cell);
  if (event.key === "?") return () => editor.panel.showKeys();
  // the letter itself arrives in the field, which has the focus by then
  if (event.key.length === 1 && event.key !== " ") editor.edit(cell);
  return null;
}

/** Which cells an arrow key goes along, and which way. */
function neighbours(editor, cell) {
  const column = editor.grid.column(cell.bitext);
  const row = [...cell.row.beside.values()].filter((other) => !isExcluded(other));
  return { ArrowUp: [column, -1], ArrowDown: [column, 1], ArrowLeft: [row, -1], ArrowRight: [row, 1] };
}

/** The move to a neighbour. Where there is none, the browser must not go a page back for it. */
function stepWithAlt(editor, cell, event, go) {
  const move = neighbours(editor, cell)[event.key];
  return move ? (step(editor, cell, move, go) ?? (() => {})) : null;
}

/** The move to a neighbour; none at either end, so that Tab can leave the grid. */
function step(editor, cell, move, go = (next) => editor.edit(next)) {
  const [cells, by] = move ?? [[], 0];
  const next = cells[cells.indexOf(cell) + by];
  return next && next !== cell ? () => go(next) : null;
}
