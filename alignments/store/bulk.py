"""Many rows at once, as fast as each database takes them, inside a transaction that is open."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, text

Rows = Sequence[tuple[Any, ...]]

_TOGETHER = 8
"""Rows to a statement of SQLite: each costs something by itself, of a table that counts its ids."""


@contextmanager
def settled() -> Iterator[None]:
    """Let Python's collector of garbage pass over all that is there already.

    It would go through all of the libraries again and again while many rows are made. What a server
    has let it pass over for good stays so.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert rows whose values are plain: JSON and moments as `json_text` and `moment` make them.

    SQLAlchemy would look at every value of every row, which takes longer than the database.
    Truth is 1 or 0: Python's driver of SQLite goes a long way round for every bool.
    """
    if not rows:
        return
    names, rows = _said(names, rows)
    listed = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = "(" + ", ".join("?" * len(names)) + ")"
        # names are those of our schema, never a user's
        statement = f"insert into {table.name} ({listed}) values "
        together = len(rows) - len(rows) % _TOGETHER
        if together:
            several = statement + ", ".join([marks] * _TOGETHER)
            starts = range(0, together, _TOGETHER)
            values = [tuple(chain.from_iterable(rows[at : at + _TOGETHER])) for at in starts]
            connection.exec_driver_sql(several, values)
        if together < len(rows):
            connection.exec_driver_sql(statement + marks, list(rows[together:]))
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f"copy {table.name} ({listed}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _said(names: Sequence[str], rows: Rows) -> tuple[Sequence[str], Rows]:
    """Leave out the columns that no row has a value in: the driver is as slow with every None."""
    kept = [
        place
        for place, value in enumerate(rows[0])
        if value is not None or any([row[place] is not None for row in rows])
    ]
    if len(kept) == len(names):
        return names, rows
    return [names[place] for place in kept], list(map(itemgetter(*kept), rows))


def reserved(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Ids that no other row of the table has or will get, ascending."""
    if connection.dialect.name == "sqlite":  # nobody else writes while this transaction is open
        given = text("select seq from sqlite_sequence where name = :table")
        last = connection.execute(given, {"table": table.name}).scalar() or 0
        return range(last + 1, last + count + 1)
    wanted = text("select nextval(:sequence) from generate_series(1, :count)")
    found = connection.execute(wanted, {"sequence": f"{table.name}_id_seq", "count": count})
    return found.scalars().all()


def json_text(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """A value of a JSON column."""
    if value:
        return json.dumps(value, ensure_ascii=False)
    return "{}" if isinstance(value, Mapping) else "[]"


def moment(value: datetime) -> str:
    """A value of a column of moments: UTC, without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
