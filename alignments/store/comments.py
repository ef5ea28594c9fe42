"""Comments: what people say to each other about a segment, until it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, func, select, update

from alignments.errors import NotFound, StoreError
from alignments.store import schema
from alignments.store.checks import check_text
from alignments.store.database import Database

segments, comments = schema.segments, schema.comments
_LONGEST = 10_000
_IN_ONE_GO = 500  # bound values a statement may have, on every database


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What someone said about a segment, and whether that is settled."""

    id: int
    segment: int
    """The segment's id, which stays when its number changes."""
    text: str
    author: str | None
    created_at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    """`None` while it is open."""


class Comments:
    """What `store.comments` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, segment: int, text: str, *, author: str | None, op_id: str | None = None
    ) -> Comment:
        """Say something about a segment. The same `op_id` again says nothing new.

        Raises NotFound where there is no such segment.
        """
        _check(text, author, op_id)
        with self._database.writing() as connection:
            _document_of(connection, segment)
            if op_id is not None:
                said = select(comments).where(comments.c.op_id == op_id)
                if (row := connection.execute(said).mappings().one_or_none()) is not None:
                    return _comment(row)
            new = comments.insert().values(
                segment_id=segment,
                text=text,
                author=author,
                op_id=op_id,
                created_at=datetime.now(UTC),
            )
            (identifier,) = connection.execute(new).inserted_primary_key or (0,)
            return _get(connection, identifier)

    def resolve(self, identifier: int, resolved: bool = True, *, author: str | None) -> Comment:
        """Settle a comment, or open it again. Raises NotFound."""
        check_text("the author", author)
        done = {
            "resolved_by": author if resolved else None,
            "resolved_at": datetime.now(UTC) if resolved else None,
        }
        with self._database.writing() as connection:
            _get(connection, identifier)
            wanted = update(comments).where(comments.c.id == identifier)
            connection.execute(wanted.values(done))
            return _get(connection, identifier)

    def of(self, segment: int) -> list[Comment]:
        """Return what was said about a segment, the oldest first."""
        wanted = select(comments).where(comments.c.segment_id == segment).order_by(comments.c.id)
        with self._database.reading() as connection:
            return [_comment(row) for row in connection.execute(wanted).mappings()]

    def open_in(self, wanted: Sequence[int]) -> dict[int, int]:
        """Return how many open comments each of some segments has, those without left out."""
        found: dict[int, int] = {}
        with self._database.reading() as connection:
            for start in range(0, len(wanted), _IN_ONE_GO):
                some = wanted[start : start + _IN_ONE_GO]
                counted = (
                    select(comments.c.segment_id, func.count())
                    .where(comments.c.segment_id.in_(some), comments.c.resolved_at.is_(None))
                    .group_by(comments.c.segment_id)
                )
                found |= {segment: count for segment, count in connection.execute(counted)}
        return found

    def document_of(self, segment: int) -> int:
        """Return the document that a segment belongs to. Raises NotFound."""
        with self._database.reading() as connection:
            return _document_of(connection, segment)

    def get(self, identifier: int) -> Comment:
        """Return the comment with that number. Raises NotFound."""
        with self._database.reading() as connection:
            return _get(connection, identifier)


def _check(text: str, author: str | None, op_id: str | None) -> None:
    if not text.strip():
        raise StoreError("an empty comment says nothing; write one")
    check_text("the comment", text, longest=_LONGEST)
    check_text("the author", author)
    check_text("the op_id", op_id, longest=64)


def _document_of(connection: Connection, segment: int) -> int:
    wanted = select(segments.c.document_id).where(segments.c.id == segment)
    document = connection.execute(wanted).scalar()
    if document is None:
        raise NotFound(f"no segment with the id {segment}")
    return int(document)


def _get(connection: Connection, identifier: int) -> Comment:
    wanted = select(comments).where(comments.c.id == identifier)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no comment {identifier}")
    return _comment(row)


def _comment(row: RowMapping) -> Comment:
    names = ("id", "text", "author", "created_at", "resolved_by", "resolved_at")
    return Comment(segment=row["segment_id"], **{name: row[name] for name in names})
