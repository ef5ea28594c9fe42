"""What is remembered of a text by an encoder whose vector is the mean of its tokens'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoders.pieces import Pieces

Floats = NDArray[np.float32]
LEAST = 1e-9


class PooledReading:
    """Sentences that follow one another, read once, each by itself."""

    def __init__(self, pieces: Pieces, sums: Floats, common: Floats) -> None:
        """Take the sum of the tokens of each piece, and what all tokens have in common."""
        self._pieces = pieces
        self._cuts = np.concatenate([[0], pieces.intervals()[:, 1]])
        self._running = np.zeros((len(sums) + 1, sums.shape[1]))
        np.cumsum(sums, axis=0, dtype=np.float64, out=self._running[1:])
        self._running -= np.outer(self._cuts, common)

    def spans(self, spans: NDArray[np.integer]) -> Floats:
        """One row per (start, end): the mean of the tokens of those sentences."""
        first = np.concatenate([[0], np.cumsum(self._pieces.counts)])
        return self._between(first[spans[:, 0]], first[spans[:, 1]])

    def phrases(self) -> tuple[Floats, NDArray[np.int64]]:
        """The vectors of every two neighbouring pieces of a sentence, and how many each has."""
        phrases, counts = self._pieces.phrases()
        return self._between(phrases[:, 0], phrases[:, 1] + 1), counts

    def _between(self, first: NDArray[np.int64], stop: NDArray[np.int64]) -> Floats:
        found = self._running[stop] - self._running[first]
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), LEAST)
        return found.astype(np.float32)
