"""The arithmetic of an encoder of the BERT family: embedded tokens to tokens that know the others.

Devlin et al., 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

UNSEEN = np.float32(-1e9)
"""What attention gives to a token that only fills up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A matrix and what is added to its products."""

    factors: Floats
    shifts: Floats

    def __call__(self, rows: Floats) -> Floats:
        """A row for each row."""
        found: Floats = rows @ self.factors
        found += self.shifts
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What rows are brought to: a mean and a deviation for each number."""

    gain: Floats
    shift: Floats

    def __call__(self, rows: Floats, epsilon: float) -> Floats:
        """The rows themselves, changed in place."""
        rows -= rows.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        rows *= (1 / np.sqrt(spread + np.float32(epsilon)))[:, None]
        rows *= self.gain
        rows += self.shift
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Each token looks at all, then is worked on by itself."""

    attention: Linear
    """Queries, keys and values, side by side."""
    attended: Linear
    after_attention: Norm
    widening: Linear
    narrowing: Linear
    after_all: Norm


def through(
    layers: Sequence[Layer], rows: Floats, counts: NDArray[np.int64], *, heads: int, epsilon: float
) -> Floats:
    """What comes out of the last layer for texts of `counts` tokens.

    `rows` has as many for each text, those past its end only fill up.
    """
    texts = len(counts)
    filling = np.arange(len(rows) // texts)[None, :] >= counts[:, None]
    hidden = np.where(filling, UNSEEN, np.float32(0))[:, None, None, :]
    for layer in layers:
        seen = _attention(layer.attention(rows), hidden, heads)
        rows = layer.after_attention(rows + layer.attended(seen), epsilon)
        inner = _gelu(layer.widening(rows))
        rows = layer.after_all(rows + layer.narrowing(inner), epsilon)
    return rows


def _attention(found: Floats, hidden: Floats, heads: int) -> Floats:
    texts, width = len(hidden), found.shape[1] // 3
    parts = found.reshape(texts, -1, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
    queries, keys, values = parts
    share = (queries * np.float32((width // heads) ** -0.5)) @ keys.transpose(0, 1, 3, 2)
    share += hidden
    share -= share.max(axis=-1, keepdims=True)
    np.exp(share, out=share)
    share /= share.sum(axis=-1, keepdims=True)
    seen: Floats = (share @ values).transpose(0, 2, 1, 3).reshape(-1, width)
    return seen


def _gelu(values: Floats) -> Floats:
    """By the usual approximation with a hyperbolic tangent; the values are changed in place."""
    inner = values * values
    inner *= np.float32(0.044715)
    inner += 1
    inner *= values
    inner *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(inner, out=inner)
    inner += 1
    values *= inner
    values *= np.float32(0.5)
    return values
