"""Whether segments of a bead have a better counterpart just outside of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.sides import Pair, Side, window
from alignments.aligner.values import LARGEST_GROUP

Floats = NDArray[np.float32]

REACH = 3
"""Segments before and after a bead that are looked at."""
LEAST = -0.3
"""A rival that is further behind than this says no more."""
NOWHERE = -1.0
"""How near a segment is to one past the end of a document."""


class Rivals:
    """How near single segments of a rectangle, and those around it, are to each other."""

    def __init__(self, pair: Pair, rows: range, columns: range) -> None:
        self._size = len(rows), len(columns)
        left, left_mean = _single(pair.source, rows, pair.target.mean)
        right, right_mean = _single(pair.target, columns, pair.source.mean)
        near = left @ right.T
        near -= left_mean[:, None] / 2
        near -= right_mean[None, :] / 2
        near[_outside(pair.source, rows)] = NOWHERE
        near[:, _outside(pair.target, columns)] = NOWHERE
        self._near = near
        self._in_source = [behind(near, size, len(columns)) for size in SIZES]
        self._in_target = [behind(near.T, size, len(rows)) for size in SIZES]

    def of(self, a: int, b: int) -> Floats:
        """By how much, at most, a segment of the bead is nearer to one just outside of it."""
        rows, columns = self._size
        source = greatest(self._in_source[b - 1], a, rows)
        target = greatest(self._in_target[a - 1], b, columns).T
        rival: Floats = np.maximum(np.maximum(source, target), LEAST)
        return rival

    def nearest(self) -> tuple[Floats, Floats]:
        """How near the segment that starts at a cell is to any of those around the cell.

        Source segments in the first table, target segments in the second.
        """
        rows, columns = self._size
        source = runs(self._near, 2 * REACH)[REACH : REACH + rows, :columns]
        target = runs(self._near.T, 2 * REACH)[REACH : REACH + columns, :rows].T
        return source, target


SIZES = range(1, LARGEST_GROUP + 1)


def _single(side: Side, segments: range, mean: Floats) -> tuple[Floats, Floats]:
    low, high = segments.start - REACH, segments.stop + LARGEST_GROUP + REACH
    vectors = window(side.vectors[:, 0], low, high).astype(np.float32)
    return vectors, vectors @ mean


def _outside(side: Side, segments: range) -> NDArray[np.bool_]:
    places = np.arange(segments.start - REACH, segments.stop + LARGEST_GROUP + REACH)
    return (places < 0) | (places >= len(side.lengths))


def runs(table: Floats, size: int) -> Floats:
    """The greatest of `size` neighbours along each row, from each column on."""
    count = table.shape[1] - size + 1
    greatest = table[:, :count].copy()
    for step in range(1, size):
        np.maximum(greatest, table[:, step : step + count], out=greatest)
    return greatest


def behind(near: Floats, size: int, count: int) -> Floats:
    """How far each row's best of `size` columns is behind its best of those beside them."""
    beside = runs(near, REACH)
    start = REACH + size
    lacking = np.maximum(beside[:, :count], beside[:, start : start + count])
    lacking -= runs(near, size)[:, REACH : REACH + count]
    return lacking


def greatest(behind: Floats, size: int, count: int) -> Floats:
    """The greatest of `size` rows, from each of the `count` rows on that may start a bead."""
    greatest = behind[REACH : REACH + count].copy()
    for step in range(1, size):
        np.maximum(greatest, behind[REACH + step : REACH + step + count], out=greatest)
    return greatest
