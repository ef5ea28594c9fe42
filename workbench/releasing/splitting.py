"""Which documents, or passages of them, are for training, development and test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from workbench.releasing.options import SplitOptions
from workbench.releasing.sources import Parts

PASSAGE = 20
"""Segments in a passage."""
_LEAST_GROUPS = 3
_MUCH = 2
"""How many times its share a split may be before it is worth a word."""


class Split(IntEnum):
    """A part of a corpus; `OUT` for units that are in none."""

    OUT = -1
    TRAIN = 0
    DEV = 1
    TEST = 2

    @property
    def file_name(self) -> str:
        return self.name.lower()

    @property
    def hub_name(self) -> str:
        """What Hugging Face data sets call it."""
        return "validation" if self is Split.DEV else self.file_name


SPLITS = (Split.TRAIN, Split.DEV, Split.TEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """How the units were split."""

    splits: NDArray[np.int8]
    note: str
    """What a reader has to know of it, in a sentence; empty where all is as it was asked for."""


def split_units(
    parts: Parts,
    part: NDArray[np.int64],
    number: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    options: SplitOptions,
) -> Splitting:
    """Give every chosen unit its split; translations of one document stay together.

    The order in which documents are taken depends on their bytes and the seed alone: adding one to
    a corpus moves few of the others.
    """
    groups = _groups(parts, part, number, options)
    splits = np.full(len(part), Split.OUT, np.int8)
    splits[chosen] = Split.TRAIN
    names, inverse = np.unique(groups[chosen], axis=0, return_inverse=True)
    sizes = np.bincount(inverse.reshape(-1), minlength=len(names))
    if not (options.dev or options.test):
        return Splitting(splits=splits, note="No split was asked for: everything is train.")
    if len(names) < _LEAST_GROUPS:
        return Splitting(splits=splits, note=_too_few(len(names), options))
    digests = [document.digest for document in parts.documents]
    order = sorted(range(len(names)), key=lambda one: _lot(options.seed, digests, names[one]))
    of_group = np.full(len(names), Split.TRAIN, np.int8)
    total = int(sizes.sum())
    for split, share, others in (
        (Split.TEST, options.test, 1 + bool(options.dev)),
        (Split.DEV, options.dev, 1),
    ):
        free = [one for one in order if of_group[one] == Split.TRAIN]
        if share:  # and none of the other splits may go without
            of_group[_filled(free[:-others], sizes, share * total)] = split
    splits[chosen] = of_group[inverse.reshape(-1)]
    held = np.bincount(of_group, weights=sizes, minlength=len(SPLITS)) / total
    return Splitting(splits=splits, note=_far_off(held.tolist(), options))


def _groups(
    parts: Parts, part: NDArray[np.int64], number: NDArray[np.int64], options: SplitOptions
) -> NDArray[np.int64]:
    """What stays whole: for every unit its document's place, and its passage in it."""
    places = {document.id: place for place, document in enumerate(parts.documents)}
    document = np.array([places[one.document.id] for one in parts.parts], np.int64)[part]
    passage = (number - 1) // PASSAGE if options.by == "passage" else np.zeros_like(number)
    return np.stack((document, passage), axis=1)


def _lot(seed: int, digests: Sequence[str], group: NDArray[np.int64]) -> bytes:
    """A number for the group that depends on nothing but the seed and the document's bytes."""
    document, passage = group.tolist()
    return hashlib.sha256(f"{seed} {digests[document]} {passage}".encode()).digest()


def _filled(order: Sequence[int], sizes: NDArray[np.int64], goal: float) -> list[int]:
    """Groups that hold about as many units as are wanted; at least one."""
    taken: list[int] = []
    held = 0
    for one in order:
        if held + sizes[one] / 2 <= goal:  # nearer to the goal with it than without
            taken.append(one)
            held += int(sizes[one])
    return taken or [min(order, key=lambda one: int(sizes[one]))]


def _far_off(held: Sequence[float], options: SplitOptions) -> str:
    """What to say where whole documents are far from the shares that were asked for."""
    wanted = ((Split.DEV, options.dev), (Split.TEST, options.test))
    if all(held[split] <= _MUCH * share for split, share in wanted):
        return ""
    what = "Documents are" if options.by == "document" else "Passages are"
    told = " and ".join(
        f"{split.file_name} has {held[split]:.0%} of the pairs for {share:.0%}"
        for split, share in wanted
    )
    return f"{what} long for shares so small: {told}."


def _too_few(count: int, options: SplitOptions) -> str:
    what = "1 document" if count == 1 else f"{count} documents"
    if options.by == "passage":
        return f"{count} passages of {PASSAGE} segments cannot be split in three: all is train."
    return (
        f"{what} cannot be split by document: everything is train. "
        f"--split-by passage splits by passages of {PASSAGE} segments, and lets one document stand "
        "in train and in test."
    )
