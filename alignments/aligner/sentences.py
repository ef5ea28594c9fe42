"""Which segments are parts of sentences, how they begin and end, by letters and signs alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HALF_STOPS = frozenset(",;:-–—،؛、，；：（(")
CERTAIN, LIKELY = 1.0, 0.5

ENDS = (".。．।۔…", "?؟？", "!！", ":：", ";؛；", ",،，、", "»\"”'’」』", ")）]")
BEGINNINGS = ('«"“„»「『', "-–—•*·", "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "([（")
"""Signs that do the same in all scripts, kind by kind."""


def continued(segments: Sequence[str]) -> Floats:
    """Tell, 0 to 1, how much each segment looks like the rest of what the one before began."""
    signs = [0.0, *(_goes_on(before, after) for before, after in pairwise(segments))]
    return np.array(signs[: len(segments)], dtype=np.float32)


def ends(segments: Sequence[str]) -> Floats:
    """The kind of each segment's last sign; 0 for a letter."""
    return _kinds((segment.rstrip()[-1:] for segment in segments), ENDS)


def beginnings(segments: Sequence[str]) -> Floats:
    """The kind of each segment's first sign; 0 for a letter."""
    return _kinds((segment.lstrip()[:1] for segment in segments), BEGINNINGS)


def _kinds(signs: Iterable[str], kinds: Sequence[str]) -> Floats:
    kind_of = {sign: number for number, kind in enumerate(kinds, start=1) for sign in kind}
    return np.array([kind_of.get(sign, 0) for sign in signs], dtype=np.float32)


def _goes_on(before: str, after: str) -> float:
    first = next((sign for sign in after if sign.isalnum()), "")
    if first.islower():
        return CERTAIN
    return LIKELY if before.rstrip()[-1:] in HALF_STOPS else 0.0
