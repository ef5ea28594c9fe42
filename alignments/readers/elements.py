"""From the elements of a page to blocks: of HTML, and of what trafilatura makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alignments.documents import Block, BlockKind
from alignments.readers.refusals import FORBIDDEN

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = {
    "script", "style", "template", "noscript", "head-matter", "title", "meta", "link", "svg",
    "math", "iframe", "object", "embed", "canvas", "audio", "video", "select", "datalist",
    "textarea", "graphic", "del",
}  # fmt: skip
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "item": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "td": BlockKind.TABLE_CELL,
    "th": BlockKind.TABLE_CELL,
    "cell": BlockKind.TABLE_CELL,
    "blockquote": BlockKind.QUOTATION,
    "quote": BlockKind.QUOTATION,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}
_LISTS = {"ul", "ol", "dl", "menu", "list"}
_PLAIN_BLOCKS = {
    "address", "article", "aside", "body", "details", "dialog", "div", "fieldset", "figure",
    "footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "nav", "option", "p",
    "row", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "center",
    "button", "label",
}  # fmt: skip
_BREAKS = {"br", "lb"}

_BLANKS = re.compile(r"[ \t\r\n\x0b\x0c]+")
_BREAK = "\x0b"
"""Stands for a `<br>` until a block is complete; no text has it then."""
_AROUND_BREAK = re.compile(rf" *{_BREAK} *")
_PARAGRAPH_BREAK = re.compile(r"\n{2,}")
BETWEEN = "\n\n"
"""What stands between two blocks where the file has only markup."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What the text at hand is part of."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0
    """Of the lists around it."""


def blocks_of(root: _Element) -> list[Block]:
    """All blocks inside an lxml element, in order; where there is nothing, none."""
    return _Collector().collect(root)


def text_of(element: _Element) -> str:
    """All text in an element, in one line."""
    return _BLANKS.sub(" ", FORBIDDEN.sub("", "".join(map(str, element.itertext())))).strip()


class _Collector:
    """One pass over a tree, without recursion: pages may be nested as deep as they like."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._places = [_Place()]

    def collect(self, root: _Element) -> list[Block]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._start(element):
                    walk.skip_subtree()
            else:
                self._end(element)
                if element is not root:
                    self._take(element.tail)
        self._flush()
        return self._blocks

    def _start(self, element: _Element) -> bool:
        """Whether what is in the element is to be skipped."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return True
        if tag in _BREAKS:
            self._pieces.append(_BREAK)
        if place := self._place(element, tag):
            self._flush()
            self._places.append(place)
        self._take(element.text)
        return False

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return
        if self._place(element, tag):
            self._flush()
            self._places.pop()

    def _place(self, element: _Element, tag: str) -> _Place | None:
        """Where the element puts its text, if it is no inline element."""
        around = self._places[-1]
        if tag in _LISTS:
            return _Place(around.kind, around.level, around.depth + 1)
        if tag == "head":  # trafilatura's, HTML's is not in a body
            return _heading(element.get("rend") or "h2", around)
        kind = _KINDS.get(tag)
        if kind is BlockKind.HEADING:
            return _heading(tag, around)
        if kind is BlockKind.LIST_ITEM:
            return _Place(kind, max(around.depth, 1), around.depth)
        if kind is not None:
            return _Place(kind, 0, around.depth)
        return around if tag in _PLAIN_BLOCKS else None

    def _take(self, text: str | None) -> None:
        if not text:
            return
        text = FORBIDDEN.sub("", text)
        if self._places[-1].kind is BlockKind.CODE:
            self._pieces.append(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            self._pieces.append(_BLANKS.sub(" ", text))

    def _flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        place = self._places[-1]
        if place.kind is BlockKind.CODE:
            self._add(text.replace(_BREAK, "\n").replace("\x0c", "\n").strip("\n"), place)
            return
        text = _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", text))
        for part in _PARAGRAPH_BREAK.split(text):
            self._add(part.strip(), place)

    def _add(self, text: str, place: _Place) -> None:
        if text.strip():
            before = BETWEEN if self._blocks else ""
            block = Block(text=text, kind=place.kind, level=place.level, before=before)
            self._blocks.append(block)


def _heading(name: str, around: _Place) -> _Place:
    level = int(name[1:]) if name[1:].isdecimal() else 2
    return _Place(BlockKind.HEADING, min(max(level, 1), 6), around.depth)
