"""Jobs of no document, jobs that somebody waits for, their results and their logs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column("document_id", existing_type=sa.Integer(), nullable=True)
        jobs.add_column(
            sa.Column("interactive", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        jobs.add_column(sa.Column("result", sa.JSON(), nullable=True))
    op.create_table(
        "job_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("job_lines_job", "job_lines", ["job_id"], unique=False)
