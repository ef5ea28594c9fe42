"""Bitexts, beads and revisions: what corresponds to what, and every version of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How far a target text has come: the four states of XLIFF 2.1, section 4.3.1.31."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


class SubState(StrEnum):
    """What the four states leave open."""

    EMPTY = "empty"
    """No target text yet."""
    DRAFT = "draft"
    """Machine output that nobody has touched."""
    REJECTED = "rejected"
    """A person refused the text and gave no better one."""
    EDITED = "edited"
    """A person wrote or changed the text."""
    UNCHANGED = "accepted unchanged"
    """A person accepted the machine's text as it was."""
    IMPORTED = "imported"
    """The text came with a translation that already existed."""


class Origin(StrEnum):
    """Where a revision comes from."""

    MACHINE = "machine"
    MEMORY = "memory"
    DOCUMENT = "document"
    HUMAN = "human"
    IMPORT = "import"


CONFIRMED = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})
"""The states in which a person, or an existing translation, answers for the text."""


DOUBTFUL_BELOW = 60
"""Beads of less confidence are flagged, for a person to look at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something about a text that a person should look at."""

    name: str
    """Which guard or check raised it, such as `numbers`."""
    reason: str
    """One readable line with the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineOrigin:
    """What made a machine draft: enough to make it again."""

    engine: str
    """The engine's family, such as `firefox`."""
    model: str
    """The model's id in the catalogue."""
    revision: str
    """Of the model: a version, a commit or the checksum of its weights."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """How it was decoded, and the language pairs it went through when it pivoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLinks:
    """Which words of a target text come from which of its source, as a machine holds it."""

    method: str
    """How they were found: `attention` is the model's own while it translated."""
    pairs: tuple[tuple[int, int], ...]
    """(source word, target word), numbered from 0 between white space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """A version of a bead's target text on its way into the store."""

    text: str
    state: State
    sub_state: SubState
    origin: Origin
    author: str | None = None
    """Who wrote it; `None` for a machine."""
    machine: MachineOrigin | None = None
    score: float | None = None
    """The engine's length-normalised log-probability."""
    links: WordLinks | None = None
    flags: Sequence[Flag] = ()
    active_seconds: float | None = None
    """How long the person worked on it."""
    op_id: str | None = None
    """The writer's own name for this write: sent twice, it is written once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of a bead's target text. It never changes once it is stored."""

    bead: int
    number: int
    """From 1, without gaps."""
    text: str
    state: State
    sub_state: SubState
    origin: Origin
    author: str | None
    machine: MachineOrigin | None
    score: float | None
    flags: tuple[Flag, ...]
    active_seconds: float | None
    created_at: datetime
    links: WordLinks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitext:
    """A source document and one target language.

    Its target side is drafts and corrections, or the segments of another document.
    """

    id: int
    document: int
    language: str
    target_document: int | None
    label: str
    """Tells bitexts of one document and language apart; empty for the first."""

    @property
    def tag(self) -> str:
        """How people name it: `ar`, or `ar~machine` where it has a label."""
        return f"{self.language}~{self.label}" if self.label else self.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A bead as the columns show it: what is there now, without its history."""

    bead: int
    revision: int
    """How many revisions there are; 0 where no text was ever written."""
    text: str
    state: State
    sub_state: SubState
    origin: Origin | None
    author: str | None
    model: str | None
    flags: tuple[Flag, ...]
    """Those that nobody has put aside."""
    dismissed: tuple[Flag, ...]
    confidence: float | None
    pinned: bool
    first: int
    """The number of the first segment that the bead is over, or that an addition follows."""
    segments: int
    """How many it is over, shown or not; 0 for an addition."""
    rows: int
    """How many of the rows shown the bead stands on, from this one on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A source segment and its cells, by bitext id.

    A bead over several segments has its cell in the first of its rows that is shown.
    """

    segment: int
    number: int
    text: str
    excluded: bool
    kind: str
    level: int
    cells: Mapping[int, Cell]
    codes: Mapping[str, str] = field(default_factory=dict)
    """Inline codes of its block by the placeholder that stands for them, such as `⟦1⟧`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a translation says and its source does not: the cell of a bead without a source."""

    after: int
    """The number of the segment that it follows; 0 before the first."""
    bitext: int
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A stretch of rows out of all that match."""

    rows: Sequence[Row]
    additions: Sequence[Addition] = ()
    """What stands between these rows and after them, in order."""
    total: int
    """How many rows match, on all pages together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedWrite:
    """A text that came too late: someone had changed the bead since it was read."""

    bead: int
    base_revision: int
    text: str
    author: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """What exporters see: one bead with its texts, state and provenance."""

    number: int
    """The place of its first source segment in the document."""
    document: str
    source_language: str
    target_language: str
    source: str
    target: str
    revision: Revision
    excluded: bool
    confidence: float | None
    codes: Mapping[str, str] = field(default_factory=dict)
    """Inline codes by the placeholder that stands for them in the texts, such as `⟦1⟧`."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """What the file that it came from said of it besides, such as proposals and terms."""
    segments: int = 1
    """How many source segments it has; 0 for an addition."""
    source_parts: Sequence[str] = ()
    """The texts of its source segments, where there are several."""
    target_parts: Sequence[str] = ()
    """The texts of its target segments, where there are several and the target is just these."""
    beside: Sequence[TranslationUnit | None] = ()
    """The same in further languages, for tables that people read; `None` where there is no text."""
    pinned: bool = False
    """Whether a person said that just these segments belong together."""
