"""Reading the units of a release, and keeping of each what is needed to compare and count."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from alignments.beads import State, SubState, TranslationUnit
from alignments.duplicates.comparison import comparable, particulars
from alignments.store import Store
from workbench.exporting import plain_unit
from workbench.releasing.options import EMPTY, ReleaseOptions
from workbench.releasing.pseudonyms import Pseudonyms
from workbench.releasing.sources import Parts
from workbench.releasing.spool import Spool

Numbers = NDArray[np.int64]
Progress = Callable[[str, int, int], None]
Value = TypeVar("Value", bound=Hashable)
_TELL_EVERY = 1000

_RANKS = {
    (State.FINAL, None): 0,
    (State.REVIEWED, None): 1,
    (State.TRANSLATED, SubState.EDITED): 2,
    (State.TRANSLATED, SubState.IMPORTED): 3,
    (State.TRANSLATED, SubState.UNCHANGED): 4,
}
_LAST_RANK = 5


class Numbered(Generic[Value]):
    """Values by number, in the order in which they first came."""

    def __init__(self) -> None:
        self._numbers: dict[Value, int] = {}

    def number(self, value: Value) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[Value]:
        return list(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class Sort(NamedTuple):
    """What the card counts units by."""

    part: int
    state: State
    sub_state: SubState
    system: tuple[str, str, str] | None
    """The engine, the model and its revision, where the text came from a machine."""
    author: str | None
    flagged: bool


def _column() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Columns:
    """One number a unit."""

    source: array[int] = field(default_factory=_column)
    target: array[int] = field(default_factory=_column)
    particulars: array[int] = field(default_factory=_column)
    wording: array[int] = field(default_factory=_column)
    rank: array[int] = field(default_factory=_column)
    sort: array[int] = field(default_factory=_column)
    part: array[int] = field(default_factory=_column)
    number: array[int] = field(default_factory=_column)
    bead: array[int] = field(default_factory=_column)
    source_words: array[int] = field(default_factory=_column)
    target_words: array[int] = field(default_factory=_column)

    def of(self, name: str) -> Numbers:
        return np.frombuffer(getattr(self, name), np.int64)


@dataclass(slots=True, kw_only=True)
class Collected:
    """The units that may come, without their texts, which are in the spool."""

    columns: Columns = field(default_factory=Columns)
    sources: Numbered[str] = field(default_factory=Numbered)
    """Comparable texts."""
    targets: Numbered[str] = field(default_factory=Numbered)
    sorts: Numbered[Sort] = field(default_factory=Numbered)
    left_out: Counter[str] = field(default_factory=Counter)
    """Why units did not come, and how many."""

    def __len__(self) -> int:
        return len(self.columns.source)


def collect(
    store: Store, parts: Parts, options: ReleaseOptions, spool: Spool, progress: Progress
) -> Collected:
    """Read the units of all parts; those that may come go into the spool."""
    collected = Collected()
    keep = _Keeper(collected, parts, spool, Pseudonyms.of(store))
    total = sum(part.document.segments for part in parts.parts)
    read = 0
    for place, part in enumerate(parts.parts):
        units = store.bitexts.units(part.bitext.id, include_excluded=True)
        for found, unit in enumerate(units, start=1):
            if found % _TELL_EVERY == 0:
                progress("reading", min(read + found, total), total)
            refusal = options.refusal(unit)
            if refusal is None:
                named = unit.document == part.name
                keep.unit(place, unit if named else replace(unit, document=part.name))
            elif refusal != EMPTY:
                collected.left_out[refusal] += 1
        # most of them have no unit, as nothing was ever written
        empty = store.bitexts.progress(part.document.id)[part.bitext.id].empty
        if empty:
            collected.left_out[EMPTY] += empty
        read += part.document.segments
        progress("reading", read, total)
    return collected


class _Keeper:
    """Puts units into the spool and their numbers into the columns."""

    def __init__(
        self, collected: Collected, parts: Parts, spool: Spool, pseudonyms: Pseudonyms
    ) -> None:
        self._collected, self._spool, self._pseudonyms = collected, spool, pseudonyms
        self._tell_source = particulars(parts.source_language)
        self._tell_target = particulars(parts.target_language)
        self._particulars: Numbered[tuple[str, str]] = Numbered()

    def unit(self, part: int, unit: TranslationUnit) -> None:
        unit = self._pseudonyms.hidden(plain_unit(unit) if unit.codes else unit)
        self._spool.add(unit)
        source, target = comparable(unit.source), comparable(unit.target)
        told = self._tell_source(unit.source, source), self._tell_target(unit.target, target)
        columns, collected = self._collected.columns, self._collected
        columns.source.append(collected.sources.number(source))
        columns.target.append(collected.targets.number(target))
        columns.particulars.append(self._particulars.number(told))
        columns.wording.append(hash((_spaced(unit.source), _spaced(unit.target))))
        columns.rank.append(_rank(unit))
        columns.sort.append(collected.sorts.number(_sort(part, unit)))
        columns.part.append(part)
        columns.number.append(unit.number)
        columns.bead.append(unit.revision.bead)
        columns.source_words.append(source.count(" ") + bool(source))
        columns.target_words.append(target.count(" ") + bool(target))


def _spaced(text: str) -> str:
    """The text for exact comparison: white space alone makes no other text."""
    return " ".join(text.split())


def _rank(unit: TranslationUnit) -> int:
    revision = unit.revision
    best = _RANKS.get((revision.state, None))
    return _RANKS.get((revision.state, revision.sub_state), _LAST_RANK) if best is None else best


def _sort(part: int, unit: TranslationUnit) -> Sort:
    revision, machine = unit.revision, unit.revision.machine
    return Sort(
        part=part,
        state=revision.state,
        sub_state=revision.sub_state,
        system=(machine.engine, machine.model, machine.revision) if machine else None,
        author=revision.author,
        flagged=bool(revision.flags),
    )


def number_all(texts: Iterable[str], numbered: Numbered[str]) -> Numbers:
    """The numbers of comparable texts."""
    return np.array([numbered.number(comparable(text)) for text in texts], np.int64)
