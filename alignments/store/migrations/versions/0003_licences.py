"""Under which licence a document's text is, and where it is from.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two columns; what is there has said neither."""
    op.add_column("documents", sa.Column("licence", sa.Text))
    op.add_column("documents", sa.Column("retrieved_from", sa.Text))
