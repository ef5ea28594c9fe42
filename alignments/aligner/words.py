"""Words as the aligner sees them: folded, counted, weighted, and compared across languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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
BUCKETS = 512
ALIKE, SAME = 0.55, 0.9
"""Dice coefficients of letter pairs at which words begin to look alike, and count as the same."""


def words(text: str) -> list[str]:
    """The words of a text, folded so that they compare; numbers as `#` and their digits."""
    found = _WORD.findall(text)
    if _UNSPACED.search(text):
        found = [part for word in found for part in _unspaced(word)]
    plain = (_number(word) if word[0].isdigit() else folded(word) for word in found)
    # nothing is left of a word of lengthening signs alone
    return [word for word in plain if word]


def _unspaced(word: str) -> list[str]:
    """Overlapping pairs of ideographs: there is no telling where one word ends."""
    if not _UNSPACED.search(word):
        return [word]
    pairs = [word[at : at + 2] for at in range(len(word) - 1) if _IDEOGRAPHS.match(word[at:])]
    return pairs or [word]


def _number(word: str) -> str:
    return "#" + "".join(str(unicodedata.digit(sign)) for sign in word if sign.isdigit())


def folded(word: str) -> str:
    """The word without case, accents, vowel signs and lengthening signs."""
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
    is_number: NDArray[np.bool_]
    """For each kind."""
    letters: NDArray[np.bool_]
    """For each kind, which of `BUCKETS` its pairs of neighbouring letters fall into."""

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
            kinds=tuple(places),
            weights=weights.astype(np.float32),
            numbers=numbers,
            starts=starts,
            is_number=np.array([word[0] == "#" for word in places], dtype=np.bool_),
            letters=_letters(tuple(places)),
        )

    @property
    def totals(self) -> Floats:
        """The weight of each segment's words together."""
        running = np.concatenate([[0.0], np.cumsum(self.weights[self.numbers], dtype=np.float64)])
        return np.diff(running[self.starts]).astype(np.float32)

    def weighed(self, segments: range) -> dict[str, float]:
        """The words of some segments and their weights, in order, each once."""
        part = self.numbers[self.starts[segments.start] : self.starts[segments.stop]]
        return {self.kinds[number]: float(self.weights[number]) for number in part}

    def within(self, low: int, high: int) -> tuple[Numbers, Numbers, Numbers]:
        """The kinds in segments low to high-1, and the words as places among them, with starts."""
        part = self.numbers[self.starts[low] : self.starts[high]]
        kinds, places = np.unique(part, return_inverse=True)
        return kinds, places, self.starts[low : high + 1] - self.starts[low]


def surface_likeness(
    source: WordTable, target: WordTable, rows: Numbers, columns: Numbers
) -> Floats:
    """How alike words look, by kinds: 1 for equal words and numbers, down to 0."""
    left, right = (
        table.letters[kinds].astype(np.float32)
        for table, kinds in ((source, rows), (target, columns))
    )
    together = left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :]
    likeness: Floats = left @ right.T
    likeness *= 2 / np.maximum(together, 1)
    likeness -= ALIKE
    likeness *= 1 / (SAME - ALIKE)
    np.clip(likeness, 0, 1, out=likeness)
    places = {target.kinds[kind]: place for place, kind in enumerate(columns)}
    for place, kind in enumerate(rows):
        equal = places.get(source.kinds[kind])
        if equal is not None:
            likeness[place, equal] = 1
    return likeness


def _letters(kinds: Sequence[str]) -> NDArray[np.bool_]:
    """Hashed pairs of neighbouring letters; none for numbers and short words."""
    long = [place for place, word in enumerate(kinds) if len(word) > 3 and word[0] != "#"]
    marked = [f"^{kinds[place]}$" for place in long]
    signs = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.array([len(word) for word in marked], dtype=np.int64)
    word = np.repeat(np.array(long, dtype=np.int64), sizes)
    hashed = (signs[:-1].astype(np.int64) * 8191 + signs[1:] * 31) % BUCKETS
    table = np.zeros((len(kinds), BUCKETS), dtype=np.bool_)
    inside = word[:-1] == word[1:]
    table[word[:-1][inside], hashed[inside]] = True
    return table
