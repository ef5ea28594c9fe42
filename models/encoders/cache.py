"""Vectors kept by the content they belong to, so that nothing is encoded twice.

A cache maps digests to rows of numbers; it knows nothing of texts or encoders. `CachedEncoder` puts
one before an encoder. An encoder that has something better to keep than its vectors, as
`use` has, takes the cache itself.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.encoders.base import Encoder

Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]
KEYS_AT_ONCE = 500
TEXTS_AT_ONCE = 256
"""Many enough for batches of similar lengths, few enough that a slow encoder tells of itself."""


class VectorCache(Protocol):
    """Rows of numbers by key."""

    def get_many(self, keys: Sequence[bytes]) -> list[Floats | None]:
        """The row of each key, in order; `None` for those that are not there."""

    def put_many(self, rows: Iterable[tuple[bytes, Floats]]) -> None:
        """Keep rows; one that is already there may be replaced."""


class MemoryCache:
    """Rows kept as long as the object lives."""

    def __init__(self) -> None:
        self._rows: dict[bytes, Floats] = {}

    def get_many(self, keys: Sequence[bytes]) -> list[Floats | None]:
        """The row of each key, in order; `None` for those that are not there."""
        return [self._rows.get(key) for key in keys]

    def put_many(self, rows: Iterable[tuple[bytes, Floats]]) -> None:
        """Keep rows; one that is already there is replaced."""
        self._rows.update((key, row.copy()) for key, row in rows)


class SqliteCache:
    """Rows kept in a file of their own, by content. Losing it loses nothing but time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._connection() as connection:
            connection.execute(
                "create table if not exists vectors (key blob primary key, row blob) without rowid"
            )

    def get_many(self, keys: Sequence[bytes]) -> list[Floats | None]:
        """The row of each key, in order; `None` for those that are not there."""
        found: dict[bytes, Floats] = {}
        with self._connection() as connection:
            for low in range(0, len(keys), KEYS_AT_ONCE):
                some = list(keys[low : low + KEYS_AT_ONCE])
                marks = ",".join("?" * len(some))
                rows = connection.execute(
                    f"select key, row from vectors where key in ({marks})", some
                )
                found.update((key, _unpacked(row)) for key, row in rows)
        return [found.get(key) for key in keys]

    def put_many(self, rows: Iterable[tuple[bytes, Floats]]) -> None:
        """Keep rows; one that is already there is replaced."""
        packed = [(key, row.astype(np.float32).tobytes()) for key, row in rows]
        with self._connection() as connection:
            connection.executemany("insert or replace into vectors values (?, ?)", packed)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one call: it may come from any thread, and closes by itself."""
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            connection.execute("pragma journal_mode=wal")
            with connection:
                yield connection
        finally:
            connection.close()


def _unpacked(row: bytes) -> Floats:
    return np.frombuffer(row, dtype=np.float32)


def content_key(encoder: str, text: str) -> bytes:
    """What a text's row is filed under: it changes with the text and with the encoder."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(encoder.encode())
    digest.update(b"\0")
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.digest()


class CachedEncoder:
    """An encoder that looks into a cache first, and encodes equal texts once.

    `progress` hears how many texts are encoded, and of how many. What is encoded when the work is
    interrupted is kept.
    """

    def __init__(
        self, encoder: Encoder, cache: VectorCache, progress: Progress | None = None
    ) -> None:
        self._encoder, self._cache, self._progress = encoder, cache, progress

    @property
    def name(self) -> str:
        """The name of the encoder behind the cache."""
        return self._encoder.name

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One unit-length row per sentence, in order."""
        if not sentences:
            return self._encoder.encode([])
        keys = [content_key(self.name, sentence) for sentence in sentences]
        texts = dict(zip(keys, sentences, strict=True))
        known = dict(zip(texts, self._cache.get_many(list(texts)), strict=True))
        missing = [key for key, row in known.items() if row is None]
        for low in range(0, len(missing), TEXTS_AT_ONCE):
            some = missing[low : low + TEXTS_AT_ONCE]
            rows = list(zip(some, self._encoder.encode([texts[key] for key in some]), strict=True))
            self._cache.put_many(rows)
            known.update(rows)
            if self._progress:
                self._progress(low + len(some), len(missing))
        return np.stack([row for key in keys if (row := known[key]) is not None])
