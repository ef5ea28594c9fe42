"""How much of what groups of segments say in words and numbers has a match on the other side."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.lexicon import Lexicon
from alignments.aligner.sides import Pair, Side, grouped
from alignments.aligner.values import LARGEST_GROUP
from alignments.aligner.words import surface_likeness

Floats = NDArray[np.float32]

SMOOTHING = 0.5
MOST_LONE = 3.0


class Covers:
    """Words and numbers of some source segments against those of some target segments.

    A word counts as matched as far as it is like its best match in the other group.
    """

    def __init__(self, pair: Pair, rows: range, columns: range, lexicon: Lexicon) -> None:
        self._size = len(rows), len(columns)
        left = _Words(pair.source, range(rows.start, rows.stop + LARGEST_GROUP))
        right = _Words(pair.target, range(columns.start, columns.stop + LARGEST_GROUP))
        likeness = surface_likeness(pair.source.words, pair.target.words, left.kinds, right.kinds)
        equal = likeness * left.is_number[:, None] * right.is_number[None, :]
        np.maximum(likeness, lexicon.table(left.kinds, right.kinds), out=likeness)
        self._words = _Matches(left, right, likeness, left.weights, right.weights)
        # numbers count one each, however common
        self._numbers = _Matches(left, right, equal, left.numbers, right.numbers)

    def shares(self, a: int, b: int) -> tuple[Floats, Floats]:
        """The share of the source's and of the target's words that are matched, by weight."""
        in_source, in_target = self._words.matched(a, b, self._size)
        source, target = self._words.totals(a, b, self._size)
        return in_source / (source + SMOOTHING), in_target / (target + SMOOTHING)

    def lone_numbers(self, a: int, b: int) -> Floats:
        """How many numbers, three at most, are on one side only."""
        in_source, in_target = self._numbers.matched(a, b, self._size)
        source, target = self._numbers.totals(a, b, self._size)
        lone: Floats = np.minimum(source - in_source + target - in_target, MOST_LONE)
        return lone


class _Words:
    """The words of some segments of a document; segments past its end have none."""

    def __init__(self, side: Side, segments: range) -> None:
        words, count = side.words, len(side.lengths)
        low, high = min(segments.start, count), min(segments.stop, count)
        self.kinds, self.places, starts = words.within(low, high)
        self.starts = np.concatenate([starts, np.full(len(segments) - (high - low), starts[-1])])
        inside = np.repeat(np.arange(len(segments)), np.diff(self.starts))
        self.weights = np.zeros((len(segments), len(self.kinds)), dtype=np.float32)
        np.add.at(self.weights, (inside, self.places), words.weights[self.kinds[self.places]])
        self.is_number = words.is_number[self.kinds]
        self.numbers = ((self.weights > 0) & self.is_number[None, :]).astype(np.float32)

    def reached(self, likeness: Floats) -> Floats:
        """For each segment and each word of the other side, the likeness of its best match."""
        best = np.zeros((len(self.starts) - 1, likeness.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            best[filled] = np.maximum.reduceat(likeness[self.places], self.starts[filled], axis=0)
        return best


class _Matches:
    """Sums over matched words, for groups of each size against single segments."""

    def __init__(
        self, left: _Words, right: _Words, likeness: Floats, source: Floats, target: Floats
    ) -> None:
        self._in_target = [group @ target.T for group in _running(left.reached(likeness))]
        self._in_source = [source @ group.T for group in _running(right.reached(likeness.T))]
        self._source, self._target = source.sum(axis=1), target.sum(axis=1)

    def matched(self, a: int, b: int, size: tuple[int, int]) -> tuple[Floats, Floats]:
        rows, columns = size
        in_source = grouped(self._in_source[b - 1][:, :columns], a, rows)
        in_target = grouped(self._in_target[a - 1][:rows].T, b, columns).T
        return in_source, in_target

    def totals(self, a: int, b: int, size: tuple[int, int]) -> tuple[Floats, Floats]:
        rows, columns = size
        return grouped(self._source, a, rows)[:, None], grouped(self._target, b, columns)[None, :]


def _running(single: Floats) -> Iterator[Floats]:
    """The greatest of 1, 2, ... rows from each row on."""
    group = single
    for size in range(1, LARGEST_GROUP + 1):
        yield group
        further = np.zeros_like(single)
        further[:-size] = single[size:]
        group = np.maximum(group, further)
