"""Gettext PO: drafts are fuzzy, provenance is in extracted comments, numbers are contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from alignments.beads import State, TranslationUnit
from alignments.formats.po_reader import MARK, read
from alignments.formats.record import FIELDS, TEXTS, record
from alignments.formats.tables import cell
from alignments.formats.unit_names import unit_names
from alignments.formats.units import WriteOptions

__all__ = ["lines", "read"]

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\v": "\\v", "\f": "\\f"}
)
_WRITTEN_APART = frozenset({"number", "source", "target", "source_language", "target_language"})


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The header entry, then one entry a unit."""
    yield (
        'msgid ""\nmsgstr ""\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {options.target_language}\\n"\n'
        f'"X-Source-Language: {options.source_language}\\n"\n'
    )
    fields = frozenset(FIELDS if options.provenance else TEXTS) - _WRITTEN_APART
    name = unit_names()
    write = partial(_entry, fields=fields)
    for unit in units:
        yield write(unit, name(unit.number))


def _entry(unit: TranslationUnit, name: str, fields: frozenset[str]) -> str:
    said = "".join(
        f"#. {MARK}{field}: {cell(value)}\n"
        for field, value in record(unit).items()
        if field in fields and value is not None
    )
    fuzzy = "#, fuzzy\n" if unit.revision.state is State.INITIAL and unit.target else ""
    return (
        f'\n{said}{fuzzy}msgctxt "{name}"\nmsgid {_quoted(unit.source)}\n'
        f"msgstr {_quoted(unit.target)}\n"
    )


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
