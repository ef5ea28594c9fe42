"""From the units of an interchange file to the rows of a document: grouped, in our states."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from alignments.beads import Origin, State, SubState
from alignments.characters import refused_character, without_refused
from alignments.errors import UnknownLanguage
from alignments.formats import ImportReport, ReadUnit
from alignments.formats.language_match import nearest
from alignments.languages import normalised
from alignments.pairs import PairRow, PairTarget, Provenance
from alignments.placeholders import renumbered

_SAMPLE = 5
_SAID = attrgetter(*"state sub_state origin author machine flags active_seconds".split())
_REMEMBERED = 8


class PairRows:
    """Makes rows of units, and counts what became of them.

    Units that follow each other with one name and one source text are the translations of one
    segment; a second one into the same language is a segment of its own.
    """

    def __init__(
        self, language: str, targets: Sequence[str], report: ImportReport, *, title: str
    ) -> None:
        self._language, self._targets, self._report, self._title = language, targets, report, title
        self._tag = cache(self._target_tag)
        self._source_refusal = cache(self._other_source)
        self.count = 0
        self.standings: dict[str, Counter[str]] = defaultdict(Counter)
        """For every language how many units stand in which state."""
        self.sample: list[PairRow] = []
        self._alike: deque[_Alike] = deque(maxlen=_REMEMBERED)

    def of(self, units: Iterable[ReadUnit]) -> Iterator[PairRow]:
        """The rows, one after the other."""
        group: list[tuple[str | None, ReadUnit]] = []
        for unit in units:
            refusal = self._refusal(unit)
            if refusal is not None:
                self._report.skipped[refusal] += 1
                continue
            tag = self._tag(unit.target_language, bool(unit.target))
            if group and not _goes_on(group, unit, tag):
                yield self._row(group)
                group = []
            group.append((tag, unit))
        if group:
            yield self._row(group)

    def _refusal(self, unit: ReadUnit) -> str | None:
        """Why a unit cannot come in, if it cannot."""
        if not unit.source.strip():
            return "no source text"
        refusal = self._source_refusal(unit.source_language)
        if refusal is not None:
            return refusal
        if unit.target and unit.target_language is None:
            return "no language is named for the translation (say it with --to)"
        for text in (unit.source, unit.target):
            if not text.isprintable() and (found := refused_character(text)):
                return f"a text has the character {found[1]}"
        return None

    def _other_source(self, tag: str | None) -> str | None:
        if tag is None or _normalised(tag) == self._language:
            return None
        return f"the source is in {tag}, not in {self._language}"

    def _target_tag(self, tag: str | None, translated: bool) -> str | None:
        """The tag that a target is kept under; `None` for one that does not come in."""
        found = None if tag is None else _normalised(tag)
        if found is None or found == self._language:
            if tag is not None and translated:
                self._report.warnings.append(_why_not(tag, found))
            return None
        if not self._targets:
            return found
        return next((asked for asked in self._targets if nearest(asked, [found])), None)

    def _row(self, group: Sequence[tuple[str | None, ReadUnit]]) -> PairRow:
        first = group[0][1]
        codes = first.codes
        targets = []
        for tag, unit in group:
            if tag is None:
                self._report.homeless[f"text in {unit.target_language}"] += bool(unit.target)
                continue
            text = unit.target
            if unit.codes and unit is not first:
                text, codes = renumbered(text, unit.codes, codes, keep=unit.source)
            said = self._provenance(tag, unit)
            targets.append(
                PairTarget(tag, text, said, unit.revised_at, unit.score, unit.confidence)
            )
        self.count += 1
        units = [unit for _, unit in group]
        excluded = True in [unit.excluded for unit in units]
        row = PairRow(first.source, targets, excluded, self._data(units, codes), _comments(units))
        if len(self.sample) < _SAMPLE:
            self.sample.append(row)
        return row

    def _provenance(self, tag: str, unit: ReadUnit) -> Provenance:
        """What a unit says besides its texts, which one of those before mostly said as well."""
        said = (_SAID(unit), not unit.target.strip())
        for alike in self._alike:
            if alike.said == said:
                break
        else:
            alike = _understood(said, unit)
            self._alike.appendleft(alike)
        self.standings[tag][alike.standing] += 1
        if alike.homeless:
            self._report.homeless[alike.homeless] += 1
        return alike.provenance

    def _data(self, units: Sequence[ReadUnit], codes: Mapping[str, str]) -> dict[str, Any]:
        """What has no column of its own: the file's name for the unit, properties, codes."""
        first = units[0]
        data: dict[str, Any] = {}
        if first.key and first.key != str(self.count):
            data["key"] = first.key
        if first.document and first.document != self._title:
            data["document"] = first.document
        for unit in units:
            if unit.properties:
                data.setdefault("properties", {}).update(unit.properties)
        if codes:
            data["codes"] = dict(codes)
        return data


class _Alike(NamedTuple):
    """What units have in common that differ in their texts alone."""

    said: tuple[object, ...]
    provenance: Provenance
    standing: str
    homeless: str | None
    """What they say that cannot be."""


def _understood(said: tuple[object, ...], unit: ReadUnit) -> _Alike:
    state, sub_state = _state(unit)
    provenance = Provenance(
        state=state,
        sub_state=sub_state,
        origin=unit.origin or (Origin.MACHINE if unit.machine else Origin.IMPORT),
        author=unit.author,
        machine=unit.machine,
        flags=unit.flags,
        active_seconds=unit.active_seconds,
    )
    lost = sub_state is SubState.EMPTY and unit.state not in (None, State.INITIAL)
    return _Alike(
        said,
        provenance,
        (sub_state if state is State.INITIAL else state).value,
        f"state {unit.state} without a text" if lost else None,
    )


def _state(unit: ReadUnit) -> tuple[State, SubState]:
    """What the file says, made whole where it leaves something open."""
    state, sub_state = unit.state, unit.sub_state
    if not unit.target.strip():
        return State.INITIAL, SubState.EMPTY
    if state is None and sub_state is None:
        return State.TRANSLATED, SubState.IMPORTED
    if state is None:
        initial = sub_state in (SubState.DRAFT, SubState.REJECTED, SubState.EMPTY)
        state = State.INITIAL if initial else State.TRANSLATED
    if state is State.INITIAL:
        rejected = sub_state is SubState.REJECTED
        return state, SubState.REJECTED if rejected else SubState.DRAFT
    confirmed = sub_state in (SubState.EDITED, SubState.UNCHANGED)
    return state, sub_state if confirmed and sub_state else SubState.IMPORTED


def _comments(units: Sequence[ReadUnit]) -> Sequence[str]:
    """The notes of all units, each once."""
    if not any([unit.notes for unit in units]):
        return ()
    notes = [note for unit in units for note in unit.notes if note.strip()]
    return [without_refused(note) for note in dict.fromkeys(notes)]


def _goes_on(group: Sequence[tuple[str | None, ReadUnit]], unit: ReadUnit, tag: str | None) -> bool:
    first = group[0][1]
    alike = first.key == unit.key and first.source == unit.source
    return alike and tag not in {there for there, _ in group}


@cache
def _normalised(tag: str) -> str | None:
    try:
        return normalised(tag)
    except UnknownLanguage:
        return None


def _why_not(tag: str, found: str | None) -> str:
    if found is None:
        return f"{tag[:40]!r} is no language tag; its texts were left out (say --to for one target)"
    return f"texts in {tag} are in the language of the source; they were left out"
