"""The last number given out, so that the number of what was deleted is not given out again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "numbers",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    for table in ("documents", "jobs"):
        op.execute(
            f"insert into numbers (name, last) select '{table}', coalesce(max(id), 0) from {table}"
        )
