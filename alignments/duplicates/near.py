"""Near-duplicates among many texts.

MinHash signatures in bands find candidates, which are then compared exactly (Broder, 1997, for
the signatures; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3, for the
bands). Nothing is left to chance: the same texts give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alignments.duplicates.shingles import Hashes, shingles

ALIKE = 0.8
"""Resemblance from which knowing one text is knowing much of the other: what leaks."""
THE_SAME = 0.85
"""Resemblance from which one text can stand for both: a word in twenty differs, about."""
_BANDS, _ROWS = 16, 5
_TEXTS_IN_ONE_GO = 2048
_PAIRS_IN_ONE_GO = 20_000
_NEIGHBOURS = 16
"""With how many others in a crowded bucket a text is compared. All of a bucket would be the
square of a million where a million sentences are alike."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPairs:
    """Pairs of texts that are near-duplicates of each other, by their places."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    resemblance: NDArray[np.float32]

    def neighbours(self) -> dict[int, dict[int, float]]:
        """For every text that has any, its near-duplicates and how alike they are."""
        found: dict[int, dict[int, float]] = {}
        for one, other, alike in zip(
            self.first.tolist(), self.second.tolist(), self.resemblance.tolist(), strict=True
        ):
            found.setdefault(one, {})[other] = alike
            found.setdefault(other, {})[one] = alike
        return found


def near_pairs(
    texts: Sequence[str],
    *,
    length: int,
    threshold: float = ALIKE,
    progress: Progress = lambda done, total: None,
) -> NearPairs:
    """Find the near-duplicates among distinct comparable texts.

    `length` is that of a shingle. A pair of just the threshold is found with a probability of
    99.8 %, unless hundreds of texts are alike: then each is found with some of the others.
    """
    first, second = _candidates(_bands(texts, length, progress))
    parts = [
        _compared(texts, first[start:end], second[start:end], length, threshold)
        for start, end in _stretches(len(first))
    ]
    kept = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, bool)
    alike = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.float32)
    return NearPairs(first=first[kept], second=second[kept], resemblance=alike[kept])


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, _PAIRS_IN_ONE_GO):
        yield start, start + _PAIRS_IN_ONE_GO


def _bands(texts: Sequence[str], length: int, progress: Progress) -> NDArray[np.uint64]:
    """For every band a number a text: texts with one number in common may be alike."""
    count = len(texts)
    bands = np.empty((_BANDS, count), np.uint64)
    factors = np.random.default_rng(1997).integers(2**32, size=_BANDS * _ROWS, dtype=np.uint32)
    factors |= np.uint32(1)  # an odd factor puts all hashes in another order, none on another
    for start in range(0, count, _TEXTS_IN_ONE_GO):
        end = min(start + _TEXTS_IN_ONE_GO, count)
        hashes, begins = shingles(texts[start:end], length)
        for band in range(_BANDS):
            bands[band, start:end] = _band(
                hashes, begins, factors[band * _ROWS : (band + 1) * _ROWS]
            )
        progress(end, count)
    return bands


def _band(hashes: Hashes, begins: NDArray[np.int64], factors: Hashes) -> NDArray[np.uint64]:
    """The least hash of every text under each of some orders of the hashes, as one number."""
    found = np.zeros(len(begins), np.uint64)
    for factor in factors:
        found *= np.uint64(0x9E3779B97F4A7C15)
        found += np.minimum.reduceat(hashes * factor, begins)
    return found


def _candidates(bands: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every two texts that share a band, the lower place first, each pair once."""
    count = bands.shape[1]
    found = [pairs for band in bands for pairs in _together(band, count)]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    once = _once(np.concatenate(found))
    return once // count, once % count


def _once(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers in order, each once."""
    numbers.sort()  # numpy's own `unique` goes by hashes, and takes longer for so many
    kept = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=kept[1:])
    return numbers[kept]


def _together(band: NDArray[np.uint64], count: int) -> Iterator[NDArray[np.int64]]:
    order = np.argsort(band, kind="stable")
    ordered = band[order]
    for apart in range(1, min(_NEIGHBOURS + 1, count)):
        (same,) = np.nonzero(ordered[apart:] == ordered[:-apart])
        if not len(same):
            return
        # the sort is stable, so that the lower place comes first
        yield order[same] * count + order[same + apart]


def _compared(
    texts: Sequence[str],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    length: int,
    threshold: float,
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Whether pairs of texts are near-duplicates, and what share of their sequences they share."""
    places, inverse = np.unique(np.concatenate((first, second)), return_inverse=True)
    hashes, begins = shingles([texts[place] for place in places.tolist()], length)
    hashes, begins, sizes = _as_sets(hashes, begins)
    one, other = inverse[: len(first)], inverse[len(first) :]
    left, right = (_gathered(hashes, begins, sizes, side) for side in (one, other))
    shared = np.bincount(
        np.intersect1d(left, right, assume_unique=True) >> np.uint64(32), minlength=len(first)
    )
    alike = shared / (sizes[one] + sizes[other] - shared)
    return alike >= threshold, alike.astype(np.float32)


def _as_sets(
    hashes: Hashes, begins: NDArray[np.int64]
) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
    """Each hash of a text once, with where each text now begins and how many it has."""
    counts = np.diff(np.append(begins, len(hashes)))
    owners = np.repeat(np.arange(len(begins), dtype=np.uint64), counts)
    keyed = _once(owners << np.uint64(32) | hashes)
    sizes = np.bincount((keyed >> np.uint64(32)).astype(np.int64), minlength=len(begins))
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return keyed.astype(np.uint32), begins, sizes


def _gathered(
    hashes: Hashes, begins: NDArray[np.int64], sizes: NDArray[np.int64], side: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """The hashes of one text of every pair, with the pair's place above them."""
    counts = sizes[side]
    pairs = np.repeat(np.arange(len(side), dtype=np.uint64), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    gathered: NDArray[np.uint64] = pairs << np.uint64(32)
    gathered |= hashes[np.repeat(begins[side], counts) + within]
    return gathered
