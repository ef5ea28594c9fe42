"""What writers need to know, what readers give, and what an import has to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from alignments.beads import (
    Flag,
    MachineOrigin,
    Origin,
    Revision,
    State,
    SubState,
    TranslationUnit,
)

_T = TypeVar("_T")
UNDATED = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for the date of a revision where the file gave none; writers leave it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """What a writer cannot see from the units, which may be none at all."""

    source_language: str
    target_language: str
    provenance: bool = True
    """Whether origin, author, engine, model, score, date and flags are written.

    State and sub-state always are: a machine draft is never without its mark.
    """
    include_drafts: bool = False
    """Whether drafts may come: a format without room for a mark adds a file that has them."""
    compress: bool = False
    """Whether every file goes through gzip."""
    title: str = ""
    """Of the document, for formats made to be read by people."""
    tool_version: str = "unknown"
    """Of the program, where a format asks which one wrote the file."""
    columns: tuple[str, ...] | None = None
    """The fields of a table in their order; `None` takes all that there are."""
    further_languages: tuple[str, ...] = ()
    """Of what stands beside each unit, in a format for readers."""
    file_stem: str = "corpus"
    """What the names of several files begin with, where one of them names the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a reader cannot see from the file, or should not believe."""

    source_language: str | None = None
    """`None` takes the one that the file declares."""
    target_language: str | None = None
    """`None` takes the first other language of each unit."""
    every_target: bool = False
    """Whether a unit is given once for every other language it has; then no target is named."""
    columns: tuple[str, ...] | None = None
    """Names for the columns of a table without a header; `""` leaves a column out."""
    escaped: bool | None = None
    """Whether the texts of a table use our escapes; `None` believes the header."""


_NOTHING: Mapping[str, str] = {}  # typed so that nobody puts anything in
NOTHING_SAID: Mapping[str, Any] = {"codes": _NOTHING, "properties": _NOTHING}
"""The fields of `ReadUnit` whose defaults are not to be seen in the class."""


@dataclass(frozen=True, kw_only=True)
class ReadUnit:
    """A translation unit as a file tells it; `None` where the file does not say."""

    key: str | None = None
    """The unit's own name in the file: its number, `tuid` or id."""
    source: str
    target: str
    source_language: str | None = None
    target_language: str | None = None
    document: str | None = None
    state: State | None = None
    sub_state: SubState | None = None
    origin: Origin | None = None
    author: str | None = None
    machine: MachineOrigin | None = None
    score: float | None = None
    confidence: float | None = None
    revised_at: datetime | None = None
    active_seconds: float | None = None
    flags: tuple[Flag, ...] = ()
    excluded: bool = False
    notes: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Inline codes by the placeholder that stands for them in the texts."""
    properties: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """What the file says besides, under the file's own names."""

    @classmethod
    def quick(cls, said: Mapping[str, Any], key: str | None, source: str, target: str) -> ReadUnit:
        """As the constructor, for readers of millions, from `NOTHING_SAID` and what is said.

        A frozen dataclass sets its fields one by one; here the class has those left out.
        """
        values = dict(said)
        values["key"], values["source"], values["target"] = key, source, target
        unit = object.__new__(cls)
        object.__setattr__(unit, "__dict__", values)
        return unit

    def translation_unit(
        self, number: int, *, source_language: str = "und", target_language: str = "und"
    ) -> TranslationUnit:
        """The unit for a writer; the languages stand in where the file gave none.

        A text without a state counts as an existing translation, an empty one as not translated.
        """
        unstated = (
            (State.TRANSLATED, SubState.IMPORTED)
            if self.target
            else (State.INITIAL, SubState.EMPTY)
        )
        return TranslationUnit(
            number=number,
            document=self.document or "",
            source_language=self.source_language or source_language,
            target_language=self.target_language or target_language,
            source=self.source,
            target=self.target,
            revision=Revision(
                bead=number,
                number=1,
                text=self.target,
                state=self.state or unstated[0],
                sub_state=self.sub_state or unstated[1],
                origin=self.origin or Origin.IMPORT,
                author=self.author,
                machine=self.machine,
                score=self.score,
                flags=self.flags,
                active_seconds=self.active_seconds,
                created_at=self.revised_at or UNDATED,
            ),
            excluded=self.excluded,
            confidence=self.confidence,
            codes=self.codes,
            properties=self.properties,
        )


class Tally(Counter[_T]):
    """Counts by name, of no more than a thousand names: a hostile file has a new one each time."""

    MOST = 1000

    def __setitem__(self, name: _T, count: int) -> None:
        if name not in self and len(self) >= self.MOST:
            name = next(reversed(self))  # one of them stands for all that come after it
            count += self[name]
        super().__setitem__(name, count)


def counted(count: int, name: str) -> str:
    """`1 unit`, `3,071 units`."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """Everything a reader did not take over word for word, counted while it reads."""

    read: int = 0
    """How many units came out."""
    codes: int = 0
    """How many inline codes were kept as placeholders."""
    skipped: Counter[str] = field(default_factory=Tally)
    """Reasons for which units were left out, and how often."""
    homeless: Counter[str] = field(default_factory=Tally)
    """Fields that the domain has no place for, and how often they came."""
    languages: Counter[tuple[str, str]] = field(default_factory=Tally)
    """Languages taken for another, as `(in the file, asked for)`."""
    warnings: list[str] = field(default_factory=list)
    """Anything else that a person should know, one line each."""

    def add(self, other: ImportReport, *, times: int = 1) -> None:
        """Count what another report counted, as often as it happened."""
        self.codes += other.codes * times
        self.skipped.update(_repeated(other.skipped, times))
        self.homeless.update(_repeated(other.homeless, times))
        self.languages.update(_repeated(other.languages, times))

    def lines(self) -> list[str]:
        """The report as text, one line a fact."""
        told = [f"{counted(self.read, 'unit')} read"]
        if self.codes:
            told.append(f"{counted(self.codes, 'inline code')} kept as placeholders")
        told += [
            f"{counted(count, 'unit')} skipped: {why}"
            for why, count in sorted(self.skipped.items())
        ]
        told += [
            f"{there} taken for {here} in {counted(count, 'unit')}"
            for (there, here), count in sorted(self.languages.items())
        ]
        told += [
            f"no place for {name}, found {'once' if count == 1 else f'{count:,} times'}"
            for name, count in sorted(self.homeless.items())
        ]
        return told + self.warnings

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON can carry."""
        return {
            "read": self.read,
            "codes": self.codes,
            "skipped": dict(sorted(self.skipped.items())),
            "homeless": dict(sorted(self.homeless.items())),
            "languages": [
                {"found": there, "taken_for": here, "units": count}
                for (there, here), count in sorted(self.languages.items())
            ],
            "warnings": list(self.warnings),
        }


def _repeated(counts: Mapping[_T, int], times: int) -> dict[_T, int]:
    return {what: count * times for what, count in counts.items()}
