"""From evidence to a lattice: each possible bead in a band gets its score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.evidence import FEATURES, NULL_FEATURES, START_FEATURES, Rectangle
from alignments.aligner.lattice import IMPOSSIBLE, Lattice
from alignments.aligner.lexicon import Lexicon
from alignments.aligner.regions import Band
from alignments.aligner.shapes import CLASS_OF, CLASSES, SHAPES
from alignments.aligner.sides import Pair

Floats = NDArray[np.float32]

ROWS_AT_ONCE = 64
CELLS_AT_ONCE = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each piece of evidence counts, in nats."""

    features: tuple[float, ...]
    """As many as `FEATURES`."""
    nulls: tuple[float, ...]
    """As many as `NULL_FEATURES`."""
    starts: tuple[float, ...]
    """As many as `START_FEATURES`."""
    priors: tuple[float, ...]
    """One for each of `CLASSES` of shapes."""
    opening: float = 0.0
    """Where a run of nulls begins."""

    def __post_init__(self) -> None:
        given = self.features, self.nulls, self.starts, self.priors
        expected = [len(FEATURES), len(NULL_FEATURES), len(START_FEATURES), len(CLASSES)]
        if [len(values) for values in given] != expected:
            raise ValueError(f"weights do not have the lengths {expected}")


def scored(
    pair: Pair, band: Band, *, weights: Weights, lexicon: Lexicon, largest: int, null_cost: float
) -> Lattice:
    """The lattice of two documents within a band."""
    scores = np.full((len(SHAPES), band.cells), IMPOSSIBLE, dtype=np.float32)
    priors = np.array(weights.priors, dtype=np.float32)[list(CLASS_OF)]
    factors = np.array(weights.features, dtype=np.float32)
    nulls = np.array(weights.nulls, dtype=np.float32)
    starts = np.array(weights.starts, dtype=np.float32)
    for rectangle, cells in rectangles(pair, band, lexicon):
        start = np.tensordot(starts, rectangle.starts(), axes=1)
        start = start[cells.row, cells.column]
        for place, features in enumerate(rectangle.alone()):
            table = np.tensordot(nulls, features, axes=1)[cells.row, cells.column]
            scores[place, cells.where] = priors[place] - null_cost + table + start
        for place, features in rectangle.features():
            if max(SHAPES[place]) <= largest:
                table = np.tensordot(factors, features, axes=1)[cells.row, cells.column]
                scores[place, cells.where] = priors[place] + table + start
    return Lattice(band=band, scores=scores, opening=weights.opening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a band in some rows: where they are in it, and where in their rectangle."""

    where: slice
    row: NDArray[np.int64]
    column: NDArray[np.int64]


def rectangles(pair: Pair, band: Band, lexicon: Lexicon) -> Iterator[tuple[Rectangle, Cells]]:
    """The evidence on all cells of a band, some rows at a time."""
    starts = np.concatenate([[0], np.cumsum(band.high - band.low + 1)])
    for rows in _row_runs(band):
        first = int(band.low[rows.start])
        columns = range(first, int(band.high[rows.stop - 1]) + 1)
        own = slice(rows.start, rows.stop)
        widths = band.high[own] - band.low[own] + 1
        row = np.repeat(np.arange(len(rows)), widths)
        where = slice(int(starts[rows.start]), int(starts[rows.stop]))
        column = np.arange(where.start, where.stop) - starts[own][row] + band.low[own][row] - first
        rectangle = Rectangle(pair, rows, columns, lexicon)
        yield rectangle, Cells(where=where, row=row, column=column)


def _row_runs(band: Band) -> Iterator[range]:
    """Runs of rows whose part of the band is worth computing as one rectangle."""
    last, start = len(band.low), 0
    while start < last:
        stop = start + 1
        while stop < min(last, start + ROWS_AT_ONCE):
            width = int(band.high[stop] - band.low[start]) + 1
            if width * (stop + 1 - start) > CELLS_AT_ONCE:
                break
            stop += 1
        yield range(start, stop)
        start = stop
