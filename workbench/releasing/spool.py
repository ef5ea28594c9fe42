"""Units on disk, between reading them from the store and writing them to many files."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from alignments.beads import Flag, MachineOrigin, Revision, TranslationUnit, WordLinks

_IN_ONE_GO = 1000

# a dataclass with slots takes several times as long by its own means
_KINDS: tuple[type[Any], ...] = (TranslationUnit, Revision, MachineOrigin, Flag, WordLinks)
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in _KINDS}
_VALUES = {kind: attrgetter(*names) for kind, names in _NAMES.items()}
_SLOTS = {
    kind: tuple(kind.__dict__[name].__set__ for name in names) for kind, names in _NAMES.items()
}


def _reduced(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  any of the kinds
    kind = type(value)
    return _made, (kind, *_VALUES[kind](value))


def _made(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for put, value in zip(_SLOTS[kind], values, strict=True):
        put(made, value)
    return made


_TABLE: dict[type, Callable[[Any], Any]] = {kind: _reduced for kind in _KINDS}


class Spool:
    """A file of this process alone: units go in once and come out as often as one likes.

    The store is read once, in one state, whatever people change in it meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._path = path
        self._waiting: list[TranslationUnit] = []
        self._starts: list[int] = []

    def add(self, unit: TranslationUnit) -> None:
        self._waiting.append(unit)
        if len(self._waiting) == _IN_ONE_GO:
            self._flush()

    def _flush(self) -> None:
        self._starts.append(self._file.tell())
        pickler = pickle.Pickler(self._file, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _TABLE
        pickler.dump(self._waiting)
        self._waiting = []

    def units(self, chosen: NDArray[np.bool_]) -> Iterator[TranslationUnit]:
        """Those of the units that are chosen, in the order in which they came."""
        if self._waiting:
            self._flush()
        for batch, start in enumerate(self._starts):
            part = chosen[batch * _IN_ONE_GO : (batch + 1) * _IN_ONE_GO]
            if not part.any():
                continue
            self._file.seek(start)
            units: list[TranslationUnit] = pickle.load(self._file)
            for unit, wanted in zip(units, part.tolist(), strict=True):
                if wanted:
                    yield unit
        self._file.seek(0, 2)

    def close(self) -> None:
        """Take the file away."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
