"""Inline codes as placeholders in the text: `⟦1⟧bold⟦/1⟧`, and `⟦2/⟧` for one that stands alone.

The same code has the same number on both sides. Numbers begin above any that the texts have by
themselves, so that a placeholder is never mistaken for text, nor text for a placeholder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["open", "close", "alone"]

_TOKEN = re.compile(r"⟦(/?)([0-9]{1,9})(/?)⟧")
_SHAPES = {"open": "⟦{}⟧", "close": "⟦/{}⟧", "alone": "⟦{}/⟧"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineCode:
    """A code where it stands in a text, before it has a number."""

    kind: Kind
    pair: str
    """What opening and closing code share within their text."""
    match: str
    """What the code shares with its like in the other language; empty where the file says none."""
    data: str
    """The code itself, such as `<b>`."""
    element: Any = field(default=None, compare=False, repr=False)
    """What it is in the file, where the file is XLIFF."""


Piece = str | InlineCode


class Placeholders:
    """Numbers for the codes of one unit, on both of its sides."""

    def __init__(self, sides: Iterable[Sequence[Piece]]) -> None:
        literal = (
            int(found[2])
            for side in sides
            for piece in side
            if isinstance(piece, str) and "⟦" in piece
            for found in _TOKEN.finditer(piece)
        )
        self._last = max(literal, default=0)
        self._numbers: dict[tuple[str, str, int], int] = {}
        self.codes: dict[str, str] = {}

    def text(self, side: Sequence[Piece]) -> str:
        """The side with placeholders for its codes, which are then in `codes`."""
        seen: Counter[tuple[str, str]] = Counter()
        open_pairs: dict[str, int] = {}
        pieces = []
        for piece in side:
            if isinstance(piece, InlineCode):
                number = self._number(piece, seen, open_pairs)
                token = _SHAPES[piece.kind].format(number)
                self.codes.setdefault(token, piece.data)
                pieces.append(token)
            else:
                pieces.append(piece)
        return "".join(pieces)

    def _number(
        self, code: InlineCode, seen: Counter[tuple[str, str]], open_pairs: dict[str, int]
    ) -> int:
        if code.kind == "close" and code.pair in open_pairs:
            return open_pairs.pop(code.pair)
        kind = "alone" if code.kind == "alone" else "paired"
        likeness = (kind, code.match or code.data)
        seen[likeness] += 1
        key = (*likeness, seen[likeness])
        if key not in self._numbers:
            self._last += 1
            self._numbers[key] = self._last
        if code.kind == "open":
            open_pairs[code.pair] = self._numbers[key]
        return self._numbers[key]


Written = Literal["open", "close", "alone", "lone open", "lone close"]
"""How a code stands in a text: one of a pair is lone where the other is elsewhere."""


def pieces(text: str, codes: Mapping[str, str]) -> Iterator[str | tuple[Written, int, str]]:
    """The text cut at its placeholders: text as it is, codes as kind, number and data."""
    found = [each for each in _TOKEN.finditer(text) if each[0] in codes] if codes else []
    lone = _lone(found)
    end = 0
    for place, token in enumerate(found):
        if token.start() > end:
            yield text[end : token.start()]
        kind = _kind(token)
        yield (_LONE[kind] if place in lone else kind), int(token[2]), codes[token[0]]
        end = token.end()
    if end < len(text):
        yield text[end:]


_LONE: Mapping[Kind, Written] = {"open": "lone open", "close": "lone close"}


def _kind(token: re.Match[str]) -> Kind:
    return "close" if token[1] else "alone" if token[3] else "open"


def _lone(tokens: Sequence[re.Match[str]]) -> set[int]:
    """The places of those that open and are not closed behind, and the other way round."""
    opened: dict[str, int] = {}
    lone: set[int] = set()
    for place, token in enumerate(tokens):
        kind, number = _kind(token), token[2]
        if kind == "open":
            lone.add(place)
            opened.setdefault(number, place)
        elif kind == "close" and number in opened:
            lone.discard(opened.pop(number))
        elif kind == "close":
            lone.add(place)
    return lone
