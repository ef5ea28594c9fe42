"""Word files (.docx): the body as it reads with all tracked changes accepted.

Text boxes come after the paragraph they hang on. Headers, footers, notes, comments and hidden text
are left out, and the notes of the document say so. `<w:br/>` is a line feed, a tab is a tab. Bold
words, links, pictures, fields, equations and the like are kept as inline codes.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from alignments.documents import Block, BlockKind, ReadDocument
from alignments.errors import ReadError
from alignments.readers.archives import refuse_unsafe
from alignments.readers.base import SourceFile, declared_language
from alignments.readers.elements import BETWEEN
from alignments.readers.marks import inner_marks, solid_length, with_marks
from alignments.readers.refusals import FORBIDDEN
from alignments.readers.word_fields import hold_fields
from alignments.readers.word_marks import OBJECTS, WHOLE, Marked, Run, marked
from alignments.readers.word_styles import Styles, W

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_COUNTED = {
    f"{W}ins": "insertion",
    f"{W}moveTo": "insertion",
    f"{W}del": "deletion",
    f"{W}moveFrom": "deletion",
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "endnote",
    f"{W}commentReference": "comment",
}
_SKIPPED = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}tblPr",
    f"{W}trPr",
    f"{W}tcPr",
    f"{W}sectPr",
    f"{W}sdtPr",
    f"{W}rt",
    f"{W}instrText",
    f"{W}delText",
    _ALTERNATIVE,
    *WHOLE,
}
_CONTENT_TYPE = re.compile(r"content type is '(?:application/)?([^']+)")
_LEFT_OUT = ("footnote", "endnote", "comment", "stretch of hidden text")
_PLURALS = {
    "text box": "text boxes",
    "stretch of hidden text": "stretches of hidden text",
    "header or footer": "headers and footers",
}
_BREAKS = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def read(file: SourceFile) -> ReadDocument:
    """Read a Word file; raises `ReadError` for one that is broken, locked or not safe."""
    document, walk = _walked(file)
    return ReadDocument(
        blocks=walk.blocks,
        title=walk.title or document.core_properties.title.strip() or None,
        language=declared_language(document.core_properties.language),
        notes=[*_notes(walk.counts), *_margin_notes(document)],
    )


def opened_word(content: bytes, name: str) -> tuple[Document, list[WordPlace]]:
    """A document that was read before, and where each of its blocks stands."""
    document, walk = _walked(SourceFile(name=name, content=content))
    return document, walk.places


def _walked(file: SourceFile) -> tuple[Document, _Walk]:
    if not file.content.startswith(b"PK"):
        raise ReadError(f"{file.name} is not a Word file (.docx); give it the ending of what it is")
    refuse_unsafe(file.name, file.content, main=_MAIN)
    document = _opened(file)
    for paragraph in document.element.body.iter(f"{W}p"):
        hold_fields(paragraph, partial(_relation, document))
    walk = _Walk(Styles(document.styles.element))
    walk.blocks_in(document.element.body)
    return document, walk


def _relation(document: Document, address: str) -> str:
    from docx.opc.constants import RELATIONSHIP_TYPE

    return document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _opened(file: SourceFile) -> Document:
    """Open it with python-docx, which raises whatever comes for parts that are missing."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(file.content))
        if document.element.body is None or document.styles.element is None:
            raise ValueError("it has no body")
        _ = document.core_properties.title, document.core_properties.language
    except (OpcError, LxmlError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise ReadError(f"{file.name} is {_trouble(error)}") from error
    return document


def _trouble(error: Exception) -> str:
    reason = " ".join(str(error).split())
    if found := _CONTENT_TYPE.search(reason):
        return f"no plain Word file but {found[1]}; save it as .docx"
    if isinstance(error, AttributeError | TypeError):
        reason = "a part of it is not what it should be"
    return f"a broken .docx file ({reason[:120]}); save it again in Word or LibreOffice"


@dataclass(frozen=True, slots=True)
class WordPlace:
    """Where a block stands in its document, and what its placeholders stand for."""

    paragraph: _Element
    base: _Element | None
    """A run in the style that most of the paragraph has."""
    codes: Mapping[str, str]
    runs: Mapping[int, Run]
    """By the number of their placeholder."""


class _Walk:
    """One pass over the body."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.blocks: list[Block] = []
        self.places: list[WordPlace] = []
        self.title: str | None = None
        self._has_title = False
        self.counts: Counter[str] = Counter()

    def blocks_in(self, container: _Element, *, cell: bool = False) -> None:
        """Add the paragraphs of a container, in tables and content controls too."""
        for child in container.iterchildren():
            if child.tag == f"{W}p":
                self._paragraph(child, cell=cell)
            elif child.tag == f"{W}tr" and _is_deleted(child):
                self.counts["deletion"] += 1
            elif self._is_entered(child):
                self.blocks_in(child, cell=cell or child.tag == f"{W}tc")

    def _is_entered(self, element: _Element) -> bool:
        """Count what the notes speak of, and tell whether its content is taken."""
        if kind := _COUNTED.get(element.tag):
            self.counts[kind] += 1
        return element.tag not in _SKIPPED

    def _paragraph(self, paragraph: _Element, *, cell: bool) -> None:
        runs: list[Run] = []
        boxes: list[_Element] = []
        self._take(paragraph, runs, boxes)
        kind, level = self._styles.kind(paragraph)
        if cell and kind is not BlockKind.HEADING:
            kind, level = BlockKind.TABLE_CELL, 0
        text = "".join(run.text for run in runs)
        found = marked(runs)
        begin = 0
        for part in _BREAKS.split(text):
            end = begin + solid_length(part)
            # what parts the text from a field at its end, such as a tab, stays
            ends_apart = any(mark.ends_apart(end) for mark in found.marks)
            text_there = part.lstrip() if ends_apart else part.strip()
            self._add(text_there, kind, level, paragraph, found, begin)
            begin = end
        if level == 1 and kind is BlockKind.HEADING:
            self._note_title(paragraph, text)
        for box in boxes:
            self.counts["text box"] += 1
            self.blocks_in(box, cell=cell)

    def _note_title(self, paragraph: _Element, text: str) -> None:
        """The first paragraph in the style Title, else the first heading of level 1."""
        text = " ".join(text.split())
        named = self._styles.is_title(paragraph)
        if text and (self.title is None or (named and not self._has_title)):
            self.title, self._has_title = text, named

    def _add(
        self,
        text: str,
        kind: BlockKind,
        level: int,
        paragraph: _Element,
        found: Marked,
        begin: int,
    ) -> None:
        if not text.strip():
            return
        links = {pair for pair, run in found.runs.items() if run.link is not None}
        marks = inner_marks(found.marks, begin, begin + solid_length(text), keep=links)
        if kind is BlockKind.CODE:
            marks = []
        text, codes, numbers = with_marks(text, marks, begin=begin)
        before = BETWEEN if self.blocks else ""
        self.blocks.append(Block(text=text, kind=kind, level=level, before=before, codes=codes))
        runs = {number: found.runs[pair] for pair, number in numbers.items()}
        self.places.append(WordPlace(paragraph, found.base, codes, runs))

    def _take(
        self, element: _Element, runs: list[Run], boxes: list[_Element], *, inside: bool = False
    ) -> None:
        """Collect the text inside an element, and the text boxes that hang on it.

        `inside` says that the element is part of an object, such as a picture.
        """
        for child in element.iterchildren():
            is_object = child.tag in (OBJECTS | WHOLE) and not inside
            if is_object:
                runs.append(Run("", child, is_object=True))
            if child.tag == f"{W}t":
                runs.append(Run(FORBIDDEN.sub("", child.text or ""), element))
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            elif child.tag in _CHARACTERS:
                runs.append(Run(_character(child), element))
            elif child.tag == f"{W}sdt":
                self.counts["content control"] += 1
                self._take(child, runs, boxes, inside=inside)
            elif child.tag == f"{W}r" and _is_hidden(child):
                self.counts["stretch of hidden text"] += 1
            elif self._is_entered(child):
                self._take(child, runs, boxes, inside=inside or is_object)


def _character(element: _Element) -> str:
    """A page or column break parts paragraphs, as an empty line does."""
    if element.get(f"{W}type") in ("page", "column"):
        return "\n\n"
    return _CHARACTERS[str(element.tag)]


def _is_hidden(run: _Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off")


def _is_deleted(row: _Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _notes(counts: Mapping[str, int]) -> list[str]:
    notes = [f"{_counted(counts[kind], kind)} left out" for kind in _LEFT_OUT if counts[kind]]
    if count := counts["content control"]:
        notes.append(f"{_counted(count, 'content control')} kept only where nothing is translated")
    if counts["text box"]:
        notes.append(f"{_counted(counts['text box'], 'text box')} put after the paragraph it is at")
    if counts["insertion"] or counts["deletion"]:
        notes.append(
            f"tracked changes accepted: {_counted(counts['insertion'], 'insertion')} kept, "
            f"{_counted(counts['deletion'], 'deletion')} dropped"
        )
    return notes


def _margin_notes(document: Document) -> list[str]:
    """How many headers and footers have text that is not taken."""
    wanted = ("/header", "/footer")
    texts = [
        relation.target_part.blob
        for relation in document.part.rels.values()
        if not relation.is_external and relation.reltype.endswith(wanted)
    ]
    count = sum(b"<w:t>" in xml or b"<w:t " in xml for xml in texts)
    return [f"{_counted(count, 'header or footer')} left out"] * bool(count)


def _counted(count: int, name: str) -> str:
    return f"{count} {name if count == 1 else _PLURALS.get(name, name + 's')}"
