"""Which beads a bead was made of."""

from __future__ import annotations

from sqlalchemy import Connection, select

from alignments.store.schema import beads


def ancestors(connection: Connection, bead: int) -> list[int]:
    """A bead, after all those that operations made it of, the oldest first."""
    line, wanted = [bead], [bead]
    while wanted:
        made_of = select(beads.c.parents).where(beads.c.id.in_(wanted)).order_by(beads.c.id)
        parents = connection.execute(made_of).scalars()
        wanted = sorted({one for some in parents for one in some or ()} - set(line))
        line = [*wanted, *line]
    return line
