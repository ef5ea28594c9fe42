"""Pins: beads that a person has settled. No aligner changes them, and they are not doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, select, update

from alignments.errors import StaleAlignment
from alignments.store import schema

beads, bitexts, revisions = schema.beads, schema.bitexts, schema.revisions
_IN_ONE_GO = 500  # bound values a statement may have, on every database

ALIGNMENT = "alignment"
"""The flag of a doubtful bead: it is about the bead, not about its text."""


def put_aside(dismissed: Iterable[str] | None, pinned: bool) -> set[str]:
    """Names of flags that mean nothing any more: a bead that a person pinned is not doubtful."""
    return {*(dismissed or ()), *([ALIGNMENT] if pinned else [])}


def set_pins(connection: Connection, wanted: Sequence[int], pinned: bool) -> list[list[int | bool]]:
    """Pin beads, or unpin them. Those that changed, each with before and after.

    Raises StaleAlignment for beads that are gone.
    """
    changed: list[list[int | bool]] = []
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = list(wanted[start : start + _IN_ONE_GO])
        own = select(beads.c.id, beads.c.pinned, bitexts.c.attic)
        own = own.join(bitexts, bitexts.c.id == beads.c.bitext_id).where(beads.c.id.in_(some))
        own = own.order_by(beads.c.id).with_for_update(key_share=True, of=beads)
        found = connection.execute(own).all()
        if len(found) != len(set(some)) or any(bead.attic for bead in found):
            raise StaleAlignment("a bead was merged, split or aligned anew since; look again")
        other = [bead.id for bead in found if bead.pinned is not pinned]
        connection.execute(update(beads).where(beads.c.id.in_(other)).values(pinned=pinned))
        _flag_again(connection, other, pinned)
        changed += [[bead, not pinned, pinned] for bead in other]
    return changed


def above(connection: Connection, bitext: int, threshold: float) -> list[int]:
    """The beads of a bitext of at least that confidence that are not pinned."""
    wanted = select(beads.c.id).where(
        beads.c.bitext_id == bitext, beads.c.confidence >= threshold, ~beads.c.pinned
    )
    return list(connection.execute(wanted.order_by(beads.c.id)).scalars())


def _flag_again(connection: Connection, changed: Sequence[int], pinned: bool) -> None:
    """A bead that is settled is not doubtful; what was noticed about its text stays."""
    current = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
    flagged = select(beads.c.id, beads.c.flagged, beads.c.dismissed, revisions.c.flags)
    flagged = flagged.outerjoin(revisions, current).where(beads.c.id.in_(changed))
    for bead in connection.execute(flagged).all():
        aside = put_aside(bead.dismissed, pinned)
        flags = [flag for flag in bead.flags or () if flag["name"] not in aside]
        if bool(flags) is not bead.flagged:
            is_flagged = update(beads).where(beads.c.id == bead.id).values(flagged=bool(flags))
            connection.execute(is_flagged)
