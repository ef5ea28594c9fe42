"""What speaks for and against each possible bead: similarity, length, words.

Everything is computed for a rectangle of the two documents at a time and for all shapes. Entry
[i, j] of a shape's arrays is about the bead that *starts* with the rectangle's i-th source segment
and its j-th target segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.lexicon import Lexicon
from alignments.aligner.shapes import SHAPES
from alignments.aligner.values import LARGEST_GROUP
from alignments.aligner.words import WordTable, surface_likeness

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

FEATURES = (
    "similarity",
    "average",
    "length",
    "group similarity",
    "group average",
    "words",
    "group words",
    "neighbours",
    "edges",
    "split",
)
"""What speaks for or against a bead with two sides."""
START_FEATURES = ("both go on", "one goes on")
"""What speaks for or against any bead to start at a pair of boundaries."""
PAD = LARGEST_GROUP
LONGEST_Z = 6.0
VARIANCE = 6.8
"""Of the characters in a translation for each of the source: Gale and Church, 1993."""
SMOOTHING = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One document: its segments' lengths and words, and the vectors of all groups.

    `vectors[i, k]` is the unit-length vector of segments i to i+k; zeros where the document ends
    before. With no encoder its last dimension is 0.
    """

    lengths: Floats
    words: WordTable
    vectors: NDArray[np.float16]
    mean: Floats
    """The mean of the vectors of single segments."""
    guide: Floats
    """One unit-length row per segment, by which anchors are found."""
    continued: Floats
    """For each segment, 0 to 1: does it look like the rest of a sentence begun before it?"""

    def part(self, own: range) -> Side:
        """Some segments of the document; what was counted over all of it stays."""
        at = slice(own.start, own.stop)
        return replace(
            self,
            lengths=self.lengths[at],
            words=replace(self.words, starts=self.words.starts[own.start : own.stop + 1]),
            vectors=self.vectors[at],
            guide=self.guide[at],
            continued=self.continued[at],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two documents to be aligned, and what is known of both together."""

    source: Side
    target: Side
    ratio: float
    """Target characters for each source character."""

    def part(self, source: range, target: range) -> Pair:
        """Some segments of both documents."""
        return replace(self, source=self.source.part(source), target=self.target.part(target))


class Rectangle:
    """Source segments `rows` against target segments `columns`."""

    def __init__(self, pair: Pair, rows: range, columns: range, lexicon: Lexicon) -> None:
        self.pair, self.lexicon = pair, lexicon
        self.rows, self.columns = rows, columns

    def features(self) -> Iterator[tuple[int, Floats]]:
        """For each shape with two sides: its place in `SHAPES`, and (features, rows, columns)."""
        for place, (a, b) in enumerate(SHAPES):
            if a and b:
                yield place, self._of_shape(a, b)

    def starts(self) -> Floats:
        """(start features, rows, columns): of all beads that start at a cell."""
        left = _window(self.pair.source.continued, self.rows.start, self.rows.stop)[:, None]
        right = _window(self.pair.target.continued, self.columns.start, self.columns.stop)[None, :]
        return np.stack([np.minimum(left, right), np.abs(left - right)])

    def _of_shape(self, a: int, b: int) -> Floats:
        size = a + b - 2
        stack = np.empty((len(FEATURES), len(self.rows), len(self.columns)), dtype=np.float32)
        stack[0] = self._similar(a, b)
        stack[1] = self._average(a, b)
        stack[2] = self._length(a, b)
        stack[3:5] = size * stack[:2]
        stack[5] = self._word_cover(a, b)
        stack[6] = size * stack[5]
        stack[7] = self._neighbours(a, b)
        stack[8] = self._edges(a, b)
        stack[9] = self._split(a, b)
        return stack

    def _similar(self, a: int, b: int, *, down: int = 0, right: int = 0) -> Floats:
        """Of groups of a and b segments, those that start `down` and `right` of each cell."""
        top, left = 1 + down, 1 + right
        table = self._products[a - 1, b - 1]
        return table[top : top + len(self.rows), left : left + len(self.columns)]

    @cached_property
    def _products(self) -> Floats:
        source = _window(self.pair.source.vectors, self.rows.start - 1, self.rows.stop + PAD)
        target = _window(self.pair.target.vectors, self.columns.start - 1, self.columns.stop + PAD)
        left = np.ascontiguousarray(source.astype(np.float32).swapaxes(0, 1))
        right = np.ascontiguousarray(target.astype(np.float32).transpose(1, 2, 0))
        products = np.zeros((PAD, PAD, left.shape[1], right.shape[2]), dtype=np.float32)
        for a, b in SHAPES:
            if a and b:
                np.matmul(left[a - 1], right[b - 1], out=products[a - 1, b - 1])
        return products

    def _average(self, a: int, b: int) -> Floats:
        """How similar the two groups are to just any segment of the other document."""
        left, right = self._averages
        average: Floats = (left[a - 1][:, None] + right[b - 1][None, :]) / 2
        return average

    @cached_property
    def _averages(self) -> tuple[Floats, Floats]:
        source, target = self.pair.source, self.pair.target
        left = _window(source.vectors, self.rows.start, self.rows.stop).astype(np.float32)
        right = _window(target.vectors, self.columns.start, self.columns.stop).astype(np.float32)
        return (left @ target.mean).T, (right @ source.mean).T

    def _length(self, a: int, b: int) -> Floats:
        left, right = self._lengths
        expected = _grouped(left, a, len(self.rows))[:, None] * self.pair.ratio
        actual = _grouped(right, b, len(self.columns))[None, :]
        spread = np.sqrt(VARIANCE * np.maximum((expected + actual) / 2, 1))
        return np.minimum(np.abs(actual - expected) / spread, LONGEST_Z)

    @cached_property
    def _lengths(self) -> tuple[Floats, Floats]:
        source = _window(self.pair.source.lengths, self.rows.start, self.rows.stop + PAD)
        target = _window(self.pair.target.lengths, self.columns.start, self.columns.stop + PAD)
        return source, target

    def _neighbours(self, a: int, b: int) -> Floats:
        """How similar each group is to the segments just outside of the other."""
        outside = [
            self._similar(a, 1, right=b),
            self._similar(a, 1, right=-1),
            self._similar(1, b, down=a),
            self._similar(1, b, down=-1),
        ]
        return sum((np.maximum(table, 0) for table in outside), np.float32(0)) / 4

    def _edges(self, a: int, b: int) -> Floats:
        """What the groups would lose in similarity without their first or last segment."""
        whole = self._similar(a, b)
        lost = np.zeros_like(whole)
        if b > 1:
            lost += whole - np.maximum(self._similar(a, b - 1), self._similar(a, b - 1, right=1))
        if a > 1:
            lost += whole - np.maximum(self._similar(a - 1, b), self._similar(a - 1, b, down=1))
        return lost

    def _split(self, a: int, b: int) -> Floats:
        """How similar the parts are if the bead is cut in two where that is best."""
        best = np.zeros((len(self.rows), len(self.columns)), dtype=np.float32)
        for p in range(1, a):
            for q in range(1, b):
                parts = self._similar(p, q) + self._similar(a - p, b - q, down=p, right=q)
                np.maximum(best, parts / 2, out=best)
        return best

    def _word_cover(self, a: int, b: int) -> Floats:
        """The share of the words' weight that has a match on the other side; mean of both."""
        of_target, of_source, source_totals, target_totals = self._covers
        rows, columns = len(self.rows), len(self.columns)
        found = _grouped(of_target[a - 1][:rows].T, b, columns).T
        share = found / (_grouped(target_totals, b, columns)[None, :] + SMOOTHING)
        found = _grouped(of_source[b - 1][:, :columns], a, rows)
        share += found / (_grouped(source_totals, a, rows)[:, None] + SMOOTHING)
        return share / 2

    @cached_property
    def _covers(self) -> tuple[Floats, Floats, Floats, Floats]:
        rows = range(self.rows.start, self.rows.stop + PAD)
        columns = range(self.columns.start, self.columns.stop + PAD)
        left, right = _Local(self.pair.source, rows), _Local(self.pair.target, columns)
        likeness = surface_likeness(left.kinds, right.kinds)
        np.maximum(likeness, self.lexicon.table(left.numbers, right.numbers), out=likeness)
        reached = left.reached(likeness)
        of_target = [(group @ right.weights.T) for group in _running(reached)]
        reached = right.reached(likeness.T)
        of_source = [(left.weights @ group.T) for group in _running(reached)]
        return np.stack(of_target), np.stack(of_source), left.totals, right.totals


class _Local:
    """The words of some segments of a document; segments past its end have none."""

    def __init__(self, side: Side, segments: range) -> None:
        words, count = side.words, len(side.lengths)
        low, high = min(segments.start, count), min(segments.stop, count)
        self.numbers, self.places, starts = words.within(low, high)
        self.kinds = [words.kinds[number] for number in self.numbers]
        self.starts = np.concatenate([starts, np.full(len(segments) - (high - low), starts[-1])])
        inside = np.repeat(np.arange(len(segments)), np.diff(self.starts))
        self.weights = np.zeros((len(segments), len(self.kinds)), dtype=np.float32)
        np.add.at(self.weights, (inside, self.places), words.weights[self.numbers[self.places]])
        self.totals = self.weights.sum(axis=1)

    def reached(self, likeness: Floats) -> Floats:
        """For each segment and each word of the other side, the likeness of its best match."""
        best = np.zeros((len(self.starts) - 1, likeness.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            best[filled] = np.maximum.reduceat(likeness[self.places], self.starts[filled], axis=0)
        return best


def _running(single: Floats) -> Iterator[Floats]:
    """The greatest of 1, 2, ... `PAD` rows from each row on."""
    group = single
    for size in range(1, PAD + 1):
        yield group
        further = np.zeros_like(single)
        further[:-size] = single[size:]
        group = np.maximum(group, further)


def _grouped(values: Floats, size: int, count: int) -> Floats:
    """Sums of `size` rows from each of the first `count` rows on."""
    total = values[:count].copy()
    for step in range(1, size):
        total += values[step : step + count]
    return total


def _window(values: NDArray[np.floating], low: int, high: int) -> NDArray[np.floating]:
    """Rows low to high-1, zeros where there are none."""
    found = values[max(low, 0) : max(high, 0)]
    before, after = max(-low, 0), high - low - max(-low, 0) - len(found)
    return np.pad(found, [(before, after)] + [(0, 0)] * (values.ndim - 1))
