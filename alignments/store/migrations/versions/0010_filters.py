"""Who wrote a text stands in its bead, and one index has all that filters ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ASKED = "bitext_id excluded standing row rows flagged sub_state model author confidence".split()


def upgrade() -> None:
    op.add_column("beads", sa.Column("author", sa.Text(), nullable=True))
    op.execute(
        """
        update beads set author = (
            select author from revisions
            where revisions.bead_id = beads.id and revisions.number = beads.revision
        ) where revision > 0
        """
    )
    op.drop_index("beads_standing", "beads")
    op.create_index("beads_filters", "beads", _ASKED, unique=False)
