"""Learn the constants of the search and of its confidence from gold alignments.

    OPENBLAS_NUM_THREADS=1 python benchmarks/alignment_weights.py [--kind lexical] [--strength 1.0]

Prints, for each source of gold, how weights learnt from all others do on it, and on a part of
Text+Berg's `dev` those learnt from its other parts too. Then what `weights.py` and `confidence.py`
of the aligner have: weights that maximize the likelihood of all gold, with a normal prior around
zero, and a logistic regression on what was left out. Needs torch, for the gradients.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import torch
from alignment import Counts
from alignment_gold import Passage, passages, sources, strangers
from numpy.typing import NDArray
from torch import Tensor

from alignments.aligner.confidence import Calibration, agreement, odds, support
from alignments.aligner.evidence import FEATURES, NULL_FEATURES, START_FEATURES
from alignments.aligner.path import Step
from alignments.aligner.scoring import Weights
from alignments.aligner.shapes import CLASS_OF, CLASSES, MOST_TOGETHER, NULLS, SHAPES
from alignments.aligner.weights import LEXICAL, PHRASED, SEMANTIC
from models.encoders import load_encoder

SIZES = (len(FEATURES), len(NULL_FEATURES), len(START_FEATURES), len(CLASSES), 1)
BY_PHRASES = ("strays", "clearest stray", "phrases")
BY_MEANING = (*BY_PHRASES, "similarity", "squared similarity", "edges", "rival", "nearest")
UNKNOWN: dict[str, tuple[str, ...]] = {
    "phrased": (),
    "semantic": BY_PHRASES,
    "lexical": BY_MEANING,
}
"""Features that say nothing where the encoder knows no phrases, and where there is none."""
WORTH = {"Berg": 1.0, "sample": 1.0, "FLORES": 0.3, "TICO": 0.3, "UN": 0.3}
"""Gold that people made counts more than gold made by seeding."""
SURE_OF = {"Berg": 1.0, "strangers": 1.0}
"""The same for the calibration; 0.5 for what is not named."""
SHIPPED = {"phrased": PHRASED, "semantic": SEMANTIC, "lexical": LEXICAL}
PARTS = 6
PRIOR_SHARE = 0.4
"""The prior is weaker for how common the shapes are."""
IMPOSSIBLE, TINY = -1e4, 1e-30
LEAST_CHANCE = 1e-6
"""Less likely beads, by the shipped constants, are left out to save time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beads:
    """All possible beads of some passages, by the diagonal (row + column) that they lead to.

    Cells are numbered through all passages, diagonal by diagonal.
    """

    evidence: Tensor
    """For each bead, what each constant but the last is multiplied with."""
    begin: Tensor
    end: Tensor
    passage: Tensor
    is_null: Tensor
    is_gold: Tensor
    diagonals: Tensor
    """For each bead, the diagonal that it leads to; never falls."""

    def only(self, kept: Tensor) -> Beads:
        """Some of the beads."""
        parts = {part.name: getattr(self, part.name)[kept] for part in fields(self)}
        return Beads(**parts)


class Likelihood:
    """How likely the gold of some passages is, by the constants: to be maximized."""

    def __init__(self, gold: Sequence[Passage]) -> None:
        sizes = [(len(passage.rows) + 1, len(passage.columns) + 1) for passage in gold]
        self._cells, self._starts = _numbered(sizes)
        self.beads = _possible(gold, self._cells)
        self._first = torch.tensor([int(table[0, 0]) for table in self._cells])
        self._last = torch.tensor([int(table[-1, -1]) for table in self._cells])
        self.worth = torch.tensor([WORTH[passage.source] for passage in gold])
        self._opened = torch.tensor([_opened(passage) for passage in gold])
        self.sources = [passage.source for passage in gold]

    def prune(self, values: Tensor) -> None:
        """Leave out the beads that these constants find next to impossible, if not gold."""
        scores = (self.beads.evidence @ values[:-1]).requires_grad_(True)
        # the gradient of the sum over all alignments is each bead's probability
        (chance,) = torch.autograd.grad(self._totals(scores, values[-1]).sum(), scores)
        self.beads = self.beads.only((chance > LEAST_CHANCE) | self.beads.is_gold)

    def of(self, values: Tensor, worth: Tensor) -> Tensor:
        """The sum over passages, each times its worth."""
        scores = self.beads.evidence @ values[:-1]
        gold = self.beads.is_gold
        own = torch.zeros(len(worth)).index_add(0, self.beads.passage[gold], scores[gold])
        own = own + values[-1] * self._opened
        return ((own - self._totals(scores, values[-1])) * worth).sum()

    def _totals(self, scores: Tensor, opening: Tensor) -> Tensor:
        """The log of the sum over all alignments of each passage, diagonal by diagonal."""
        beads, starts = self.beads, self._starts
        bounds = np.searchsorted(beads.diagonals.numpy(), np.arange(len(starts)))
        nowhere = torch.full((starts[1],), IMPOSSIBLE)
        plain, in_null = [torch.zeros(starts[1])], [nowhere]
        for diagonal in range(1, len(starts) - 1):
            far = max(diagonal - MOST_TOGETHER, 0)
            before, before_null = torch.cat(plain[far:]), torch.cat(in_null[far:])
            either = torch.logaddexp(before, before_null)
            opened = torch.logaddexp(before + opening, before_null)
            own = slice(int(bounds[diagonal]), int(bounds[diagonal + 1]))
            begin, end = beads.begin[own] - starts[far], beads.end[own] - starts[diagonal]
            null = beads.is_null[own]
            onward = torch.where(null, opened[begin], either[begin]) + scores[own]
            cells = starts[diagonal + 1] - starts[diagonal]
            plain.append(_joined(onward[~null], end[~null], cells))
            in_null.append(_joined(onward[null], end[null], cells))
        return torch.logaddexp(torch.cat(plain), torch.cat(in_null))[self._last]


def _numbered(sizes: Sequence[tuple[int, int]]) -> tuple[list[NDArray[np.int64]], list[int]]:
    """A number for each cell of each passage; and where each diagonal's numbers start."""
    longest = max(rows + columns for rows, columns in sizes)
    diagonals = [np.add.outer(np.arange(rows), np.arange(columns)) for rows, columns in sizes]
    flat = np.concatenate([table.reshape(-1) for table in diagonals])
    numbers = np.empty(len(flat), dtype=np.int64)
    numbers[np.argsort(flat, kind="stable")] = np.arange(len(flat))
    ends = np.cumsum([table.size for table in diagonals])
    cells = [
        numbers[end - table.size : end].reshape(table.shape)
        for end, table in zip(ends, diagonals, strict=True)
    ]
    return cells, np.searchsorted(np.sort(flat), np.arange(longest)).tolist()


def _possible(gold: Sequence[Passage], cells: Sequence[NDArray[np.int64]]) -> Beads:
    found = []
    for number, (passage, table) in enumerate(zip(gold, cells, strict=True)):
        right = set(passage.gold)
        for place, (a, b) in enumerate(SHAPES):
            rows, columns = table.shape[0] - a, table.shape[1] - b
            if rows < 1 or columns < 1:
                continue
            row, column = np.indices((rows, columns)).reshape(2, -1)
            is_gold = [(i, j, place) in right for i, j in zip(row, column, strict=True)]
            told = _evidence(passage, place)[:, row, column].T
            begin, end = table[row, column], table[row + a, column + b]
            kind = np.full(len(row), place < len(NULLS)), np.full(len(row), number)
            found.append((told, begin, end, *kind, is_gold, row + column + a + b))
    told, begin, end, null, own, is_gold, diagonal = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    order = np.argsort(diagonal, kind="stable")
    parts = (told.astype(np.float32), begin, end, own, null, is_gold, diagonal)
    return Beads(
        **{
            part.name: torch.tensor(values[order])
            for part, values in zip(fields(Beads), parts, strict=True)
        }
    )


def _evidence(passage: Passage, place: int) -> NDArray[np.float32]:
    """(constants but the last, rows, columns): features, nulls, starts, and the shape's class."""
    _, rows, columns = passage.starts.shape
    features, nulls, _, classes, _ = (np.zeros((size, rows, columns)) for size in SIZES)
    if place < len(NULLS):
        nulls = passage.nulls[place]
    else:
        features = passage.features[place]
    classes[CLASS_OF[place]] = 1
    return np.concatenate([features, nulls, passage.starts, classes])


def _joined(values: Tensor, cells: Tensor, count: int) -> Tensor:
    """The log of the sum of exponentials of the values of each cell."""
    most = torch.full((count,), IMPOSSIBLE)
    most = most.scatter_reduce(0, cells, values.detach(), "amax")
    summed = torch.zeros(count).index_add(0, cells, torch.exp(values - most[cells]))
    return most + torch.log(summed + TINY)


def _opened(passage: Passage) -> int:
    """How many runs of nulls begin on the gold path."""
    alone = [False, *(place < len(NULLS) for _, _, place in passage.gold)]
    return sum(now and not before for before, now in pairwise(alone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """How the constants are learnt: by how strong a prior, and from which features."""

    likelihood: Likelihood
    strength: float
    unknown: tuple[str, ...]

    def weights(self, begin: Weights, known: Sequence[bool]) -> Weights:
        """The best constants for the passages that are known."""
        values = _flat(begin)
        kept = self._kept()
        worth = self.likelihood.worth * torch.tensor(known)
        values.requires_grad_(True)
        prior = torch.full_like(values, self.strength)
        prior[sum(SIZES[:3]) : sum(SIZES[:4])] *= PRIOR_SHARE
        search = torch.optim.LBFGS([values], max_iter=100, line_search_fn="strong_wolfe")

        def loss() -> float:
            search.zero_grad()
            worse = (prior * values**2).sum() - self.likelihood.of(values * kept, worth)
            worse.backward()
            return float(worse.detach())

        search.step(loss)
        return _weights((values * kept).detach())

    def _kept(self) -> Tensor:
        names = (*FEATURES, *NULL_FEATURES)
        kept = [name not in self.unknown for name in names]
        return torch.tensor([*kept, *[True] * sum(SIZES[2:])], dtype=torch.float32)


def _flat(weights: Weights) -> Tensor:
    parts = (weights.features, weights.nulls, weights.starts, weights.priors, (weights.opening,))
    return torch.tensor([value for part in parts for value in part])


def _weights(values: Tensor) -> Weights:
    rounded = (tuple(round(float(one), 2) for one in part) for part in values.split(SIZES))
    features, nulls, starts, priors, (opening,) = rounded
    return Weights(features=features, nulls=nulls, starts=starts, priors=priors, opening=opening)


Found = tuple[Passage, list[Step]]


def left_out(learner: Learner, gold: Sequence[Passage], full: Weights) -> Iterator[list[Found]]:
    """What is found in each source by weights that know only the others; prints how it does."""
    for source in WORTH:
        known = learner.weights(full, [one.source != source for one in gold])
        found = [(one, one.steps(known)) for one in gold if one.source == source]
        _report(f"{source}, from the others", found)
        if source != "Berg":
            yield found
    berg = [number for number, one in enumerate(gold) if one.source == "Berg"]
    found = []
    for part in range(PARTS):
        own = set(berg[part::PARTS])
        known = learner.weights(full, [at not in own for at in range(len(gold))])
        found += [(gold[at], gold[at].steps(known)) for at in sorted(own)]
    _report("Berg, part by part", found)
    yield found


def _report(label: str, found: Sequence[Found]) -> None:
    counts = sum((passage.counts(steps) for passage, steps in found), start=Counts())
    print(f"{label:26} {counts}", flush=True)


def calibrated(found: Sequence[Found]) -> Calibration:
    """A logistic regression from the search's odds and the neighbours to what is right."""
    rows, right, worth = [], [], []
    for passage, steps in found:
        near = support(steps, agreement(passage.pair, steps))
        rows.append(np.stack([np.ones(len(steps)), odds(steps), near], axis=1))
        right += [(tuple(step.source), tuple(step.target)) in passage.beads for step in steps]
        worth += [SURE_OF.get(passage.source, 0.5)] * len(steps)
    known = torch.tensor(np.concatenate(rows), dtype=torch.float64)
    truth, weight = (torch.tensor(values, dtype=torch.float64) for values in (right, worth))
    values = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([values], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> float:
        search.zero_grad()
        told = torch.nn.functional.binary_cross_entropy_with_logits(
            known @ values, truth, weight, reduction="sum"
        )
        worse = told + 0.1 * (values**2).sum()
        worse.backward()
        return float(worse.detach())

    search.step(loss)
    constant, of_odds, of_support = (round(value, 2) for value in values.tolist())
    return Calibration(constant=constant, odds=of_odds, support=max(of_support, 0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=SHIPPED, default="phrased", help="of evidence there is")
    parser.add_argument("--strength", type=float, default=1.0, help="of the prior")
    options = parser.parse_args()
    torch.set_num_threads(1)
    encoder = None if options.kind == "lexical" else load_encoder("use")
    gold = [
        passage
        for source, cases in sources().items()
        for case in cases
        for passage in passages(source, case, encoder)
    ]
    shipped = SHIPPED[options.kind]
    likelihood = Likelihood(gold)
    likelihood.prune(_flat(shipped))
    learner = Learner(
        likelihood=likelihood, strength=options.strength, unknown=UNKNOWN[options.kind]
    )
    full = learner.weights(shipped, [True] * len(gold))
    print(full, flush=True)
    found = [one for some in left_out(learner, gold, full) for one in some]
    for case in strangers():
        found += [(one, one.steps(full)) for one in passages("strangers", case, encoder)]
    print(calibrated(found))


if __name__ == "__main__":
    sys.exit(main())
