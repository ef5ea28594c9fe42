"""Two documents as they are compared: lengths, words and vectors of their segments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.words import WordTable

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Vectors of overlapping parts of a document's segments."""

    vectors: NDArray[np.float16]
    """Unit-length rows, segment after segment; of width 0 if the encoder knows no phrases."""
    starts: NDArray[np.int64]
    """Where each segment's rows begin, one at least; one entry more than there are segments."""
    mean: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One document: a row for each of its segments.

    `vectors[i, k]` is the unit-length vector of segments i to i+k; zeros where the document ends
    before. With no encoder its last dimension is 0.
    """

    lengths: Floats
    """Characters other than white space, 1 at least."""
    words: WordTable
    vectors: NDArray[np.float16]
    mean: Floats
    """The mean of the vectors of single segments."""
    guide: Floats
    """One unit-length row per segment, by which anchors are found."""
    continued: Floats
    """0 to 1: does it look like the rest of a sentence begun before it?"""
    ends: Floats
    """The kind of each segment's last sign."""
    beginnings: Floats
    """The kind of each segment's first sign."""
    phrases: Phrases

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
            ends=self.ends[at],
            beginnings=self.beginnings[at],
            phrases=replace(self.phrases, starts=self.phrases.starts[own.start : own.stop + 1]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two documents to be aligned, and what is known of both together."""

    source: Side
    target: Side
    ratio: float
    """Target characters for each source character."""

    @property
    def encoded(self) -> bool:
        """Whether there are vectors to compare meanings by."""
        return bool(self.source.vectors.shape[2])

    @property
    def phrased(self) -> bool:
        """Whether there are vectors of phrases, too."""
        return bool(self.source.phrases.mean.size)

    def part(self, source: range, target: range) -> Pair:
        """Some segments of both documents."""
        return replace(self, source=self.source.part(source), target=self.target.part(target))


def window(values: NDArray[np.floating], low: int, high: int) -> NDArray[np.floating]:
    """Rows low to high-1, zeros where there are none."""
    found = values[max(low, 0) : max(high, 0)]
    before, after = max(-low, 0), high - low - max(-low, 0) - len(found)
    return np.pad(found, [(before, after)] + [(0, 0)] * (values.ndim - 1))


def grouped(values: Floats, size: int, count: int) -> Floats:
    """Sums of `size` rows from each of the first `count` rows on."""
    total = values[:count].copy()
    for step in range(1, size):
        total += values[step : step + count]
    return total
