"""What has changed in the store, whoever did it: for those who look at a document meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from alignments.store import schema
from alignments.store.database import Database

bitexts, beads, revisions, operations = (
    schema.bitexts,
    schema.beads,
    schema.revisions,
    schema.operations,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far somebody has read."""

    revision: int = 0
    operation: int = 0


class Feed:
    """What `store.feed` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self) -> Mark:
        """Return how far there is something to read."""
        newest = select(
            select(func.max(revisions.c.id)).scalar_subquery(),
            select(func.max(operations.c.id)).scalar_subquery(),
        )
        with self._database.reading() as connection:
            revision, operation = connection.execute(newest).one()
        return Mark(revision=revision or 0, operation=operation or 0)

    def since(self, mark: Mark, documents: Collection[int]) -> dict[int, dict[int, int]]:
        """Return which of the documents have changed since, with the newest revisions of beads."""
        here = bitexts.c.document_id.in_(documents)
        written = (
            select(bitexts.c.document_id, beads.c.id, func.max(revisions.c.number))
            .join(beads, beads.c.bitext_id == bitexts.c.id)
            .join(revisions, revisions.c.bead_id == beads.c.id)
            .where(revisions.c.id > mark.revision, here)
            .group_by(bitexts.c.document_id, beads.c.id)
        )
        done = (
            select(operations.c.document_id)
            .where(operations.c.id > mark.operation, operations.c.document_id.in_(documents))
            .distinct()
        )
        found: dict[int, dict[int, int]] = {}
        with self._database.reading() as connection:
            for document, bead, revision in connection.execute(written):
                found.setdefault(document, {})[bead] = revision
            for document in connection.execute(done).scalars():
                found.setdefault(document, {})
        return found
