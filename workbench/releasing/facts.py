"""What can be said of a release in figures: the card prints them, programs read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.beads import State, SubState, TranslationUnit
from workbench.quality import Quality
from workbench.releasing.collecting import Collected, Sort
from workbench.releasing.options import ReleaseOptions
from workbench.releasing.sifting import Sifted
from workbench.releasing.sources import Part, Parts
from workbench.releasing.splitting import SPLITS, Split

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFacts:
    """One split."""

    name: str
    pairs: int
    documents: int
    source_words: int
    target_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """One bitext of the corpus."""

    name: str
    source: str | None
    """Where its text is from."""
    licence: str | None
    target_source: str | None
    target_licence: str | None
    translated: bool
    """Whether the target is a document of its own, with a licence of its own."""
    pairs: int
    split: str
    """`train`, or several where it was split by passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What one person answers for, under a name that is not hers."""

    name: str
    edited: int
    unchanged: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the card says."""

    name: str
    source_language: str
    target_language: str
    pairs: int
    splits: tuple[SplitFacts, ...]
    splitting_note: str
    documents: tuple[DocumentFacts, ...]
    untranslated: tuple[str, ...]
    """Titles of documents that were asked for and have no translation."""
    states: Mapping[str, int]
    """How the texts came to be, and how many did so."""
    drafts: int
    flagged: int
    people: tuple[PersonFacts, ...]
    systems: Mapping[str, int]
    """Texts that are a machine's as they are, by engine, model and revision."""
    efforts: tuple[Quality, ...]
    left_out: Mapping[str, int]
    taken_out: Mapping[str, int]
    leaks_left: int
    against: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]
    """The first pairs, for whoever wonders what they look like."""

    @property
    def named_untranslated(self) -> str:
        """The first few documents without a translation, and how many more there are."""
        more = len(self.untranslated) - _NAMED
        return ", ".join(self.untranslated[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")

    @property
    def is_split(self) -> bool:
        """Whether there is more than train."""
        return any(each.pairs for each in self.splits[1:])

    @property
    def without_licence(self) -> int:
        """How many documents nobody named a licence of."""
        return sum(
            not one.licence or (one.translated and not one.target_licence) for one in self.documents
        )

    @property
    def licences(self) -> list[str]:
        """Every licence there is, once."""
        found = (name for one in self.documents for name in (one.licence, one.target_licence))
        return sorted({name for name in found if name})


STATES = {
    (State.FINAL, None): "final",
    (State.REVIEWED, None): "reviewed",
    (State.TRANSLATED, SubState.EDITED): "written or edited by a person",
    (State.TRANSLATED, SubState.UNCHANGED): "machine text, accepted unchanged by a person",
    (State.TRANSLATED, SubState.IMPORTED): "from a translation that existed",
    (State.INITIAL, SubState.REJECTED): "rejected by a person",
    (State.INITIAL, SubState.DRAFT): "untouched machine draft",
}


def facts_of(
    collected: Collected,
    sifted: Sifted,
    parts: Parts,
    options: ReleaseOptions,
    measured: Iterable[Quality],
    examples: Iterable[TranslationUnit],
) -> Facts:
    """Count what is released."""
    released = sifted.splits != Split.OUT
    sorts = _sorts(collected, released)
    states: Counter[str] = Counter()
    systems: Counter[str] = Counter()
    for sort, count in sorts.items():
        states[_state(sort)] += count
        if sort.system:
            systems[" · ".join(sort.system)] += count
    return Facts(
        name=options.name or _name(parts),
        source_language=parts.source_language,
        target_language=parts.target_language,
        pairs=int(released.sum()),
        splits=tuple(_split(collected, sifted, parts, split) for split in SPLITS),
        splitting_note=sifted.splitting_note,
        documents=tuple(_documents(collected, sifted, parts)),
        untranslated=tuple(document.title for document in parts.untranslated),
        states={name: states[name] for name in dict.fromkeys(STATES.values()) if states[name]},
        drafts=sum(count for sort, count in sorts.items() if sort.state is State.INITIAL),
        flagged=sum(count for sort, count in sorts.items() if sort.flagged),
        people=tuple(_people(sorts)),
        systems=dict(sorted(systems.items())),
        efforts=tuple(measured),
        left_out=dict(sorted(collected.left_out.items())),
        taken_out=dict(sifted.counts),
        leaks_left=sifted.leaks_left,
        against=tuple(path.name for path in options.against),
        examples=tuple((unit.source, unit.target) for unit in examples),
    )


def _name(parts: Parts) -> str:
    from alignments.languages import name

    return f"{name(parts.source_language)}-{name(parts.target_language)} parallel corpus"


def _sorts(collected: Collected, chosen: NDArray[np.bool_]) -> dict[Sort, int]:
    counts = np.bincount(collected.columns.of("sort")[chosen], minlength=len(collected.sorts))
    return {
        sort: count
        for sort, count in zip(collected.sorts.values(), counts.tolist(), strict=True)
        if count
    }


def _state(sort: Sort) -> str:
    known = STATES.get((sort.state, None)) or STATES.get((sort.state, sort.sub_state))
    return known or STATES[State.INITIAL, SubState.DRAFT]


def _split(collected: Collected, sifted: Sifted, parts: Parts, split: Split) -> SplitFacts:
    chosen = sifted.splits == split
    columns = collected.columns
    places = np.unique(columns.of("part")[chosen]).tolist()
    return SplitFacts(
        name=split.file_name,
        pairs=int(chosen.sum()),
        documents=len({parts.parts[place].document.id for place in places}),
        source_words=int(columns.of("source_words")[chosen].sum()),
        target_words=int(columns.of("target_words")[chosen].sum()),
    )


def _documents(collected: Collected, sifted: Sifted, parts: Parts) -> Iterable[DocumentFacts]:
    part = collected.columns.of("part")
    for place, one in enumerate(parts.parts):
        splits = sifted.splits[part == place]
        splits = splits[splits != Split.OUT]
        if len(splits):
            yield _document(one, len(splits), np.unique(splits).tolist())


def _document(part: Part, pairs: int, splits: list[int]) -> DocumentFacts:
    document, target = part.document, part.target
    return DocumentFacts(
        name=part.name,
        source=document.retrieved_from or document.source,
        licence=document.licence,
        target_source=(target.retrieved_from or target.source) if target else None,
        target_licence=target.licence if target else None,
        translated=target is not None,
        pairs=pairs,
        split=", ".join(Split(split).file_name for split in splits),
    )


def _people(sorts: Mapping[Sort, int]) -> Iterable[PersonFacts]:
    counts: dict[str, Counter[SubState]] = {}
    for sort, count in sorts.items():
        if sort.author is not None:
            counts.setdefault(sort.author, Counter())[sort.sub_state] += count
    for name, its_own in sorted(counts.items()):
        edited, unchanged = its_own[SubState.EDITED], its_own[SubState.UNCHANGED]
        yield PersonFacts(
            name=name,
            edited=edited,
            unchanged=unchanged,
            other=its_own.total() - edited - unchanged,
        )
