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


def read_sides(connection: Connection, bead: int) -> Sides:
    """What a bead's text is held against. Raises NotFound."""
    row = connection.execute(statements.LANGUAGES_OF_BEAD, {"bead": bead}).one_or_none()
    if row is None:
        raise NotFound(f"no bead {bead}")
    document, language, settings, target = row
    pieces = connection.execute(statements.SOURCE_TEXTS, {"bead": bead}).scalars().all()
    return Sides(
        document=document,
        source=joined(pieces, language),
        source_language=language,
        target_language=target,
        checks_off=tuple(settings.get("checks_off", {}).get(target, ())),
    )
