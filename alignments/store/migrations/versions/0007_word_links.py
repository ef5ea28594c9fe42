"""Word links of machine drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("revisions", sa.Column("links", sa.JSON(none_as_null=True), nullable=True))
