"""What the universal sentence encoder remembers of a text: vectors of its groups and phrases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.encoders.convolution import Weights, finish
from models.encoders.pieces import Pieces

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

REACH = 4
"""How many tokens a token sees to either side."""
EDGES = 2
"""Rows before a sentence's pieces: what changes where a group starts, and where one ends."""
MARKS = 2
"""Tokens that every text begins and ends with."""
AT_ONCE = 4096


class UseReading:
    """Sentences that follow one another, read once."""

    def __init__(
        self,
        weights: Weights,
        tokens: Sequence[list[int]],
        sums: Floats,
        encode: Callable[[Sequence[list[int]]], Floats],
    ) -> None:
        """Take the rows of `Pieces` in `sums`, and what encodes lists of tokens by themselves."""
        self._weights, self._tokens, self._encode = weights, tokens, encode
        self._pieces = Pieces.of(
            np.array([len(ids) for ids in tokens], dtype=np.int64), edges=EDGES
        )
        self._sums = sums

    def spans(self, spans: NDArray[np.integer]) -> Floats:
        """One row per (start, end): what `encode` gives for `" ".join(sentences[start:end])`."""
        starts = np.concatenate([[0], np.cumsum(self._pieces.lengths)])
        counts = starts[spans[:, 1]] - starts[spans[:, 0]]
        vectors = np.empty((len(spans), self._weights.dimensions), dtype=np.float32)
        # a shorter group's two ends see each other
        long = counts >= 2 * REACH
        vectors[long] = self._combined(spans[long], counts[long])
        vectors[~long] = self._encode([list(chain(*self._tokens[a:b])) for a, b in spans[~long]])
        return vectors

    def _combined(self, spans: NDArray[np.integer], counts: Numbers) -> Floats:
        pieces = self._sums[self._pieces.places]
        running = np.zeros((len(pieces) + 1, self._weights.dimensions))
        np.cumsum(pieces, axis=0, dtype=np.float64, out=running[1:])
        before = running[np.concatenate([[0], np.cumsum(self._pieces.counts)])]
        head = self._sums[self._pieces.rows[:-1]]
        tail = self._sums[self._pieces.rows[:-1] + 1]
        vectors = np.empty((len(spans), self._weights.dimensions), dtype=np.float32)
        for low in range(0, len(spans), AT_ONCE):
            at = slice(low, low + AT_ONCE)
            first, last = spans[at, 0], spans[at, 1]
            sums = (before[last] - before[first]).astype(np.float32)
            sums += head[first] + tail[last - 1]
            vectors[at] = finish(self._weights, sums, counts[at] + MARKS)
        return vectors

    def phrases(self) -> tuple[Floats, Numbers]:
        """The vectors of every two neighbouring pieces of a sentence, and how many each has.

        A sentence of one piece is one phrase.
        """
        phrases, counts = self._pieces.phrases()
        first, last = phrases.T
        both = last > first
        intervals, places = self._pieces.intervals(), self._pieces.places
        sizes = intervals[last, 1] - intervals[first, 0]
        vectors = np.empty((len(first), self._weights.dimensions), dtype=np.float32)
        for low in range(0, len(first), AT_ONCE):
            at = slice(low, low + AT_ONCE)
            sums = self._sums[places[first[at]]]
            sums[both[at]] += self._sums[places[last[at]]][both[at]]
            vectors[at] = finish(self._weights, sums, sizes[at] + MARKS)
        return vectors, counts
