"""Segments that come with their translations: what an import gives to the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from alignments.beads import Flag, MachineOrigin, Origin, State, SubState


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Provenance:
    """What is known of a translation besides its text.

    Many texts may share one: whoever looks at it needs to look once.
    """

    state: State
    sub_state: SubState
    origin: Origin
    author: str | None = None
    machine: MachineOrigin | None = None
    flags: Sequence[Flag] = ()
    active_seconds: float | None = None


class PairTarget(NamedTuple):
    """The translation of a segment into one language."""

    language: str
    text: str
    provenance: Provenance
    revised_at: datetime | None = None
    """When it was written; `None` where nobody knows."""
    score: float | None = None
    confidence: float | None = None


class PairRow(NamedTuple):
    """A segment with its translations: at most one for every language."""

    text: str
    targets: Sequence[PairTarget] = ()
    excluded: bool = False
    data: Mapping[str, Any] = {}
    """What its block keeps: inline codes, the unit's own name, properties."""
    comments: Sequence[str] = ()
    """What was said about it."""
