"""From places in a text to the blocks of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from alignments.documents import Block, BlockKind, ReadDocument
from alignments.readers.base import SourceFile
from alignments.readers.decoding import decode
from alignments.readers.refusals import refuse_long_lines, refuse_text

# XML 1.0 cannot carry them, so they stand between blocks
_PAGE_BREAKS = re.compile("[\x0b\x0c]+")
_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_LINE_END_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where the text of a block lies, counted in characters."""

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    data: Mapping[str, str] = field(default_factory=dict)


AnySpan = TypeVar("AnySpan", bound=Span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a reader of text finds in it; the spans are in order and do not overlap."""

    spans: Sequence[Span]
    title: str | None = None
    language: str | None = None
    notes: Sequence[str] = ()


Outliner = Callable[[str, str], Outline]
"""From a text and the name of its file to what is in it."""


def read_text(file: SourceFile, outline: Outliner) -> ReadDocument:
    """Read a file that comes back byte for byte from its blocks."""
    decoded = decode(file)
    refuse_text(file.name, decoded.text)
    refuse_long_lines(file.name, decoded.text)
    found = outline(decoded.text, file.name)
    blocks, after = blocks_at(decoded.text, found.spans)
    if blocks:
        blocks[0] = replace(blocks[0], before=decoded.mark + blocks[0].before)
    return ReadDocument(
        blocks=blocks,
        after=after,
        encoding=decoded.encoding,
        title=found.title,
        language=found.language,
        notes=[*line_end_notes(decoded.text), *found.notes],
    )


def blocks_at(text: str, spans: Iterable[Span]) -> tuple[list[Block], str]:
    """The blocks at those places without the white space around them, and what is left."""
    blocks, end = [], 0
    for span in tightened(text, spans):
        block = Block(
            text=text[span.start : span.end],
            kind=span.kind,
            level=span.level,
            before=text[end : span.start],
            data=span.data,
        )
        blocks.append(block)
        end = span.end
    return blocks, text[end:]


def tightened(text: str, spans: Iterable[AnySpan]) -> Iterator[AnySpan]:
    """The places without the white space around what stands there, cut at page breaks."""
    for span in spans:
        start = span.start
        for part in _PAGE_BREAKS.split(text[span.start : span.end]):
            begin = start + len(part) - len(part.lstrip())
            stop = start + len(part.rstrip())
            if begin < stop:
                yield replace(span, start=begin, end=stop)
            start = _after_break(text, start + len(part))


def _after_break(text: str, place: int) -> int:
    found = _PAGE_BREAKS.match(text, place)
    return found.end() if found else place


def line_end_notes(text: str) -> list[str]:
    """One note where a text ends its lines in several ways."""
    if "\r" not in text:
        return []
    ends = _LINE_ENDS.findall(text)
    counts = {name: ends.count(end) for end, name in _LINE_END_NAMES.items() if end in ends}
    if len(counts) < 2:
        return []
    listed = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return [f"mixed line ends: {listed}; kept as they are"]
