"""What both versions of XLIFF share when they are written: files, provenance and codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from alignments.beads import TranslationUnit
from alignments.formats.codes import pieces
from alignments.formats.record import PROVENANCE, record
from alignments.formats.unit_names import unit_names
from alignments.formats.xml_text import attribute, escape

_ELSEWHERE = frozenset({"flags", "excluded", "document", "source_language", "target_language"})
META = frozenset(PROVENANCE) - _ELSEWHERE | {"state", "sub_state"}
"""The fields that can be metadata; the others have places of their own."""


def meta_of(unit: TranslationUnit, *, states: bool) -> list[tuple[str, str]]:
    """Provenance as names and values; with our states where the version has not the same."""
    wanted = META if states else META - {"state", "sub_state"}
    return [
        (name.replace("_", "-"), escape(value if isinstance(value, str) else repr(value)))
        for name, value in record(unit).items()
        if name in wanted and value is not None
    ]


def by_document(
    units: Iterable[TranslationUnit],
    *,
    begin: Callable[[int, str], str],
    write: Callable[[TranslationUnit, str], str],
    end: str,
    empty: str = "",
) -> Iterator[str]:
    """One `file` element for every stretch of units of one document; an empty one for none."""
    document: str | None = None
    files = 0
    for unit in units:
        if unit.document != document:
            if files:
                yield end
            files, document, name = files + 1, unit.document, unit_names()
            yield begin(files, attribute(document))
        yield write(unit, name(unit.number))
    yield end if files else begin(1, "") + empty + end


def content(
    text: str,
    unit: TranslationUnit,
    write_code: Callable[[str, int, str], str],
    *,
    escape: Callable[[str], str] = escape,
) -> str:
    """The text with its codes as elements."""
    if not unit.codes:
        return escape(text)
    return "".join(
        escape(piece) if isinstance(piece, str) else write_code(*piece)
        for piece in pieces(text, unit.codes)
    )


def flag_notes(unit: TranslationUnit, form: str) -> str:
    """Every flag in its own note."""
    return "".join(
        form.format(escape(f"{flag.name}: {flag.reason}")) for flag in unit.revision.flags
    )
