"""An index of what only a translation says: pages show it, and a search looks through it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index(
        "beads_added",
        "beads",
        ["bitext_id", "row"],
        sqlite_where=sa.text("rows = 0"),
        postgresql_where=sa.text("rows = 0"),
    )
