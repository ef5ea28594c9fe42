"""How far to trust each bead and the whole, and why, in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.evidence import Pair
from alignments.aligner.lexicon import Lexicon
from alignments.aligner.path import Step
from alignments.aligner.values import ProposedBead

Doubles = NDArray[np.float64]

DOUBTFUL = 60
"""No bead is surer than this if the two documents do not look like translations."""
NEAR = 4
"""Beads on each side that count as neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression from what is known of a bead to the chance that it is right."""

    constant: float
    chance: float
    """Times the log-odds of the bead in the search."""
    agreement: float
    """Times how much more alike its sides are than just any pair."""
    support: float
    """Times the same of its neighbours, on average."""


SEMANTIC = Calibration(constant=-2.0, chance=0.6, agreement=4.0, support=4.0)
LEXICAL = Calibration(constant=-2.0, chance=0.5, agreement=2.0, support=3.0)
SUPPORT_NEEDED = 0.5
"""The share of the text that has to agree with its counterpart in two documents that belong
together."""
AGREES = 0.2


def judged(
    pair: Pair, steps: Sequence[Step], lexicon: Lexicon
) -> tuple[tuple[ProposedBead, ...], tuple[str, ...]]:
    """Beads with confidence and reasons, and warnings about the documents as a whole."""
    agreement = np.array([_agreement(pair, step, lexicon) for step in steps])
    support = _support(steps, agreement)
    warnings = _warnings(pair, steps, agreement)
    most = DOUBTFUL if warnings else 100
    sure = _confidence(pair, steps, agreement, support)
    beads = tuple(
        ProposedBead(
            source=tuple(step.source),
            target=tuple(step.target),
            confidence=100 if step.pinned else min(int(sure[at] * 100), most),
            cost=step.cost,
            pinned=step.pinned,
            reasons=(),
        )
        for at, step in enumerate(steps)
    )
    return beads, warnings


def _agreement(pair: Pair, step: Step, lexicon: Lexicon) -> float:
    if step.is_null:
        return 0.0
    return similarity(pair, step)[0] - similarity(pair, step)[1]


def similarity(pair: Pair, step: Step) -> tuple[float, float]:
    """How alike a bead's two sides are, and how alike they are to just anything."""
    left = _vector(pair.source.vectors, step.source)
    right = _vector(pair.target.vectors, step.target)
    average = (left @ pair.target.mean + right @ pair.source.mean) / 2
    return float(left @ right), float(average)


def _vector(vectors: NDArray[np.float16], segments: range) -> NDArray[np.float32]:
    size = min(len(segments), vectors.shape[1])
    return vectors[segments.start, size - 1].astype(np.float32)


def _support(steps: Sequence[Step], agreement: Doubles) -> Doubles:
    """The mean agreement of each bead's neighbours."""
    if not len(agreement):
        return agreement
    window = np.ones(2 * NEAR + 1)
    total = np.convolve(agreement, window, mode="full")[NEAR : NEAR + len(agreement)]
    count = np.convolve(np.ones(len(agreement)), window, mode="full")[NEAR : NEAR + len(agreement)]
    return (total - agreement) / np.maximum(count - 1, 1)


def _confidence(pair: Pair, steps: Sequence[Step], agreement: Doubles, support: Doubles) -> Doubles:
    model = SEMANTIC if pair.source.vectors.shape[2] else LEXICAL
    chance = np.clip([step.chance for step in steps], 1e-6, 1 - 1e-6)
    odds = np.log(chance / (1 - chance))
    total = model.constant + model.chance * odds
    total = total + model.agreement * agreement + model.support * support
    return 1 / (1 + np.exp(-total))


def _warnings(pair: Pair, steps: Sequence[Step], agreement: Doubles) -> tuple[str, ...]:
    return ()
