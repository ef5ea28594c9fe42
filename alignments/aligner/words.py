"""Words as the aligner sees them: folded, counted, weighted, and compared across languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_WORD = re.compile(r"\d+(?:[.,:٫٬]\d+)*|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0655\u0670])*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]{2}|[\u3040-\u30ff]+|[\u0e00-\u0eff\u1000-\u17ff]+")

LEAST_WEIGHT = 0.02
ALIKE, SAME = 0.55, 0.9
"""Dice coefficients of letter pairs at which words begin to look alike, and count as the same."""


def words(text: str) -> list[str]:
    """The words of a text, folded so that they compare; numbers as `#` and their digits."""
    found = _WORD.findall(text)
    if _UNSPACED.search(text):
        found = [part for word in found for part in _unspaced(word)]
    return [_number(word) if word[0].isdigit() else _folded(word) for word in found]


def _unspaced(word: str) -> list[str]:
    """Overlapping pairs of ideographs: there is no telling where one word ends."""
    if not _UNSPACED.search(word):
        return [word]
    pairs = [word[at : at + 2] for at in range(len(word) - 1) if _IDEOGRAPHS.match(word[at:])]
    return pairs or [word]


def _number(word: str) -> str:
    return "#" + "".join(str(unicodedata.digit(sign)) for sign in word if sign.isdigit())


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and sign != "ـ")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """The words of one side's segments, as numbers into `kinds`."""

    kinds: tuple[str, ...]
    weights: Floats
    """For each kind, from 1 for a word of one segment down to almost 0 for one of all."""
    numbers: Numbers
    """All words of all segments in order."""
    starts: Numbers
    """Where each segment's words begin in `numbers`; one entry more than there are segments."""

    @classmethod
    def of(cls, segments: Sequence[str]) -> WordTable:
        """Count the words of a document."""
        found = [words(segment) for segment in segments]
        places: dict[str, int] = {}
        numbers = np.fromiter(
            (places.setdefault(word, len(places)) for word in chain.from_iterable(found)),
            dtype=np.int64,
        )
        starts = np.concatenate([[0], np.cumsum([len(line) for line in found], dtype=np.int64)])
        inside = np.repeat(np.arange(len(found)), np.diff(starts))
        once = np.unique(np.stack([inside, numbers]), axis=1)[1]
        frequency = np.bincount(once, minlength=len(places))
        most = np.log(len(found) + 1)
        weights = np.maximum((most - np.log(np.maximum(frequency, 1))) / most, LEAST_WEIGHT)
        return cls(
            kinds=tuple(places), weights=weights.astype(np.float32), numbers=numbers, starts=starts
        )

    @property
    def totals(self) -> Floats:
        """The weight of each segment's words together."""
        running = np.concatenate([[0.0], np.cumsum(self.weights[self.numbers], dtype=np.float64)])
        return np.diff(running[self.starts]).astype(np.float32)

    def within(self, low: int, high: int) -> tuple[Numbers, Numbers, Numbers]:
        """The kinds in segments low to high-1, and the words as places among them, with starts."""
        part = self.numbers[self.starts[low] : self.starts[high]]
        kinds, places = np.unique(part, return_inverse=True)
        return kinds, places, self.starts[low : high + 1] - self.starts[low]


def surface_likeness(source: Sequence[str], target: Sequence[str]) -> Floats:
    """How alike words look: 1 for equal words and numbers, down to 0; one row per source word."""
    rows, columns = _letter_pairs(source), _letter_pairs(target)
    size = max((int(pairs.max()) + 1 for pairs in (*rows, *columns) if len(pairs)), default=1)
    left, right = _indicator(rows, size), _indicator(columns, size)
    together = left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :]
    dice = 2 * (left @ right.T) / np.maximum(together, 1)
    likeness: Floats = np.clip((dice - ALIKE) / (SAME - ALIKE), 0, 1).astype(np.float32)
    for row, column in _equal(source, target):
        likeness[row, column] = 1
    return likeness


def _equal(source: Sequence[str], target: Sequence[str]) -> list[tuple[int, int]]:
    places = {word: place for place, word in enumerate(target)}
    return [(place, places[word]) for place, word in enumerate(source) if word in places]


_BUCKETS = 1024


def _letter_pairs(kinds: Sequence[str]) -> list[Numbers]:
    """Each word's pairs of neighbouring letters, hashed; none for numbers and short words."""
    return [_pairs(word) for word in kinds]


def _pairs(word: str) -> Numbers:
    if len(word) < 4 or word[0] == "#":
        return np.empty(0, dtype=np.int64)
    signs = np.frombuffer(f"^{word}$".encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    return np.unique((signs[:-1] * 8191 + signs[1:] * 31) % _BUCKETS)


def _indicator(rows: Sequence[Numbers], size: int) -> Floats:
    table = np.zeros((len(rows), size), dtype=np.float32)
    for row, places in enumerate(rows):
        table[row, places] = 1
    return table


def known_likeness(
    lexicon: Mapping[tuple[str, str], float], source: Sequence[str], target: Sequence[str]
) -> Floats:
    """What a lexicon of folded words says about these: one row per source word."""
    likeness = np.zeros((len(source), len(target)), dtype=np.float32)
    rows = {word: place for place, word in enumerate(source)}
    columns = {word: place for place, word in enumerate(target)}
    for (left, right), chance in lexicon.items():
        if left in rows and right in columns:
            likeness[rows[left], columns[right]] = chance
    return likeness
