r"""Tab-separated values with a header, that a spreadsheet can open and not run.

In a text, `\t`, `\n`, `\r` and `\\` stand for a tab, a line feed, a carriage return and a
backslash. A text that a spreadsheet could take for a formula or for an opening quotation mark
(a leading `=`, `+`, `-`, `@`, their full-width forms, or `"`) gets a backslash before it: the
cell then starts with that backslash and is plain text. Reading takes the backslashes away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.lines import lines as text_lines
from alignments.formats.record import FIELDS, TEXTS, Value, record, unit_of
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ORIGINALS = {"t": "\t", "n": "\n", "r": "\r"}
_RUNS = tuple('=+-@＝＋－＠"')


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The header, then one line a unit."""
    yield "\t".join(FIELDS if options.provenance else TEXTS) + "\n"
    for unit in units:
        values = record(unit, provenance=options.provenance).values()
        yield "\t".join([_cell(value) for value in values]) + "\n"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else repr(value)


def escaped(text: str) -> str:
    """The text as a cell holds it."""
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
    return "\\" + text if text.startswith(_RUNS) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` made the cell from."""
    if "\\" not in cell:
        return cell
    return _ESCAPED.sub(lambda match: _ORIGINALS.get(match[1], match[1]), cell)


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units by the header's columns, in any order; without a header the first two columns.

    Our escapes are undone where the header begins as ours does, or where the options say so.
    """
    rows = (line.split("\t") for line in text_lines(stream) if line)
    first = next(rows, None)
    if first is None:
        return
    columns = options.columns or header(first, options)
    if columns is None:
        yield _unit(first, ("source", "target"), options, report, ours=False)
        columns = ("source", "target")
    elif options.columns:
        yield _unit(first, columns, options, report, ours=False)
    ours = first[: len(TEXTS)] == list(TEXTS)
    for number, row in enumerate(rows, start=2):
        if len(row) < 2:
            raise FormatError(f"line {number} has one column; source and target need a tab between")
        yield _unit(row, columns, options, report, ours=ours)


def header(row: list[str], options: ReadOptions) -> tuple[str, ...] | None:
    """The fields that a first row names, if it does: ours, or two language tags."""
    named = [name.strip().lower().replace(" ", "_") for name in row]
    if {"source", "target"} <= set(named):
        return tuple(named)
    languages = {
        (options.source_language or "").lower(): "source",
        (options.target_language or "").lower(): "target",
    }
    fields = tuple(languages.get(name, name) for name in named)
    return fields if {"source", "target"} <= set(fields) else None


def _unit(
    row: list[str],
    columns: tuple[str, ...],
    options: ReadOptions,
    report: ImportReport,
    *,
    ours: bool,
) -> ReadUnit:
    undo = ours if options.escaped is None else options.escaped
    cells = [unescaped(cell) for cell in row] if undo else row
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    return unit_from_cells(values, options, report)


def unit_from_cells(values: dict[str, str], options: ReadOptions, report: ImportReport) -> ReadUnit:
    """A unit from named cells: names that are not ours become properties."""
    values.setdefault("source_language", options.source_language or "")
    values.setdefault("target_language", options.target_language or "")
    foreign = {name: cell for name, cell in values.items() if name not in FIELDS and cell}
    report.homeless.update(foreign.keys())
    return unit_of(values, report, properties=foreign)
