/** Where the beads of several translations stand beside the sentences of one source. */

/**
 * A source sentence, or room for what only a translation has.
 * @typedef {{segment: {number: number, text: string} | null}} Line
 * A bead of a column, from a line on and over some of them.
 * @typedef {{column: number, bead: any, at: number, over: number}} Cell
 */

/**
 * @param {{number: number, text: string}[]} segments
 * @param {any[][]} columns the beads of each translation that are over them, or right after one
 * @returns {{lines: Line[], cells: Cell[]}}
 */
export function arranged(segments, columns) {
  const first = segments[0]?.number ?? 1;
  const alone = columns.map((beads) => additions(beads, first - 1));
  const lines = [];
  const lineOf = new Map();
  const roomAfter = (number) => {
    lineOf.set(`after ${number}`, lines.length);
    const most = Math.max(0, ...alone.map((found) => found.get(number)?.length ?? 0));
    lines.push(...Array.from({ length: most }, () => ({ segment: null })));
  };
  roomAfter(first - 1);
  for (const segment of segments) {
    lineOf.set(segment.number, lines.length);
    lines.push({ segment });
    roomAfter(segment.number);
  }
  const cells = columns.flatMap((beads, column) => {
    const beside = beads.filter((bead) => bead.source.length).map((bead) => spanning(bead, lineOf));
    const between = [...alone[column]].flatMap(([number, found]) =>
      found.map((bead, place) => ({ bead, at: lineOf.get(`after ${number}`) + place, over: 1 })),
    );
    return [...beside, ...between].filter((cell) => cell?.at >= 0).map((cell) => ({ ...cell, column }));
  });
  return { lines, cells: cells.sort((one, other) => one.at - other.at || one.column - other.column) };
}

/** Beads without a source, by the number of the sentence that they come after. */
function additions(beads, before) {
  const found = new Map();
  let last = before;
  for (const bead of beads) {
    if (bead.source.length) last = bead.source.at(-1).number;
    else found.set(last, [...(found.get(last) ?? []), bead]);
  }
  return found;
}

function spanning(bead, lineOf) {
  const places = bead.source.map(({ number }) => lineOf.get(number)).filter((place) => place !== undefined);
  return places.length ? { bead, at: places[0], over: places.at(-1) - places[0] + 1 } : null;
}

/** Lines and cells in runs: no cell reaches from one into the next. */
export function runsOfLines({ lines, cells }) {
  const runs = [];
  let end = 0;
  for (const [place, line] of lines.entries()) {
    if (place >= end) runs.push({ from: place, lines: [], cells: [] });
    const begun = cells.filter((cell) => cell.at === place);
    end = Math.max(end, place + 1, ...begun.map((cell) => cell.at + cell.over));
    runs.at(-1).lines.push(line);
    runs.at(-1).cells.push(...begun);
  }
  return runs;
}
