"""Which blocks of a plain text are headings: only those that are plain to see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SHORT, LONGEST = 80, 120
"""In characters: of a heading in general, and of one in title case."""

_FINAL = re.compile(r"[.,;:!…،؛。、][\"'»”’)\]]*$")
_BYLINE = re.compile(r"(?:by|par|por|von)\s", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a plain text that may turn out to be a heading."""

    text: str
    start: int
    end: int
    is_item: bool
    stands_alone: bool
    """Whether blank lines part it from all others."""


def heading_levels(pieces: Sequence[Piece]) -> list[int]:
    """0 for what is no heading; 1 for those that open the text, 2 for the others."""
    levels = [0] * len(pieces)
    opening = _opening(pieces)
    for number, piece in enumerate(pieces):
        if number < opening:
            levels[number] = 1 if number == 0 or _is_title_like(piece) else 0
        elif _may_head(piece) and _is_title_like(piece) and _leads(pieces, number):
            levels[number] = 2
    return levels


def title_of(pieces: Sequence[Piece], levels: Sequence[int]) -> str | None:
    """The longest heading that opens the text: the name of a site or a section may precede."""
    titles = [piece.text for piece, level in zip(pieces, levels, strict=True) if level == 1]
    return max(titles, key=len, default=None)


def _opening(pieces: Sequence[Piece]) -> int:
    """How many pieces stand as headings and bylines before the first paragraph."""
    number = 0
    while number < len(pieces) and _may_head(pieces[number]):
        number += 1
    if number == 0 or not _leads(pieces, number - 1):
        return 0
    return number


def _may_head(piece: Piece) -> bool:
    longest = LONGEST if _is_title_like(piece) else SHORT
    return (
        piece.stands_alone
        and not piece.is_item
        and len(piece.text) <= longest
        and not _FINAL.search(piece.text)
    )


def _leads(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a longer paragraph follows."""
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    return (
        following is not None
        and not following.is_item
        and not _may_head(following)
        and len(following.text) > len(pieces[number].text)
    )


def _is_title_like(piece: Piece) -> bool:
    """Whether all its longer words begin with a capital; no script without case has those."""
    if _BYLINE.match(piece.text):
        return False
    words = _LONG_WORD.findall(piece.text)
    return bool(words) and piece.text[0].isupper() and all(word[0].isupper() for word in words)
