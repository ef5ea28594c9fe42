"""Where to look: anchors found from coarse to fine, and the band of cells around them.

Documents of any length are compared in time that grows with their length. As in Vecalign
(Thompson and Koehn, 2019), neighbouring vectors are averaged until both documents are short, a
path is found there, and each finer level searches near the path of the coarser one. As in
Bertalign (Liu and Zhu, 2022), what is kept of a level is a monotone chain of anchors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

DENSE_CELLS = 4_000_000
"""Documents with fewer pairs of segments are compared whole."""
RADIUS = 12
"""Cells around an anchor that the search looks at."""
MARGIN = 0.12
"""How much nearer than the average pair two segments must be to anchor a path."""
ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """For each boundary between source segments, the target boundaries to look at: low to high.

    Both arrays have one entry more than there are source segments; both never fall.
    """

    low: Numbers
    high: Numbers

    @property
    def cells(self) -> int:
        """How many pairs of boundaries are inside."""
        return int((self.high - self.low + 1).sum())


def whole(rows: int, columns: int) -> Band:
    """Every pair of boundaries of two documents."""
    return Band(
        low=np.zeros(rows + 1, dtype=np.int64), high=np.full(rows + 1, columns, dtype=np.int64)
    )


def around(anchors: Numbers, *, source: Floats, target: Floats, radius: int = RADIUS) -> Band:
    """The band that goes through (row, column) `anchors`, in order.

    `source` and `target` are the lengths of the segments: between anchors, the way is straight in
    characters, and the band grows with the distance to the nearest anchor.
    """
    rows, columns = len(source), len(target)
    ends = np.array([[0, 0], [rows, columns]])
    # an anchor joins two segments: the path goes through the corner before it and the one after
    corners = np.concatenate([ends[:1], np.repeat(anchors, 2, axis=0), ends[1:]])
    corners[2:-1:2] += 1
    along = np.concatenate([[0.0], np.cumsum(source, dtype=np.float64)])
    across = np.concatenate([[0.0], np.cumsum(target, dtype=np.float64)])
    places = np.interp(along, along[corners[:, 0]], across[corners[:, 1]])
    middle = np.searchsorted(across, places, side="left").clip(0, columns)
    return _widened(middle, corners, columns=columns, radius=radius)


def _widened(middle: Numbers, corners: Numbers, *, columns: int, radius: int) -> Band:
    rows = len(middle) - 1
    at = np.arange(rows + 1)
    after = np.searchsorted(corners[:, 0], at, side="left").clip(0, len(corners) - 1)
    before = (np.searchsorted(corners[:, 0], at, side="right") - 1).clip(0)
    near = np.minimum(at - corners[before, 0], corners[after, 0] - at)
    gap = np.abs(corners[after] - corners[before]).max(axis=1)
    slack = radius + np.minimum(near, gap // 4)
    low, high = middle - slack, middle + slack
    # at a corner the path may run along the row: all its columns belong to the band
    np.minimum.at(low, corners[:, 0], corners[:, 1] - radius)
    np.maximum.at(high, corners[:, 0], corners[:, 1] + radius)
    low = _spread(low, radius, np.minimum).clip(0, columns)
    high = _spread(high, radius, np.maximum).clip(0, columns)
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, columns
    return Band(low=low, high=high)


def _spread(edge: Numbers, radius: int, extreme: np.ufunc) -> Numbers:
    """The extreme of `edge` within `radius` rows of each row."""
    padded = np.pad(edge, radius, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * radius + 1)
    spread: Numbers = extreme.reduce(windows, axis=1)
    return spread


def anchors(source: Floats, target: Floats) -> Numbers:
    """The heaviest monotone chain of (row, column) pairs of similar unit-length vectors.

    The weight of a pair is how far its similarity exceeds the average of its row and column by
    more than `MARGIN`.
    """
    levels = [(source, target)]
    while len(source) * len(target) > DENSE_CELLS and min(len(source), len(target)) > 1:
        source, target = _halved(source), _halved(target)
        levels.append((source, target))
    found: Numbers | None = None
    for rows, columns in reversed(levels):
        band = whole(len(rows), len(columns)) if found is None else _finer(found, rows, columns)
        found = _chain(rows, columns, band)
    return np.empty((0, 2), dtype=np.int64) if found is None else found


def _halved(vectors: Floats) -> Floats:
    """Each two neighbours as one vector between them."""
    even = vectors[: len(vectors) // 2 * 2].reshape(-1, 2, vectors.shape[1]).sum(axis=1)
    rest = vectors[len(vectors) // 2 * 2 :]
    joined = np.concatenate([even, rest])
    joined /= np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-9)
    return joined


def _finer(found: Numbers, rows: Floats, columns: Floats) -> Band:
    flat = np.ones(len(rows), dtype=np.float32), np.ones(len(columns), dtype=np.float32)
    doubled = found * 2
    inside = (doubled[:, 0] < len(rows)) & (doubled[:, 1] < len(columns))
    return around(doubled[inside], source=flat[0], target=flat[1], radius=2 * RADIUS)


def _chain(source: Floats, target: Floats, band: Band) -> Numbers:
    """The heaviest chain within a band, by dynamic programming over its rows."""
    rows, columns = len(source), len(target)
    if not rows or not columns:
        return np.empty((0, 2), dtype=np.int64)
    row_mean = source @ target.mean(axis=0) / 2
    column_mean = target @ source.mean(axis=0) / 2
    origins: list[Numbers] = []
    best = np.zeros(columns + 1, dtype=np.float32)
    reached = 0
    for start, weights in _weights(source, target, band):
        first = _low(band, start)
        for row, similar in enumerate(weights, start=start):
            low, high = _cells(band, row, columns)
            best[reached + 1 : high + 1] = best[reached]
            reached = max(reached, high)
            margin = similar[low - first : high - first] - row_mean[row]
            margin -= column_mean[low:high] + MARGIN
            origins.append(_step(best[low : high + 1], margin))
    return _traced(origins, band, columns)


def _step(best: Floats, margin: Floats) -> Numbers:
    """Let one row extend the chains that end in `best`; tells the cell each new best came through.

    Cells are counted from the row's lowest; -1 stands for a chain that this row does not extend.
    """
    grown = best.copy()
    np.maximum(grown[1:], best[:-1] + np.maximum(margin, 0), out=grown[1:])
    highest = np.maximum.accumulate(grown)
    rises = np.concatenate([[False], highest[1:] > highest[:-1]])
    through = np.maximum.accumulate(np.where(rises, np.arange(len(grown)), 0)) - 1
    origin = np.where(highest > best, through, -1)
    best[:] = highest
    return origin


def _low(band: Band, row: int) -> int:
    return int(band.low[row])


def _cells(band: Band, row: int, columns: int) -> tuple[int, int]:
    """The target segments that lie in the band at one source segment."""
    low = min(int(band.low[row]), columns - 1)
    return low, min(max(int(band.high[row]), low + 1), columns)


def _weights(source: Floats, target: Floats, band: Band) -> Iterator[tuple[int, Floats]]:
    """Similarities of some rows at a time, from the first row's lowest column on."""
    for start in range(0, len(source), ROWS_AT_ONCE):
        stop = min(start + ROWS_AT_ONCE, len(source))
        low, high = _low(band, start), int(band.high[stop - 1])
        yield start, source[start:stop] @ target[low : max(high, low + 1)].T


def _traced(origins: list[Numbers], band: Band, columns: int) -> Numbers:
    pairs = []
    column = columns
    for row in range(len(origins) - 1, -1, -1):
        low, high = _cells(band, row, columns)
        if column < low:
            continue
        through = int(origins[row][min(column, high) - low])
        if through >= 0:
            column = low + through
            pairs.append((row, column))
    return np.array(pairs[::-1], dtype=np.int64).reshape(-1, 2)
