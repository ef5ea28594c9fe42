"""Which words translate which, learnt from beads: IBM model 1 in both directions.

Brown et al., 1993; as in Moore, 2002, it is learnt from the documents' own first alignment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.aligner.words import WordTable

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

ROUNDS = 5
MOST_BEADS = 8000
PRIOR = 0.5
"""Added to each word's count: a word seen once proves little."""
LEAST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """How likely pairs of words are to translate each other, 0 to 1, sorted by source word."""

    source: Numbers
    target: Numbers
    chance: Floats

    @classmethod
    def none(cls) -> Lexicon:
        """Nothing is known."""
        empty = np.empty(0, dtype=np.int64)
        return cls(source=empty, target=empty, chance=np.empty(0, dtype=np.float32))

    @classmethod
    def given(
        cls, chances: Mapping[tuple[str, str], float], source: WordTable, target: WordTable
    ) -> Lexicon:
        """What a lexicon of words as `words` folds them says about two documents."""
        rows = {word: place for place, word in enumerate(source.kinds)}
        columns = {word: place for place, word in enumerate(target.kinds)}
        known = sorted(
            (rows[left], columns[right], chance)
            for (left, right), chance in chances.items()
            if left in rows and right in columns
        )
        return cls(
            source=np.array([entry[0] for entry in known], dtype=np.int64),
            target=np.array([entry[1] for entry in known], dtype=np.int64),
            chance=np.array([entry[2] for entry in known], dtype=np.float32),
        )

    def with_more(self, other: Lexicon) -> Lexicon:
        """Both lexicons as one; of two chances for a pair the greater counts."""
        order = np.argsort(np.concatenate([self.source, other.source]), kind="stable")
        return Lexicon(
            source=np.concatenate([self.source, other.source])[order],
            target=np.concatenate([self.target, other.target])[order],
            chance=np.concatenate([self.chance, other.chance])[order],
        )

    def table(self, rows: Numbers, columns: Numbers) -> Floats:
        """The chances of some source words (rows) and target words (columns), both sorted."""
        found = np.zeros((len(rows), len(columns)), dtype=np.float32)
        if not len(self.source) or not len(rows) or not len(columns):
            return found
        low = np.searchsorted(self.source, rows, side="left")
        high = np.searchsorted(self.source, rows, side="right")
        row = np.repeat(np.arange(len(rows)), high - low)
        first = np.repeat(low - np.concatenate([[0], np.cumsum(high - low)[:-1]]), high - low)
        entry = np.arange(len(row)) + first
        column = np.searchsorted(columns, self.target[entry]).clip(0, len(columns) - 1)
        hit = columns[column] == self.target[entry]
        np.maximum.at(found, (row[hit], column[hit]), self.chance[entry[hit]])
        return found


def learnt(
    source: WordTable, target: WordTable, beads: Sequence[tuple[range, range, float]]
) -> Lexicon:
    """A lexicon from beads with two sides and the chance of each to be right."""
    chosen = sorted(beads, key=lambda bead: -bead[2])[:MOST_BEADS]
    rows, columns, bead = _co_occurrences(source, target, chosen)
    pair, which, times = np.unique(
        rows * len(target.kinds) + columns, return_inverse=True, return_counts=True
    )
    often = times[which] > 1
    rows, columns, bead = rows[often], columns[often], bead[often]
    pair, which = np.unique(rows * len(target.kinds) + columns, return_inverse=True)
    if not len(pair):
        return Lexicon.none()
    trust = np.array([chance for _, _, chance in chosen])[bead]
    forward = _chances(which, rows, bead * len(target.kinds) + columns, trust, len(pair))
    backward = _chances(which, columns, bead * len(source.kinds) + rows, trust, len(pair))
    chance = np.sqrt(forward * backward)
    kept = chance > LEAST
    return Lexicon(
        source=pair[kept] // len(target.kinds),
        target=pair[kept] % len(target.kinds),
        chance=np.minimum(chance[kept] * 1.5, 1).astype(np.float32),
    )


def taught(texts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """What pairs of texts teach: how likely (source word, target word) are a translation, 0 to 1.

    It is what `AlignOptions.lexicon` takes.
    """
    left, right = (WordTable.of([pair[side] for pair in texts]) for side in (0, 1))
    beads = [(range(at, at + 1), range(at, at + 1), 1.0) for at in range(len(texts))]
    known = learnt(left, right, beads)
    return {
        (left.kinds[source], right.kinds[target]): float(chance)
        for source, target, chance in zip(known.source, known.target, known.chance, strict=True)
    }


def _co_occurrences(
    source: WordTable, target: WordTable, beads: Sequence[tuple[range, range, float]]
) -> tuple[Numbers, Numbers, Numbers]:
    """All pairs of words that a bead holds, each once a bead: source, target, bead."""
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for number, (left, right, _) in enumerate(beads):
        rows = np.unique(source.numbers[source.starts[left.start] : source.starts[left.stop]])
        columns = np.unique(target.numbers[target.starts[right.start] : target.starts[right.stop]])
        size = len(rows) * len(columns)
        pairs = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
        found.append((*pairs, np.full(size, number)))
    if not found:
        return (np.empty(0, dtype=np.int64),) * 3
    rows, columns, bead = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, columns, bead


def _chances(
    pair: Numbers, giver: Numbers, place: Numbers, trust: NDArray[np.float64], pairs: int
) -> NDArray[np.float64]:
    """The chance of each pair by expectation and maximization.

    Each `place`, a word in a bead, shares its count among the words of the other side that may
    have given it.
    """
    _, place = np.unique(place, return_inverse=True)
    _, giver = np.unique(giver, return_inverse=True)
    owner = np.zeros(pairs, dtype=np.int64)
    owner[pair] = giver
    chance = np.ones(pairs)
    for _ in range(ROUNDS):
        share = chance[pair]
        share /= np.bincount(place, weights=share)[place]
        count = np.bincount(pair, weights=share * trust, minlength=pairs)
        chance = count / (np.bincount(owner, weights=count)[owner] + PRIOR)
    return chance
