"""Whether phrases of a bead's segments have a better counterpart just outside of it.

A segment whose second half is told by the next segment of the other side is like both; its phrases
tell which part is where.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.rivals import LEAST, NOWHERE, REACH, SIZES, behind, greatest, runs
from alignments.aligner.sides import Pair, Side, grouped
from alignments.aligner.values import LARGEST_GROUP

Floats = NDArray[np.float32]

HESITATION = 0.07
"""How much nearer a phrase is to one side of a border before it clearly belongs there."""


class Strays:
    """How near phrases of a rectangle's segments are to segments in and around it.

    Where the encoder knows no phrases, there are no strays.
    """

    def __init__(self, pair: Pair, rows: range, columns: range) -> None:
        self._size = len(rows), len(columns)
        left, right = _Part(pair.source, rows), _Part(pair.target, columns)
        near = left.vectors @ right.vectors.T
        near -= (left.vectors @ pair.target.phrases.mean)[:, None] / 2
        near -= (right.vectors @ pair.source.phrases.mean)[None, :] / 2
        in_target, in_source = right.best(near), left.best(near.T)
        self._in_source = [_Lost(left, behind(in_target, size, len(columns))) for size in SIZES]
        self._in_target = [_Lost(right, behind(in_source, size, len(rows))) for size in SIZES]
        around = runs(in_target, 2 * REACH)[:, : len(columns)]
        self._nearest_source = left.mean(around)[: len(rows)]
        around = runs(in_source, 2 * REACH)[:, : len(rows)]
        self._nearest_target = right.mean(around)[: len(columns)].T

    def of(self, a: int, b: int) -> tuple[Floats, Floats]:
        """How many phrases of the bead are outside of it, and by how much the clearest is."""
        rows, columns = self._size
        source, target = self._in_source[b - 1], self._in_target[a - 1]
        count = grouped(source.count, a, rows) + grouped(target.count, b, columns).T
        clearest = np.maximum(
            greatest(source.clearest, a, rows), greatest(target.clearest, b, columns).T
        )
        return count, clearest

    def nearest(self) -> tuple[Floats, Floats]:
        """How near a segment's phrases are, on average, to any segments around the cell."""
        return self._nearest_source, self._nearest_target


class _Part:
    """Some segments of a document and those around them, with the phrases of those there are."""

    def __init__(self, side: Side, segments: range) -> None:
        first, stop = segments.start - REACH, segments.stop + LARGEST_GROUP + REACH
        low = min(max(first, 0), len(side.lengths))
        high = max(min(stop, len(side.lengths)), low)
        bounds = side.phrases.starts[low : high + 1]
        self.vectors = side.phrases.vectors[bounds[0] : bounds[-1]].astype(np.float32)
        self._starts = bounds[:-1] - bounds[0]
        self._counts = np.diff(bounds)
        self._outside = low - first, stop - high

    def best(self, near: Floats) -> Floats:
        """The greatest in each segment's columns; segments that do not exist are nowhere near."""
        return self._by_segment(near.T, np.maximum, NOWHERE).T

    def total(self, table: Floats) -> Floats:
        """The sum over each segment's phrases, from the first segment that may start a bead."""
        return self._by_segment(table, np.add, 0.0)[REACH:]

    def mean(self, table: Floats) -> Floats:
        """The mean over each segment's phrases, as `total`."""
        before, after = self._outside
        counts = np.pad(self._counts, (before, after), constant_values=1)[REACH:, None]
        mean: Floats = self.total(table) * np.reciprocal(counts, dtype=np.float32)
        return mean

    def greatest(self, table: Floats) -> Floats:
        """The greatest of each segment's phrases, the segments around included."""
        return self._by_segment(table, np.maximum, LEAST)

    def _by_segment(self, table: Floats, join: np.ufunc, nothing: float) -> Floats:
        before, after = self._outside
        found = np.full(
            (before + len(self._starts) + after, table.shape[1]), nothing, dtype=np.float32
        )
        if len(self._starts):
            inside = slice(before, before + len(self._starts))
            join.reduceat(table, self._starts, axis=0, out=found[inside])
        return found


class _Lost:
    """How much of each segment is outside of a group on the other side, by its phrases."""

    def __init__(self, own: _Part, lacking: Floats) -> None:
        self.count = own.total(1 / (1 + np.exp(lacking / -HESITATION)))
        self.clearest = own.greatest(np.maximum(lacking, LEAST))
