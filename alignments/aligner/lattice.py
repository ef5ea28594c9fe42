"""All alignments of two documents within a band, and sums and maxima over them.

A cell is a pair of boundaries between segments, (i, j); a bead of shape (a, b) leads from there to
(i + a, j + b). Scores are log-weights of beads, so that the alignments form a semi-Markov
conditional random field (Sarawagi and Cohen, 2004): its forward and backward sums give each bead's
probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.regions import Band
from alignments.aligner.shapes import SHAPES

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Numbers = NDArray[np.int64]

ALONE_IN_TARGET = SHAPES.index((0, 1))
IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """A band, and for each shape and each cell, row after row, the score of the bead from there."""

    band: Band
    scores: Floats
    """Shape (len(SHAPES), band.cells); `IMPOSSIBLE` where a bead leaves the documents."""

    @property
    def starts(self) -> Numbers:
        """Where each row's cells begin; one entry more than there are rows."""
        return _starts(self.band)

    def best_path(self) -> list[tuple[int, int, int]]:
        """The beads of the alignment with the highest score, as (i, j, place of the shape)."""
        starts = self.starts
        best = np.full(self.band.cells, IMPOSSIBLE)
        through = np.full(self.band.cells, -1, dtype=np.int8)
        best[-1] = 0
        for row in range(len(starts) - 2, -1, -1):
            own = slice(int(starts[row]), int(starts[row + 1]))
            for place, here, there in self._moves(row, starts):
                reached = self.scores[place, here] + best[there]
                better = reached > best[here]
                best[here][better] = reached[better]
                through[here][better] = place
            _skip_backwards(best[own], self.scores[ALONE_IN_TARGET, own], through[own])
        return self._followed(through, starts)

    def _followed(self, through: NDArray[np.int8], starts: Numbers) -> list[tuple[int, int, int]]:
        beads = []
        row, column = 0, int(self.band.low[0])
        last = len(starts) - 2, int(self.band.high[-1])
        while (row, column) != last:
            place = int(through[starts[row] + column - self.band.low[row]])
            beads.append((row, column, place))
            row, column = row + SHAPES[place][0], column + SHAPES[place][1]
        return beads

    def chances(self) -> Floats:
        """The probability of each bead among all alignments: as `scores`, 0 to 1."""
        starts = self.starts
        forward = self._forward(starts)
        backward = np.full(self.band.cells, IMPOSSIBLE)
        backward[-1] = 0
        total = forward[-1]
        chances = np.zeros_like(self.scores)
        for row in range(len(starts) - 2, -1, -1):
            own = slice(int(starts[row]), int(starts[row + 1]))
            for place, here, there in self._moves(row, starts):
                onward = self.scores[place, here] + backward[there]
                np.logaddexp(backward[here], onward, out=backward[here])
                chances[place, here] = np.exp(np.minimum(forward[here] + onward - total, 0))
            skips = self.scores[ALONE_IN_TARGET, own]
            backward[own] = _summed_skips(backward[own][::-1], skips[:-1][::-1])[::-1]
            onward = skips[:-1] + backward[own][1:]
            passing = np.exp(np.minimum(forward[own][:-1] + onward - total, 0))
            chances[ALONE_IN_TARGET, own][:-1] = passing
        return chances

    def _forward(self, starts: Numbers) -> Doubles:
        forward = np.full(self.band.cells, IMPOSSIBLE)
        forward[0] = 0
        for row in range(len(starts) - 1):
            own = slice(int(starts[row]), int(starts[row + 1]))
            skips = self.scores[ALONE_IN_TARGET, own][:-1]
            forward[own] = _summed_skips(forward[own], skips)
            for place, here, there in self._moves(row, starts):
                onward = forward[here] + self.scores[place, here]
                np.logaddexp(forward[there], onward, out=forward[there])
        return forward

    def _moves(self, row: int, starts: Numbers) -> list[tuple[int, slice, slice]]:
        """For each shape that leads out of a row: the cells it leaves and the cells it reaches."""
        band, moves = self.band, []
        low, high = int(band.low[row]), int(band.high[row])
        for place, (a, b) in enumerate(SHAPES):
            if not a or row + a >= len(starts) - 1:
                continue
            first = max(low, int(band.low[row + a]) - b)
            last = min(high, int(band.high[row + a]) - b)
            if first > last:
                continue
            here = int(starts[row]) + first - low
            there = int(starts[row + a]) + first + b - int(band.low[row + a])
            size = last - first + 1
            moves.append((place, slice(here, here + size), slice(there, there + size)))
        return moves


def _starts(band: Band) -> Numbers:
    return np.concatenate([[0], np.cumsum(band.high - band.low + 1)])


def _summed_skips(row: Doubles, skips: Floats) -> Doubles:
    """Let the alignments that end in a cell also go on along the row, one skip at a time."""
    along = np.concatenate([[0.0], np.cumsum(np.maximum(skips, -1e3), dtype=np.float64)])
    summed: Doubles = np.logaddexp.accumulate(row - along) + along
    return summed


def _skip_backwards(best: Doubles, skips: Floats, through: NDArray[np.int8]) -> None:
    """Let each cell of a row also be left along the row, if that is better; in place."""
    along = np.concatenate([[0.0], np.cumsum(np.maximum(skips[:-1], -1e3), dtype=np.float64)])
    ahead = np.maximum.accumulate((best + along)[::-1])[::-1]
    skipped = ahead[1:] > (best + along)[:-1]
    through[:-1][skipped] = ALONE_IN_TARGET
    best[:] = ahead - along
