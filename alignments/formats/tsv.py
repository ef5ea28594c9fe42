"""Tab-separated values with a header, that a spreadsheet can open and not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.formats.lines import lines as text_lines
from alignments.formats.tables import cell, column_names, read_rows, row_values
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """The header, then one line a unit."""
    yield "\t".join(column_names(options)) + "\n"
    for unit in units:
        values = row_values(unit, options)
        yield "\t".join([cell(value) for value in values]) + "\n"


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units of a table with a header, or of two columns without one."""
    rows = (line.split("\t") for line in text_lines(stream) if line)
    return read_rows(rows, options=options, report=report)
