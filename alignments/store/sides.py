"""What the text of a bead is held against."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from alignments.errors import NotFound
from alignments.languages import joined
from alignments.store import statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The source that a text translates, and what is not wanted of it."""

    document: int
    source: str
    source_language: str
    target_language: str
    checks_off: tuple[str, ...] = ()
    """Checks that are switched off for translations into that language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A bead that nobody else writes to until the transaction ends."""

    revision: int
    """The number of its last one."""
    gone: bool
    """An operation took it out and put others in its place."""
    sides: Sides


def hold(connection: Connection, bead: int) -> Held:
    """Hold a bead, and read what its text is held against. Raises NotFound."""
    found = connection.execute(statements.LOCKED_BEAD_AND_LANGUAGES, {"bead": bead}).one_or_none()
    if found is None:
        raise NotFound(f"no bead {bead}")
    revision, gone, document, language, settings, target = found
    pieces = connection.execute(statements.SOURCE_TEXTS, {"bead": bead}).scalars().all()
    sides = Sides(
        document=document,
        source=joined(pieces, language),
        source_language=language,
        target_language=target,
        checks_off=tuple(settings.get("checks_off", {}).get(target, ())),
    )
    return Held(revision=revision, gone=gone, sides=sides)
