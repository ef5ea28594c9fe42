"""Plain text: paragraphs, list items, and headings where they are plain to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignments.documents import BlockKind, ReadDocument
from alignments.readers.base import SourceFile
from alignments.readers.headings import Piece, heading_levels, title_of
from alignments.readers.spans import Outline, Span, read_text
from alignments.readers.wrapping import ITEM_MARKER, Line, is_wrapped, lines_of, wrap_width


def read(file: SourceFile) -> ReadDocument:
    """Read plain text: a line is a block, unless the document is wrapped at some width.

    In a wrapped document, a line goes on in the next where the first word of the next had
    no place in it, so that verse, addresses and lists stay line by line.
    """
    return read_text(file, outline)


def outline(text: str, name: str) -> Outline:
    """Find the blocks of a plain text; none has a name to complain of."""
    paragraphs = _paragraphs(lines_of(text))
    width = wrap_width(paragraphs)
    pieces = [piece for lines in paragraphs for piece in _pieces(text, lines, width)]
    levels = heading_levels(pieces)
    return Outline(
        spans=[_span(piece, level) for piece, level in zip(pieces, levels, strict=True)],
        title=title_of(pieces, levels),
    )


def _span(piece: Piece, level: int) -> Span:
    if level:
        return Span(start=piece.start, end=piece.end, kind=BlockKind.HEADING, level=level)
    if piece.is_item:
        return Span(start=piece.start, end=piece.end, kind=BlockKind.LIST_ITEM, level=1)
    return Span(start=piece.start, end=piece.end)


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that no blank line parts."""
    paragraphs: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [lines for lines in paragraphs if lines]


@dataclass(slots=True)
class _Open:
    """A block that the next line may still go on with."""

    start: int
    end: int
    is_item: bool


def _pieces(text: str, lines: Sequence[Line], width: int | None) -> Iterator[Piece]:
    found: list[_Open] = []
    for number, line in enumerate(lines):
        previous = lines[number - 1] if number else None
        after_item = bool(found) and found[-1].is_item
        goes_on = (
            previous is not None
            and width is not None
            and is_wrapped(previous, line, width, hanging=after_item)
        )
        marker = None if goes_on and not after_item else ITEM_MARKER.match(line.text)
        if goes_on and marker is None:
            found[-1].end = line.end
        else:
            indent = marker.end() if marker else 0
            found.append(_Open(line.start + indent, line.end, marker is not None))
    for block in found:
        yield Piece(
            text=text[block.start : block.end],
            start=block.start,
            end=block.end,
            is_item=block.is_item,
            stands_alone=len(lines) == 1,
        )
