"""Tags of documents, and what is wanted of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    tags, settings = (
        sa.Column(name, sa.JSON(), server_default=sa.text(empty), nullable=False)
        for name, empty in (("tags", "'[]'"), ("settings", "'{}'"))
    )
    op.add_column("documents", tags)
    op.add_column("documents", settings)
