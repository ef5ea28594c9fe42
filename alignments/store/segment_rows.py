"""Segments of a document that are put in the place of others: one for two, or two for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from alignments.errors import NotFound, StaleAlignment
from alignments.store import schema

beads, bitexts, comments, segments = (
    schema.beads,
    schema.bitexts,
    schema.comments,
    schema.segments,
)

Row = Mapping[str, Any]
"""A segment with all that the store has of it, but for its document and its number.

`comments` are the ids of what people said about it.
"""
_OWN = [column for column in segments.c if column.name not in ("document_id", "number")]


def read_segments(connection: Connection, document: int, first: int, count: int) -> list[Row]:
    """Some segments of a document, from the one with that number on. Raises NotFound."""
    last = min(first + count - 1, schema.LARGEST)
    wanted = (
        select(*_OWN)
        .where(segments.c.document_id == document, segments.c.number.between(first, last))
        .order_by(segments.c.number)
    )
    found: list[Row] = [
        {**row, "comments": _comments(connection, row["id"])}
        for row in connection.execute(wanted).mappings().all()
    ]
    if len(found) != count:
        total = select(schema.documents.c.segments).where(schema.documents.c.id == document)
        raise NotFound(
            f"document {document} has no segment {first + len(found)}; "
            f"it has 1 to {connection.execute(total).scalar()}"
        )
    return found


def replace_segments(
    connection: Connection, document: int, first: int, before: Sequence[Row], after: Sequence[Row]
) -> list[Row]:
    """Put segments in the place of others, which no bead may stand on. They come back with ids.

    Raises StaleAlignment where others stand there.
    """
    found = read_segments(connection, document, first, len(before))
    if [row["id"] for row in found] != [row["id"] for row in before]:
        raise StaleAlignment(f"segment {first} was changed in another way; look at it again")
    kept = {row["id"] for row in after}
    gone = [row for row in found if row["id"] not in kept]
    for row in gone:
        _say_about(connection, row["comments"], after[0]["id"])
    connection.execute(delete(segments).where(segments.c.id.in_([row["id"] for row in gone])))
    end = first + len(before) - 1
    _renumber(connection, document, end, len(after) - len(before))
    known = {row["id"] for row in before}
    return [
        _write(connection, document, number, row, known)
        for number, row in enumerate(after, start=first)
    ]


def _renumber(connection: Connection, document: int, end: int, grown: int) -> None:
    """Let the segments after `end`, and the beads that stand after them, move up or down."""
    own = segments.c.document_id == document
    # by way of negative numbers: no two may be equal, not even for a moment
    for chosen, number in (
        (segments.c.number > end, -(segments.c.number + grown)),
        (segments.c.number < 0, -segments.c.number),
    ):
        connection.execute(update(segments).where(own, chosen).values(number=number))
    connection.execute(
        update(schema.documents)
        .where(schema.documents.c.id == document)
        .values(segments=schema.documents.c.segments + grown)
    )
    columns = select(bitexts.c.id).where(bitexts.c.document_id == document, ~bitexts.c.attic)
    following = (beads.c.bitext_id.in_(columns), beads.c.row >= end)
    connection.execute(update(beads).where(*following).values(row=beads.c.row + grown))


def _write(connection: Connection, document: int, number: int, row: Row, known: set[int]) -> Row:
    own = {name: value for name, value in row.items() if name != "comments"}
    if row["id"] in known:
        connection.execute(update(segments).where(segments.c.id == row["id"]).values(own))
        return row
    values = {**own, "document_id": document, "number": number}
    taken = select(segments.c.id).where(segments.c.id == row["id"])
    if row["id"] is None or connection.execute(taken).scalar() is not None:
        del values["id"]
    inserted = connection.execute(insert(segments).values(values))
    (identifier,) = inserted.inserted_primary_key or (0,)
    _say_about(connection, row["comments"], identifier)
    return {**row, "id": identifier}


def _comments(connection: Connection, segment: int) -> list[int]:
    wanted = select(comments.c.id).where(comments.c.segment_id == segment)
    return list(connection.execute(wanted.order_by(comments.c.id)).scalars())


def _say_about(connection: Connection, wanted: Sequence[int], segment: int) -> None:
    """Let comments be about another segment."""
    if wanted:
        about = update(comments).where(comments.c.id.in_(wanted))
        connection.execute(about.values(segment_id=segment))
