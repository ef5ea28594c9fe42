"""No number is given out twice: each database sees to it, for every table that has numbers.

SQLite would give the number of what was deleted last out again, to which an open tab, a link or a
kept draft still leads.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_NUMBERED = (
    "documents segments bitexts beads revisions refused_writes comments operations jobs job_lines"
).split()
_COUNTED = ("documents", "jobs")
"""Those whose last number the table `numbers` knows."""


def upgrade() -> None:
    connection = op.get_bind()
    counted = connection.execute(sa.text("select name, last from numbers"))
    last = {name: number for name, number in counted}
    if connection.dialect.name == "sqlite":
        _rebuild()
        for table in _COUNTED:
            op.execute(f"delete from sqlite_sequence where name = '{table}'")
            op.execute(f"insert into sqlite_sequence values ('{table}', {last[table]})")
    else:
        for table in _COUNTED:
            op.execute(f"select setval('{table}_id_seq', {last[table] + 1}, false)")
    op.drop_table("numbers")


def _rebuild() -> None:
    """Every such table again, as it stands in the file but for how its rows get their numbers.

    Foreign keys are off meanwhile (`Database.rebuilding`).
    """
    connection = op.get_bind()
    belonging = sa.text(
        "select sql from sqlite_master where tbl_name = :table and type <> 'table' and sql <> ''"
    )
    for table in _NUMBERED:
        others = connection.execute(belonging, {"table": table}).scalars().all()
        connection.exec_driver_sql(_counting(table))
        connection.exec_driver_sql(f"insert into numbered select * from {table}")
        connection.exec_driver_sql(f"drop table {table}")
        connection.exec_driver_sql(f"alter table numbered rename to {table}")
        for index_or_trigger in others:
            connection.exec_driver_sql(index_or_trigger)


def _counting(table: str) -> str:
    """How a table was made, with a number that SQLite counts up."""
    made = sa.text("select sql from sqlite_master where name = :table")
    sql = op.get_bind().execute(made, {"table": table}).scalar_one()
    for before, after in (
        (rf'^CREATE TABLE "?{table}"?', "CREATE TABLE numbered"),
        (r"\bid INTEGER NOT NULL", "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"),
        (r",\s*PRIMARY KEY \(id\)", ""),
    ):
        sql, found = re.subn(before, after, sql, count=1)
        if not found:
            raise RuntimeError(f"the table {table} was made in an unknown way: {sql}")
    return str(sql)
