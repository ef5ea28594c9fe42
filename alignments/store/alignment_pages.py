"""An alignment as it is looked at: beads with the segments of both sides, and counts of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from alignments.beads import Origin, State
from alignments.store import schema

beads, bitexts, links, revisions, segments = (
    schema.beads,
    schema.bitexts,
    schema.bead_segments,
    schema.revisions,
    schema.segments,
)
_CURRENT = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
_IN_ONE_GO = 400  # bound values a statement may have, on every database
_SETTLED = 101.0  # beads that are pinned, or of no confidence, come after those at 100

BINS = 20
"""Into how many parts a summary divides 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedSegment:
    """A segment of one side of a bead."""

    number: int
    text: str
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedBead:
    """A bead with its segments."""

    id: int
    position: int
    """Its place among all, from 1."""
    source: tuple[AlignedSegment, ...]
    target: tuple[AlignedSegment, ...]
    text: str
    """What it says on the target side now."""
    edited: bool
    """Whether that is not what the target segments say."""
    confidence: float | None
    """0 to 100; `None` for a bead that a person made."""
    pinned: bool
    reasons: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedPage:
    """A stretch of beads out of all."""

    beads: Sequence[AlignedBead]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentSummary:
    """How the beads of a bitext are."""

    shapes: Mapping[str, int]
    """How many there are of each type, such as `2-1`, the commonest first."""
    pinned: int
    confidences: tuple[int, ...]
    """How many beads that are not pinned lie in each of 20 parts of 0 to 100."""
    unaligned_source: int
    """Source segments without a partner."""
    unaligned_target: int

    @property
    def total(self) -> int:
        """How many beads there are."""
        return sum(self.shapes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingBead:
    """A bead as an aligner must know it: its size, and whether it may be changed."""

    id: int
    source: int
    target: int
    revision: int
    confidence: float | None
    fixed: bool
    """Pinned, made by hand, or with a text that somebody changed."""


def read_standing(connection: Connection, bitext: int) -> list[StandingBead]:
    """The beads of a bitext, in order."""
    targets = _counted("target")
    wanted = (
        select(beads, targets.label("targets"), revisions.c.origin)
        .outerjoin(revisions, _CURRENT)
        .where(beads.c.bitext_id == bitext)
        .order_by(beads.c.row, beads.c.position)
    )
    return [
        StandingBead(
            id=row["id"],
            source=row["rows"],
            target=row["targets"],
            revision=row["revision"],
            confidence=row["confidence"],
            fixed=row["pinned"] or row["origin"] not in (None, Origin.DOCUMENT.value),
        )
        for row in connection.execute(wanted).mappings()
    ]


def _counted(side: str) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(links.c.bead_id == beads.c.id, links.c.side == side)
        .scalar_subquery()
    )


def read_page(
    connection: Connection, bitext: int, offset: int, limit: int, doubtful_first: bool
) -> AlignedPage:
    """Some beads of a bitext with their segments and texts."""
    own = beads.c.bitext_id == bitext
    wanted = _with_text().where(own).order_by(*_order(doubtful_first))
    wanted = wanted.offset(min(offset, schema.LARGEST)).limit(min(limit, schema.LARGEST))
    total = connection.execute(select(func.count()).where(own)).scalar_one()
    return AlignedPage(beads=_read(connection, wanted), total=total)


def read_some(connection: Connection, bitext: int, wanted: Sequence[int]) -> list[AlignedBead]:
    """Those of some beads that stand in a bitext, in the order of the document."""
    own = and_(beads.c.bitext_id == bitext, beads.c.id.in_(wanted))
    return _read(connection, _with_text().where(own).order_by(*_order(False)))


def read_over(connection: Connection, bitext: int, numbers: Sequence[int]) -> list[AlignedBead]:
    """The beads of a bitext over some source segments, or right after one, in order."""
    document = select(bitexts.c.document_id).where(bitexts.c.id == bitext).scalar_subquery()
    found: set[int] = set()
    for start in range(0, len(numbers), _IN_ONE_GO):
        some = numbers[start : start + _IN_ONE_GO]
        over = (
            select(links.c.bead_id)
            .join(segments, segments.c.id == links.c.segment_id)
            .where(segments.c.document_id == document, segments.c.number.in_(some))
        )
        after = and_(beads.c.rows == 0, beads.c.row.in_([*some, *({0} if 1 in some else ())]))
        wanted = select(beads.c.id).where(
            beads.c.bitext_id == bitext, or_(beads.c.id.in_(over), after)
        )
        found.update(connection.execute(wanted).scalars())
    chosen = sorted(found)
    read = [
        bead
        for start in range(0, len(chosen), _IN_ONE_GO)
        for bead in read_some(connection, bitext, chosen[start : start + _IN_ONE_GO])
    ]
    return sorted(read, key=lambda bead: bead.position)


def _with_text() -> Select[Any]:
    return select(beads, revisions.c.text).outerjoin(revisions, _CURRENT)


def _read(connection: Connection, wanted: Select[Any]) -> list[AlignedBead]:
    found = connection.execute(wanted).mappings().all()
    sides = _sides(connection, [row["id"] for row in found])
    return [_bead(row, sides[row["id"]]) for row in found]


def _order(doubtful_first: bool) -> Sequence[ColumnElement[Any]]:
    place: list[ColumnElement[Any]] = [beads.c.row, beads.c.position]
    return [_doubt(), *place] if doubtful_first else place


def _doubt() -> ColumnElement[Any]:
    settled = or_(beads.c.pinned, beads.c.confidence.is_(None))
    return case((settled, _SETTLED), else_=beads.c.confidence)


def place_of(connection: Connection, bitext: int, bead: int, doubtful_first: bool) -> int:
    """How many beads of a bitext come before one."""
    it = select(_doubt().label("doubt"), beads.c.row, beads.c.position).where(beads.c.id == bead)
    found = connection.execute(it).one()
    before = _before([beads.c.row, beads.c.position], [found.row, found.position])
    if doubtful_first:
        before = or_(_doubt() < found.doubt, and_(_doubt() == found.doubt, before))
    counted = select(func.count()).where(beads.c.bitext_id == bitext, before)
    return connection.execute(counted).scalar_one()


def _before(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    first, second = columns
    return or_(first < values[0], and_(first == values[0], second < values[1]))


Sides = dict[str, list[AlignedSegment]]


def _sides(connection: Connection, wanted: Sequence[int]) -> dict[int, Sides]:
    found: dict[int, Sides] = {bead: {"source": [], "target": []} for bead in wanted}
    linked: Select[Any] = (
        select(links.c.bead_id, links.c.side)
        .add_columns(segments.c.number, segments.c.text, segments.c.excluded)
        .join(segments, segments.c.id == links.c.segment_id)
        .where(links.c.bead_id.in_(wanted))
        .order_by(links.c.bead_id, links.c.side, links.c.position)
    )
    for bead, side, number, text, excluded in connection.execute(linked):
        found[bead][side].append(AlignedSegment(number=number, text=text, excluded=excluded))
    return found


def _bead(row: RowMapping, sides: Sides) -> AlignedBead:
    text = row["text"] or ""
    theirs = " ".join(segment.text for segment in sides["target"])
    return AlignedBead(
        id=row["id"],
        position=row["position"],
        source=tuple(sides["source"]),
        target=tuple(sides["target"]),
        text=text,
        edited="".join(text.split()) != "".join(theirs.split()),
        confidence=row["confidence"],
        pinned=row["pinned"],
        reasons=tuple(row["reasons"] or ()),
        state=State(row["state"]),
    )


def read_summary(connection: Connection, bitext: int) -> AlignmentSummary:
    """Counts over all beads of a bitext."""
    shapes: Counter[str] = Counter()
    bins = [0] * BINS
    pinned = alone = without = 0
    targets = _counted("target")
    wanted = select(beads.c.rows, targets, beads.c.pinned, beads.c.confidence)
    for rows, count, settled, confidence in connection.execute(
        wanted.where(beads.c.bitext_id == bitext)
    ):
        shapes[f"{rows}-{count}"] += 1
        pinned += settled
        alone += rows if not count else 0
        without += count if not rows else 0
        if not settled and confidence is not None:
            bins[min(int(confidence * BINS / 100), BINS - 1)] += 1
    return AlignmentSummary(
        shapes=dict(shapes.most_common()),
        pinned=pinned,
        confidences=tuple(bins),
        unaligned_source=alone,
        unaligned_target=without,
    )
