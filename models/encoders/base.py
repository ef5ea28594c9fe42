"""What every sentence encoder does, and what is known of one before it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """A loaded model that turns sentences into vectors whose cosine says how alike they are."""

    @property
    def name(self) -> str:
        """What a cache of its vectors is filed under: model and revision."""

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per sentence, in order: shape (len(sentences), dimensions)."""


class Reading(Protocol):
    """What an encoder makes of sentences that follow one another."""

    def spans(self, spans: NDArray[np.integer]) -> NDArray[np.float32]:
        """One row per (start, end) row of `spans`: `encode`'s for their sentences, joined."""

    def phrases(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Vectors of overlapping parts of the sentences, and how many parts each sentence has."""


@runtime_checkable
class ReadingEncoder(Encoder, Protocol):
    """An encoder for which groups and parts of sentences are cheap once those are encoded."""

    def read(self, sentences: Sequence[str]) -> Reading:
        """Read sentences that follow one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderFacts:
    """An encoder family: where its class is, and what it can do."""

    place: str
    """Module and class, `module:Class`."""
    languages: frozenset[str] | None
    """BCP 47 languages it was trained on; `None` for one that knows no language at all."""
    install: str
    """What to type if it is missing."""
