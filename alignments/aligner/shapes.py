"""The shapes a bead can have, and what is known beforehand of each."""

from __future__ import annotations

from alignments.aligner.values import LARGEST_GROUP

MOST_TOGETHER = 6
"""The most segments in one bead, both sides together."""

NULLS = ((1, 0), (0, 1))
SHAPES = (
    *NULLS,
    *(
        (rows, columns)
        for rows in range(1, LARGEST_GROUP + 1)
        for columns in range(1, LARGEST_GROUP + 1)
        if rows + columns <= MOST_TOGETHER
    ),
)
"""(source, target) segments of a bead, the two kinds of null first."""

CLASSES = tuple(dict.fromkeys((max(shape), min(shape)) for shape in SHAPES))
"""Shapes that differ only in their direction have one prior."""
CLASS_OF = tuple(CLASSES.index((max(shape), min(shape))) for shape in SHAPES)
