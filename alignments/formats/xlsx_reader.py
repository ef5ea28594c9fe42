"""Reading the first sheet of a workbook, row by row."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from zipfile import ZipFile

from lxml import etree

from alignments.errors import FormatError
from alignments.formats.packages import opened_package, part
from alignments.formats.tables import read_rows
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WIDEST = 1024
"""How many columns are looked at."""


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units of the first sheet, by its header, or of two columns without one."""
    with opened_package(stream) as archive:
        try:
            rows = (row for row in _rows(archive) if any(row))
            yield from read_rows(rows, options=options, report=report, escapes=False)
        except etree.XMLSyntaxError as error:
            raise FormatError(f"the workbook has a part that is not XML: {error.msg}") from error


def _rows(archive: ZipFile) -> Iterator[Sequence[str]]:
    strings = _shared_strings(archive)
    with part(archive, _first_sheet(archive)) as sheet:
        for row in _elements(sheet, "row"):
            yield _cells(row, strings)


def _elements(source: object, name: str) -> Iterator[etree._Element]:
    """Every element of that name, freed when the next one is asked for."""
    found = etree.iterparse(
        source, tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in found:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and (before := element.getprevious()) is not None:
            parent.remove(before)


def _first_sheet(archive: ZipFile) -> str:
    with part(archive, "xl/workbook.xml") as workbook:
        sheet = next((one.get(_RELATION) for one in _elements(workbook, "sheet")), None)
    with part(archive, "xl/_rels/workbook.xml.rels") as relations:
        for relation in _elements(relations, "Relationship"):
            if relation.get("Id") == sheet:
                return posixpath.normpath(
                    posixpath.join("xl", relation.get("Target") or "")
                ).lstrip("/")
    raise FormatError("the workbook has no sheet")


def _shared_strings(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with part(archive, "xl/sharedStrings.xml") as strings:
        return [_text(element) for element in _elements(strings, "si")]


def _text(element: etree._Element) -> str:
    """All runs of a text, but not the readings that East Asian texts have beside them."""
    runs = [
        run.text or ""
        for run in element.iter("{*}t")
        if not any(str(above.tag).rpartition("}")[2] == "rPh" for above in run.iterancestors())
    ]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(runs))


def _cells(row: etree._Element, strings: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        place = _column(cell.get("r"), len(cells))
        if place >= _WIDEST:
            break
        cells += [""] * (place - len(cells))
        cells.append(_value(cell, strings))
    return cells


def _column(reference: str | None, following: int) -> int:
    """The place of a cell such as `C7`, from 0; a cell without one follows the one before."""
    letters = (reference or "").rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return following
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, following)


def _value(cell: etree._Element, strings: Sequence[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    found = cell.find("{*}v")
    text = (found.text or "") if found is not None else ""
    if kind == "s":
        return _shared(text, strings)
    if kind == "b":
        return "true" if text == "1" else "false"
    return text


def _shared(text: str, strings: Sequence[str]) -> str:
    try:
        return strings[int(text)]
    except (ValueError, IndexError) as error:
        raise FormatError(
            f"a cell asks for the shared text {text[:20]!r}, which is not there"
        ) from error
