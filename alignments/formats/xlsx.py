"""Workbooks of Office Open XML with one sheet. A text is typed as text there: none can run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.output import in_pieces
from alignments.formats.packages import write_package
from alignments.formats.record import Value
from alignments.formats.tables import column_names, row_values
from alignments.formats.units import WriteOptions
from alignments.formats.xlsx_reader import read
from alignments.formats.xml_text import escape_by_number
from alignments.languages import direction

__all__ = ["read", "write"]

LONGEST_CELL = 32_767
"""In UTF-16 units, by the specification of Excel; longer texts would be cut there."""
MOST_ROWS = 1_048_576

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">
<sheets><sheet name="Units" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>
</Relationships>""",
    # cell styles: 0 plain, 1 left to right, 2 right to left, 3 heading
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="4"><xf xfId="0"/>
<xf xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top" readingOrder="1"/></xf>
<xf xfId="0" applyAlignment="1"><alignment wrapText="1" vertical="top" readingOrder="2"/></xf>
<xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>""",
}
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write(units: Iterable[TranslationUnit], stream: BinaryIO, *, options: WriteOptions) -> None:
    """One row a unit, under a header that stays in view."""
    parts = [(name, [(_HEAD + text).encode()]) for name, text in _PARTS.items()]
    sheet = ("xl/worksheets/sheet1.xml", in_pieces(_sheet(units, options)))
    write_package(stream, [*parts, sheet])


def _sheet(units: Iterable[TranslationUnit], options: WriteOptions) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '</sheetView></sheetViews><cols><col min="2" max="3" width="60" customWidth="1"/></cols>'
        "<sheetData>\n"
    )
    names = column_names(options)
    yield f"<row>{''.join(_text_cell(name, 3) for name in names)}</row>\n"
    styles = {
        "source": _style(options.source_language),
        "target": _style(options.target_language),
    }
    for place, unit in enumerate(units, start=2):
        if place > MOST_ROWS:
            raise FormatError(f"a sheet has at most {MOST_ROWS} rows; use csv or tsv")
        values = zip(names, row_values(unit, options), strict=True)
        cells = (_cell(value, styles.get(name, 0)) for name, value in values)
        yield f"<row>{''.join(cells)}</row>\n"
    yield "</sheetData></worksheet>"


def _style(language: str) -> int:
    return 2 if direction(language) == "rtl" else 1


def _cell(value: Value, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text_cell(value, style)
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    return f"<c><v>{value!r}</v></c>"


def _text_cell(text: str, style: int) -> str:
    if (
        len(text) > LONGEST_CELL // 2
        and len(text.encode("utf-16-le", "replace")) // 2 > LONGEST_CELL
    ):
        raise FormatError(f"a text has more than {LONGEST_CELL} characters; use csv or tsv")
    inside = escape_by_number(_LOOKS_ESCAPED.sub("_x005F_", text), "_x{:04X}_")
    inside = inside.replace("&#13;", "_x000D_")
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{inside}</t></is></c>'
