"""How much of what groups of segments say in words and numbers has a match on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.lexicon import Lexicon
from alignments.aligner.sides import Pair, Side, grouped
from alignments.aligner.values import LARGEST_GROUP
from alignments.aligner.words import surface_likeness

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

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
        table = surface_likeness(pair.source.words, pair.target.words, left.kinds, right.kinds)
        np.maximum(table, lexicon.table(left.kinds, right.kinds), out=table)
        alike = _Alike.of(table)
        self._words = _Matches(left, right, alike, left.weights, right.weights)
        # numbers count one each, however common
        same = alike.where(left.is_number[alike.rows] & right.is_number[alike.columns])
        self._numbers = _Matches(left, right, same, left.numbers, right.numbers)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """The few pairs of words that are at all alike, sorted by source word (the row)."""

    rows: Numbers
    columns: Numbers
    likeness: Floats

    @classmethod
    def of(cls, table: Floats) -> _Alike:
        places = np.flatnonzero(table > 0)
        rows, columns = np.divmod(places, table.shape[1])
        return cls(rows=rows, columns=columns, likeness=table.reshape(-1)[places])

    def where(self, kept: NDArray[np.bool_]) -> _Alike:
        return _Alike(
            rows=self.rows[kept], columns=self.columns[kept], likeness=self.likeness[kept]
        )

    def turned(self) -> _Alike:
        """The same with source and target exchanged."""
        order = np.argsort(self.columns, kind="stable")
        return _Alike(
            rows=self.columns[order], columns=self.rows[order], likeness=self.likeness[order]
        )


class _Words:
    """The words of some segments of a document; segments past its end have none."""

    def __init__(self, side: Side, segments: range) -> None:
        words, count = side.words, len(side.lengths)
        low, high = min(segments.start, count), min(segments.stop, count)
        self.kinds, self.places, starts = words.within(low, high)
        starts = np.concatenate([starts, np.full(len(segments) - (high - low), starts[-1])])
        self.inside = np.repeat(np.arange(len(segments)), np.diff(starts))
        self.weights = np.zeros((len(segments), len(self.kinds)), dtype=np.float32)
        np.add.at(self.weights, (self.inside, self.places), words.weights[self.kinds[self.places]])
        self.is_number = words.is_number[self.kinds]
        self.numbers = ((self.weights > 0) & self.is_number[None, :]).astype(np.float32)

    def reached(self, alike: _Alike, others: int) -> Floats:
        """For each segment and each word of the other side, the likeness of its best match."""
        best = np.zeros((len(self.weights), others), dtype=np.float32)
        low = np.searchsorted(alike.rows, self.places, side="left")
        count = np.searchsorted(alike.rows, self.places, side="right") - low
        before = np.cumsum(count) - count
        match = np.arange(int(count.sum())) + np.repeat(low - before, count)
        segment = np.repeat(self.inside, count)
        np.maximum.at(best, (segment, alike.columns[match]), alike.likeness[match])
        return best


class _Matches:
    """Sums over matched words, for groups of each size against single segments."""

    def __init__(
        self, left: _Words, right: _Words, alike: _Alike, source: Floats, target: Floats
    ) -> None:
        in_target = left.reached(alike, target.shape[1])
        in_source = right.reached(alike.turned(), source.shape[1])
        self._in_target = [group @ target.T for group in _running(in_target)]
        self._in_source = [source @ group.T for group in _running(in_source)]
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
