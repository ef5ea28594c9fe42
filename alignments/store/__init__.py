"""The store: documents, beads and every revision, in one SQLite file or a PostgreSQL database."""

from __future__ import annotations

import secrets as random_bytes
from contextlib import suppress
from pathlib import Path
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alignments.store import schema
from alignments.store.aligned import AlignedBitexts
from alignments.store.alignment_pages import (
    AlignedBead,
    AlignedSegment,
    AlignmentSummary,
    StandingBead,
)
from alignments.store.bead_writer import NewBead
from alignments.store.bitexts import Bitexts
from alignments.store.checks import check_text
from alignments.store.comments import Comment, Comments
from alignments.store.confirmed import ConfirmedPairs
from alignments.store.database import Database
from alignments.store.documents import Documents
from alignments.store.facets import Facet, Facets
from alignments.store.feed import Feed, Mark
from alignments.store.flags import Flags
from alignments.store.jobs import Job, Jobs, JobState
from alignments.store.members import Members
from alignments.store.migrations import migrate
from alignments.store.operations import Done, Operations, Recorded
from alignments.store.pairs import NewPairs, Pairs
from alignments.store.realigning import Realigned
from alignments.store.revisions import Revisions, StaleWrite
from alignments.store.rewriting import Replacement, Rewriting, Rewritten
from alignments.store.shelf import ORDERS, DocumentSettings, Shelf, Wanted
from alignments.store.sides import Sides
from alignments.store.views import Progress, View

__all__ = [
    "ORDERS",
    "AlignedBead",
    "AlignedSegment",
    "AlignmentSummary",
    "Comment",
    "DocumentSettings",
    "Done",
    "Facet",
    "Job",
    "JobState",
    "Mark",
    "NewBead",
    "NewPairs",
    "Progress",
    "Realigned",
    "Recorded",
    "Replacement",
    "Rewritten",
    "Sides",
    "StaleWrite",
    "StandingBead",
    "Store",
    "View",
    "Wanted",
    "open_store",
]


class Store:
    """An open store. It may be used from several threads; each write is on disk when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.documents = Documents(database)
        self.bitexts = Bitexts(database)
        self.aligned = AlignedBitexts(database)
        self.revisions = Revisions(database)
        self.comments = Comments(database)
        self.flags = Flags(database)
        self.operations = Operations(database)
        self.jobs = Jobs(database)
        self.pairs = Pairs(database)
        self.members = Members(database)
        self.confirmed = ConfirmedPairs(database)
        self.rewriting = Rewriting(database)
        self.facets = Facets(database)
        self.feed = Feed(database)
        self.shelf = Shelf(database)

    @property
    def name(self) -> str:
        """Its address, without a password."""
        return self._database.name

    def secret(self, name: str) -> bytes:
        """32 random bytes under that name: made when first asked for, the same ever after."""
        check_text("the secret's name", name, longest=64)
        wanted = select(schema.secrets.c.value).where(schema.secrets.c.name == name)
        with self._database.reading() as connection:
            found = connection.execute(wanted).scalar()
        if found is None:
            made = schema.secrets.insert().values(name=name, value=random_bytes.token_bytes(32))
            with suppress(IntegrityError), self._database.writing() as connection:
                connection.execute(made)  # refused where another process was quicker
            with self._database.reading() as connection:
                found = connection.execute(wanted).scalar_one()
        return bytes(found)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(address: str | Path, *, busy_seconds: float = 5.0) -> Store:
    """Open the store at a path or an SQLAlchemy URL, made or migrated where that is needed.

    Raises StoreTooNew for a store that a newer version made, StoreBusy where another process
    holds it for longer than `busy_seconds`, and StoreError for what is no store.
    """
    database = Database(address, busy_seconds=busy_seconds)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Store(database)
