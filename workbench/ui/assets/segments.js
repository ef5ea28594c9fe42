/** What is done to whole segments: left out, brought back. */

export class Segments {
  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  async exclude(row) {
    const { editor } = this;
    const excluded = !row.excluded;
    const done = await editor.attempt(() => editor.saving.api.exclude([row.number], excluded));
    if (!done) return;
    editor.say(`Segment ${row.number} ${excluded ? "is left out of translation and export" : "is back"}.`);
    await this.#showAgain();
  }

  /** Reads the page again, and stays where it was. */
  async #showAgain() {
    const { root } = this.editor.grid;
    const { scrollTop } = root;
    await this.editor.pages.load();
    root.scrollTop = scrollTop;
  }
}
