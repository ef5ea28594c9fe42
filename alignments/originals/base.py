"""What a file is given back with."""

from __future__ import annotations

from dataclasses import dataclass

from alignments.beads import Origin, State, SubState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a text has come, for files that say so."""

    state: State
    sub_state: SubState
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class NewText:
    """The text of a block, with placeholders for its inline codes."""

    text: str
    changed: bool
    """False where nothing of the block is translated; it then stays as it is."""
    standing: Standing | None = None
