"""From the elements of a page to blocks: of HTML, and of what trafilatura makes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from alignments.documents import Block, BlockKind
from alignments.placeholders import number_of, without_codes
from alignments.readers.marks import Kind, Mark, inner_marks, set_apart, solid_length, with_marks
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
_MARKED = set(
    "a abbr acronym b bdi bdo big cite code data dfn em i ins kbd mark q s samp small "
    "strike strong sub sup time tt u var".split()
)
"""Inline elements that are kept as codes; others leave only their text."""
_STYLED = {"font", "span"}
"""Those that are marks for what their attributes say."""
_ALONE = {"img", "input"}
_OBJECTS = {
    "audio", "canvas", "del", "embed", "iframe", "math", "object", "select", "svg", "textarea",
    "video",
}  # fmt: skip
"""Of what is left out, what people see at its place."""
_LONGEST_ADDRESS = 200

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


@dataclass(slots=True)
class Flow:
    """A stretch of text that no element parts, and all that it stands in."""

    slots: list[tuple[_Element, str]] = field(default_factory=list)
    """Elements whose `text` or `tail` it is, in order."""
    breaks: list[_Element] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    elements: dict[int, _Element] = field(default_factory=dict)
    """By the pair of its mark."""
    solid: int = 0
    """How many characters there are, white space left out."""
    spaced: bool = True
    """Whether white space, or nothing, stands before what follows."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a block stands in its page."""

    flow: Flow
    letters: str
    """The text of the block without white space, which is how it is known."""
    begin: int
    """How many letters of the flow come before it."""
    marks: Sequence[Mark]
    codes: Mapping[str, str]
    elements: Mapping[int, _Element]
    """By the number of their placeholder."""
    base: Sequence[_Element] = ()
    """Spans in the style that most of the block has, which goes without saying."""

    @property
    def alone(self) -> set[int]:
        """The numbers of placeholders that stand alone."""
        return {number_of(token) for token in self.codes if token.endswith("/⟧")}


def blocks_of(root: _Element) -> list[Block]:
    """All blocks inside an lxml element, in order, without inline codes."""
    blocks, _ = placed_blocks_of(root)
    return [
        replace(block, text=without_codes(block.text, block.codes), codes={}) for block in blocks
    ]


def placed_blocks_of(root: _Element) -> tuple[list[Block], list[PagePlace]]:
    """All blocks inside an lxml element, in order, and where each of them stands."""
    collector = _Collector()
    return collector.collect(root), collector.places


def letters_of(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def found_again(there: Sequence[str], wanted: Iterable[str]) -> Iterator[int]:
    """For each text the place where it comes next, one after the other; -1 where it does not."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(there):
        places.setdefault(text, []).append(number)
    last = -1
    for text in wanted:
        number = next((one for one in places.get(text, ()) if one > last), -1)
        last = max(last, number)
        yield number


def text_of(element: _Element) -> str:
    """All text in an element, in one line."""
    return _BLANKS.sub(" ", FORBIDDEN.sub("", "".join(map(str, element.itertext())))).strip()


class _Collector:
    """One pass over a tree, without recursion: pages may be nested as deep as they like."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self.places: list[PagePlace] = []
        self._flow = Flow()
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
                    self._take(element, "tail")
        self._flush()
        return self._blocks

    def _start(self, element: _Element) -> bool:
        """Whether what is in the element is to be skipped."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            if tag in _OBJECTS:
                self._mark(element, "alone")
            return True
        if tag in _BREAKS:
            self._pieces.append(_BREAK)
            self._flow.breaks.append(element)
            self._flow.spaced = True
        elif tag in _ALONE:
            self._mark(element, "alone")
        elif _is_marked(element, tag):
            self._mark(element, "open")
        if place := self._place(element, tag):
            self._flush()
            self._places.append(place)
        self._take(element, "text")
        return False

    def _mark(self, element: _Element, kind: Kind) -> None:
        flow = self._flow
        pair = len(flow.elements)
        flow.elements[pair] = element
        behind = kind == "alone" and not flow.spaced
        flow.marks.append(Mark(kind, pair, flow.solid, _start_tag(element), behind=behind))

    def _close(self, element: _Element) -> None:
        flow = self._flow
        opened = reversed(flow.elements.items())
        pair = next((pair for pair, one in opened if one is element), None)
        # where a block begins inside of an inline element, it was opened above
        if pair is not None:
            flow.marks.append(Mark("close", pair, flow.solid, f"</{element.tag}>"))

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return
        if _is_marked(element, tag):
            self._close(element)
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

    def _take(self, element: _Element, slot: Literal["text", "tail"]) -> None:
        text = element.text if slot == "text" else element.tail
        if not text:
            return
        self._flow.slots.append((element, slot))
        text = FORBIDDEN.sub("", text)
        if not text:
            return
        set_apart(self._flow.marks, text, self._flow.solid)
        self._flow.spaced = text[-1].isspace()
        self._flow.solid += solid_length(text)
        if self._places[-1].kind is BlockKind.CODE:
            self._pieces.append(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            self._pieces.append(_BLANKS.sub(" ", text))

    def _flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        flow, self._flow = self._flow, Flow()
        place = self._places[-1]
        if place.kind is BlockKind.CODE:
            self._add(text.replace(_BREAK, "\n").replace("\x0c", "\n").strip("\n"), place, flow, 0)
            return
        text = _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", text))
        begin = 0
        for part in _PARAGRAPH_BREAK.split(text):
            self._add(part.strip(), place, flow, begin)
            begin += solid_length(part)

    def _add(self, text: str, place: _Place, flow: Flow, begin: int) -> None:
        if not text.strip():
            return
        is_code = place.kind is BlockKind.CODE
        end = begin + solid_length(text)
        marks = [] if is_code else inner_marks(flow.marks, begin, end)
        base = _base(marks, flow.elements, end - begin)
        marks = [mark for mark in marks if mark.pair not in base]
        marked, codes, numbers = with_marks(text, marks, begin=begin)
        before = BETWEEN if self._blocks else ""
        self._blocks.append(
            Block(text=marked, kind=place.kind, level=place.level, before=before, codes=codes)
        )
        elements = {number: flow.elements[pair] for pair, number in numbers.items()}
        spans = [flow.elements[pair] for pair in base]
        place_of = PagePlace(flow, letters_of(text), begin, marks, codes, elements, spans)
        self.places.append(place_of)


def _is_marked(element: _Element, tag: str) -> bool:
    """A span is a mark where it says more than that it is one."""
    return tag in _MARKED or (tag in _STYLED and len(element.attrib) > 0)


def _base(marks: Sequence[Mark], elements: Mapping[int, _Element], letters: int) -> list[int]:
    """The pairs of spans that look alike and hold most of a block, and nothing but text."""
    alike: dict[tuple[str, ...], list[int]] = {}
    lengths: Counter[tuple[str, ...]] = Counter()
    depth = 0
    for mark, following in pairwise(marks):
        depth += (mark.kind == "open") - (mark.kind == "close")
        element = elements[mark.pair]
        is_bare = depth == 1 and mark.kind == "open" and following.pair == mark.pair
        if is_bare and element.tag in _STYLED:
            look = (str(element.tag), *map(str, sorted(element.attrib.items())))
            alike.setdefault(look, []).append(mark.pair)
            lengths[look] += following.place - mark.place
    most = lengths.most_common(1)
    return alike[most[0][0]] if most and most[0][1] * 2 > letters else []


def _start_tag(element: _Element) -> str:
    """What people are shown of an element: its name, and of links and pictures where they lead."""
    for name in ("href", "src"):
        if address := element.get(name):
            shown = FORBIDDEN.sub("", address)[:_LONGEST_ADDRESS]
            return f'<{element.tag} {name}="{shown}">'
    return f"<{element.tag}>"


def _heading(name: str, around: _Place) -> _Place:
    level = int(name[1:]) if name[1:].isdecimal() else 2
    return _Place(BlockKind.HEADING, min(max(level, 1), 6), around.depth)
