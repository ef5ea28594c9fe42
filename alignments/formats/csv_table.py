"""Comma-separated values (RFC 4180) with a header, in UTF-8; reads semicolons as well."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.lines import lines as text_lines
from alignments.formats.tables import cell, column_names, read_rows, row_values
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The header, then one line a unit: line ends in texts are escaped as in TSV."""
    yield ",".join(column_names(options)) + "\r\n"
    for unit in units:
        values = row_values(unit, options)
        yield ",".join([_quoted(cell(value)) for value in values]) + "\r\n"


def _quoted(text: str) -> str:
    if "," in text or '"' in text or ";" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units of a table with a header, or of two columns without one."""
    return read_rows(_rows(stream), options=options, report=report)


def _rows(stream: BinaryIO) -> Iterator[list[str]]:
    # the csv module wants the line ends: those inside of quotes belong to the text
    found = (f"{line}\n" for line in text_lines(stream))
    first = next(found, None)
    if first is None:
        return
    separator = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(chain([first], found), delimiter=separator, strict=True)
    try:
        yield from (row for row in rows if row)
    except csv.Error as error:
        raise FormatError(f"line {rows.line_num} is not CSV: {error}") from error
