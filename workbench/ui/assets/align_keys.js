/** What the keys do on the Alignment page. */

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CONTROL = MAC ? "⌘" : "Ctrl";

/** The keys as the panel lists them. */
export const KEYS = [
  ["↑ ↓", "sentence above, below"],
  ["← →", "other column"],
  ["Enter", "accept, go to the next bead"],
  ["M", "merge with the next bead"],
  ["S", "split before this sentence"],
  ["Alt ↓", "move the last sentence to the next bead"],
  ["Alt ↑", "move the first sentence to the one before"],
  ["N", "no partner: make null"],
  ["P", "pin, unpin"],
  ["A", "to the threshold; Enter accepts all above"],
  ["G", "align again between pins"],
  [`${CONTROL} Z`, "undo"],
  [`${CONTROL} Shift Z`, "redo"],
  ["PageUp PageDown", "page before, after"],
  ["?", "these keys"],
];

/**
 * @param {import("./align.js").Alignment} alignment
 * @param {KeyboardEvent} event
 */
export function onKey(alignment, event) {
  // Streamlit's own keys (R runs the page again, C clears its cache) must not hear ours
  event.stopPropagation();
  if (event.isComposing || event.keyCode === 229) return;
  const action = actionOf(alignment, event);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(alignment, event) {
  if (event.ctrlKey || event.metaKey) return onCommand(alignment, event);
  if (event.target.matches("input")) return inSlider(alignment, event);
  const onSentence = event.target.closest(".sentence");
  if (event.altKey) return onSentence ? { ArrowDown: () => alignment.move("next"), ArrowUp: () => alignment.move("previous") }[event.key] : null;
  if (event.key === "?") return () => alignment.sidebar.showKeys();
  return onSentence ? onPlace(alignment, event) : null;
}

function onCommand(alignment, event) {
  if (event.altKey) return null;
  const key = letter(event);
  if (key === "z") return () => (event.shiftKey ? alignment.redo() : alignment.undo());
  return key === "y" && !event.shiftKey ? () => alignment.redo() : null;
}

function onPlace(alignment, event) {
  const { beads } = alignment;
  const moves = {
    ArrowDown: () => alignment.soon(() => beads.step(1)),
    ArrowUp: () => alignment.soon(() => beads.step(-1)),
    ArrowLeft: () => alignment.soon(() => beads.cross("source")),
    ArrowRight: () => alignment.soon(() => beads.cross("target")),
    PageDown: () => alignment.turn(1),
    PageUp: () => alignment.turn(-1),
    Enter: () => alignment.accept(),
  };
  if (event.shiftKey) return null;
  const letters = {
    m: () => alignment.merge(),
    s: () => alignment.split(),
    n: () => alignment.separate(),
    p: () => alignment.pin(),
    a: () => alignment.sidebar.slider.focus(),
    g: () => alignment.realign(),
  };
  return moves[event.key] ?? letters[letter(event)] ?? null;
}

function inSlider(alignment, event) {
  if (event.key === "Enter") return () => alignment.sidebar.acceptAbove();
  return event.key === "Escape" ? () => alignment.beads.active?.node.focus() : null;
}

/** The key by where it lies, since an Arabic or Hebrew layout gives it another letter. */
function letter(event) {
  const key = event.key.toLowerCase();
  return /^[a-z]$/.test(key) ? key : (/^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? key);
}
