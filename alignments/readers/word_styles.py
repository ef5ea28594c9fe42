"""What the styles and the numbering of a Word file say of the kind of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alignments.documents import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number)(?: (\d))?", re.IGNORECASE)
_KINDS = {
    "quote": BlockKind.QUOTATION,
    "intense quote": BlockKind.QUOTATION,
    "block text": BlockKind.QUOTATION,
    "caption": BlockKind.CAPTION,
    "html preformatted": BlockKind.CODE,
    "source code": BlockKind.CODE,
}
_TITLE = "title"
_BODY_LEVEL = 9
"""The outline level of what is no heading."""
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    name: str
    based_on: str | None
    properties: _Element | None


class Styles:
    """The paragraph styles of a document, by id; built from its `w:styles` element."""

    def __init__(self, root: _Element) -> None:
        self._styles: dict[str, _Style] = {}
        for element in root.iterfind(f"{W}style"):
            identifier = element.get(f"{W}styleId")
            if identifier is None or element.get(f"{W}type") not in (None, "paragraph"):
                continue
            self._styles[identifier] = _Style(
                name=_value(element, "name") or identifier,
                based_on=_value(element, "basedOn"),
                properties=element.find(f"{W}pPr"),
            )

    def kind(self, paragraph: _Element) -> tuple[BlockKind, int]:
        """The kind and the level of a `w:p`: its own word first, then its styles'."""
        own = paragraph.find(f"{W}pPr")
        chain = self._chain(_value(own, "pStyle"))
        properties = [own, *(style.properties for style in chain)]
        names = [style.name.lower() for style in chain]
        if level := _heading_level(names, properties):
            return BlockKind.HEADING, level
        if level := _list_level(names, properties):
            return BlockKind.LIST_ITEM, level
        kinds = (_KINDS.get(name) for name in names)
        return next((kind for kind in kinds if kind), BlockKind.PARAGRAPH), 0

    def is_title(self, paragraph: _Element) -> bool:
        """Whether it has the style called Title."""
        chain = self._chain(_value(paragraph.find(f"{W}pPr"), "pStyle"))
        return any(style.name.lower() == _TITLE for style in chain)

    def _chain(self, identifier: str | None) -> list[_Style]:
        """A style and those it is based on; a circle ends where it is long enough."""
        chain: list[_Style] = []
        while identifier in self._styles and len(chain) < _LONGEST_CHAIN:
            style = self._styles[identifier]
            chain.append(style)
            identifier = style.based_on
        return chain


def _heading_level(names: list[str], properties: list[_Element | None]) -> int:
    for name in names:
        if name == _TITLE:
            return 1
        if found := _HEADING.fullmatch(name):
            return min(max(int(found[1]), 1), 6)
    outline = _number(_first(properties, "outlineLvl"), otherwise=_BODY_LEVEL)
    return min(outline + 1, 6) if outline < _BODY_LEVEL else 0


def _list_level(names: list[str], properties: list[_Element | None]) -> int:
    styled = next((found for name in names if (found := _LIST.fullmatch(name))), None)
    for element in properties:
        numbering = None if element is None else element.find(f"{W}numPr")
        if numbering is None:
            continue
        if _value(numbering, "numId") == "0":  # numbering taken off again
            return 0
        level = _number(_value(numbering, "ilvl"), otherwise=0) + 1
        return max(level, int(styled[1] or 1)) if styled else level
    return int(styled[1] or 1) if styled else 0


def _first(properties: list[_Element | None], name: str) -> str | None:
    return next((value for element in properties if (value := _value(element, name))), None)


def _value(element: _Element | None, name: str) -> str | None:
    child = None if element is None else element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _number(text: str | None, *, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise
