"""What the texts of a document can be filtered by: who wrote them, which model, which flags."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select

from alignments.store import schema
from alignments.store.database import Database

bitexts, beads, revisions = schema.bitexts, schema.beads, schema.revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What there is, each in order."""

    authors: tuple[str, ...]
    models: tuple[str, ...]
    flags: tuple[str, ...]


class Facets:
    """What `store.facets` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document: int) -> Facet:
        """Return what there is in a document's translations."""
        own = select(bitexts.c.id).where(bitexts.c.document_id == document)
        here = beads.c.bitext_id.in_(own)
        current = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
        authors = select(beads.c.author).where(here, beads.c.author.is_not(None))
        models = select(beads.c.model).where(here, beads.c.model.is_not(None))
        flags = select(revisions.c.flags).join(beads, current).where(here, beads.c.flagged)
        with self._database.reading() as connection:
            written_by = connection.execute(authors.distinct()).scalars().all()
            made_by = connection.execute(models.distinct()).scalars().all()
            found = connection.execute(flags).scalars()
            names = {flag["name"] for each in found for flag in each}
        return Facet(
            authors=tuple(sorted(name for name in written_by if name)),
            models=tuple(sorted(made_by)),
            flags=tuple(sorted(names)),
        )
