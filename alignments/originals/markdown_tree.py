"""A translation with its placeholders as a tree of marks, in the form that Markdown can say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alignments.placeholders import number_of, pieces
from alignments.readers.markdown_inline import Piece
from alignments.readers.markdown_places import MarkdownPlace

EMPHASIS = {"em": "*", "strong": "**", "s": "~~"}
_DEEPEST = 100
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Node:
    """A mark with what it holds; one that stands alone holds nothing and does not close."""

    name: str
    opening: str
    closing: str = ""
    label: str = ""
    inside: tuple[Node | str, ...] = ()

    @property
    def alone(self) -> bool:
        return not self.closing


Content = tuple[Node | str, ...]


def tree(place: MarkdownPlace, text: str) -> Content:
    """The tree of a text, without white space and line breaks at its ends."""
    content = _nested(place, text)
    for start, end in reversed(place.around):
        content = (_node(start, end, content),)
    return _trimmed(_mended(content))[1]


def _nested(place: MarkdownPlace, text: str) -> Content:
    building = _Building(place)
    for piece, is_code in pieces(text, place.block.codes):
        if is_code:
            building.add_mark(piece)
        else:
            building.add(piece)
    return building.ended()


class _Building:
    """A tree that grows; a mark that ends takes those with it that began inside of it."""

    def __init__(self, place: MarkdownPlace) -> None:
        self._marks = place.marks
        self._left = {number: start for number, (start, end) in place.marks.items() if start is end}
        self._stack: list[tuple[int, list[Node | str]]] = [(0, [])]

    def add(self, part: Node | str) -> None:
        _add(self._stack[-1][1], part)

    def add_mark(self, placeholder: str) -> None:
        number = number_of(placeholder)
        begun = any(opened == number for opened, _ in self._stack)
        if placeholder.endswith("/⟧"):
            self._left.pop(number, None)
            self._add_alone(self._marks[number][0])
        elif placeholder.startswith("⟦/"):
            while begun:
                begun = self._leave() != number
        elif not begun and len(self._stack) < _DEEPEST:
            self._stack.append((number, []))

    def ended(self) -> Content:
        while len(self._stack) > 1:
            self._leave()
        for start in self._left.values():  # a translation that lost a picture must not lose it here
            if start.name != "break":
                self._add_alone(start)
        return tuple(self._stack[0][1])

    def _add_alone(self, start: Piece) -> None:
        self.add(Node(start.name, start.raw))

    def _leave(self) -> int:
        number, inside = self._stack.pop()
        self.add(_node(*self._marks[number], tuple(inside)))
        return number


def _add(parts: list[Node | str], part: Node | str) -> None:
    """Neighbouring texts are one."""
    if isinstance(part, str) and parts and isinstance(last := parts[-1], str):
        parts[-1] = last + part
    else:
        parts.append(part)


def _node(start: Piece, end: Piece, inside: Content) -> Node:
    return Node(start.name, start.raw, end.raw, end.label, inside)


def _mended(content: Content) -> Content:
    found: list[Node | str] = []
    for each in content:
        for part in _mended_part(each):
            _add(found, part)
    return tuple(found)


def _mended_part(part: Node | str) -> Iterable[Node | str]:
    if isinstance(part, str) or part.alone:
        return [part]
    if part.name == "code":
        return _code_nodes(part)
    if part.name in EMPHASIS:  # it neither begins nor ends at white space
        before, inside, after = _trimmed(_mended(part.inside))
        held = [replace(part, inside=inside)] if _has_text(inside) else inside
        return [*before, *held, *after]
    inside, barred = _without_links(part.inside) if part.name == "link" else (part.inside, ())
    return [replace(part, inside=_mended(inside)), *barred]


def _code_nodes(node: Node) -> Iterator[Node | str]:
    """Code holds nothing but text: what else stands there parts it."""
    for each in _mended(node.inside):
        if isinstance(each, str) and each.strip():
            yield replace(node, inside=(_SPACE.sub(" ", each),))
        else:
            yield each


def _without_links(content: Content) -> tuple[Content, Content]:
    """What a link may hold, and what it may not: footnotes, and links without a text.

    Of a link with a text, the text is kept.
    """
    kept: list[Node | str] = []
    barred: list[Node | str] = []
    for each in content:
        if isinstance(each, Node) and not each.alone:
            inside, others = _without_links(each.inside)
            kept += inside if each.name == "link" else [replace(each, inside=inside)]
            barred += others
        elif isinstance(each, Node) and each.opening.startswith("["):
            barred.append(each)
        else:
            kept.append(each)
    return tuple(kept), tuple(barred)


def _trimmed(content: Content) -> tuple[Content, Content, Content]:
    """The white space and the line breaks at both ends, and what is between."""
    before, rest = _from_start(content)
    after, between = _from_start(tuple(_turned(each) for each in reversed(rest)))
    back = [tuple(_turned(each) for each in reversed(each)) for each in (between, after)]
    return before, back[0], back[1]


def _turned(part: Node | str) -> Node | str:
    return part[::-1] if isinstance(part, str) else part


def _from_start(content: Content) -> tuple[Content, Content]:
    for place, each in enumerate(content):
        if isinstance(each, Node) and each.name != "break":
            return content[:place], content[place:]
        if isinstance(each, str) and each.strip():
            bare = each.lstrip()
            space = each[: len(each) - len(bare)]
            return (*content[:place], *([space] if space else [])), (bare, *content[place + 1 :])
    return content, ()


def signature(content: Content) -> list[tuple[str, str]]:
    """What a tree says, to compare with what is read; texts in one line."""
    return _joined(_events(content))


def signature_of(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """The same of what was read."""
    return _joined(_read_events(pieces))


def _events(content: Content) -> Iterator[tuple[str, str]]:
    for each in content:
        if isinstance(each, str):
            yield "text", each
        elif each.alone or not _has_text(each.inside):
            yield "alone", "break" if each.name == "break" else raw_of(each)
        else:
            yield "open", _key(each.name, each.opening)
            yield from _events(each.inside)
            yield "close", _key(each.name, each.label or _aim(each.closing))


def _read_events(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if piece.kind is None:
            yield "text", piece.text
        elif piece.kind == "alone":
            yield "alone", "break" if piece.name == "break" else piece.raw
        elif piece.kind == "open":
            yield "open", _key(piece.name, piece.raw)
        else:
            yield "close", _key(piece.name, piece.label or _aim(piece.raw))


def raw_of(node: Node) -> str:
    """How a mark without text is written."""
    inside = "".join(each if isinstance(each, str) else raw_of(each) for each in node.inside)
    return node.opening + inside + node.closing


def _has_text(content: Content) -> bool:
    return any(
        bool(each.strip()) if isinstance(each, str) else _has_text(each.inside) for each in content
    )


def _key(name: str, raw: str) -> str:
    return name if name in EMPHASIS or name == "code" else raw


def _aim(closing: str) -> str:
    """Where the end of a link or a picture leads: its definition, or what stands there."""
    return closing[2:-1] if closing.startswith("][") else closing


def _joined(events: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring texts as one, without white space at line breaks."""
    found: list[tuple[str, str]] = []
    for kind, value in events:
        if kind == "text" and found and found[-1][0] == "text":
            value = found.pop()[1] + value
        if kind == "text" and found and found[-1] == ("alone", "break"):
            value = value.lstrip()
        if (kind, value) == ("alone", "break") and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1].rstrip())
        if value:
            found.append((kind, value))
    return [(kind, _SPACE.sub(" ", value)) for kind, value in found if value]
