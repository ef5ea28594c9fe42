"""Which words of a pair belong together: the model's own links, else what the document teaches."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from alignments.aligner.lexicon import taught
from alignments.aligner.words import words
from alignments.placeholders import without_codes
from alignments.store import Store

Pairs = list[tuple[int, int]]

FEWEST_PAIRS = 40
"""Fewer pairs of texts teach nothing that could be shown."""
MOST_PAIRS = 3000
LEAST_CHANCE = 0.25
_SECONDS_TO_KEEP = 300
_MOST_KEPT = 8
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links of one pair of texts."""

    pairs: Pairs
    """(source word, target word), numbered from 0 between white space."""
    words: str
    """How they were found, for people."""


class Lexicon:
    """Words that translate each other, learnt from pairs of texts (IBM model 1, both ways)."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self.size = len(texts)
        self._chances: Mapping[tuple[str, str], float] = taught(texts)

    def link(self, source: str, target: str) -> Pairs:
        """The words that are each other's best translation."""
        rows, columns = (_folded_words(text) for text in (source, target))
        chances = [[self._chance(row, column) for column in columns] for row in rows]
        if not rows or not columns:
            return []
        best_row = [max(range(len(rows)), key=lambda i: chances[i][j]) for j in range(len(columns))]
        return [
            (i, j)
            for j, i in enumerate(best_row)
            if chances[i][j] >= LEAST_CHANCE and chances[i][j] == max(chances[i])
        ]

    def _chance(self, row: Sequence[str], column: Sequence[str]) -> float:
        pairs = ((left, right) for left in row for right in column)
        return (
            max(
                (1.0 if left == right else self._chances.get((left, right), 0.0))
                for left, right in pairs
            )
            if row and column
            else 0.0
        )


class Lexicons:
    """The lexicons of bitexts that are being looked at, each learnt anew every five minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], tuple[float, Lexicon | None]] = OrderedDict()

    def of(self, store: Store, bitext: int) -> Lexicon | None:
        """The lexicon of a bitext, `None` while it has too few texts."""
        name = store.name, bitext
        with self._lock:  # one is learnt at a time, and no one twice
            made, lexicon = self._kept.get(name, (float("-inf"), None))
            if time.monotonic() - made > _SECONDS_TO_KEEP:
                lexicon = _learnt(store, bitext)
                self._kept[name] = time.monotonic(), lexicon
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return lexicon


def links(store: Store, lexicons: Lexicons, bead: int, source: str) -> Links | None:
    """The links between a bead's present text and its source; `None` where nothing is known."""
    history = store.revisions.history(bead)
    if not history:
        return None
    current = history[-1]
    if current.links is not None and current.machine is not None:
        how = f"Words linked by the {current.links.method} of {current.machine.model}"
        return Links(pairs=list(current.links.pairs), words=how)
    lexicon = lexicons.of(store, store.bitexts.of_bead(bead).id)
    if lexicon is None:
        return None
    how = f"Words that often go together in {lexicon.size:,} pairs of this document"
    return Links(pairs=lexicon.link(source, current.text), words=how)


def _learnt(store: Store, bitext: int) -> Lexicon | None:
    units = islice(store.bitexts.units(bitext), MOST_PAIRS)
    texts = [
        (without_codes(unit.source), without_codes(unit.target)) for unit in units if unit.target
    ]
    return Lexicon(texts) if len(texts) >= FEWEST_PAIRS else None


def _folded_words(text: str) -> list[list[str]]:
    return [words(without_codes(word)) for word in _WORD.findall(text)]
