"""Fixed points: pinned beads, blocks that agree, and safe places to cut long documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.values import AlignOptions, Block, Pin

Numbers = NDArray[np.int64]

UNLIKE = 4.0
"""Blocks agree if no pair of them is this many times longer on one side than its share."""
SAFE_RUN = 5
"""Anchors one after the other, on both sides, that make the middle one safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Segments of both sides that correspond to each other and to nothing else."""

    source: range
    target: range


def check(options: AlignOptions, source: Sequence[str], target: Sequence[str]) -> None:
    """Refuse pins and blocks that do not fit the documents: `ValueError`."""
    row = column = 0
    for pin in options.pins:
        if pin.source.start < row or pin.target.start < column:
            raise ValueError(f"{pin} overlaps or precedes the pin before it")
        row, column = pin.source.stop, pin.target.stop
    if row > len(source) or column > len(target):
        raise ValueError(f"pins reach to segments {row} and {column}, beyond the documents")
    for blocks, segments in ((options.source_blocks, source), (options.target_blocks, target)):
        if blocks is not None and sum(block.size for block in blocks) != len(segments):
            raise ValueError(f"blocks do not add up to the {len(segments)} segments")


def pieces(
    options: AlignOptions, source: Sequence[str], target: Sequence[str]
) -> Iterator[Gap | Pin]:
    """The documents as gaps and pins, in order."""
    corners = block_corners(options, source, target)
    row = column = 0
    for pin in (*options.pins, None):
        end = (len(source), len(target)) if pin is None else (pin.source.start, pin.target.start)
        for stop_row, stop_column in (*corners, end):
            if row <= stop_row <= end[0] and column <= stop_column <= end[1]:
                if (stop_row, stop_column) != (row, column):
                    yield Gap(source=range(row, stop_row), target=range(column, stop_column))
                row, column = stop_row, stop_column
        if pin is not None:
            yield pin
            row, column = pin.source.stop, pin.target.stop


def block_corners(
    options: AlignOptions, source: Sequence[str], target: Sequence[str]
) -> list[tuple[int, int]]:
    """Where blocks end on both sides, if the documents have the same blocks in the same order."""
    left, right = options.source_blocks, options.target_blocks
    if left is None or right is None or [b.kind for b in left] != [b.kind for b in right]:
        return []
    rows, columns = _ends(left), _ends(right)
    if not _alike(rows, columns, source, target):
        return []
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]


def _ends(blocks: Sequence[Block]) -> Numbers:
    return np.cumsum([block.size for block in blocks], dtype=np.int64)


def _alike(rows: Numbers, columns: Numbers, source: Sequence[str], target: Sequence[str]) -> bool:
    left, right = _characters(rows, source), _characters(columns, target)
    ratio = (right.sum() + 1) / (left.sum() + 1)
    # the constant keeps headings of a few letters from standing against the whole
    apart = np.abs(np.log((right + 30) / (left * ratio + 30)))
    return bool((apart < np.log(UNLIKE)).all())


def _characters(ends: Numbers, segments: Sequence[str]) -> NDArray[np.float64]:
    running = np.cumsum([0, *(len(segment) for segment in segments)])
    sizes: NDArray[np.float64] = np.diff(running[np.concatenate([[0], ends])]).astype(np.float64)
    return sizes


def safe_cuts(anchors: Numbers, every: int) -> list[tuple[int, int]]:
    """Corners about `every` source segments apart, each in a run of anchors without a break."""
    cuts: list[tuple[int, int]] = []
    last = 0
    steps = np.diff(anchors, axis=0)
    straight = (steps == 1).all(axis=1)
    for place in range(SAFE_RUN, len(anchors) - SAFE_RUN):
        row, column = anchors[place]
        if row - last >= every and straight[place - SAFE_RUN : place + SAFE_RUN].all():
            cuts.append((int(row), int(column)))
            last = int(row)
    return cuts
