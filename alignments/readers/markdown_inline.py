"""The inline markup of Markdown, with the places at which it stands.

markdown-it finds it, but does not say where, so its rules are wrapped: each notes the stretch of
the source that it took. Footnotes and ~~strikes~~ are known besides what CommonMark has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from alignments.readers.marks import Kind

References = Mapping[str, Any]
"""The link definitions of a document, as markdown-it keeps them."""

_Rule = Callable[[StateInline, bool], bool]
_RULES = (
    "newline escape backticks strikethrough emphasis link image autolink html_inline entity"
).split()
_NOTE = re.compile(r"\[\^[^\]\s\[]+\]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_DRAWN = {"math", "svg", "script", "style"}
"""What is no text for people, all of it."""
_DEEPEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the source: text, or a mark; the `raw` of all pieces is the source."""

    raw: str
    kind: Kind | None = None
    """`None` of text."""
    name: str = ""
    """What a mark is: `strong`, `em`, `s`, `link`, `image`, `code`, `html`, `break`, …"""
    text: str = ""
    """Of text, how it reads: without escapes, entities, and what begins a line."""
    pair: int = -1
    """What an opening and a closing mark share; each mark that stands alone has its own."""
    label: str = ""
    """Of the end of `[a link]` or `[a link][]`: what its definition is called."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    piece: Piece


def pieces_of(source: str, references: References) -> list[Piece]:
    """Cut the inline source of a block into text and marks."""
    tokens = _parser().inline.parse(source, _parser(), {"references": references}, [])
    found = sorted(_found(tokens, source, 0), key=lambda each: each.start)
    pieces, end = [], 0
    for each in found:
        if each.start > end:
            gap = source[end : each.start]
            pieces.append(Piece(raw=gap, text=gap))
        pieces.append(replace(each.piece, raw=source[each.start : each.end]))
        end = each.end
    if end < len(source):
        pieces.append(Piece(raw=source[end:], text=source[end:]))
    return _without_hollow(_paired(pieces))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("strikethrough")
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    for name in _RULES:
        parser.inline.ruler.at(name, _located(rules[name], name))
    parser.inline.ruler.before("link", "note", _located(_note, "note"))
    parser.inline.ruler2.disable("fragments_join")
    return parser


def _note(state: StateInline, silent: bool) -> bool:
    """A reference to a footnote; in brackets with a caret, but no link."""
    found = _NOTE.match(state.src, state.pos, state.posMax)
    if not found or state.src.startswith("(", found.end()):
        return False
    if not silent:
        state.push("note", "", 0)
    state.pos = found.end()
    return True


def _located(rule: _Rule, name: str) -> _Rule:
    """The rule, which then lets every token say from where to where it is."""

    def located(state: StateInline, silent: bool) -> bool:
        begin, known, pending = state.pos, len(state.tokens), bool(state.pending)
        done = rule(state, silent)
        if done and not silent:
            tokens = state.tokens[known:]
            before = pending and bool(tokens) and tokens[0].type == "text"
            _locate(state, name, begin, tokens[before:])
        return done

    return located


def _locate(state: StateInline, name: str, begin: int, tokens: Sequence[Token]) -> None:
    if not tokens:
        return
    if name in ("emphasis", "strikethrough"):
        for token in tokens:
            token.meta["at"] = (begin, begin + len(token.content))
            begin += len(token.content)
    elif name == "link":
        end = state.md.helpers.parseLinkLabel(state, begin, True)
        tokens[0].meta["at"] = (begin, begin + 1)
        tokens[-1].meta["at"] = (end, state.pos)
    elif name == "image":
        end = state.md.helpers.parseLinkLabel(state, begin + 1, False)
        tokens[0].meta.update(at=(begin, state.pos), label=end)
    else:
        start = begin
        while name == "newline" and start and state.src[start - 1] == " ":
            start -= 1
        tokens[0].meta["at"] = (start, state.pos)
    if name == "autolink":
        tokens[0].type = "autolink"


def _found(tokens: Iterable[Token], source: str, shift: int) -> Iterator[_Found]:
    """The marks and the texts that read otherwise than they are written."""
    for token in tokens:
        if "at" not in token.meta or token.type == "text":
            continue
        start, end = (shift + place for place in token.meta["at"])
        yield from _found_at(token, source, start, end)


def _found_at(token: Token, source: str, start: int, end: int) -> Iterator[_Found]:
    name, _, side = token.type.rpartition("_")
    if token.type in ("text_special", "softbreak"):
        yield _text(start, end, token.content if token.type == "text_special" else "\n")
    elif token.type == "hardbreak":
        line = source.index("\n", start)
        yield _Found(start, line, Piece(raw="", kind="alone", name="break"))
        yield _text(line, end, "\n")
    elif token.type == "code_inline":
        yield from _code(token, source, start, end)
    elif token.type == "image":
        inside, label = start + 2, start - token.meta["at"][0] + token.meta["label"]
        yield _Found(start, inside, Piece(raw="", kind="open", name="image"))
        yield from _found(token.children or (), source, inside)
        yield _Found(label, end, Piece(raw="", kind="close", name="image"))
    elif side in ("open", "close"):
        length = max(len(token.markup), 1) if name != "link" else end - start
        first = start - (length - 1 if side == "open" and name == "strong" else 0)
        kind: Kind = "open" if side == "open" else "close"
        yield _Found(first, first + length, Piece(raw="", kind=kind, name=name))
    else:
        yield _Found(start, end, Piece(raw="", kind="alone", name=token.type))


def _text(start: int, end: int, text: str) -> _Found:
    return _Found(start, end, Piece(raw="", text=text))


def _code(token: Token, source: str, start: int, end: int) -> Iterator[_Found]:
    fence = len(token.markup)
    inside = source[start + fence : end - fence]
    space = int(len(token.content) < len(inside))  # one may stand on either side
    first, last = start + fence + space, end - fence - space
    yield _Found(start, first, Piece(raw="", kind="open", name="code"))
    yield _text(first, last, token.content)
    yield _Found(last, end, Piece(raw="", kind="close", name="code"))


def _paired(pieces: Sequence[Piece]) -> list[Piece]:
    """Give both ends of a pair one number; tags of HTML without another end stand alone."""
    found = list(pieces)
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        found[place] = replace(piece, pair=place)
        tag = _TAG.match(piece.raw) if piece.name == "html_inline" else None
        if piece.kind == "open" or (tag and len(opened) < _DEEPEST and _begins(piece.raw, tag)):
            opened.append(place)
        elif piece.kind == "close":
            while pieces[begun := opened.pop()].kind != "open":
                pass
            inside = "".join(each.raw for each in pieces[begun + 1 : place])
            label = inside if piece.raw in ("]", "][]") else ""
            found[place] = replace(piece, pair=begun, label=label)
        elif tag and tag[1] and (begun := _begun(pieces, opened, tag[2])) >= 0:
            del opened[opened.index(begun) :]
            found[begun] = replace(pieces[begun], kind="open", pair=begun)
            found[place] = replace(piece, kind="close", pair=begun)
    return found


def _begins(raw: str, tag: re.Match[str]) -> bool:
    return not tag[1] and tag[2].lower() not in _VOID and not raw.endswith("/>")


def _begun(pieces: Sequence[Piece], opened: Sequence[int], name: str) -> int:
    """Where a tag of HTML began that ends here, within the marks around it."""
    for place in reversed(opened):
        if pieces[place].kind == "open":
            return -1
        tag = _TAG.match(pieces[place].raw)
        if tag and tag[2].lower() == name.lower():
            return place
    return -1


def _without_hollow(pieces: Sequence[Piece]) -> list[Piece]:
    """Pairs with no text for people in them stand alone, with all that they hold."""
    ends = {piece.pair: place for place, piece in enumerate(pieces) if piece.kind == "close"}
    texts = [0, *accumulate(bool(piece.text.strip()) for piece in pieces)]
    found: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        last = ends[piece.pair] if piece.kind == "open" else place
        if piece.kind == "open" and (_is_drawn(piece) or texts[last] == texts[place]):
            raw = "".join(each.raw for each in pieces[place : last + 1])
            piece = replace(piece, raw=raw, kind="alone", name="hollow")
            place = last
        found.append(piece)
        place += 1
    return found


def _is_drawn(piece: Piece) -> bool:
    tag = _TAG.match(piece.raw) if piece.name == "html_inline" else None
    return tag is not None and tag[2].lower() in _DRAWN


def is_whole(pieces: Sequence[Piece]) -> bool:
    """Whether one pair holds all of the pieces."""
    return len(pieces) > 2 and pieces[0].kind == "open" and pieces[0].pair == pieces[-1].pair
