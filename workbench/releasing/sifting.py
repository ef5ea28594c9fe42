"""Taking out duplicates, what is in other corpora, and what would leak from test to train."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alignments.duplicates.near import ALIKE, NearPairs, near_pairs
from alignments.duplicates.pairs import PairTexts, duplicates, reached
from alignments.duplicates.shingles import length_for
from workbench.releasing.collecting import Collected, Numbers, Progress, number_all
from workbench.releasing.foreign import foreign_texts
from workbench.releasing.options import ReleaseOptions
from workbench.releasing.sources import Parts
from workbench.releasing.splitting import Split, Splitting, split_units

EXACT = "exact duplicates"
NEAR = "near-duplicates"
LEAKS = {
    Split.DEV: "from dev, as test has a near-duplicate",
    Split.TRAIN: "from train, as dev or test has a near-duplicate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What became of every unit that might have come."""

    splits: NDArray[np.int8]
    reasons: NDArray[np.int8]
    """Numbers of `names`, -1 for a unit that is released."""
    names: tuple[str, ...]
    because: Numbers
    """Which unit stands for a duplicate; -1 for others."""
    resemblance: NDArray[np.float32]
    splitting_note: str
    leaks_left: int
    """Counted again when all was done: 0, or the release is not what it says."""

    @property
    def counts(self) -> Counter[str]:
        """Why units were taken out, and how many."""
        found = np.bincount(self.reasons[self.reasons >= 0], minlength=len(self.names))
        return Counter(
            {name: count for name, count in zip(self.names, found.tolist(), strict=True) if count}
        )


def sift(collected: Collected, parts: Parts, options: ReleaseOptions, progress: Progress) -> Sifted:
    """Decide for every unit whether it is released, and in which split."""
    columns = collected.columns
    own = collected.columns.of("source"), collected.columns.of("target")
    foreign = _foreign(collected, parts, options.against)
    near = (
        _near(collected.sources.values(), parts.source_language, _told(progress, "sources")),
        _near(collected.targets.values(), parts.target_language, _told(progress, "targets")),
    )
    counts = len(collected.sources), len(collected.targets)
    touches = _Touching(own, near, counts)
    verdicts = _Verdicts(len(collected))
    found = duplicates(
        PairTexts(
            source=own[0],
            target=own[1],
            particulars=columns.of("particulars"),
            rank=columns.of("rank"),
        ),
        *near,
        threshold=options.near,
    )
    wording = columns.of("wording")
    exact = (found.of >= 0) & (wording[found.of] == wording)
    verdicts.out(EXACT, exact)
    verdicts.out(NEAR, found.of >= 0)
    for path, texts in foreign:
        verdicts.out(f"in {path.name}, or near-duplicates of it", touches.texts(*texts))
    splitting = _split(collected, parts, options, verdicts)
    splits = splitting.splits
    for split, held_out in ((Split.DEV, (Split.TEST,)), (Split.TRAIN, (Split.DEV, Split.TEST))):
        leaks = (splits == split) & touches.units(np.isin(splits, held_out))
        verdicts.out(LEAKS[split], leaks)
        splits[leaks] = Split.OUT
    return Sifted(
        splits=splits,
        reasons=verdicts.reasons,
        names=tuple(verdicts.names),
        because=found.of,
        resemblance=found.resemblance,
        splitting_note=splitting.note,
        leaks_left=_leaks(splits, touches),
    )


def _split(
    collected: Collected, parts: Parts, options: ReleaseOptions, verdicts: _Verdicts
) -> Splitting:
    columns = collected.columns
    return split_units(
        parts, columns.of("part"), columns.of("number"), verdicts.reasons < 0, options.split
    )


def _leaks(splits: NDArray[np.int8], touches: _Touching) -> int:
    """How many units of a split are, on either side, near-duplicates of one in another split."""
    return sum(
        int(((splits > split) & touches.units(splits == split)).sum())
        for split in (Split.TRAIN, Split.DEV)
    )


def _told(progress: Progress, what: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"comparing {what}", done, total)


def _near(texts: Sequence[str], language: str, progress: Callable[[int, int], None]) -> NearPairs:
    return near_pairs(texts, length=length_for(language), threshold=ALIKE, progress=progress)


def _foreign(
    collected: Collected, parts: Parts, paths: Sequence[Path]
) -> list[tuple[Path, tuple[Numbers, Numbers]]]:
    """The texts of other corpora, numbered as if they were ours."""
    found = []
    for path in paths:
        sources, targets = foreign_texts(path, parts.source_language, parts.target_language)
        numbers = (
            number_all(sources, collected.sources),
            number_all(targets, collected.targets),
        )
        found.append((path, numbers))
    return found


class _Touching:
    """Which units have a text, on either side, that is a near-duplicate of some others."""

    def __init__(
        self,
        own: tuple[Numbers, Numbers],
        near: tuple[NearPairs, NearPairs],
        counts: tuple[int, int],
    ) -> None:
        self._own, self._near, self._counts = own, near, counts

    def texts(self, sources: Numbers, targets: Numbers) -> NDArray[np.bool_]:
        """The units that touch texts, by the numbers of these."""
        sides = [
            reached(texts, near, count)[own]
            for texts, near, count, own in zip(
                (sources, targets), self._near, self._counts, self._own, strict=True
            )
        ]
        return sides[0] | sides[1]

    def units(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The units that touch any of the chosen ones."""
        return self.texts(self._own[0][chosen], self._own[1][chosen])


class _Verdicts:
    """For every unit the first reason for which it is out."""

    def __init__(self, count: int) -> None:
        self.reasons = np.full(count, -1, np.int8)
        self.names: list[str] = []

    def out(self, reason: str, units: NDArray[np.bool_]) -> None:
        self.reasons[units & (self.reasons < 0)] = len(self.names)
        self.names.append(reason)
