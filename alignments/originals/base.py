"""What a file is given back with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewText:
    """The text of a block, with placeholders for its inline codes."""

    text: str
    changed: bool
    """False where nothing of the block is translated; it then stays as it is."""
