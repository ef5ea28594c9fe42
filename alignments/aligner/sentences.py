"""Which segments are parts of sentences, by letters and punctuation alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

HALF_STOPS = frozenset(",;:-–—،؛、，；：（(")
CERTAIN, LIKELY = 1.0, 0.5


def continued(segments: Sequence[str]) -> NDArray[np.float32]:
    """Tell, 0 to 1, how much each segment looks like the rest of what the one before began."""
    signs = [0.0, *(_goes_on(before, after) for before, after in pairwise(segments))]
    return np.array(signs[: len(segments)], dtype=np.float32)


def _goes_on(before: str, after: str) -> float:
    first = next((sign for sign in after if sign.isalnum()), "")
    if first.islower():
        return CERTAIN
    return LIKELY if before.rstrip()[-1:] in HALF_STOPS else 0.0
