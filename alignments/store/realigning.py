"""Stretches of a bitext that were aligned anew: put in where nobody changed anything meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from alignments.errors import NotFound, StaleAlignment
from alignments.languages import joined
from alignments.store import schema
from alignments.store.aligned import NewBead
from alignments.store.alignment_pages import StandingBead
from alignments.store.changes import make_changes
from alignments.store.contents import Made
from alignments.store.plans import Plan, column_of, from_document, target_texts
from alignments.store.runs import Run, Shape, find_run

beads = schema.beads


@dataclass(frozen=True, slots=True, kw_only=True)
class Realigned:
    """Neighbouring beads as they were read, and those that the aligner would put there.

    Where both are one bead over the same segments it stays, with the new confidence and reasons.
    """

    before: Sequence[StandingBead]
    after: Sequence[NewBead]

    @property
    def stays(self) -> bool:
        """Whether only the confidence and its reasons are new."""
        if len(self.before) != 1 or len(self.after) != 1:
            return False
        old, new = self.before[0], self.after[0]
        return (old.source, old.target) == (len(new.source), len(new.target))


def realign(connection: Connection, bitext: int, found: Sequence[Realigned]) -> Mapping[str, Any]:
    """Put in what the aligner found. What the log keeps of it."""
    plans: list[Plan] = []
    grades = []
    passed = 0
    for each in found:
        try:
            run = find_run(connection, _shapes(each.before))
        except (NotFound, StaleAlignment):
            passed += 1
            continue
        if run.bitext != bitext or _settled(connection, run, each.before):
            passed += 1
        elif each.stays and _is_flagged(connection, run) is bool(each.after[0].flags):
            grades += _graded(connection, each)
        else:
            plans.append((run, _made(connection, run, each.after)))
    changes = make_changes(connection, plans)
    stored = [change.stored() for change in changes]
    return {"changes": stored, "grades": grades, "passed": passed}


def _shapes(standing: Sequence[StandingBead]) -> list[Shape]:
    return [
        Shape(bead=bead.id, source=bead.source, target=bead.target, revision=bead.revision)
        for bead in standing
    ]


def _settled(connection: Connection, run: Run, before: Sequence[StandingBead]) -> bool:
    """Whether somebody has pinned a bead, or written to one, since it was read."""
    if [shape.revision for shape in run.shapes] != [bead.revision for bead in before]:
        return True
    return bool(_count(connection, and_(beads.c.id.in_(run.beads), beads.c.pinned)))


def _is_flagged(connection: Connection, run: Run) -> bool:
    return bool(_count(connection, and_(beads.c.id.in_(run.beads), beads.c.flagged)))


def _count(connection: Connection, chosen: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(beads).where(chosen)).scalar_one()


def _made(connection: Connection, run: Run, after: Sequence[NewBead]) -> list[Made]:
    texts = target_texts(connection, run)
    language = column_of(connection, run.bitext).language
    made, place = [], 0
    for bead in after:
        text = joined(texts[place : place + len(bead.target)], language)
        place += len(bead.target)
        made.append(
            Made(
                source=len(bead.source),
                target=len(bead.target),
                content=from_document(text).with_flags(bead.flags),
                parents=run.beads,
                confidence=bead.confidence,
                reasons=bead.reasons,
                doubtful=bool(bead.flags),
            )
        )
    return made


def _graded(connection: Connection, each: Realigned) -> list[list[Any]]:
    """Give a bead that stays its new confidence; the log has the old one, too."""
    old, new = each.before[0], each.after[0]
    known = select(beads.c.confidence, beads.c.reasons).where(beads.c.id == old.id)
    before = list(connection.execute(known).one())
    after = [new.confidence, list(new.reasons)]
    if before == after:
        return []
    grade(connection, old.id, after)
    return [[old.id, before, after]]


def grade(connection: Connection, bead: int, told: Sequence[Any]) -> None:
    """Give a bead a confidence, and the reasons for it."""
    confidence, reasons = told
    values = {"confidence": confidence, "reasons": reasons}
    connection.execute(update(beads).where(beads.c.id == bead).values(values))
