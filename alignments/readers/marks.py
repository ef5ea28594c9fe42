"""Bold, links and other marks inside a block: placeholders in its text, and back to their places.

A place is counted in characters that are no white space, since white space is what readers change.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from alignments.placeholders import highest_number

Kind = Literal["open", "close", "alone"]
_SHAPES = {"open": "⟦{}⟧", "close": "⟦/{}⟧", "alone": "⟦{}/⟧"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark where it stands in a text."""

    kind: Kind
    pair: int
    """What opening and closing mark share; marks of one text are counted by it."""
    place: int
    """How many characters of the text, white space left out, come before it."""
    data: str
    """What people may be shown of it, such as `<b>`."""
    behind: bool = False
    """Of one that stands alone: right behind a character, as the number of a footnote does."""
    apart: bool = False
    """Of one that stands alone: between white space, so that some has to follow it."""

    def ends_apart(self, end: int) -> bool:
        """Whether it stands alone at the end of a text, behind white space."""
        return self.kind == "alone" and self.place == end and not self.behind


def set_apart(marks: list[Mark], text: str, place: int) -> None:
    """Note of the mark before a text whether white space follows it."""
    if marks and text[:1].isspace():
        last = marks[-1]
        if last.kind == "alone" and last.place == place and not last.behind:
            marks[-1] = replace(last, apart=True)


def token_of(kind: Kind, number: int) -> str:
    """The placeholder of a mark."""
    return _SHAPES[kind].format(number)


def solid_length(text: str) -> int:
    """How many characters of a text are no white space."""
    return len("".join(text.split()))


def inner_marks(
    marks: Sequence[Mark], begin: int, end: int, *, keep: Container[int] = ()
) -> list[Mark]:
    """The marks between two places, without pairs that hold nothing or everything there.

    A pair that reaches out of the stretch is cut at its edge; one that is in `keep` may hold
    everything.
    """
    opened = {mark.pair: mark for mark in marks if mark.kind == "open"}
    closed = {mark.pair: mark for mark in marks if mark.kind == "close"}
    kept = set()
    for pair, mark in opened.items():
        first = max(mark.place, begin)
        last = min(closed[pair].place if pair in closed else end, end)
        if first < last and ((first, last) != (begin, end) or pair in keep):
            kept.add(pair)
    found = []
    for mark in marks:
        alone = mark.kind == "alone" and begin <= mark.place <= end
        if alone or mark.pair in kept:
            place = min(max(mark.place, begin), end)
            found.append(replace(mark, place=place))
    return found


def with_marks(
    text: str, marks: Sequence[Mark], *, begin: int = 0
) -> tuple[str, dict[str, str], dict[int, int]]:
    """The text with a placeholder for each mark, what each stands for, and their numbers by pair.

    `begin` is the place at which the text itself begins. Text that looks like a placeholder keeps
    its number to itself.
    """
    if not marks:
        return text, {}, {}
    last = highest_number(text)
    numbers: dict[int, int] = {}
    for mark in marks:
        numbers.setdefault(mark.pair, last + len(numbers) + 1)
    codes = {token_of(mark.kind, numbers[mark.pair]): mark.data for mark in marks}
    pieces: list[str] = []
    end = 0
    for mark, offset in zip(marks, _offsets(text, marks, begin), strict=True):
        space = " " * (mark.apart and not text[offset : offset + 1].isspace())
        pieces += [text[end:offset], token_of(mark.kind, numbers[mark.pair]) + space]
        end = offset
    return "".join([*pieces, text[end:]]), codes, numbers


def _offsets(text: str, marks: Sequence[Mark], begin: int) -> Iterator[int]:
    """Where in the text each mark goes: opening ones right before a character."""
    solid = [offset for offset, character in enumerate(text) if not character.isspace()]
    least = 0
    for mark in marks:
        count = min(max(mark.place - begin, 0), len(solid))
        behind = solid[count - 1] + 1 if count else 0
        before = solid[count] if count < len(solid) else len(text)
        if mark.apart and before - behind > 1:
            before -= 1
        least = max(least, behind if mark.kind == "close" or mark.behind else before)
        yield least
