"""Flags that a person has looked at and put aside. The revision keeps them; the cell shows none."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, and_, select, update

from alignments.beads import Flag
from alignments.errors import NotFound, StaleRevision
from alignments.store import schema
from alignments.store.checks import check_text
from alignments.store.database import Database
from alignments.store.log import record
from alignments.store.revision_rows import read_flags

bitexts, beads, revisions = schema.bitexts, schema.beads, schema.revisions
_CURRENT = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)


class Flags:
    """What `store.flags` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dismiss(
        self,
        bead: int,
        name: str,
        dismissed: bool = True,
        *,
        base_revision: int,
        author: str | None,
    ) -> tuple[Flag, ...]:
        """Put the flags of that name aside, or bring them back; returns those that are left.

        They are those of the text that the person sees: a newer text has flags of its own.
        Raises NotFound for a flag that the text has not, and StaleRevision for an older text.
        """
        check_text("the author", author)
        with self._database.writing() as connection:
            row = _row(connection, bead)
            if row["revision"] != base_revision:
                raise StaleRevision(f"bead {bead} has another text by now; look at it again")
            flags = read_flags(row["flags"] or ())
            if name not in {flag.name for flag in flags}:
                raise NotFound(f"the text has no flag {name!r}")
            aside = set(row["dismissed"] or ()) - {name}
            if dismissed:
                aside.add(name)
            left = tuple(flag for flag in flags if flag.name not in aside)
            values = {"dismissed": sorted(aside) or None, "flagged": bool(left)}
            connection.execute(update(beads).where(beads.c.id == bead).values(values))
            _remember(connection, row, name, dismissed, author)
        return left


def _row(connection: Connection, bead: int) -> RowMapping:
    wanted = (
        select(beads.c.id, beads.c.revision, beads.c.dismissed, bitexts.c.document_id)
        .add_columns(revisions.c.flags)
        .join(bitexts, bitexts.c.id == beads.c.bitext_id)
        .outerjoin(revisions, _CURRENT)
        .where(beads.c.id == bead)
        .with_for_update(of=beads, key_share=True)
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no bead {bead}")
    return row


def _remember(
    connection: Connection, row: RowMapping, name: str, dismissed: bool, author: str | None
) -> None:
    """Who put it aside, and when."""
    payload = {
        "bead": row["id"],
        "revision": row["revision"],
        "flag": name,
        "dismissed": dismissed,
    }
    record(connection, row["document_id"], "dismiss", payload, author=author, lasting=True)
