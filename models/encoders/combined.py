"""`use` and `e5` side by side: two opinions on what is alike, at the price of the slower one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.cache import Progress, VectorCache
from models.encoders.e5 import E5Encoder
from models.encoders.pooled import PooledReading
from models.encoders.reading import UseReading
from models.encoders.use import UseEncoder

Floats = NDArray[np.float32]

SHARE = 0.25
"""How much of a similarity is what `e5` says."""


class UseAndE5:
    """The languages of `use`; 896 dimensions."""

    def __init__(self, use: UseEncoder, e5: E5Encoder) -> None:
        self._use, self._e5 = use, e5

    @classmethod
    def is_installed(cls) -> bool:
        """Whether both packages are there."""
        return UseEncoder.is_installed() and E5Encoder.is_installed()

    @classmethod
    def load(
        cls,
        directory: Path | None = None,
        cache: VectorCache | None = None,
        progress: Progress | None = None,
    ) -> UseAndE5:
        """The packages bring the weights: `directory` is ignored."""
        return cls(UseEncoder.load(cache=cache), E5Encoder.load(cache=cache, progress=progress))

    @property
    def name(self) -> str:
        """The names of both."""
        return f"{self._use.name}+{self._e5.name}"

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One unit-length row per sentence, in order: shape (len(sentences), 896)."""
        return _both(self._use.encode(sentences), self._e5.encode(sentences))

    def read(self, sentences: Sequence[str]) -> ReadingOfBoth:
        """Read sentences that follow one another, for the vectors of their groups and phrases."""
        return ReadingOfBoth(self._use.read(sentences), self._e5.read(sentences))


class ReadingOfBoth:
    """What both remember of a text; phrases are what `use` takes for one."""

    def __init__(self, use: UseReading, e5: PooledReading) -> None:
        self._use, self._e5 = use, e5

    def spans(self, spans: NDArray[np.integer]) -> Floats:
        """One row per (start, end)."""
        return _both(self._use.spans(spans), self._e5.spans(spans))

    def phrases(self) -> tuple[Floats, NDArray[np.int64]]:
        """The vectors of parts of sentences, and how many each has."""
        return self._use.phrases()


def _both(use: Floats, e5: Floats) -> Floats:
    """Rows whose cosines are between those of both."""
    parts = [use * np.float32((1 - SHARE) ** 0.5), e5 * np.float32(SHARE**0.5)]
    return np.concatenate(parts, axis=1)
