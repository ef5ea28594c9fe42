/** What the keys do. None does anything while an input method composes. */

/**
 * @param {import("./editor.js").Editor} editor
 * @param {KeyboardEvent} event
 */
export function onKey(editor, event) {
  // Streamlit's own keys (R runs the page again, C clears its cache) must not hear our typing
  event.stopPropagation();
  if (event.isComposing || event.keyCode === 229) return;
  const cell = editor.grid.cellAt(event.target);
  if (!cell) return;
  const keys = editor.field ? inField : onCell;
  const action = anywhere(editor, cell, event) ?? keys(editor, cell, event);
  if (!action) return;
  event.preventDefault();
  action();
}

function anywhere(editor, cell, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (event.key === "Enter") return () => editor.confirm(cell, event.shiftKey ? "reviewed" : "translated");
  if (event.key.toLowerCase() === "d" && !event.shiftKey) return () => editor.reject(cell);
  return null;
}

function inField(editor, cell, event) {
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown"))
    return step(editor, editor.grid.column(cell.bitext), cell, event.key === "ArrowUp" ? -1 : 1);
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Tab") return step(editor, editor.grid.editable(), cell, event.shiftKey ? -1 : 1);
  if (event.key === "Escape") return () => editor.restore(cell);
  return null;
}

function onCell(editor, cell, event) {
  const { grid } = editor;
  const column = grid.column(cell.bitext);
  const row = grid.editable().filter((other) => other.row === cell.row);
  const moves = { ArrowUp: [column, -1], ArrowDown: [column, 1], ArrowLeft: [row, -1], ArrowRight: [row, 1] };
  const [cells, by] = moves[event.key] ?? [];
  if (cells) return step(editor, cells, cell, by, (next) => next.place.focus());
  if (event.ctrlKey || event.metaKey || (event.altKey && event.key !== "AltGraph")) return null;
  if (event.key === "Enter" || event.key === "F2") return () => editor.edit(cell);
  if (event.key === "?") return () => editor.panel.toggleKeys();
  // the letter itself arrives in the field, which has the focus by then
  if (event.key.length === 1 && event.key !== " ") editor.edit(cell);
  return null;
}

/** The move to a neighbour; none at either end, so that Tab can leave the grid. */
function step(editor, cells, cell, by, go = (next) => editor.edit(next)) {
  const next = cells[cells.indexOf(cell) + by];
  return next && (() => go(next));
}
