"""Headings numbered in letters, `Article IV`, `סעיף ט״ו`, `(ج)`, as if in figures.

A letter is a number only in a run: the same word before it, and each one higher than the last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from alignments.aligner.words import folded

LONGEST = 40
"""Characters of a segment that may be the number of what follows, with a word before it."""
FEWEST = 3
RISING = 0.8
"""The least share of steps in a run that go up by one, or back to the first."""

_LABEL = re.compile(r"\s*(?:([^\W\d_]+)\s+)?[(\[]?([^\W_]{1,7})[)\].:]*\s*", re.DOTALL)
_MARKS = re.compile("[\"'׳״]")
"""They stand in a Hebrew number of two letters and after one of one."""

_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_HEBREW = re.compile("(ק?)([יכלמנסעפצ]?)([א-ט]?)")
_UNITS, _TENS = "אבגדהוזחט", "יכלמנסעפצ"
_FIFTEEN = {"טו": 15, "טז": 16}  # ten and five would spell a name of God
_ORDERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "абвгдежзиклмнопрстуфхцчшщэюя",
)

Labels = Mapping[int, int]
"""Numbers by the place of the segment."""


def in_figures(source: Sequence[str], target: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Both sides with their labels in figures, where both have some of the same numbers."""
    left, right = labels(source), labels(target)
    if len(set(left.values()) & set(right.values())) < FEWEST:
        return source, target
    return _rewritten(source, left), _rewritten(target, right)


def _rewritten(segments: Sequence[str], found: Labels) -> Sequence[str]:
    texts = list(segments)
    for place, number in found.items():
        word, _ = _parts(texts[place])
        texts[place] = f"{word} {number}"
    return texts


def labels(segments: Sequence[str]) -> Labels:
    """The numbers that segments consist of, but for a word before."""
    runs: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for place, text in enumerate(segments):
        word, numeral = _parts(text) if len(text) <= LONGEST else ("", "")
        for system, number in _read(numeral):
            runs[word, system].append((place, number))
    found: dict[int, int] = {}
    for _, run in sorted(runs.items(), key=lambda run: (len(run[1]), run[0])):
        if _rises([number for _, number in run]):
            found.update(run)
    return found


def _parts(text: str) -> tuple[str, str]:
    """The word before, and what may be a number; nothing of other texts."""
    match = _LABEL.fullmatch(_MARKS.sub("", text))
    return (folded(match[1] or ""), folded(match[2])) if match else ("", "")


def _rises(numbers: Sequence[int]) -> bool:
    if len(set(numbers)) < FEWEST:
        return False
    steps = list(pairwise(numbers))
    return sum(after in (before + 1, 1) for before, after in steps) >= RISING * len(steps)


def _read(numeral: str) -> Iterator[tuple[int, int]]:
    """What the letters may mean in each way of counting that knows them."""
    if numeral.isdecimal():
        yield 0, int(numeral)
        return
    for system, reading in enumerate(_SYSTEMS, start=1):
        number = reading(numeral)
        if number:
            yield system, number


def _roman(numeral: str) -> int:
    match = _ROMAN.fullmatch(numeral)
    if match is None:
        return 0
    tens, units = 10 * len(match[1]), match[2]
    return tens + _ROMAN_UNITS.index(units)


def _hebrew(numeral: str) -> int:
    if numeral[-2:] in _FIFTEEN:
        return _FIFTEEN[numeral[-2:]] + 100 * (numeral[:-2] == "ק")
    match = _HEBREW.fullmatch(numeral)
    if match is None:
        return 0
    hundreds, tens, units = match.groups()
    return 100 * len(hundreds) + 10 * _place(_TENS, tens) + _place(_UNITS, units)


def _place(order: str, letter: str) -> int:
    """Counted from 1; 0 of what is no letter of that order."""
    return order.find(letter) + 1 if len(letter) == 1 else 0


_SYSTEMS: tuple[Callable[[str], int], ...] = (
    _roman,
    _hebrew,
    *(partial(_place, order) for order in _ORDERS),
)
