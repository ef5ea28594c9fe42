"""Two texts and the links between them, as their files are read: kept on disk.

Links may name sentences in any order and stand before or behind the texts, so all has to be at hand
before the first unit can be told. In memory a corpus would not have room.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count

CHECKED = "man"
_TABLES = """
create table sentences (place integer primary key, file int, name text, sentence text,
    unique (file, name));
create table links (place integer primary key, source text, target text, status text);
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences that belong together, by their ids."""

    source: Sequence[str]
    target: Sequence[str]
    status: str

    @property
    def checked(self) -> bool:
        """Whether a person looked at it."""
        return self.status == CHECKED


class Text:
    """One of the two texts: its sentences by id, in their order."""

    def __init__(self, kept: sqlite3.Connection, file: int) -> None:
        self.language: str | None = None
        self.paragraphs = array("q")
        """With which sentence, counted from 0, each paragraph begins."""
        self.file = file
        """Which of the files it came in, counted from 0."""
        self._kept = kept
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, name: str, sentence: str) -> None:
        """Keep a sentence; of two with one id the later, in the place of the first."""
        row = self.file, name, sentence
        added = self._kept.execute(
            "insert or ignore into sentences (file, name, sentence) values (?, ?, ?)", row
        )
        if added.rowcount:
            self._size += 1
            return
        again = "update sentences set sentence = ? where file = ? and name = ?"
        self._kept.execute(again, (sentence, self.file, name))

    def sentence(self, name: str) -> str | None:
        """The sentence of that id, if there is one."""
        wanted = "select sentence from sentences where file = ? and name = ?"
        row = self._kept.execute(wanted, (self.file, name)).fetchone()
        return None if row is None else str(row[0])

    def sentences(self) -> Iterator[tuple[str, str]]:
        """The ids and the sentences."""
        wanted = "select name, sentence from sentences where file = ? order by place"
        yield from self._kept.execute(wanted, (self.file,))


class Links:
    """The links, in their order."""

    def __init__(self, kept: sqlite3.Connection) -> None:
        self._kept = kept

    def __iter__(self) -> Iterator[Link]:
        wanted = "select source, target, status from links order by place"
        for source, target, status in self._kept.execute(wanted):
            yield Link(source.split(), target.split(), status)

    def add(self, link: Link) -> None:
        """Keep one more."""
        row = " ".join(link.source), " ".join(link.target), link.status
        self._kept.execute("insert into links (source, target, status) values (?, ?, ?)", row)


class Parts:
    """What the files of one alignment hold."""

    def __init__(self, kept: sqlite3.Connection) -> None:
        self._kept = kept
        self._files = count()
        self.texts: list[Text] = []
        self.links = Links(kept)
        self.linked = False
        """Whether one of the files held links."""

    def text(self) -> Text:
        """A text for the next file; it is one of the two when it is put into `texts`."""
        return Text(self._kept, next(self._files))


@contextmanager
def kept_parts() -> Iterator[Parts]:
    """Room for them, in a file that has no name and is gone at the end."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as kept:
        kept.executescript(_TABLES)
        kept.execute("pragma synchronous = off")
        kept.execute("begin")
        yield Parts(kept)
