"""Operations that can be undone, and the beads that they take out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "bitexts", sa.Column("attic", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("beads", sa.Column("reasons", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("beads", sa.Column("parents", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "operations",
        sa.Column("state", sa.String(length=8), server_default="done", nullable=False),
    )
