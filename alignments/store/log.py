"""The log of operations: what was done to a document, and can be undone and done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from alignments.errors import StoreError
from alignments.store import schema
from alignments.store.checks import check_text

operations = schema.operations

UNDO, REDO = "undo", "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An operation as the log has it."""

    id: int
    document: int
    kind: str
    author: str | None
    payload: Mapping[str, Any]
    op_id: str | None
    created_at: datetime


def check_names(author: str | None, op_id: str | None) -> None:
    """Raise StoreError for what the log cannot keep."""
    check_text("the author", author)
    check_text("the op_id", op_id, longest=64)


def sent_before(connection: Connection, kind: str, op_id: str | None) -> Entry | None:
    """What an operation did when it was sent before. Raises StoreError if it was another kind."""
    if op_id is None:
        return None
    entry = _entry(connection, select(operations).where(operations.c.op_id == op_id))
    if entry is not None and entry.kind != kind:
        raise StoreError(
            f"the op_id {op_id!r} named another operation before, a {entry.kind}; "
            "give each operation a name of its own"
        )
    return entry


def record(
    connection: Connection,
    document: int,
    kind: str,
    payload: Mapping[str, Any],
    *,
    author: str | None,
    op_id: str | None = None,
    lasting: bool = False,
) -> int:
    """Keep an operation. What was undone before it cannot be done again any more.

    A `lasting` one is no part of that: it is not undone itself.
    """
    if not lasting:
        undone = (operations.c.document_id == document, operations.c.state == "undone")
        connection.execute(update(operations).where(*undone).values(state="dropped"))
    inserted = connection.execute(
        insert(operations).values(
            document_id=document,
            kind=kind,
            payload=dict(payload),
            author=author,
            op_id=op_id,
            created_at=datetime.now(UTC),
            state="lasting" if lasting else "done",
        )
    )
    (identifier,) = inserted.inserted_primary_key or (0,)
    return int(identifier)


def last_done(connection: Connection, document: int) -> Entry | None:
    """The operation that an undo takes back."""
    wanted = _of(document, "done").order_by(operations.c.id.desc()).limit(1)
    return _entry(connection, wanted)


def first_undone(connection: Connection, document: int) -> Entry | None:
    """The operation that a redo does again."""
    wanted = _of(document, "undone").order_by(operations.c.id).limit(1)
    return _entry(connection, wanted)


def stands(connection: Connection, document: int, op_id: str) -> bool:
    """Whether the operation that was sent by that name is done, and not taken back."""
    return _entry(connection, _of(document, "done").where(operations.c.op_id == op_id)) is not None


def mark(connection: Connection, entry: int, state: str, payload: Mapping[str, Any]) -> None:
    """Say that an operation is undone, or done again; its payload says how it stands now."""
    changed = {"state": state, "payload": dict(payload)}
    connection.execute(update(operations).where(operations.c.id == entry).values(changed))


def _of(document: int, state: str) -> Select[Any]:
    return select(operations).where(
        operations.c.document_id == document, operations.c.state == state
    )


def _entry(connection: Connection, wanted: Select[Any]) -> Entry | None:
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        return None
    names = ("id", "kind", "author", "payload", "op_id", "created_at")
    return Entry(**{name: row[name] for name in names}, document=row["document_id"])
