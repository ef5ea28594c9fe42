"""Pairs of texts that somebody answers for, to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

from sqlalchemy import ColumnElement, Connection, func, or_, select

from alignments.beads import CONFIRMED
from alignments.placeholders import without_codes
from alignments.store import schema
from alignments.store.arrivals import whole
from alignments.store.database import Database

SURE = 90
"""The least confidence of a bead that an aligner made and nobody has looked at."""
_BEADS_AT_ONCE = 500


class ConfirmedPairs:
    """What `store.confirmed` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def texts(
        self, source: str, target: str, *, most: int, realigned: int | None = None
    ) -> list[tuple[str, str]]:
        """Source and target texts of confirmed beads of two languages, the newest bitexts first.

        Regions and scripts of the languages do not count: `en-GB` is as good as `en`. Of the
        bitext `realigned` only what people settled counts: its aligner would learn from itself.
        """
        with self._database.reading() as connection:
            found = (
                pair
                for bitext in _bitexts(connection, source, target)
                for pair in _pairs(connection, bitext, most, settled=bitext == realigned)
            )
            return list(islice(found, most))


def _bitexts(connection: Connection, source: str, target: str) -> list[int]:
    bitexts, documents = schema.bitexts, schema.documents
    query = (
        select(bitexts.c.id)
        .join(documents, documents.c.id == bitexts.c.document_id)
        .where(_speaks(documents.c.language, source), _speaks(bitexts.c.language, target))
        .where(~bitexts.c.attic, whole())
        .order_by(bitexts.c.id.desc())
    )
    return list(connection.execute(query).scalars())


def _speaks(column: ColumnElement[str], language: str) -> ColumnElement[bool]:
    base = language.partition("-")[0].lower()
    return or_(func.lower(column) == base, func.lower(column).startswith(f"{base}-"))


def _pairs(
    connection: Connection, bitext: int, most: int, *, settled: bool
) -> Iterator[tuple[str, str]]:
    beads, revisions = schema.beads, schema.revisions
    trusted = or_(beads.c.confidence.is_(None), beads.c.pinned)
    if not settled:
        trusted = or_(trusted, beads.c.confidence >= SURE)
    query = (
        select(beads.c.id, revisions.c.text)
        .join(
            revisions,
            (revisions.c.bead_id == beads.c.id) & (revisions.c.number == beads.c.revision),
        )
        .where(beads.c.bitext_id == bitext, ~beads.c.excluded, trusted)
        .where(beads.c.standing.in_([str(state) for state in CONFIRMED]))
        .limit(most)
    )
    targets = {bead: text for bead, text in connection.execute(query)}
    identifiers = list(targets)
    for low in range(0, len(identifiers), _BEADS_AT_ONCE):
        for bead, text in _sources(connection, identifiers[low : low + _BEADS_AT_ONCE]):
            yield without_codes(text), without_codes(targets[bead])


def _sources(connection: Connection, beads: list[int]) -> Iterator[tuple[int, str]]:
    links, segments = schema.bead_segments, schema.segments
    query = (
        select(links.c.bead_id, segments.c.text)
        .join(segments, segments.c.id == links.c.segment_id)
        .where(links.c.bead_id.in_(beads), links.c.side == "source")
        .order_by(links.c.bead_id, links.c.position)
    )
    for bead, rows in groupby(connection.execute(query), key=lambda row: int(row[0])):
        yield bead, " ".join(text for _, text in rows)
