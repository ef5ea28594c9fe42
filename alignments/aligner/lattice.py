"""All alignments of two documents within a band, and sums and maxima over them.

A cell is a pair of boundaries between segments, (i, j); a bead of shape (a, b) leads from there to
(i + a, j + b). Scores are log-weights of beads, so that the alignments form a semi-Markov
conditional random field (Sarawagi and Cohen, 2004): its forward and backward sums give each bead's
probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.regions import Band
from alignments.aligner.shapes import NULLS, SHAPES

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Numbers = NDArray[np.int64]

ALONE_IN_SOURCE, ALONE_IN_TARGET = SHAPES.index((1, 0)), SHAPES.index((0, 1))
IMPOSSIBLE = -1e9
LOWEST = -1e3
"""What a skip costs at most, so that sums along a row stay exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """A band, and for each shape and each cell, row after row, the score of the bead from there.

    Nulls come in runs: where one begins, after another kind of bead, `opening` is added. A cell has
    two states therefore: the bead before it is a null, or it is not.
    """

    band: Band
    scores: Floats
    """Shape (len(SHAPES), band.cells). Beads that leave the band are never looked at."""
    opening: float = 0.0

    @property
    def starts(self) -> Numbers:
        """Where each row's cells begin; one entry more than there are rows."""
        return np.concatenate([[0], np.cumsum(self.band.high - self.band.low + 1)])

    def best_path(self) -> list[tuple[int, int, int]]:
        """The beads of the alignment with the highest score, as (i, j, place of the shape)."""
        starts = self.starts.tolist()
        plain, in_null = self._backward(np.maximum)
        row, column, state = 0, int(self.band.low[0]), False
        last = len(starts) - 2, int(self.band.high[-1])
        beads = []
        while (row, column) != last:
            place = max(
                self._steps(row, column, starts, state),
                key=lambda step: step[1] + (in_null if step[0] < len(NULLS) else plain)[step[2]],
            )[0]
            beads.append((row, column, place))
            row, column = row + SHAPES[place][0], column + SHAPES[place][1]
            state = place < len(NULLS)
        return beads

    def _steps(
        self, row: int, column: int, starts: list[int], in_null: bool
    ) -> Iterator[tuple[int, float, int]]:
        """What a cell can be left by: the shape's place, its score, and the cell it leads to."""
        low, high = self.band.low, self.band.high
        here = starts[row] + column - int(low[row])
        for place, (a, b) in enumerate(SHAPES):
            i, j = row + a, column + b
            if i < len(starts) - 1 and low[i] <= j <= high[i]:
                opening = self.opening if place < len(NULLS) and not in_null else 0.0
                score = float(self.scores[place, here]) + opening
                yield place, score, starts[i] + j - int(low[i])

    def chances(self) -> Floats:
        """The probability of each bead among all alignments: as `scores`, 0 to 1."""
        before, before_null = self._forward()
        plain, in_null = self._backward(np.logaddexp)
        total = np.logaddexp(before[-1], before_null[-1])
        either = np.logaddexp(before, before_null)
        opened = np.logaddexp(before + self.opening, before_null)
        starts = self.starts.tolist()
        chances = np.zeros_like(self.scores)
        for row in range(len(starts) - 1):
            for place, here, there in self._moves(row, starts):
                ahead, behind = (in_null, opened) if place < len(NULLS) else (plain, either)
                onward = behind[here] + self.scores[place, here] + ahead[there] - total
                chances[place, here] = np.exp(np.minimum(onward, 0))
            here, there = (
                slice(starts[row], starts[row + 1] - 1),
                slice(starts[row] + 1, starts[row + 1]),
            )
            onward = opened[here] + self.scores[ALONE_IN_TARGET, here] + in_null[there] - total
            chances[ALONE_IN_TARGET, here] = np.exp(np.minimum(onward, 0))
        return chances

    def weighed(self, gains: Floats) -> Lattice:
        """The same band, where each possible bead is worth a gain and nulls come as they like."""
        possible = self.scores > IMPOSSIBLE / 2
        return Lattice(band=self.band, scores=np.where(possible, gains, IMPOSSIBLE))

    def total(self) -> float:
        """The log of the sum over all alignments."""
        plain, _ = self._backward(np.logaddexp)
        return float(plain[0])

    def _forward(self) -> tuple[Doubles, Doubles]:
        """For each cell, the sum over all ways to it whose last bead is not, or is, a null."""
        starts = self.starts.tolist()
        plain = np.full(starts[-1], IMPOSSIBLE)
        in_null = np.full(starts[-1], IMPOSSIBLE)
        plain[0] = 0
        for row in range(len(starts) - 1):
            own = slice(starts[row], starts[row + 1])
            skips = np.maximum(self.scores[ALONE_IN_TARGET, own][:-1], LOWEST)
            opened = plain[own][:-1] + self.opening + skips
            in_null[own][1:] = np.logaddexp(in_null[own][1:], opened)
            in_null[own] = _along(in_null[own], skips, np.logaddexp)
            either = np.logaddexp(plain[own], in_null[own])
            for place, here, there in self._moves(row, starts):
                inside = slice(here.start - own.start, here.stop - own.start)
                if place == ALONE_IN_SOURCE:
                    behind = np.logaddexp(plain[here] + self.opening, in_null[here])
                    onward = behind + self.scores[place, here]
                    np.logaddexp(in_null[there], onward, out=in_null[there])
                else:
                    onward = either[inside] + self.scores[place, here]
                    np.logaddexp(plain[there], onward, out=plain[there])
        return plain, in_null

    def _backward(self, join: np.ufunc) -> tuple[Doubles, Doubles]:
        """For each cell, the sum or maximum over all ways from it, after no null or after one."""
        starts = self.starts.tolist()
        plain = np.full(starts[-1], IMPOSSIBLE)
        in_null = np.full(starts[-1], IMPOSSIBLE)
        plain[-1] = 0
        for row in range(len(starts) - 2, -1, -1):
            own = slice(starts[row], starts[row + 1])
            alone = np.full(own.stop - own.start, IMPOSSIBLE)
            for place, here, there in self._moves(row, starts):
                if place == ALONE_IN_SOURCE:
                    inside = slice(here.start - own.start, here.stop - own.start)
                    alone[inside] = self.scores[place, here] + in_null[there]
                else:
                    join(plain[here], self.scores[place, here] + plain[there], out=plain[here])
            skips = np.maximum(self.scores[ALONE_IN_TARGET, own][:-1], LOWEST)
            ahead = join(plain[own], alone)
            in_null[own] = _along(ahead[::-1], skips[::-1], join)[::-1]
            alone[:-1] = join(alone[:-1], skips + in_null[own][1:])
            plain[own] = join(plain[own], alone + self.opening)
        return plain, in_null

    def _moves(self, row: int, starts: list[int]) -> list[tuple[int, slice, slice]]:
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
            here = starts[row] + first - low
            there = starts[row + a] + first + b - int(band.low[row + a])
            size = last - first + 1
            moves.append((place, slice(here, here + size), slice(there, there + size)))
        return moves


def _along(row: Doubles, skips: Floats, join: np.ufunc) -> Doubles:
    """Let what ends in a cell also go on along the row, one skip at a time."""
    run = np.concatenate([[0.0], np.cumsum(skips, dtype=np.float64)])
    joined: Doubles = join.accumulate(row - run) + run
    return joined
