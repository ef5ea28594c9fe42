"""How far to trust each bead of an alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.covers import SMOOTHING
from alignments.aligner.path import Step
from alignments.aligner.sides import Pair, Side

Doubles = NDArray[np.float64]
Numbers = NDArray[np.int64]

NEAR = 4
"""Beads on each side that count as neighbours."""
BEADS_AT_ONCE = 4096
SUREST = 12.0
"""Log-odds beyond which the search's own probability says no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """For each bead, how alike its two sides are. Nulls have zeros."""

    similarity: Doubles
    """Cosine of the two groups' vectors, or the share of words with a match."""
    average: Doubles
    """The same against just any segment: what similarity is worth nothing."""

    @property
    def margin(self) -> Doubles:
        """How much more alike the two sides are than just any pair."""
        return self.similarity - self.average


def agreement(pair: Pair, steps: Sequence[Step]) -> Agreement:
    """Compare the two sides of every bead."""
    both = np.array([at for at, step in enumerate(steps) if not step.is_null], dtype=np.int64)
    similarity, average = np.zeros(len(steps)), np.zeros(len(steps))
    if not pair.encoded:
        similarity[both] = [_shared_words(pair, steps[at]) for at in both]
        return Agreement(similarity=similarity, average=average)
    for low in range(0, len(both), BEADS_AT_ONCE):
        some = both[low : low + BEADS_AT_ONCE]
        left = _vectors(pair.source, [steps[at].source for at in some])
        right = _vectors(pair.target, [steps[at].target for at in some])
        similarity[some] = np.einsum("ij,ij->i", left, right)
        average[some] = (left @ pair.target.mean + right @ pair.source.mean) / 2
    return Agreement(similarity=similarity, average=average)


def _vectors(side: Side, groups: Sequence[range]) -> NDArray[np.float32]:
    first = [group.start for group in groups]
    # a pinned bead may be larger than any group that was encoded
    size = [min(len(group), side.vectors.shape[1]) - 1 for group in groups]
    return side.vectors[first, size].astype(np.float32)


def _shared_words(pair: Pair, step: Step) -> float:
    """The share of the weight of words that both sides have."""
    left, right = pair.source.words.weighed(step.source), pair.target.words.weighed(step.target)
    shared = sum(min(weight, right[word]) for word, weight in left.items() if word in right)
    total = (sum(left.values()) + sum(right.values())) / 2
    return shared / (total + SMOOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression from what is known of a bead to the chance that it is right.

    Learnt by `benchmarks/alignment_weights.py` from gold that the weights were not learnt from, and
    from documents that are no translations of each other. `benchmarks/alignment_confidence.py`
    shows how it does.
    """

    constant: float
    odds: float
    """Times the log-odds of the bead in the search."""
    support: float
    """Times how much more alike than just any pair the neighbours' sides are, on average."""


PHRASED = Calibration(constant=-0.92, odds=1.16, support=1.9)
SEMANTIC = Calibration(constant=-0.86, odds=1.37, support=0.82)
LEXICAL = Calibration(constant=-0.54, odds=1.14, support=1.62)


def confidence(pair: Pair, steps: Sequence[Step], found: Agreement) -> Doubles:
    """The chance of each bead to be right, 0 to 1."""
    model = _calibration(pair)
    total = model.constant + model.odds * odds(steps) + model.support * support(steps, found)
    chance: Doubles = 1 / (1 + np.exp(-total))
    return chance


def _calibration(pair: Pair) -> Calibration:
    if pair.phrased:
        return PHRASED
    return SEMANTIC if pair.encoded else LEXICAL


def odds(steps: Sequence[Step]) -> Doubles:
    """The log-odds of each bead in the search."""
    chance = np.clip([step.chance for step in steps], 1e-9, 1 - 1e-9)
    found: Doubles = np.clip(np.log(chance / (1 - chance)), -SUREST, SUREST)
    return found


def support(steps: Sequence[Step], found: Agreement) -> Doubles:
    """The mean margin of each bead's neighbours; nulls do not count as neighbours.

    In the middle of a long run of nulls it is the mean of the whole document.
    """
    both = np.array([not step.is_null for step in steps], dtype=np.float64)
    margin = found.margin * both
    margins, beads = _around(margin) - margin, _around(both) - both
    overall = float(margin.sum() / max(both.sum(), 1.0))
    near: Doubles = np.where(beads > 0, margins / np.maximum(beads, 1.0), overall)
    return near


def _around(values: Doubles) -> Doubles:
    """The sum over `NEAR` places on each side, and the place itself."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - NEAR, 0), np.minimum(at + NEAR + 1, len(values))
    summed: Doubles = running[high] - running[low]
    return summed
