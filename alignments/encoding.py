"""What the aligner needs from a sentence encoder. `models.encoders` has some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns sentences into vectors whose cosine says how alike they are in meaning."""

    @property
    def name(self) -> str:
        """What a cache of its vectors is filed under: model and revision."""

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per sentence, in order: shape (len(sentences), dimensions)."""


@runtime_checkable
class SpanEncoder(Encoder, Protocol):
    """An encoder for which groups of neighbouring sentences are cheap once those are encoded."""

    def encode_spans(
        self, sentences: Sequence[str], spans: NDArray[np.integer]
    ) -> NDArray[np.float32]:
        """One unit-length row per (start, end) row of `spans`.

        Each is what `encode` gives for `" ".join(sentences[start:end])`.
        """
