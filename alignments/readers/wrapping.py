"""Whether the lines of a text were broken to a width, as in mail and in old e-texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

NARROWEST, WIDEST = 40, 100
"""Of the widths, in characters, that texts are wrapped at."""

_OVERLONG = 0.01
"""The share of lines that may be longer than the width: addresses, tables."""
_AGREE = 0.5
"""The share of line breaks that a width must explain, and of these the share that lie
inside a sentence; prose has over 0.9, verse and one sentence a line far less."""

_FIRST_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\S+")
_SENTENCE_END = re.compile(r"[.!?…:;؟؛。！？][\"'»”’)\]」』]*$")
_HARD_ENDS = ("\x0b", "\x0c", "\u2029")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it, and where it lies in its text."""

    start: int
    end: int
    text: str
    indent: int
    hard: bool
    """Whether it ends in a page break or the like, which no wrapping makes."""

    @property
    def width(self) -> int:
        return self.indent + len(self.text)


def lines_of(text: str) -> list[Line]:
    """All lines, blank ones too; every line end that Unicode knows counts."""
    lines, place = [], 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        indent = len(raw) - len(raw.lstrip()) if stripped else 0
        start = place + indent
        hard = raw.endswith(_HARD_ENDS)
        lines.append(Line(start, start + len(stripped), stripped, indent, hard))
        place += len(raw)
    return lines


def wrap_width(paragraphs: Sequence[Sequence[Line]]) -> int | None:
    """The width that a document is wrapped at, or `None` where its line breaks are meant."""
    width = _longest([line.width for lines in paragraphs for line in lines])
    if not NARROWEST <= width <= WIDEST:
        return None
    breaks = [pair for lines in paragraphs for pair in pairwise(lines)]
    wrapped = [line for line, following in breaks if is_wrapped(line, following, width)]
    inside = [line for line in wrapped if not _SENTENCE_END.search(line.text)]
    if not wrapped or len(wrapped) < _AGREE * len(breaks) or len(inside) < _AGREE * len(wrapped):
        return None
    return width


def _longest(widths: Sequence[int]) -> int:
    """Of the lines, but for the few that are longer than all others."""
    return sorted(widths)[len(widths) - 1 - int(len(widths) * _OVERLONG)] if widths else 0


def is_wrapped(line: Line, following: Line, width: int, *, hanging: bool = False) -> bool:
    """Whether the first word of the following line had no place at the end of this one.

    A line that is indented further begins a paragraph, but not in a list item (`hanging`).
    """
    if line.hard or (following.indent > line.indent and not hanging):
        return False
    first = _FIRST_WORD.match(following.text)
    return first is not None and line.width + 1 + len(first[0]) > width
