"""The tables. `migrations/` makes them; a test holds the two against each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.schema import SchemaItem


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite knows no time zones, so none is stored."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData()

LARGEST = 2**31 - 1
"""The largest number that a column of numbers holds on every database."""


def _owner(table: str, primary_key: bool = False) -> Column[Any]:
    """A reference to the row that this one belongs to, and goes with."""
    name = f"{table.removesuffix('s')}_id"
    return Column(
        name, ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


def _numbered(name: str, *rest: SchemaItem) -> Table:
    """A table whose rows are known by numbers, which are never given out again.

    Left to itself SQLite would give out the number of what was deleted last: then an open tab, a
    link or a kept draft would lead to what it was never meant for.
    """
    number = Column("id", Integer, primary_key=True)
    return Table(name, metadata, number, *rest, sqlite_autoincrement=True)


documents = _numbered(
    "documents",
    Column("title", Text, nullable=False),
    Column("language", String(64), nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("source", Text),
    Column("digest", String(64), nullable=False),
    Column("encoding", String(64)),
    Column("after", Text, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("author", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime),
    Column("arriving_at", UtcDateTime),  # last sign of life of an import; null when it is whole
    Column("tags", JSON, nullable=False, default=list, server_default=text("'[]'")),
    Column("settings", JSON, nullable=False, default=dict, server_default=text("'{}'")),
    Column("licence", Text),
    Column("retrieved_from", Text),
    UniqueConstraint("digest", "language", name="documents_digest_language"),
)

contents = Table(
    "contents",
    metadata,
    _owner("documents", primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# A segment whose block has no row stands in a paragraph of which there is nothing else to say.
blocks = Table(
    "blocks",
    metadata,
    _owner("documents", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("level", Integer, nullable=False),
    Column("data", JSON, nullable=False),
)

segments = _numbered(
    "segments",
    _owner("documents"),
    Column("number", Integer, nullable=False),
    Column("block", Integer, nullable=False),
    Column("before", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),  # the text as search compares it
    Column("excluded", Boolean, nullable=False),
    UniqueConstraint("document_id", "number", name="segments_document_number"),
)
Index(
    "segments_excluded",
    segments.c.document_id,
    segments.c.number,
    sqlite_where=text("excluded = 1"),  # word for word as queries say it
    postgresql_where=text("excluded"),
)

bitexts = _numbered(
    "bitexts",
    _owner("documents"),
    Column("language", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("target_document_id", ForeignKey("documents.id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
    # seen by nobody: the document's one attic, which has the beads that operations took out, for
    # their history; or a bitext whose beads are still written
    Column("attic", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("document_id", "language", "label", name="bitexts_document_language_label"),
)

# What a column of the editor filters, counts and searches by stands in the bead itself, so
# that a page of a long document costs the page; `revisions` has the history.
beads = _numbered(
    "beads",
    _owner("bitexts"),
    Column("position", Integer, nullable=False),
    Column("row", Integer, nullable=False),  # number of its first source segment
    Column("rows", Integer, nullable=False),  # how many source segments it has
    Column("confidence", Float),
    Column("pinned", Boolean, nullable=False),
    Column("excluded", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sub_state", String(32), nullable=False),
    Column("standing", String(16), nullable=False),  # state or sub-state, as views say it
    Column("model", Text),
    Column("author", Text),  # who wrote its last revision
    Column("flagged", Boolean, nullable=False),
    Column("touched", Boolean, nullable=False),  # a person or an import wrote it once
    Column("folded", Text, nullable=False, default=""),  # its text as search compares it
    Column("dismissed", JSON(none_as_null=True)),  # names of flags that a person put aside
    Column("reasons", JSON(none_as_null=True)),  # why to trust or doubt it as an alignment
    Column("parents", JSON(none_as_null=True)),  # the beads that an operation made it of
    Index("beads_row", "bitext_id", "row"),
    CheckConstraint(
        "standing = case when state <> 'initial' then state "
        "when sub_state in ('empty', 'rejected') then sub_state else 'draft' end",
        name="beads_standing",
    ),
    # all that a filter asks of a bead: without it every bead of a column would be read
    Index(
        "beads_filters",
        "bitext_id",
        "excluded",
        "standing",
        "row",
        "rows",
        "flagged",
        "sub_state",
        "model",
        "author",
        "confidence",
    ),
)
Index(
    "beads_flagged",
    beads.c.bitext_id,
    beads.c.excluded,
    beads.c.flagged,  # no news, but without it SQLite prefers beads_filters
    beads.c.row,
    beads.c.rows,
    sqlite_where=text("flagged = 1"),
    postgresql_where=text("flagged"),
)
Index(
    "beads_wide",
    beads.c.bitext_id,
    beads.c.rows,
    sqlite_where=text("rows > 1"),  # word for word as queries say it
    postgresql_where=text("rows > 1"),
)
Index(
    "beads_added",
    beads.c.bitext_id,
    beads.c.row,
    sqlite_where=text("rows = 0"),  # word for word as queries say it
    postgresql_where=text("rows = 0"),
)

bead_segments = Table(
    "bead_segments",
    metadata,
    _owner("beads", primary_key=True),
    Column("side", String(8), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("segment_id", ForeignKey("segments.id", ondelete="CASCADE"), nullable=False),
    Index("bead_segments_segment", "segment_id"),
)

revisions = _numbered(
    "revisions",
    _owner("beads"),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sub_state", String(32), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("author", Text),
    Column("engine", Text),
    Column("model", Text),
    Column("model_revision", Text),
    Column("options", JSON, nullable=False),
    Column("score", Float),
    Column("flags", JSON, nullable=False),
    Column("active_seconds", Float),
    Column("op_id", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("links", JSON(none_as_null=True)),
    UniqueConstraint("bead_id", "number", name="revisions_bead_number"),
    UniqueConstraint("op_id", name="revisions_op_id"),
)

refused_writes = _numbered(
    "refused_writes",
    _owner("beads"),
    Column("base_revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text),
    Column("op_id", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("op_id", name="refused_writes_op_id"),
    Index("refused_writes_bead", "bead_id"),
)

comments = _numbered(
    "comments",
    _owner("segments"),
    Column("text", Text, nullable=False),
    Column("author", Text),
    Column("op_id", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("resolved_by", Text),
    Column("resolved_at", UtcDateTime),
    UniqueConstraint("op_id", name="comments_op_id"),
    Index("comments_segment", "segment_id"),
)

operations = _numbered(
    "operations",
    _owner("documents"),
    Column("kind", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("author", Text),
    Column("op_id", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    # done, undone, dropped (undone, and then something else was done), or lasting: no undo
    Column("state", String(8), nullable=False, default="done", server_default="done"),
    UniqueConstraint("op_id", name="operations_op_id"),
    Index("operations_document", "document_id"),
)

members = Table(
    "members",
    metadata,
    _owner("documents", primary_key=True),
    Column("name", String(320), primary_key=True),
    Column("role", String(16), nullable=False),
    Index("members_name", "name"),
)

jobs = _numbered(
    "jobs",
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE")),
    Column("kind", String(32), nullable=False),
    Column("interactive", Boolean, nullable=False, server_default=false()),
    Column("parameters", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("result", JSON),
    Column("author", Text),
    Column("worker", Text),
    Column("cancel_requested", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("heartbeat_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Index("jobs_state", "state"),
    Index("jobs_document", "document_id"),
)

job_lines = _numbered(
    "job_lines",
    _owner("jobs"),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("job_lines_job", "job_id"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
