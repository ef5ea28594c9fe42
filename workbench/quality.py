"""What corrections say: how much of each model's drafts people changed, and how long it took."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from alignments.beads import CONFIRMED, Origin, Revision
from alignments.documents import Document
from alignments.placeholders import without_codes
from alignments.store import Store
from workbench.evaluation import Score, ScoredPair, score_drafts, system_of

LARGEST_GROUPS = 30
"""Groups that are shown at most: scoring a thousand documents takes minutes."""
SAMPLE = 2000
"""Pairs of a group that are scored at most: TER takes long."""
_METRICS = {"chrF2++": "chrF2++", "TER": "HTER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdit:
    """A machine's draft and the text that a person made of it, or let stand."""

    bead: int
    system: str
    """The model and its revision."""
    person: str
    """Who confirmed the text."""
    draft: str
    text: str
    seconds: float | None
    """How long people worked on it, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What became of a group of drafts."""

    name: str
    """Of the model, the document or the person that the drafts have in common."""
    drafts: int
    unchanged: int
    """How many were confirmed as they were."""
    scores: tuple[Score, ...]
    """chrF2++ and HTER of the drafts against what people made of them, with signatures."""
    seconds: float | None
    """The median of what a segment took."""


def post_edits(store: Store, bitext: int) -> Iterator[PostEdit]:
    """The last draft of every confirmed text that began as one, with the text."""
    for history in store.bitexts.histories(bitext):
        if (found := _post_edit(history)) is not None:
            yield found


def _post_edit(history: Sequence[Revision]) -> PostEdit | None:
    last = history[-1]
    drafts = [one for one in history if one.origin is Origin.MACHINE and one.machine]
    if not drafts or last.state not in CONFIRMED:
        return None
    draft = drafts[-1]
    later = [one for one in history if one.number > draft.number]
    seconds = [one.active_seconds for one in later if one.active_seconds is not None]
    return PostEdit(
        bead=last.bead,
        system=system_of(draft),
        person=last.author or "",
        draft=draft.text,
        text=last.text,
        seconds=sum(seconds) if seconds else None,
    )


def by_name(
    edits: Iterable[PostEdit],
    name: Callable[[PostEdit], str],
    *,
    language: str,
    most: int | None = None,
) -> list[Quality]:
    """Measure post-edits in groups, those of one name together; with `most` the largest groups."""
    tallies: dict[str, _Tally] = {}
    for edit in edits:
        tallies.setdefault(name(edit), _Tally()).add(edit)
    largest = sorted(tallies, key=lambda found: (-tallies[found].drafts, found))[:most]
    return [tallies[found].quality(found, language) for found in sorted(largest)]


class _Tally:
    """Counts all and keeps some to score: the same ones, whatever their order."""

    def __init__(self) -> None:
        self.drafts = self._unchanged = 0
        self._seconds: list[float] = []
        self._kept: list[tuple[int, int, ScoredPair]] = []

    def add(self, edit: PostEdit) -> None:
        self.drafts += 1
        self._unchanged += edit.draft == edit.text
        if edit.seconds is not None:
            self._seconds.append(edit.seconds)
        digest = hashlib.blake2b(f"{edit.draft}\t{edit.text}".encode(), digest_size=8).digest()
        pair = ScoredPair(
            system=edit.system,
            hypothesis=without_codes(edit.draft),
            reference=without_codes(edit.text),
        )
        # of the lots the greatest is on top, and goes first
        entry = (-int.from_bytes(digest), self.drafts, pair)
        if len(self._kept) < SAMPLE:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def quality(self, name: str, language: str) -> Quality:
        ordered = sorted(self._kept, key=lambda one: one[:2], reverse=True)
        # one figure for the group, whichever models its drafts are of
        pairs = [replace(pair, system=name) for *_, pair in ordered]
        scores = [
            replace(score, metric=_METRICS[score.metric])
            for score in score_drafts(pairs, language=language)
            if score.metric in _METRICS
        ]
        return Quality(
            name=name,
            drafts=self.drafts,
            unchanged=self._unchanged,
            scores=tuple(scores),
            seconds=median(self._seconds) if self._seconds else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualities:
    """What corrections into one language say, seen from three sides: the largest groups of each."""

    models: tuple[Quality, ...]
    documents: tuple[Quality, ...]
    people: tuple[Quality, ...]


def qualities(store: Store, documents: Iterable[Document], language: str) -> Qualities:
    """Measure what people made of the drafts of some documents."""
    edits: list[PostEdit] = []
    titles: dict[int, str] = {}
    for document in documents:
        for bitext in store.bitexts.of(document.id):
            if bitext.language == language:
                found = list(post_edits(store, bitext.id))
                titles |= dict.fromkeys((edit.bead for edit in found), document.title)
                edits += found

    def grouped(name: Callable[[PostEdit], str]) -> tuple[Quality, ...]:
        return tuple(by_name(edits, name, language=language, most=LARGEST_GROUPS))

    return Qualities(
        models=grouped(lambda edit: edit.system),
        documents=grouped(lambda edit: titles[edit.bead]),
        people=grouped(lambda edit: edit.person or "unknown"),
    )
