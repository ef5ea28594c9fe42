"""An encoder that knows no language: letter triples, hashed. For tests of everything else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 256


class HashingEncoder:
    """Texts that share letter triples are alike. The same text has the same vector everywhere."""

    name = "hashing-1"

    @classmethod
    def is_installed(cls) -> bool:
        """It needs nothing."""
        return True

    @classmethod
    def load(cls, directory: Path | None = None) -> HashingEncoder:
        """There are no files: `directory` is ignored."""
        return cls()

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per sentence, in order: shape (len(sentences), 256)."""
        vectors = np.zeros((len(sentences), DIMENSIONS), dtype=np.float32)
        for row, sentence in enumerate(sentences):
            np.add.at(vectors[row], _buckets(sentence), 1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _buckets(sentence: str) -> list[int]:
    text = f"  {' '.join(sentence.casefold().split())} "
    triples = (text[at : at + 3] for at in range(len(text) - 2))
    return [zlib.crc32(triple.encode("utf-8", "surrogatepass")) % DIMENSIONS for triple in triples]
