"""Writing beads of two documents: a part at a time, seen when all are there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from alignments.beads import Flag, Origin, State, SubState
from alignments.documents import StoredSegment
from alignments.errors import StaleAlignment
from alignments.folding import folded
from alignments.languages import joined
from alignments.placeholders import without_codes
from alignments.store import schema
from alignments.store.arrivals import ARRIVING, delete_bitext
from alignments.store.bulk import insert_rows, json_text, moment, reserved
from alignments.store.database import Database
from alignments.store.documents import Documents
from alignments.store.revision_rows import standing

beads, links, bitexts, segments = (
    schema.beads,
    schema.bead_segments,
    schema.bitexts,
    schema.segments,
)
_AT_A_TIME = 1000  # a part that others wait for: some tens of milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBead:
    """A bead on its way into the store."""

    source: Sequence[int]
    """Numbers of source segments, from 1, one after another; empty for an addition."""
    target: Sequence[int]
    """Numbers of target segments; empty for an omission."""
    confidence: float
    """0 to 100: how likely it is right."""
    pinned: bool = False
    flags: tuple[Flag, ...] = ()
    """Why to look at it."""
    reasons: tuple[str, ...] = ()
    """Why to trust or doubt it, in words for people."""


class StagedBitext:
    """A bitext whose beads are written, which nobody sees yet."""

    def __init__(
        self, database: Database, documents: tuple[int, int], language: str, label: str
    ) -> None:
        self._database, self._documents = database, documents
        self._language, self._label = language, label
        self._segments = Documents(database)
        with database.reading() as connection:
            self._made_of = self._fingerprints(connection)
        values = {
            "document_id": documents[0],
            "target_document_id": documents[1],
            "language": language,
            "label": f"{ARRIVING}{secrets.token_hex(16)}",
            "attic": True,
            "created_at": datetime.now(UTC),
        }
        with database.writing(lasting=False) as connection:
            inserted = connection.execute(insert(bitexts).values(values))
            (identifier,) = inserted.inserted_primary_key or (0,)
        self.id = int(identifier)

    def write(self, new: Iterable[NewBead]) -> None:
        """Write its beads, which must cover both documents in order."""
        waiting, written = iter(new), 0
        done = [0, 0]
        while some := list(islice(waiting, _AT_A_TIME)):
            sides = [
                self._next_segments(side, done[side], groups)
                for side, groups in enumerate(
                    ([bead.source for bead in some], [bead.target for bead in some])
                )
            ]
            rows = _Rows(some, sides, self._language, row=done[0], position=written)
            with self._database.writing(lasting=False) as connection:
                self._give_sign(connection)
                rows.insert(connection, self.id)
            self._database.give_way()
            written += len(some)
            done = [before + len(side) for before, side in zip(done, sides, strict=True)]
        for name, count, (there, _) in zip(("source", "target"), done, self._made_of, strict=True):
            if count != there:
                raise ValueError(f"the beads cover {count} of the {there} {name} segments")

    def _give_sign(self, connection: Connection) -> None:
        """Say that the import goes on, of documents that come in with it, too."""
        now, documents = datetime.now(UTC), schema.documents
        connection.execute(update(bitexts).where(bitexts.c.id == self.id).values(created_at=now))
        hidden = (documents.c.id.in_(self._documents), documents.c.arriving_at.is_not(None))
        connection.execute(update(documents).where(*hidden).values(arriving_at=now))

    def _next_segments(
        self, side: int, done: int, groups: Iterable[Sequence[int]]
    ) -> dict[int, StoredSegment]:
        numbers = list(chain.from_iterable(groups))
        found = self._segments.segments(self._documents[side], offset=done, limit=len(numbers))
        if numbers != [segment.number for segment in found]:
            name = ("source", "target")[side]
            raise ValueError(f"the beads do not cover the {name} segments once and in order")
        return {segment.number: segment for segment in found}

    def show(self, connection: Connection) -> None:
        """Let everybody see it, when this transaction ends."""
        if self._fingerprints(connection) != self._made_of:
            raise StaleAlignment("a segment was cut or merged meanwhile; align the two again")
        values = {"label": self._label, "attic": False, "created_at": datetime.now(UTC)}
        connection.execute(update(bitexts).where(bitexts.c.id == self.id).values(values))

    def drop(self) -> None:
        """Delete what is there of it."""
        delete_bitext(self._database, self.id)

    def _fingerprints(self, connection: Connection) -> list[tuple[int, int]]:
        """How many segments each side has, and the last that was made."""
        made_of = select(func.count(), func.coalesce(func.max(segments.c.id), 0))
        asked = [made_of.where(segments.c.document_id == each) for each in self._documents]
        return [tuple(connection.execute(each).one()) for each in asked]


_BEAD = tuple(
    "id bitext_id position row rows confidence reasons pinned excluded flagged "
    "revision state sub_state standing touched folded".split()
)
_LINK = ("bead_id", "side", "position", "segment_id")
_REVISION = tuple("bead_id number text state sub_state origin options flags created_at".split())


class _Rows:
    """The rows of new beads, made before the store is held: then they only want their numbers."""

    def __init__(
        self,
        new: Sequence[NewBead],
        sides: Sequence[Mapping[int, StoredSegment]],
        language: str,
        *,
        row: int,
        position: int,
    ) -> None:
        """Those that come after a row, and after so many beads."""
        self._new, self._sides = new, sides
        self._row, self._position = row, position
        target = sides[1]
        # the codes of a translation are those of its own document
        self._texts = [
            joined([_plain(target[number]) for number in bead.target], language) for bead in new
        ]
        self._beads = list(self._made())
        self._flags = [json_text([asdict(flag) for flag in bead.flags]) for bead in new]

    def _made(self) -> Iterator[tuple[Any, ...]]:
        source, row = self._sides[0], self._row
        for bead, text in zip(self._new, self._texts, strict=True):
            row = bead.source[0] if bead.source else row
            excluded = bool(bead.source) and all(source[number].excluded for number in bead.source)
            yield (
                row,
                len(bead.source),
                float(bead.confidence),
                json_text(list(bead.reasons)),
                int(bead.pinned),
                int(excluded),
                int(bool(bead.flags)),
                *_head(text),
            )
            row = bead.source[-1] if bead.source else row

    def insert(self, connection: Connection, bitext: int) -> None:
        """Put them all in."""
        ids = reserved(connection, beads, len(self._new))
        numbered = [
            (identifier, bitext, position, *bead)
            for position, (identifier, bead) in enumerate(
                zip(ids, self._beads, strict=True), start=self._position + 1
            )
        ]
        insert_rows(connection, beads, _BEAD, numbered)
        insert_rows(connection, links, _LINK, list(self._links(ids)))
        insert_rows(connection, schema.revisions, _REVISION, list(self._revisions(ids)))

    def _links(self, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        source, target = self._sides
        for identifier, bead in zip(ids, self._new, strict=True):
            for place, number in enumerate(bead.source):
                yield identifier, "source", place, source[number].id
            for place, number in enumerate(bead.target):
                yield identifier, "target", place, target[number].id

    def _revisions(self, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        now = moment(datetime.now(UTC))
        said = (State.TRANSLATED.value, SubState.IMPORTED.value, Origin.DOCUMENT.value, "{}")
        for identifier, text, flags in zip(ids, self._texts, self._flags, strict=True):
            if text:
                yield (identifier, 1, text, *said, flags, now)


def _plain(segment: StoredSegment) -> str:
    return without_codes(segment.text, segment.codes)


def _head(text: str) -> tuple[Any, ...]:
    """What a bead says of its last revision, which has that text."""
    state = State.TRANSLATED if text else State.INITIAL
    sub_state = SubState.IMPORTED if text else SubState.EMPTY
    there = int(bool(text))
    return there, state.value, sub_state.value, standing(state, sub_state), there, folded(text)
