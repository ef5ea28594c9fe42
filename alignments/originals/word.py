"""A Word file given back with other texts in its paragraphs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from itertools import groupby
from typing import TYPE_CHECKING
from zipfile import ZipFile

from alignments.errors import ReadError
from alignments.formats.packages import write_package
from alignments.languages import direction
from alignments.originals.base import NewText
from alignments.placeholders import number_of, pieces
from alignments.readers.word_document import WordPlace, opened_word
from alignments.readers.word_fields import release_fields, split_fields
from alignments.readers.word_marks import WHOLE
from alignments.readers.word_styles import W

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_KEPT = {
    f"{W}{name}"
    for name in (
        "pPr",
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "permStart",
        "permEnd",
    )
}
# what comes behind an element in the sequences that the standard prescribes
_AFTER_BIDI = (
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc "
    "textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
).split()
_AFTER_RTL = "cs em lang eastAsianLayout specVanish oMath".split()
_AFTER_LANG = "eastAsianLayout specVanish oMath".split()
_BEFORE_VISUAL = ("tblStyle", "tblpPr", "tblOverlap")


def give_back(content: bytes, name: str, texts: Sequence[NewText], language: str) -> bytes:
    """The file with new texts, in the order of its blocks; a paragraph without one stays."""
    document, places = opened_word(content, name)
    if len(places) != len(texts):
        raise ReadError(
            f"{name} has {len(places)} paragraphs and the document {len(texts)}; import it again"
        )
    together = list(zip(places, texts, strict=True))
    leftward = direction(language) == "rtl"
    for _, group in groupby(together, key=lambda pair: id(pair[0].paragraph)):
        parts = list(group)
        if any(text.changed for _, text in parts):
            _Paragraph(parts[0][0].paragraph, language, leftward).write(parts)
    if leftward:
        for table in document.element.body.iter(f"{W}tbl"):
            _turn(table)
    return _saved(document, language)


class _Paragraph:
    """One paragraph on its way to another text."""

    def __init__(self, element: _Element, language: str, leftward: bool) -> None:
        self._element, self._language, self._leftward = element, language, leftward

    def write(self, parts: Sequence[tuple[WordPlace, NewText]]) -> None:
        page_break = self._element.find(f".//{W}br[@{W}type]")
        begun, ended = split_fields(self._element)
        self._clear()
        self._element.extend(begun)
        if self._leftward:
            _insert(_properties(self._element, "pPr"), "bidi", _AFTER_BIDI)
        for count, (place, text) in enumerate(parts):
            if count:
                run = self._run(place, None)
                run.append(_new("br") if page_break is None else deepcopy(page_break))
                self._element.append(run)
            self._write_part(place, text)
        self._element.extend(ended)

    def _clear(self) -> None:
        for child in list(self._element):
            if child.tag not in _KEPT:
                self._element.remove(child)

    def _write_part(self, place: WordPlace, new: NewText) -> None:
        """Text goes into runs; a mark chooses which, and a link which holds them."""
        opened: list[int] = []
        left = {number for number, run in place.runs.items() if run.is_object}
        for piece, is_code in pieces(new.text, place.codes):
            if not is_code:
                self._add_text(place, piece, opened[-1] if opened else None)
                continue
            number = number_of(piece)
            if piece.endswith("/⟧"):
                left.discard(number)
                self._add_object(place, number)
            elif not piece.startswith("⟦/"):
                opened.append(number)
            elif number in opened:
                opened.remove(number)
        for number in sorted(left):  # a translation that lost a footnote must not lose it here
            self._add_object(place, number)

    def _add_text(self, place: WordPlace, text: str, number: int | None) -> None:
        run = self._run(place, number)
        for count, line in enumerate(text.split("\n")):
            if count:
                run.append(_new("br"))
            for place_in_line, stretch in enumerate(line.split("\t")):
                if place_in_line:
                    run.append(_new("tab"))
                if stretch:
                    run.append(_text(stretch))
        link = place.runs[number].link if number is not None else None
        if link is None:
            self._element.append(run)
            return
        around = _empty_copy(link)
        around.append(run)
        self._element.append(around)

    def _add_object(self, place: WordPlace, number: int) -> None:
        found = place.runs[number].element
        if found.tag in WHOLE:
            self._element.append(found)
            return
        run = _new("r")
        own = next(found.iterancestors(f"{W}r"), None)
        properties = own.find(f"{W}rPr") if own is not None else None
        if properties is not None:
            run.append(deepcopy(properties))
        run.append(found)
        self._element.append(run)

    def _run(self, place: WordPlace, number: int | None) -> _Element:
        like = place.base if number is None else place.runs[number].element
        run = _new("r")
        own = like.find(f"{W}rPr") if like is not None else None
        if own is not None:
            run.append(deepcopy(own))
        properties = _properties(run, "rPr")
        for name in ("b", "i"):
            self._mirror(properties, name)
        if self._leftward:
            _insert(properties, "rtl", _AFTER_RTL)
        lang = _insert(properties, "lang", _AFTER_LANG)
        lang.set(f"{W}bidi" if self._leftward else f"{W}val", self._language)
        return run

    def _mirror(self, properties: _Element, name: str) -> None:
        """Bold and italic have elements of their own for Arabic and Hebrew."""
        plain = properties.find(f"{W}{name}")
        if self._leftward and plain is not None and properties.find(f"{W}{name}Cs") is None:
            other = deepcopy(plain)
            other.tag = f"{W}{name}Cs"
            plain.addnext(other)


def _new(name: str) -> _Element:
    from docx.oxml import OxmlElement

    element: _Element = OxmlElement(f"w:{name}")
    return element


def _text(text: str) -> _Element:
    element = _new("t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _empty_copy(element: _Element) -> _Element:
    copy = deepcopy(element)
    for child in list(copy):
        copy.remove(child)
    return copy


def _properties(element: _Element, name: str) -> _Element:
    found = element.find(f"{W}{name}")
    if found is None:
        found = _new(name)
        element.insert(0, found)
    return found


def _insert(parent: _Element, name: str, after: Sequence[str]) -> _Element:
    """The element of that name, put before those that the standard wants behind it."""
    found = parent.find(f"{W}{name}")
    if found is not None:
        if name != "lang":  # it may have said no
            found.attrib.pop(f"{W}val", "")
        return found
    found = _new(name)
    following = {f"{W}{other}" for other in after}
    place = next((n for n, child in enumerate(parent) if child.tag in following), len(parent))
    parent.insert(place, found)
    return found


def _turn(table: _Element) -> None:
    """Let the first column of a table be the rightmost."""
    properties = _properties(table, "tblPr")
    if properties.find(f"{W}bidiVisual") is None:
        before = {f"{W}{name}" for name in _BEFORE_VISUAL}
        place = sum(child.tag in before for child in properties)
        properties.insert(place, _new("bidiVisual"))


def _saved(document: Document, language: str) -> bytes:
    """The package, packed alike each time."""
    release_fields(document.element.body)
    document.core_properties.language = language
    packed, stream = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with ZipFile(packed) as archive:
        names = archive.namelist()
        write_package(stream, ((name, [archive.read(name)]) for name in names))
    return stream.getvalue()
