"""Numbers that people and browsers know things by, each given out once."""

from __future__ import annotations

from sqlalchemy import Connection, update

from alignments.store import schema


def next_number(connection: Connection, table: str) -> int:
    """Give out the next number of a table.

    Left to SQLite, the number of what was deleted last would be given out again: then an open tab,
    a link or a kept draft would lead into a document that it was never meant for.
    """
    numbers = schema.numbers
    given = update(numbers).where(numbers.c.name == table).values(last=numbers.c.last + 1)
    return int(connection.execute(given.returning(numbers.c.last)).scalar_one())
