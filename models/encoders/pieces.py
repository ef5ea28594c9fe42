"""Sentences cut into pieces of a few tokens each.

What tokens add up to is kept by the piece. Pieces add up to groups of sentences; two neighbouring
ones are a phrase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

TOKENS_IN_PIECE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """How sentences of some numbers of tokens are cut: into one piece each at least."""

    lengths: Numbers
    """Tokens in each sentence."""
    counts: Numbers
    """Pieces in each sentence."""
    edges: int
    """Rows before each sentence's pieces: what it does not share with groups or phrases."""

    @classmethod
    def of(cls, lengths: Numbers, *, edges: int) -> Pieces:
        """The cuts of sentences with so many tokens."""
        counts = (lengths + TOKENS_IN_PIECE // 2) // TOKENS_IN_PIECE
        return cls(lengths=lengths, counts=np.maximum(counts, 1), edges=edges)

    @property
    def rows(self) -> Numbers:
        """Where each sentence's rows begin, its edges first; one entry more than sentences."""
        return np.concatenate([[0], np.cumsum(self.counts + self.edges)])

    @property
    def places(self) -> Numbers:
        """The rows of the pieces."""
        sentence = np.repeat(np.arange(len(self.counts)), self.counts)
        return np.arange(len(sentence)) + self.edges * (sentence + 1)

    def intervals(self) -> Numbers:
        """(start, end) of each piece, in tokens through all sentences."""
        sentence = np.repeat(np.arange(len(self.counts)), self.counts)
        piece = np.arange(len(sentence)) - (np.cumsum(self.counts) - self.counts)[sentence]
        length, count = self.lengths[sentence], self.counts[sentence]
        start = (np.cumsum(self.lengths) - self.lengths)[sentence]
        ends = [start + length * at // count for at in (piece, piece + 1)]
        return np.stack(ends, axis=1)

    def phrases(self) -> tuple[Numbers, Numbers]:
        """(first, last) piece of every two neighbouring ones, and how many each sentence has.

        A sentence of one piece is one phrase.
        """
        counts = np.maximum(self.counts - 1, 1)
        sentence = np.repeat(np.arange(len(counts)), counts)
        # a sentence with more than one piece has one phrase less
        skipped = np.concatenate([[0], np.cumsum(self.counts - counts)])[sentence]
        first = np.arange(len(sentence)) + skipped
        return np.stack([first, first + (self.counts[sentence] > 1)], axis=1), counts
