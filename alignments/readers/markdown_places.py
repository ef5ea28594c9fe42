"""From places in a Markdown text to blocks with inline codes, and to what the codes stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alignments.documents import Block, BlockKind
from alignments.placeholders import highest_number, without_codes
from alignments.readers.markdown_inline import Piece, References, is_whole, pieces_of
from alignments.readers.marks import token_of
from alignments.readers.spans import Span, tightened

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineSpan(Span):
    """Where a block lies whose text has inline markup."""

    prefix: str = ""
    """How its further lines begin."""
    quotes: int = 0
    """In how many quotations it stands; that many `>` may begin a further line."""
    one_line: bool = False
    """Whether it cannot have further lines: a heading after `#`, or a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPlace:
    """A block, and where it stands in its text."""

    span: InlineSpan
    block: Block
    around: Sequence[tuple[Piece, Piece]] = ()
    """Marks that hold all of the block, from the outermost in; its text does not show them."""
    marks: Mapping[int, tuple[Piece, Piece]]
    """By the number of their placeholder, how they open and close; twice the same stands alone."""

    @property
    def letters(self) -> str:
        """The text without white space and codes, which is how the block is known."""
        return "".join(without_codes(self.block.text, self.block.codes).split())


def placed(text: str, spans: Iterable[InlineSpan], references: References) -> list[MarkdownPlace]:
    """The blocks at those places, without those that have no text besides their markup."""
    found = []
    for span in tightened(text, spans):
        raw = text[span.start : span.end]
        if span.kind is BlockKind.CODE:
            found.append(_code(span, raw))
        elif place := _inline(span, pieces_of(inline_source(span, raw), references)):
            found.append(place)
    return found


def inline_source(span: InlineSpan, raw: str) -> str:
    """What stands in a block once what begins its lines is gone, and what a table asks for."""
    if span.kind is BlockKind.TABLE_CELL:
        return raw.replace("\\|", "|")
    lines = _LINE_END.split(raw)
    marker = re.compile(rf"[ \t]*(?:>[ \t]*){{0,{span.quotes}}}")
    return "\n".join([lines[0], *(marker.sub("", line, count=1) for line in lines[1:])])


def _inline(span: InlineSpan, pieces: Sequence[Piece]) -> MarkdownPlace | None:
    if not any(piece.text.strip() for piece in pieces):
        return None
    if _is_code(pieces):
        text = "".join(piece.raw for piece in pieces)
        return _code(span, text)
    around = []
    while is_whole(pieces):
        around.append((pieces[0], pieces[-1]))
        pieces = pieces[1:-1]
    numbers = _numbers(pieces)
    text, codes = _with_codes(pieces, numbers)
    ends = {piece.pair: piece for piece in pieces if piece.kind != "open"}
    starts = {piece.pair: piece for piece in pieces if piece.kind != "close"}
    return MarkdownPlace(
        span=span,
        block=Block(text=text, kind=span.kind, level=span.level, codes=codes),
        around=around,
        marks={number: (starts[pair], ends[pair]) for pair, number in numbers.items()},
    )


def _code(span: InlineSpan, text: str) -> MarkdownPlace:
    return MarkdownPlace(span=span, block=Block(text=text, kind=BlockKind.CODE), marks={})


def _is_code(pieces: Sequence[Piece]) -> bool:
    """Whether all words stand in spans of code."""
    inside, found = 0, False
    for piece in pieces:
        if piece.name == "code":
            inside += 1 if piece.kind == "open" else -1
            found = True
        elif not inside and any(map(str.isalnum, piece.text)):
            return False
    return found


def _numbers(pieces: Sequence[Piece]) -> dict[int, int]:
    """The number of each pair, which no text that looks like a placeholder has."""
    last = highest_number("".join(piece.text for piece in pieces))
    pairs = dict.fromkeys(piece.pair for piece in pieces if piece.kind)
    return {pair: last + count for count, pair in enumerate(pairs, start=1)}


def _with_codes(pieces: Sequence[Piece], numbers: Mapping[int, int]) -> tuple[str, dict[str, str]]:
    """The text with a placeholder for each mark, and what each stands for."""
    parts: list[str] = []
    codes: dict[str, str] = {}
    for piece in pieces:
        if piece.kind:
            token = token_of(piece.kind, numbers[piece.pair])
            codes[token] = piece.raw
            parts.append(token)
        else:
            parts.append(piece.text)
    return "".join(parts).strip(), codes
