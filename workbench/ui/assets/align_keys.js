/** What the keys do on the Alignment page. */

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CONTROL = MAC ? "⌘" : "Ctrl";

/** The keys as the panel lists them. */
export const KEYS = [
  ["↑ ↓", "sentence above, below"],
  ["← →", "column to the left, right"],
  ["Enter", "accept, go to the next bead"],
  ["M", "merge with the next bead"],
  ["S", "split before this sentence"],
  ["C", "cut this sentence in two at the cursor"],
  ["Alt ↓", "move the last sentence to the next bead"],
  ["Alt ↑", "move the first sentence to the one before"],
  ["N", "no partner: make null"],
  ["P", "pin, unpin"],
  ["A", "to the threshold; Enter accepts all above"],
  ["G", "align again between pins"],
  [`${CONTROL} Z`, "undo"],
  [`${CONTROL} Shift Z`, "redo"],
  ["Home End", "first, last bead of the page"],
  ["PageUp PageDown", "a windowful up, down; then the next page"],
  [`${CONTROL} Home End`, "first, last bead of all"],
  ["1 … 9", "which translation, where there are several"],
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
  // the field in which a sentence is cut has keys of its own
  if (event.target.matches("textarea")) return null;
  if (event.ctrlKey || event.metaKey) return onCommand(alignment, event);
  if (event.target.matches("input")) return inSlider(alignment, event);
  const onSentence = event.target.closest(".sentence");
  if (event.altKey) return onSentence ? { ArrowDown: () => alignment.move("next"), ArrowUp: () => alignment.move("previous") }[event.key] : null;
  if (event.key === "?") return () => alignment.sidebar.showKeys();
  return onSentence ? onPlace(alignment, event) : null;
}

function onCommand(alignment, event) {
  if (event.altKey) return null;
  const ends = { Home: () => alignment.goToEnd(-1), End: () => alignment.goToEnd(1) };
  if (ends[event.key]) return ends[event.key];
  const key = letter(event);
  if (key === "z") return () => (event.shiftKey ? alignment.redo() : alignment.undo());
  return key === "y" && !event.shiftKey ? () => alignment.redo() : null;
}

function onPlace(alignment, event) {
  const { beads } = alignment;
  const moves = {
    ArrowDown: () => alignment.soon(() => beads.step(1)),
    ArrowUp: () => alignment.soon(() => beads.step(-1)),
    ArrowLeft: () => alignment.soon(() => beads.cross(-1)),
    ArrowRight: () => alignment.soon(() => beads.cross(1)),
    Home: () => alignment.soon(() => beads.edge(-1)),
    End: () => alignment.soon(() => beads.edge(1)),
    PageDown: () => alignment.leap(1),
    PageUp: () => alignment.leap(-1),
    Enter: () => alignment.accept(),
  };
  const number = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (number) return () => alignment.soon(() => beads.choose(Number(number) - 1));
  if (event.shiftKey) return null;
  const letters = {
    m: () => alignment.merge(),
    s: () => alignment.split(),
    c: () => alignment.cut(),
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
