/** What can be done where two people wrote one text: choose, edit, or put both together. */

import { merged } from "./merge.js";

/**
 * Both texts of a conflict in one; null where they changed the same words, and undefined where
 * it is not known what they began with.
 * @param {{mine: string, theirs: {text: string}, base: number | undefined}} conflict
 * @param {{revisions: any[]} | null} history
 * @returns {string | null | undefined}
 */
export function together({ mine, theirs, base }, history) {
  const begun = history?.revisions.find(({ revision }) => revision === base);
  return begun && merged(begun.text, mine, theirs.text);
}

/** What the buttons of a conflict do. @param {import("./editor.js").Editor} editor */
export function conflictActions(editor) {
  const choose = (cell, choice) => {
    editor.saving[choice](cell);
    if (editor.active === cell) editor.close({ keepFocus: true });
    editor.show(cell);
  };
  const edit = (cell, text) => {
    const mine = editor.saving.editMine(cell);
    editor.type(cell, text ?? mine);
    editor.lookAt(cell); // the choice is made: the panel offers it no more
  };
  /** Nothing is saved: the text waits in the field, to be looked at and confirmed. */
  const takeBoth = (cell, conflict) => {
    // she may have typed on since the offer was shown
    const mine = editor.typedIn(cell) ?? conflict.mine;
    const both = together({ ...conflict, mine }, editor.panel.history);
    if (both == null) {
      editor.say("Both of you changed the same words: choose one of the texts, or edit yours.");
      return;
    }
    edit(cell, both);
  };
  return { keepMine: (cell) => choose(cell, "keepMine"), takeTheirs: (cell) => choose(cell, "takeTheirs"), editMine: (cell) => edit(cell), takeBoth };
}
