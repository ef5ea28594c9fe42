"""One way through two documents, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alignments.aligner.lattice import Lattice
from alignments.aligner.shapes import SHAPES

SEGMENTS = np.array([rows + columns for rows, columns in SHAPES], dtype=np.float32)
"""How many segments are in a bead of each shape, both sides together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A bead that the search has found."""

    source: range
    target: range
    chance: float
    """Its probability among all alignments that the search has looked at."""
    cost: float
    """Minus its score, in nats."""
    pinned: bool = False

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return not self.source or not self.target


def walked(lattice: Lattice, *, row: int, column: int) -> Iterator[Step]:
    """The surest path of a lattice whose first cell is at a row and a column of the documents.

    It is the one on which most segments can be expected to be in the right bead: to minimize the
    risk of single beads (Kumar and Byrne, 2004) does better than the likeliest whole alignment.
    """
    chances, starts = lattice.chances(), lattice.starts
    for i, j, place in lattice.weighed(chances * SEGMENTS[:, None]).best_path():
        a, b = SHAPES[place]
        cell = int(starts[i]) + j - int(lattice.band.low[i])
        yield Step(
            source=range(row + i, row + i + a),
            target=range(column + j, column + j + b),
            chance=float(chances[place, cell]),
            cost=-float(lattice.scores[place, cell]),
        )


def alone(source: range, target: range) -> Iterator[Step]:
    """Segments that have nothing on the other side to be compared with."""
    for at in source:
        yield Step(source=range(at, at + 1), target=target[:0], chance=1.0, cost=0.0)
    for at in target:
        yield Step(source=source[source.stop :], target=range(at, at + 1), chance=1.0, cost=0.0)
