"""A web page given back with other texts in its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby
from typing import TYPE_CHECKING

from alignments.languages import direction
from alignments.originals.base import NewText
from alignments.placeholders import number_of, pieces
from alignments.readers.base import SourceFile
from alignments.readers.elements import PagePlace, found_again
from alignments.readers.web_page import parsed_page, placed_blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

Part = tuple[PagePlace, NewText]


def give_back(
    content: bytes,
    name: str,
    letters: Sequence[str],
    texts: Sequence[NewText],
    languages: tuple[str, str],
) -> tuple[bytes, int]:
    """The page with new texts, in UTF-8, and how many of them have no place in it.

    `letters` are the texts that the blocks had, which is how they are found: of the main text
    only some of the page's blocks came in.
    """
    from lxml import html

    page = parsed_page(SourceFile(name=name, content=content))
    source, language = languages
    places = placed_blocks(page)
    found = list(_found(places, letters, texts))
    changed = {id(place.flow) for place, text in found if text.changed}
    if direction(source) != direction(language):
        _say_language([each for each in places if id(each.flow) not in changed], source)
    for _, group in groupby(found, key=lambda part: id(part[0].flow)):
        parts = list(group)
        if id(parts[0][0].flow) in changed:
            _rewrite(parts)
    page.set("lang", language)
    page.set("dir", direction(language))
    _declare_utf8(page)
    written: bytes = html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written + b"\n", sum(text.changed for text in texts) - sum(
        text.changed for _, text in found
    )


def _found(
    places: Sequence[PagePlace], letters: Sequence[str], texts: Sequence[NewText]
) -> Iterator[Part]:
    """The places of the blocks that were found again."""
    found = found_again([place.letters for place in places], letters)
    for number, text in zip(found, texts, strict=True):
        if number >= 0:
            yield places[number], text


def _say_language(places: Sequence[PagePlace], language: str) -> None:
    """Let what stays in the source language, such as a footer, be written in its direction."""
    for place in places:
        element, slot = place.flow.slots[0]
        if slot == "text" and element.get("dir") is None:
            element.set("lang", language)
            element.set("dir", direction(language))


def _rewrite(parts: Sequence[Part]) -> None:
    """Empty all that the blocks stood in, and put the new texts where the first of it was."""
    flow = parts[0][0].flow
    elements = {id(each) for place, _ in parts for each in (*place.elements.values(), *place.base)}
    cursor = _Cursor(_anchor(flow.slots[0], elements))
    for element, slot in flow.slots:
        setattr(element, slot, None)
    for place, _ in parts:
        for element in (*place.elements.values(), *place.base):
            _detach(element)
    for element in flow.breaks:
        _detach(element)
    for count, (place, new) in enumerate(parts):
        if count:
            cursor.add_break()
            cursor.add_break()
        _write(cursor, place, new)
    cursor.end()


def _write(cursor: _Cursor, place: PagePlace, new: NewText) -> None:
    left = {number for number, each in place.elements.items() if number in place.alone}
    for piece, is_code in pieces(new.text, place.codes):
        if not is_code:
            styled = place.base if piece.strip() and not cursor.depth else ()
            cursor.add_text(piece, inside=styled[0] if styled else None)
        elif piece.endswith("/⟧"):
            left.discard(number_of(piece))
            cursor.add(place.elements[number_of(piece)])
        elif piece.startswith("⟦/"):
            cursor.leave()
        else:
            cursor.enter(place.elements[number_of(piece)])
    while cursor.depth:
        cursor.leave()
    for number in sorted(left):  # a translation that lost a picture must not lose it here
        cursor.add(place.elements[number])


def _anchor(slot: tuple[_Element, str], marked: set[int]) -> _Element:
    """An element put where the first text of a block stands."""
    from lxml.html import Element

    element, kind = slot
    anchor: _Element = Element("span")
    around = element if kind == "text" else element.getparent()
    above = [] if around is None else [around, *around.iterancestors()]
    outermost = next((one for one in reversed(above) if id(one) in marked), None)
    if outermost is not None:
        outermost.addprevious(anchor)
    elif kind == "text":
        element.insert(0, anchor)
    else:
        element.addnext(anchor)
    return anchor


def _detach(element: _Element) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, element.tail = element.tail, None
    before = element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


class _Cursor:
    """Writes text and elements one after the other, behind an anchor."""

    def __init__(self, anchor: _Element) -> None:
        parent = anchor.getparent()
        if parent is None:
            raise ValueError("an anchor stands in a page")
        self._anchor = anchor
        self._stack: list[tuple[_Element, _Element | None]] = [(parent, anchor)]

    @property
    def depth(self) -> int:
        return len(self._stack) - 1

    def add_text(self, text: str, *, inside: _Element | None = None) -> None:
        """Text, in an element that looks like another where that is given."""
        if inside is not None:
            self.enter(deepcopy(inside))
        self._add_lines(text)
        if inside is not None:
            self.leave()

    def _add_lines(self, text: str) -> None:
        for count, line in enumerate(text.split("\n")):
            if count:
                self.add_break()
            parent, before = self._stack[-1]
            if before is None:
                parent.text = (parent.text or "") + line
            else:
                before.tail = (before.tail or "") + line

    def add_break(self) -> None:
        from lxml.html import Element

        self.add(Element("br"))

    def add(self, element: _Element) -> None:
        """An element with nothing behind it yet."""
        parent, before = self._stack[-1]
        place = 0 if before is None else parent.index(before) + 1
        tail = None if before is None else before.tail
        parent.insert(place, element)
        if before is not None:
            before.tail = tail  # what was written stays before the element
        element.tail = None
        self._stack[-1] = (parent, element)

    def enter(self, element: _Element) -> None:
        """Write inside of an element, of which only its name and attributes are kept."""
        attributes = [(str(name), str(value)) for name, value in element.attrib.items()]
        element.clear()
        for name, value in attributes:
            element.set(name, value)
        self.add(element)
        self._stack.append((element, None))

    def leave(self) -> None:
        if self.depth:
            self._stack.pop()

    def end(self) -> None:
        _detach(self._anchor)


def _declare_utf8(page: _Element) -> None:
    from lxml.html import Element

    head = page.find("head")
    if head is None:
        head = Element("head")
        page.insert(0, head)
    for meta in list(head.iter("meta")):
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            _detach(meta)
    head.insert(0, Element("meta", charset="utf-8"))
