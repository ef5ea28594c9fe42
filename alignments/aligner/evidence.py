"""What speaks for and against each possible bead: similarity, length, words, punctuation.

Everything is computed for a rectangle of the two documents at a time and for all shapes. Entry
[i, j] of a shape's arrays is about the bead that *starts* with the rectangle's i-th source segment
and its j-th target segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.covers import Covers
from alignments.aligner.lexicon import Lexicon
from alignments.aligner.rivals import Rivals
from alignments.aligner.shapes import MOST_TOGETHER, SHAPES
from alignments.aligner.sides import Pair, grouped, window
from alignments.aligner.strays import Strays
from alignments.aligner.values import LARGEST_GROUP

Floats = NDArray[np.float32]

FEATURES = (
    "similarity",
    "squared similarity",
    "length",
    "group length",
    "words",
    "group words",
    "edges",
    "lone numbers",
    "rival",
    "same end",
    "same beginning",
    "strays",
    "clearest stray",
)
"""What speaks for or against a bead with two sides.

`group length` is about beads other than 1-1 alone; `group words` counts for each extra segment.
`strays` are phrases with a better counterpart outside.
"""
NULL_FEATURES = ("nearest", "letters", "few letters", "phrases")
"""What speaks for or against a segment to stay alone."""
START_FEATURES = ("both go on", "one goes on")
"""What speaks for or against any bead to start at a pair of boundaries."""

PAD = LARGEST_GROUP
LONGEST = 6.0
VARIANCE = 6.8
"""Of the characters in a translation for each of the source: Gale and Church, 1993."""
USUAL, FEW = 4.0, 3.0
"""Logarithms of the letters that a segment has, and below which it may be a scrap."""


class Rectangle:
    """Source segments `rows` against target segments `columns`."""

    def __init__(self, pair: Pair, rows: range, columns: range, lexicon: Lexicon) -> None:
        self.pair, self.rows, self.columns = pair, rows, columns
        self._covers = Covers(pair, rows, columns, lexicon)
        self._rivals = Rivals(pair, rows, columns)
        self._strays = Strays(pair, rows, columns)

    def features(self) -> Iterator[tuple[int, Floats]]:
        """For each shape with two sides: its place in `SHAPES`, and (features, rows, columns)."""
        for place, (a, b) in enumerate(SHAPES):
            if a and b:
                yield place, self._of_shape(a, b)

    def starts(self) -> Floats:
        """(start features, rows, columns): of all beads that start at a cell."""
        left = window(self.pair.source.continued, self.rows.start, self.rows.stop)[:, None]
        right = window(self.pair.target.continued, self.columns.start, self.columns.stop)[None, :]
        return np.stack([np.minimum(left, right), np.abs(left - right)])

    def alone(self) -> Iterator[Floats]:
        """(null features, rows, columns) for each kind of null, in the order of `SHAPES`."""
        left, right = (np.log(np.maximum(lengths, 1)) for lengths in self._lengths)
        letters = left[: len(self.rows), None], right[None, : len(self.columns)]
        for side in zip(letters, self._rivals.nearest(), self._strays.nearest(), strict=True):
            yield _alone(*side)

    def _of_shape(self, a: int, b: int) -> Floats:
        in_source, in_target = self._covers.shares(a, b)
        words, extra = (in_source + in_target) / 2, a + b - 2
        similar, length = self._similar(a, b), self._length(a, b)
        return np.stack(
            [
                similar,
                similar * similar,
                length,
                length * bool(extra),
                words,
                extra * words,
                self._edges(a, b),
                self._covers.lone_numbers(a, b),
                self._rivals.of(a, b),
                self._same(self.pair.source.ends, self.pair.target.ends, a, b),
                self._same_beginning,
                *self._strays.of(a, b),
            ]
        )

    def _similar(self, a: int, b: int, *, down: int = 0, right: int = 0) -> Floats:
        """Of groups of a and b segments, those that start `down` and `right` of each cell."""
        table = self._products[a, b]
        return table[down : down + len(self.rows), right : right + len(self.columns)]

    @cached_property
    def _products(self) -> dict[tuple[int, int], Floats]:
        source = window(self.pair.source.vectors, self.rows.start, self.rows.stop + 1)
        target = window(self.pair.target.vectors, self.columns.start, self.columns.stop + 1)
        left = source.astype(np.float32)
        products: dict[tuple[int, int], Floats] = {}
        for b in range(1, PAD + 1):
            right = target[:, b - 1].astype(np.float32).T
            for a in range(1, min(PAD, MOST_TOGETHER - b) + 1):
                products[a, b] = left[:, a - 1] @ right
        return products

    def _length(self, a: int, b: int) -> Floats:
        """How many standard deviations the lengths are apart, six at most."""
        left, right = self._lengths
        expected = grouped(left, a, len(self.rows))[:, None] * self.pair.ratio
        actual = grouped(right, b, len(self.columns))[None, :]
        spread = np.sqrt(VARIANCE * np.maximum((expected + actual) / 2, 1))
        apart: Floats = np.minimum(np.abs(actual - expected) / spread, LONGEST)
        return apart

    @cached_property
    def _lengths(self) -> tuple[Floats, Floats]:
        source = window(self.pair.source.lengths, self.rows.start, self.rows.stop + PAD)
        target = window(self.pair.target.lengths, self.columns.start, self.columns.stop + PAD)
        return source, target

    def _edges(self, a: int, b: int) -> Floats:
        """What the groups would lose in similarity without their first or last segment."""
        whole = self._similar(a, b)
        lost = np.zeros_like(whole)
        if b > 1:
            lost += whole - np.maximum(self._similar(a, b - 1), self._similar(a, b - 1, right=1))
        if a > 1:
            lost += whole - np.maximum(self._similar(a - 1, b), self._similar(a - 1, b, down=1))
        return lost

    def _same(self, source: Floats, target: Floats, a: int, b: int) -> Floats:
        """Whether the groups' last segments are of one kind."""
        left = window(source, self.rows.start + a - 1, self.rows.stop + a - 1)
        right = window(target, self.columns.start + b - 1, self.columns.stop + b - 1)
        same: Floats = (left[:, None] == right[None, :]).astype(np.float32)
        return same

    @cached_property
    def _same_beginning(self) -> Floats:
        """Whether the first segments begin with a mark of one kind, such as a dash or a number."""
        same = self._same(self.pair.source.beginnings, self.pair.target.beginnings, 1, 1)
        marked = window(self.pair.source.beginnings, self.rows.start, self.rows.stop) > 0
        found: Floats = same * marked[:, None]
        return found


def _alone(letters: Floats, nearest: Floats, phrases: Floats) -> Floats:
    long = np.broadcast_to(letters, nearest.shape)
    return np.stack([nearest, long - USUAL, np.minimum(long - FEW, 0), phrases])
