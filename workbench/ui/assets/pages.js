/** Which rows are shown: a page of a view, read over HTTP without the page's script. */

const MILLISECONDS_UNTIL_TOLD = 400;
// between two counts of the whole document; what is done here is counted at once
const MILLISECONDS_OF_A_COUNT = 20_000;

export class Pages {
  page = 1;
  total = 0;

  /** @param {import("./editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  get data() {
    return this.editor.data;
  }

  /** How many pages the view has. */
  get count() {
    return Math.max(1, Math.ceil(this.total / this.data.limit));
  }

  /** What the server is asked for, besides the place. */
  get asked() {
    const languages = this.editor.columns.map((column) => column.bitext).join(",");
    return { languages, ...this.data.view };
  }

  #rows() {
    const { limit } = this.data;
    return this.editor.saving.api.rows({ ...this.asked, offset: (this.page - 1) * limit, limit });
  }

  /** Whether the page's script asks for other rows than those that are shown. */
  differs(before) {
    const { document, columns, view, limit, page } = this.data;
    const shown = this.editor.look.columns(this.data).map((column) => column.bitext);
    const wanted = JSON.stringify([document, columns, shown, view, limit]);
    const same = wanted === this.view;
    this.view = wanted;
    if (same && this.told !== undefined) {
      // an answer to an earlier page must not turn back
      if (page === this.told) this.told = undefined;
      return false;
    }
    if (same && before?.page === page) return false;
    if (before?.document !== document) this.counted = 0;
    this.told = undefined;
    const here = same && page === this.page;
    this.page = page;
    return !here;
  }

  /** @param {number} page @param {any} [goal] the cell to edit there */
  turn(page, goal) {
    const wanted = Math.min(Math.max(page, 1), this.count);
    if (wanted === this.page && !goal) return;
    this.page = this.told = wanted;
    this.load(goal);
  }

  /** Lets the address follow, after the hand has come to rest. */
  #tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.told !== undefined) this.editor.component.setStateValue("page", this.told);
    }, MILLISECONDS_UNTIL_TOLD);
  }

  /** Reads the page and shows it. @param {{bitext: string, number: number}} [goal] then edits that */
  async load(goal) {
    const { editor } = this;
    const { root } = editor.grid;
    const reading = (this.reading = {});
    root.setAttribute("aria-busy", "true");
    const answer = await editor.attempt(() => this.#rows());
    if (reading !== this.reading) return;
    root.removeAttribute("aria-busy");
    if (!answer) return;
    this.total = answer.total;
    if (!answer.rows.length && this.page > this.count) {
      this.turn(this.count, goal);
      return;
    }
    editor.showRows(answer.rows, answer.additions);
    if (goal) this.#begin(goal);
    this.#tell();
    if (this.#countIsOld) this.readProgress();
  }

  get #countIsOld() {
    return !this.counted || Date.now() - this.counted > MILLISECONDS_OF_A_COUNT;
  }

  #begin({ bitext, number }) {
    const { grid } = this.editor;
    const cell = grid.cellFrom(bitext, number) ?? grid.column(bitext).at(-1);
    if (cell) this.editor.edit(cell);
  }

  /** Counts how far the columns have come; the rows do not wait for it. */
  async readProgress() {
    this.counted = Date.now();
    try {
      this.editor.showProgress((await this.editor.saving.api.progress()).progress);
    } catch {
      // the header does without
    }
  }

  /** Reads the page again and shows what others, or a machine, have written meanwhile. */
  async refresh({ count = true } = {}) {
    const { editor } = this;
    if (!editor.grid.rows || this.refreshing) return;
    this.refreshing = true;
    const { reading } = this;
    try {
      const answer = await this.#rows();
      if (reading === this.reading) editor.patch([...answer.rows, ...answer.additions]);
      if (count || this.#countIsOld) await this.readProgress();
    } catch {
      // it is tried again, and a confirmed text says when the server is away
    }
    this.refreshing = false;
  }

  /** Goes to a segment, or to the next one that the view shows. @param {number} number */
  async goTo(number, bitext) {
    if (!(number >= 1)) return;
    const found = await this.editor.attempt(() => this.editor.saving.api.place({ ...this.asked, number }));
    if (found) this.goToPlace({ number, offset: found.offset }, bitext);
  }

  /** @param {{number: number, offset: number}} place as the server names it */
  goToPlace({ number, offset }, bitext) {
    const page = Math.floor(Math.min(offset, Math.max(this.total - 1, 0)) / this.data.limit) + 1;
    if (page === this.page) this.#begin({ bitext, number });
    else this.turn(page, { bitext, number });
  }
}
