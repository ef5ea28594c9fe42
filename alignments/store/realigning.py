"""Stretches of a bitext that were aligned anew: put in where nobody changed anything meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from alignments.languages import joined
from alignments.store import schema
from alignments.store.alignment_pages import StandingBead
from alignments.store.bead_writer import NewBead
from alignments.store.changes import make_changes
from alignments.store.contents import Made
from alignments.store.plans import Plan, column_of, from_document
from alignments.store.runs import Run, Shape

beads, links, segments = schema.beads, schema.bead_segments, schema.segments


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
    now = _Now(connection, bitext)
    plans: list[Plan] = []
    grades: list[Grade] = []
    passed = 0
    for each in found:
        there = now.there(each.before)
        if there is None:
            passed += 1
        elif each.stays and there[0].flagged is bool(each.after[0].flags):
            grades += _graded(there[0], each.after[0])
        else:
            run = now.run(there)
            plans.append((run, list(_made(now, run, each.after))))
    grade(connection, [(bead, after) for bead, _, after in grades])
    changes = make_changes(connection, plans)
    stored = [change.stored() for change in changes]
    return {"changes": stored, "grades": grades, "passed": passed}


Told = Sequence[Any]
"""The confidence of a bead, and the reasons for it."""
Grade = tuple[int, Told, Told]
"""A bead, and what was told of it before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Live:
    """A bead where it stands now."""

    id: int
    place: int
    """Among the beads of the bitext, from 0."""
    position: int
    source: int
    """The number of the first source segment that it may have."""
    sources: int
    target: int
    targets: int
    revision: int
    pinned: bool
    flagged: bool
    told: Told


class _Now:
    """A bitext as it stands, read at once: a question for each bead would take minutes."""

    def __init__(self, connection: Connection, bitext: int) -> None:
        self._connection = connection
        self._bitext = bitext
        self.column = column_of(connection, bitext)
        self._live = {bead.id: bead for bead in _read_live(connection, bitext)}

    def there(self, before: Sequence[StandingBead]) -> list[_Live] | None:
        """The beads, where they follow one another as they did and nobody has settled any."""
        found = [self._live.get(bead.id) for bead in before]
        live = [bead for bead in found if bead is not None and not bead.pinned]
        if len(live) < len(found):
            return None
        first = live[0].place
        same = all(
            (now.place, now.sources, now.targets, now.revision)
            == (place, then.source, then.target, then.revision)
            for place, (now, then) in enumerate(zip(live, before, strict=True), start=first)
        )
        return live if same else None

    def run(self, live: Sequence[_Live]) -> Run:
        """The place of some beads that follow one another."""
        first = live[0]
        return Run(
            bitext=self._bitext,
            position=first.position,
            source=first.source,
            target=first.target,
            shapes=tuple(
                Shape(bead=b.id, source=b.sources, target=b.targets, revision=b.revision)
                for b in live
            ),
        )

    def texts(self, run: Run) -> list[str]:
        """The texts of the target segments of a run, in order."""
        return self._texts[run.target - 1 : run.target - 1 + run.targets]

    @cached_property
    def _texts(self) -> list[str]:
        own = segments.c.document_id == self.column.target_document
        wanted = select(segments.c.text).where(own).order_by(segments.c.number)
        return list(self._connection.execute(wanted).scalars())


def _read_live(connection: Connection, bitext: int) -> Iterator[_Live]:
    names = "id position row rows revision pinned flagged confidence reasons".split()
    own = beads.c.bitext_id == bitext
    wanted = select(*[beads.c[name] for name in names]).where(own).with_for_update(key_share=True)
    found = sorted(connection.execute(wanted).all(), key=lambda bead: bead.position)
    counted = (
        select(links.c.bead_id, func.count())
        .join(beads, beads.c.id == links.c.bead_id)
        .where(own, links.c.side == "target")
        .group_by(links.c.bead_id)
    )
    targets = {bead: count for bead, count in connection.execute(counted)}
    source = target = 1
    for place, bead in enumerate(found):
        theirs = targets.get(bead.id, 0)
        yield _Live(
            id=bead.id,
            place=place,
            position=bead.position,
            source=source,
            sources=bead.rows,
            target=target,
            targets=theirs,
            revision=bead.revision,
            pinned=bead.pinned,
            flagged=bead.flagged,
            told=[bead.confidence, bead.reasons],
        )
        source, target = source + bead.rows, target + theirs


def _made(now: _Now, run: Run, after: Sequence[NewBead]) -> Iterator[Made]:
    texts, place = now.texts(run), 0
    for bead in after:
        text = joined(texts[place : place + len(bead.target)], now.column.language)
        place += len(bead.target)
        yield Made(
            source=len(bead.source),
            target=len(bead.target),
            content=from_document(text).with_flags(bead.flags),
            parents=run.beads,
            confidence=bead.confidence,
            reasons=bead.reasons,
            doubtful=bool(bead.flags),
        )


def _graded(live: _Live, new: NewBead) -> list[Grade]:
    """What is new of a bead that stays; the log has the old, too."""
    told = [new.confidence, list(new.reasons)]
    return [] if live.told == told else [(live.id, live.told, told)]


def grade(connection: Connection, grades: Sequence[tuple[int, Told]]) -> None:
    """Give beads a confidence, and the reasons for it."""
    if grades:
        values: dict[str, Any] = {"confidence": bindparam("sure"), "reasons": bindparam("why")}
        graded = update(beads).where(beads.c.id == bindparam("bead")).values(values)
        told = [{"bead": bead, "sure": sure, "why": why} for bead, (sure, why) in grades]
        connection.execute(graded, told)
