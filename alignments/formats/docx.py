"""A Word document for readers: a table with a column for each language, right-to-left where it is.

Written part by part, so that memory does not grow with the table; the first row is repeated on
every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.formats.output import in_pieces
from alignments.formats.packages import write_package
from alignments.formats.reading_tables import doubted, languages_of, title_of
from alignments.formats.units import WriteOptions
from alignments.formats.xml_text import attribute, escape
from alignments.languages import autonym, direction

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>
</Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/styles" Target="styles.xml"/>
</Relationships>""",
    "word/styles.xml": f"""<w:styles xmlns:w="{_MAIN}">
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:szCs w:val="24"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:basedOn w:val="Normal"/>
<w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>
</w:styles>""",
}
_NUMBER, _TEXTS = 700, 13200
"""The widths of the columns, those of texts together: twentieths of a point, on A4 landscape."""


def write(units: Iterable[TranslationUnit], stream: BinaryIO, *, options: WriteOptions) -> None:
    """One row a unit, under a row with the languages."""
    parts = [(name, [(_HEAD + text).encode()]) for name, text in _PARTS.items()]
    document = ("word/document.xml", in_pieces(_document(units, options)))
    write_package(stream, [*parts, document])


def _document(units: Iterable[TranslationUnit], options: WriteOptions) -> Iterator[str]:
    languages = languages_of(options)
    heading = _paragraph(title_of(options), languages[0], style="Heading1")
    widths = [_NUMBER, *[_TEXTS // len(languages)] * len(languages)]
    yield f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{heading}{_table_start(widths)}'
    names = [(autonym(language), language) for language in languages]
    yield _row([("№", "en"), *names], widths, first=True)
    for unit in units:
        texts = [unit.source, *(_told(each) for each in (unit, *unit.beside))]
        cells = zip(texts, languages, strict=True)
        yield _row([(str(unit.number), "en"), *cells], widths)
    yield (
        '</w:tbl><w:p/><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
        'w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _told(unit: TranslationUnit | None) -> str:
    """The translation; what nobody answers for says so."""
    text, doubt = unit.target if unit else "", doubted(unit)
    return f"{text} [{doubt}]" if doubt else text


def _table_start(widths: Sequence[int]) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="AAAAAA"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>\n"
    )


def _row(cells: Sequence[tuple[str, str]], widths: Sequence[int], *, first: bool = False) -> str:
    about = "<w:cantSplit/><w:tblHeader/>" if first else "<w:cantSplit/>"
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(text, language, bold=first)}</w:tc>"
        for (text, language), width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{about}</w:trPr>{inside}</w:tr>\n"


def _paragraph(text: str, language: str, *, style: str = "", bold: bool = False) -> str:
    """Right-to-left twice over: of the paragraph, and of the run, which chooses the font."""
    leftward = direction(language) == "rtl"
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    about += "<w:bidi/>" if leftward else ""
    run = ("<w:b/><w:bCs/>" if bold else "") + ("<w:rtl/>" if leftward else "")
    tag = attribute(language)
    run += f'<w:lang w:bidi="{tag}"/>' if leftward else f'<w:lang w:val="{tag}"/>'
    pieces = "<w:br/>".join(
        f'<w:t xml:space="preserve">{line}</w:t>' for line in escape(text).split("\n")
    ).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f"<w:p><w:pPr>{about}</w:pPr><w:r><w:rPr>{run}</w:rPr>{pieces}</w:r></w:p>"
