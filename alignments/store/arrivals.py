"""Documents on their way in: written in parts, between which others write, and seen when whole.

A document that did not come to its end is seen by nobody. It goes at once where its import could
say so, else with the next import, ten minutes after the last sign of life.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Delete, delete, or_, select, update

from alignments.errors import StoreError
from alignments.store import schema
from alignments.store.database import Database

documents = schema.documents
_GIVEN_UP_AFTER = timedelta(minutes=10)
ARRIVING = "arriving "
"""So begins the label of a bitext that nobody sees yet."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS_A_PART = 1000


def whole() -> ColumnElement[bool]:
    """Documents that are there for people."""
    return documents.c.arriving_at.is_(None)


class Arrival:
    """A document that is being written."""

    def __init__(self, database: Database, document: int, stand_in: str) -> None:
        self._database, self._stand_in = database, stand_in
        self.document = document
        self.segments = 0
        """How many it has: to be said before it is seen."""

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """One of the short transactions that it comes in by. Raises StoreError."""
        with self._database.writing(lasting=False) as connection:
            self.change(connection, {"arriving_at": datetime.now(UTC)})
            yield connection
        self._database.give_way()

    def change(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Say something of it. Raises StoreError where another process has given it up."""
        own = documents.c.digest == self._stand_in
        if not connection.execute(update(documents).where(own).values(values)).rowcount:
            raise StoreError("the import stood still for too long and was given up; start it again")


class Part(Protocol):
    """Something that is written by parts, and seen with all that comes with it."""

    def show(self, connection: Connection) -> None:
        """Let everybody see it, when this transaction ends."""

    def drop(self) -> None:
        """Delete what is there of it."""


class Document:
    """A document among what arrives."""

    def __init__(self, database: Database, values: Mapping[str, Any], content: bytes) -> None:
        self._database, self._digest = database, values["digest"]
        self._stand_in = _stand_in()
        number = _insert(database, {**values, "digest": self._stand_in}, content)
        self.arrival = Arrival(database, number, self._stand_in)

    def show(self, connection: Connection) -> None:
        shown = {"arriving_at": None, "digest": self._digest, "created_at": datetime.now(UTC)}
        self.arrival.change(connection, {"segments": self.arrival.segments, **shown})

    def drop(self) -> None:
        delete_hidden(self._database, self._stand_in)


@contextmanager
def arriving_together(database: Database) -> Iterator[list[Part]]:
    """Gives a list for what comes in; when the block ends all of it is there for everybody.

    Where anything goes wrong nothing stays. Raises IntegrityError where the same document has
    come in meanwhile.
    """
    for left in _abandoned(database):
        delete_hidden(database, left)
    for bitext in _abandoned_bitexts(database):
        delete_bitext(database, bitext)
    coming: list[Part] = []
    try:
        yield coming
        with database.writing() as connection:
            for part in coming:
                part.show(connection)
    except BaseException:
        for part in reversed(coming):
            with suppress(StoreError):  # as where the disk is full: it goes later
                part.drop()
        raise


@contextmanager
def arriving(database: Database, values: Mapping[str, Any], content: bytes) -> Iterator[Arrival]:
    """Let one document come in."""
    with arriving_together(database) as coming:
        document = Document(database, values, content)
        coming.append(document)
        yield document.arrival


def hide(connection: Connection, document: int) -> str:
    """Let nobody see a document any more. Returns what `delete_hidden` knows it by."""
    stand_in = _stand_in()
    named = update(documents).where(documents.c.id == document)
    connection.execute(named.values(digest=stand_in, arriving_at=_LONG_AGO))
    return stand_in


def delete_hidden(database: Database, stand_in: str) -> None:
    """Delete a document that nobody sees, in parts."""
    beads, bitexts, segments = schema.beads, schema.bitexts, schema.segments
    document = select(documents.c.id).where(documents.c.digest == stand_in).scalar_subquery()
    own = select(bitexts.c.id).where(
        or_(bitexts.c.document_id == document, bitexts.c.target_document_id == document)
    )
    for table, condition in (
        (beads, beads.c.bitext_id.in_(own)),
        (segments, segments.c.document_id == document),
    ):
        some = select(table.c.id).where(condition).limit(_ROWS_A_PART)
        gone = delete(table).where(table.c.id.in_(some))
        while _rows_of(database, gone):
            database.give_way()
    _rows_of(database, delete(documents).where(documents.c.digest == stand_in))


def delete_bitext(database: Database, bitext: int) -> None:
    """Delete a bitext that nobody sees, in parts."""
    beads, bitexts = schema.beads, schema.bitexts
    some = select(beads.c.id).where(beads.c.bitext_id == bitext).limit(_ROWS_A_PART)
    while _rows_of(database, delete(beads).where(beads.c.id.in_(some))):
        database.give_way()
    _rows_of(database, delete(bitexts).where(bitexts.c.id == bitext))


def _rows_of(database: Database, gone: Delete) -> int:
    with database.writing(lasting=False) as connection:
        return connection.execute(gone).rowcount


def _insert(database: Database, values: Mapping[str, Any], content: bytes) -> int:
    now = datetime.now(UTC)
    hidden = {"segments": 0, "created_at": now, "arriving_at": now}
    with database.writing(lasting=False) as connection:
        inserted = connection.execute(documents.insert().values({**values, **hidden}))
        (identifier,) = inserted.inserted_primary_key or (0,)
        kept = schema.contents.insert().values(document_id=identifier, content=content)
        connection.execute(kept)
    return int(identifier)


def _abandoned(database: Database) -> Sequence[str]:
    given_up = datetime.now(UTC) - _GIVEN_UP_AFTER
    wanted = select(documents.c.digest).where(documents.c.arriving_at < given_up)
    with database.reading() as connection:
        return connection.execute(wanted).scalars().all()


def _abandoned_bitexts(database: Database) -> Sequence[int]:
    bitexts = schema.bitexts
    given_up = datetime.now(UTC) - _GIVEN_UP_AFTER
    arriving = (bitexts.c.attic, bitexts.c.label.startswith(ARRIVING))
    wanted = select(bitexts.c.id).where(*arriving, bitexts.c.created_at < given_up)
    with database.reading() as connection:
        return connection.execute(wanted).scalars().all()


def _stand_in() -> str:
    """In place of the digest of the file, which can so come in by another way meanwhile."""
    return f"hidden {secrets.token_hex(16)}"
