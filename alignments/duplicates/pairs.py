"""Which of many translation pairs can go, because a pair that stays says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignments.duplicates.near import NearPairs

Places = NDArray[np.int64]
Near = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTexts:
    """Translation pairs, by the numbers of their comparable texts."""

    source: Places
    """For every pair the number of its source's comparable text."""
    target: Places
    particulars: Places
    """Equal numbers where both texts agree in what must be the same."""
    rank: Places
    """Of two pairs that say the same, the one with the lower rank stays; then the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """For every pair the place of the one that stands for it, and how alike the two are."""

    of: Places
    """-1 for a pair that stays."""
    resemblance: NDArray[np.float32]
    """Of the side on which they differ more."""


def duplicates(
    pairs: PairTexts, sources: NearPairs, targets: NearPairs, *, threshold: float
) -> Duplicates:
    """Find the pairs that are near-duplicates, on both sides, of a pair that stays.

    A pair goes only where it is like one that stays, not where it is like one that goes: a chain
    of small changes does not swallow what stands at its other end.
    """
    of = _same_words(pairs)
    resemblance = np.where(of >= 0, 1, 0).astype(np.float32)
    near = _above(sources, threshold), _above(targets, threshold)
    kept = _Kept(pairs, near)
    for place in _in_order(pairs, of):
        found = kept.like(place)
        if found is None:
            kept.add(place)
        else:
            of[place], resemblance[place] = found
    _follow(of, resemblance)
    return Duplicates(of=of, resemblance=resemblance)


def _same_words(pairs: PairTexts) -> Places:
    """For every pair whose words another has too, which it is."""
    count = len(pairs.source)
    places = np.arange(count)
    order = np.lexsort((places, pairs.rank, pairs.particulars, pairs.target, pairs.source))
    first = np.zeros(count, bool)
    first[:1] = True
    for values in (pairs.source, pairs.target, pairs.particulars):
        ordered = values[order]
        first[1:] |= ordered[1:] != ordered[:-1]
    leaders = order[np.maximum.accumulate(np.where(first, places, 0))]
    of = np.full(count, -1, np.int64)
    of[order] = np.where(first, -1, leaders)
    return of


def _above(pairs: NearPairs, threshold: float) -> Near:
    chosen = pairs.resemblance >= np.float32(threshold)
    return NearPairs(
        first=pairs.first[chosen],
        second=pairs.second[chosen],
        resemblance=pairs.resemblance[chosen],
    ).neighbours()


def _in_order(pairs: PairTexts, of: Places) -> list[int]:
    """The pairs with words of their own, the ones to keep first."""
    (places,) = np.nonzero(of < 0)
    ordered: list[int] = places[np.argsort(pairs.rank[places], kind="stable")].tolist()
    return ordered


class _Kept:
    """The pairs that stay, found by a text that is like one of theirs."""

    def __init__(self, pairs: PairTexts, near: tuple[Near, Near]) -> None:
        self._sources, self._targets = pairs.source.tolist(), pairs.target.tolist()
        self._particulars = pairs.particulars.tolist()
        self._near_sources, self._near_targets = near
        self._by_source: dict[tuple[int, int], dict[int, int]] = {}

    def add(self, place: int) -> None:
        if not self._has_neighbours(place):
            return  # nothing will ask for it
        key = self._sources[place], self._particulars[place]
        self._by_source.setdefault(key, {})[self._targets[place]] = place

    def like(self, place: int) -> tuple[int, float] | None:
        """The first pair that is like this one, with the resemblance of its worse side."""
        if not self._has_neighbours(place):
            return None
        source, target = self._sources[place], self._targets[place]
        targets = {target: 1.0, **self._near_targets.get(target, {})}
        found = [
            (min(alike, targets[other]), pair)
            for near, alike in {source: 1.0, **self._near_sources.get(source, {})}.items()
            for other, pair in _common(
                self._by_source.get((near, self._particulars[place])), targets
            )
        ]
        if not found:
            return None
        alike, pair = max(found, key=lambda each: (each[0], -each[1]))
        return pair, alike

    def _has_neighbours(self, place: int) -> bool:
        return (
            self._sources[place] in self._near_sources or self._targets[place] in self._near_targets
        )


def _common(
    known: Mapping[int, int] | None, wanted: Mapping[int, float]
) -> Iterable[tuple[int, int]]:
    """The entries that both have, looked up from the smaller one."""
    if not known:
        return []
    names = known.keys() & wanted.keys()
    return [(name, known[name]) for name in names]


def _follow(of: Places, resemblance: NDArray[np.float32]) -> None:
    """Let what was like a pair that went point to the one that stays."""
    (places,) = np.nonzero(of >= 0)
    further = of[of[places]]
    moved = places[further >= 0]
    resemblance[moved] = np.minimum(resemblance[moved], resemblance[of[moved]])
    of[moved] = of[of[moved]]


def reached(texts: Places, near: NearPairs, count: int) -> NDArray[np.bool_]:
    """Of `count` texts those that are among the given ones, or near-duplicates of one of them."""
    own = np.zeros(count, bool)
    own[texts] = True
    found = own.copy()
    found[near.second[own[near.first]]] = True
    found[near.first[own[near.second]]] = True
    return found
