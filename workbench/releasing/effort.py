"""How far the released texts are from the drafts that people began with."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alignments.beads import CONFIRMED, Origin, Revision
from alignments.store import Store
from workbench.evaluation import Score, ScoredPair, score_drafts, system_of
from workbench.releasing.sources import Parts

SAMPLE = 2000
"""Pairs of a model that are scored at most: TER takes long."""
_METRICS = {"chrF2++": "chrF2++", "TER": "HTER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What people made of one model's drafts."""

    system: str
    drafts: int
    """How many released texts began as one of its drafts."""
    unchanged: int
    """How many of them are the draft as it was."""
    scores: tuple[Score, ...]
    """chrF2++ and HTER of the drafts against the released texts."""


def efforts(store: Store, parts: Parts, released: frozenset[int]) -> list[Effort]:
    """Measure the drafts behind released beads, by model."""
    tallies: dict[str, _Tally] = {}
    for part in parts.parts:
        for bead, pair in _pairs(store.bitexts.histories(part.bitext.id)):
            if bead in released:
                tallies.setdefault(pair.system, _Tally()).add(pair)
    return [
        tally.effort(system, parts.target_language) for system, tally in sorted(tallies.items())
    ]


def _pairs(histories: Iterable[Sequence[Revision]]) -> Iterator[tuple[int, ScoredPair]]:
    """The last draft of every confirmed text that began as one, with the text."""
    for history in histories:
        last = history[-1]
        drafts = [one for one in history if one.origin is Origin.MACHINE and one.machine]
        if drafts and last.state in CONFIRMED:
            draft = drafts[-1]
            yield (
                last.bead,
                ScoredPair(system=system_of(draft), hypothesis=draft.text, reference=last.text),
            )


class _Tally:
    """Counts all pairs and keeps some: the same ones whatever their order."""

    def __init__(self) -> None:
        self._drafts = self._unchanged = 0
        self._kept: list[tuple[int, int, ScoredPair]] = []

    def add(self, pair: ScoredPair) -> None:
        self._drafts += 1
        self._unchanged += pair.hypothesis == pair.reference
        text = f"{pair.hypothesis}\t{pair.reference}".encode()
        lot = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
        # the greatest lot is on top and goes first
        entry = (-lot, self._drafts, pair)
        if len(self._kept) < SAMPLE:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def effort(self, system: str, language: str) -> Effort:
        pairs = [pair for *_, pair in sorted(self._kept, reverse=True, key=lambda one: one[:2])]
        scores = score_drafts(pairs, language=language)
        named = [
            replace(score, metric=_METRICS[score.metric])
            for score in scores
            if score.metric in _METRICS
        ]
        return Effort(
            system=system, drafts=self._drafts, unchanged=self._unchanged, scores=tuple(named)
        )
