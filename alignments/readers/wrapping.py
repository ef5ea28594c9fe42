"""Whether the lines of a text were broken to a width, as in mail and in old e-texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

NARROWEST, WIDEST = 40, 100
"""Of the widths, in characters, that texts are wrapped at."""

_AGREE = 0.6
"""The share of line breaks that a width must explain: prose has over 0.9, verse below 0.5."""
_MEANT = 0.5
"""The share of these that may look as if they were meant."""

ITEM_MARKER = re.compile(r"(?:[-*+•◦‣▪●○·]|\d{1,3}[.)])[ \t\u00a0]+(?=\S)")
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
    """The width that a document is wrapped at, or `None` where its line breaks are meant.

    It is the width that explains most of the line breaks inside paragraphs: the line keeps
    within it, and the first word of the following line would not have.
    """
    breaks = [
        (line, following)
        for lines in paragraphs
        for line, following in pairwise(lines)
        if not _is_set_off(line, following)
    ]
    width, explained = _best_width(breaks)
    if not NARROWEST <= width <= WIDEST or explained < _AGREE * len(breaks):
        return None
    wrapped = [pair for pair in breaks if is_wrapped(*pair, width)]
    meant = sum(_looks_meant(line, following) for line, following in wrapped)
    return width if wrapped and meant < _MEANT * len(wrapped) else None


def _best_width(breaks: Sequence[tuple[Line, Line]]) -> tuple[int, int]:
    """The width, and how many breaks it explains."""
    changes = [0] * (WIDEST + 2)
    for line, following in breaks:
        if line.width <= WIDEST:
            changes[line.width] += 1
            changes[min(line.width + 1 + _first_word(following), WIDEST + 1)] -= 1
    explained = list(accumulate(changes))
    most = max(explained)
    return explained.index(most), most


def _is_set_off(line: Line, following: Line) -> bool:
    """Whether the layout explains the break: a page, an indented paragraph, a list item."""
    return line.hard or following.indent > line.indent or bool(ITEM_MARKER.match(following.text))


def _looks_meant(line: Line, following: Line) -> bool:
    """Whether a sentence ends here, or the next line begins with a capital, as in verse."""
    return following.text[0].isupper() or bool(_SENTENCE_END.search(line.text))


def _first_word(line: Line) -> int:
    found = _FIRST_WORD.match(line.text)
    return len(found[0]) if found else 0


def is_wrapped(line: Line, following: Line, width: int, *, hanging: bool = False) -> bool:
    """Whether the first word of the following line had no place at the end of this one.

    A line that is indented further begins a paragraph, but not in a list item (`hanging`).
    Only its last word may make a line longer than the width.
    """
    if line.hard or (following.indent > line.indent and not hanging):
        return False
    if line.width > width and line.indent + len(line.text.rpartition(" ")[0]) > width:
        return False
    return line.width + 1 + _first_word(following) > width
