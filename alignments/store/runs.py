"""Runs: beads of a bitext that follow one another, and others that take their place.

The segments of a bead never change. An operation takes a run of beads out and puts one of other
beads in, over the same segments; to undo it is to put the first run in again. Beads that were
taken out are kept in the document's attic, with every revision: who still writes to one of them
is told that it is gone, and a draft for it goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from alignments.errors import NotFound, StaleAlignment
from alignments.store import schema

beads, bitexts, links, segments = (
    schema.beads,
    schema.bitexts,
    schema.bead_segments,
    schema.segments,
)
_IN_ONE_GO = 500  # bound values a statement may have, on every database
_ATTIC = "attic"
_ATTIC_LANGUAGE = "zxx"  # ISO 639: no linguistic content


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A bead of a run: how many segments of either side are its own."""

    bead: int
    source: int
    target: int
    revision: int
    """The number of its last revision when it was put in, or taken out."""

    def stored(self) -> list[int]:
        return [self.bead, self.source, self.target, self.revision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Beads that follow one another, and the place where they begin."""

    bitext: int
    position: int
    source: int
    """Number of the first source segment that they may have."""
    target: int
    shapes: tuple[Shape, ...]

    @property
    def beads(self) -> list[int]:
        return [shape.bead for shape in self.shapes]

    @property
    def sources(self) -> int:
        return sum(shape.source for shape in self.shapes)

    @property
    def targets(self) -> int:
        return sum(shape.target for shape in self.shapes)


def read_run(connection: Connection, wanted: Sequence[int]) -> Run:
    """The beads with those numbers, which must be live, of one bitext, and neighbours in it.

    Raises NotFound for a bead that never was, and StaleAlignment.
    """
    found = _live(connection, wanted)
    first, last = found[0], found[-1]
    between = select(func.count()).where(
        beads.c.bitext_id == first.bitext_id,
        beads.c.row.between(first.row, last.row),
        beads.c.position.between(first.position, last.position),
    )
    if connection.execute(between).scalar_one() != len(found):
        raise StaleAlignment("the beads do not follow one another any more; look at them again")
    counts = _counts(connection, [bead.id for bead in found])
    return Run(
        bitext=first.bitext_id,
        position=first.position,
        source=first.row if first.rows else first.row + 1,
        target=_first_target(connection, first, counts),
        shapes=tuple(
            Shape(
                bead=bead.id,
                source=bead.rows,
                target=counts.get(bead.id, (0, 0))[0],
                revision=bead.revision,
            )
            for bead in found
        ),
    )


def _live(connection: Connection, wanted: Sequence[int]) -> list[Any]:
    """The beads, locked, in the order of their bitext."""
    names = ("id", "bitext_id", "position", "row", "rows", "revision")
    columns = [beads.c[name] for name in names]
    found: list[Any] = []
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = select(*columns, bitexts.c.attic).join(bitexts, bitexts.c.id == beads.c.bitext_id)
        some = some.where(beads.c.id.in_(wanted[start : start + _IN_ONE_GO]))
        some = some.order_by(beads.c.id).with_for_update(key_share=True, of=beads)
        found += connection.execute(some).all()
    if missing := set(wanted) - {bead.id for bead in found}:
        raise NotFound(f"no bead {min(missing)}")
    if gone := [bead.id for bead in found if bead.attic]:
        raise StaleAlignment(
            f"bead {gone[0]} was merged, split or aligned anew since you read it; look again"
        )
    if len({bead.bitext_id for bead in found}) > 1:
        raise StaleAlignment("the beads are of different bitexts")
    return sorted(found, key=lambda bead: bead.position)


def _counts(connection: Connection, wanted: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many target segments each bead has, and the number of the first."""
    counts: dict[int, tuple[int, int]] = {}
    for start in range(0, len(wanted), _IN_ONE_GO):
        counted = (
            select(links.c.bead_id, func.count(), func.min(segments.c.number))
            .join(segments, segments.c.id == links.c.segment_id)
            .where(links.c.bead_id.in_(wanted[start : start + _IN_ONE_GO]))
            .where(links.c.side == "target")
            .group_by(links.c.bead_id)
        )
        counts |= {bead: (count, first) for bead, count, first in connection.execute(counted)}
    return counts


def _first_target(
    connection: Connection, first: Row[Any], counts: Mapping[int, tuple[int, int]]
) -> int:
    """The number of the first target segment at or after the place where a run begins."""
    if counts:
        return min(number for _, number in counts.values())
    before = (
        select(segments.c.number)
        .select_from(beads)
        .join(links, and_(links.c.bead_id == beads.c.id, links.c.side == "target"))
        .join(segments, segments.c.id == links.c.segment_id)
        .where(
            beads.c.bitext_id == first.bitext_id,
            beads.c.row <= first.row,
            beads.c.position < first.position,
        )
        .order_by(beads.c.row.desc(), beads.c.position.desc(), links.c.position.desc())
        .limit(1)
    )
    return (connection.execute(before).scalar() or 0) + 1


def find_run(connection: Connection, shapes: Sequence[Shape]) -> Run:
    """Say where beads stand now, and what was last in them.

    Raises StaleAlignment where they do not follow one another as they did.
    """
    run = read_run(connection, [shape.bead for shape in shapes])
    if [_size(shape) for shape in run.shapes] != [_size(shape) for shape in shapes]:
        raise StaleAlignment("the alignment was changed there in another way; look at it again")
    return run


def _size(shape: Shape) -> tuple[int, int, int]:
    return shape.bead, shape.source, shape.target


def take_out(connection: Connection, runs: Iterable[Run]) -> None:
    """Bring the beads of some runs to the attic."""
    for bitext, some in _by_bitext(runs):
        attic = attic_of(connection, bitext)
        taken = [bead for run in some for bead in run.beads]
        for start in range(0, len(taken), _IN_ONE_GO):
            few = taken[start : start + _IN_ONE_GO]
            connection.execute(delete(links).where(links.c.bead_id.in_(few)))
            connection.execute(update(beads).where(beads.c.id.in_(few)).values(bitext_id=attic))


def put_in(connection: Connection, wanted: Sequence[tuple[Run, Sequence[Shape]]]) -> None:
    """Bring beads of the attic into the places of runs that were taken out."""
    replaced = {run: tuple(shapes) for run, shapes in wanted}
    for bitext, taken in _by_bitext(replaced):
        firsts = _make_room(connection, [(run, len(replaced[run])) for run in taken])
        runs = [
            replace(run, position=first, shapes=replaced[run])
            for run, first in zip(taken, firsts, strict=True)
        ]
        sides = _segments_of(connection, bitext, runs)
        rows, linked = [], []
        for run in runs:
            for bead, own, theirs in _placed(run, sides):
                rows.append(bead)
                linked += _linked(bead["bead"], "source", own)
                linked += _linked(bead["bead"], "target", theirs)
        connection.execute(update(beads).where(beads.c.id == bindparam("bead")), rows)
        if linked:
            connection.execute(insert(links), linked)


def _by_bitext(runs: Iterable[Run]) -> list[tuple[int, list[Run]]]:
    """The runs of each bitext, in their order there."""
    ordered = sorted(runs, key=lambda run: (run.bitext, run.position))
    return [(bitext, list(some)) for bitext, some in groupby(ordered, lambda run: run.bitext)]


_Placed = tuple[dict[str, Any], list[Any], list[Any]]
_Sides = tuple[Mapping[int, Any], Mapping[int, Any]]


def _placed(run: Run, sides: _Sides) -> Iterator[_Placed]:
    """Each bead of a run: its place, its source segments and its target segments."""
    source, target = run.source, run.target
    for position, shape in enumerate(run.shapes, start=run.position):
        own = [sides[0][number] for number in range(source, source + shape.source)]
        theirs = [sides[1][number] for number in range(target, target + shape.target)]
        bead = {
            "bead": shape.bead,
            "bitext_id": run.bitext,
            "position": position,
            "row": source if own else source - 1,
            "rows": len(own),
            "excluded": bool(own) and all(segment.excluded for segment in own),
        }
        yield bead, own, theirs
        source, target = source + shape.source, target + shape.target


def _make_room(connection: Connection, wanted: Sequence[tuple[Run, int]]) -> list[int]:
    """Let the beads of a bitext move up or down, for so many in the place of each of its runs.

    Each bead moves once, whatever there are of runs. Returns the positions at which these begin.
    """
    firsts, moves, grown = [], [], 0
    for run, count in wanted:
        firsts.append(run.position + grown)
        grown += count - len(run.shapes)
        place = {"bitext": run.bitext, "from_row": run.source - 1, "grown": grown}
        moves.append({**place, "first": run.position + len(run.shapes)})
    between = [
        {**move, "to_row": after.source, "last": after.position - 1}
        for move, (after, _) in zip(moves, wanted[1:], strict=False)
        if move["grown"]
    ]
    if between:
        connection.execute(_MOVED_BETWEEN, between)
    if grown:
        connection.execute(_MOVED, moves[-1])
    if between:
        connection.execute(_TURNED_ROUND, {"bitext": wanted[0][0].bitext})
    return firsts


_own = beads.c.bitext_id == bindparam("bitext")
_after = (_own, beads.c.row >= bindparam("from_row"), beads.c.position >= bindparam("first"))
_moved = beads.c.position + bindparam("grown", type_=Integer)
_MOVED = update(beads).where(*_after).values(position=_moved)
# below zero: else they might come among those that move next
_MOVED_BETWEEN = (
    update(beads)
    .where(*_after, beads.c.row <= bindparam("to_row"), beads.c.position <= bindparam("last"))
    .values(position=-_moved)
)
_TURNED_ROUND = update(beads).where(_own, beads.c.position < 0).values(position=-beads.c.position)


def _linked(bead: int, side: str, own: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"bead_id": bead, "side": side, "position": place, "segment_id": segment.id}
        for place, segment in enumerate(own)
    ]


def _segments_of(connection: Connection, bitext: int, runs: Sequence[Run]) -> _Sides:
    """The segments of either side of some runs, by number."""
    wanted = select(bitexts.c.document_id, bitexts.c.target_document_id)
    documents = connection.execute(wanted.where(bitexts.c.id == bitext)).one()
    sources = [range(run.source, run.source + run.sources) for run in runs]
    targets = [range(run.target, run.target + run.targets) for run in runs]
    return (
        _numbered(connection, documents.document_id, sources),
        _numbered(connection, documents.target_document_id, targets),
    )


def _numbered(connection: Connection, document: int, stretches: Sequence[range]) -> dict[int, Any]:
    numbers = [number for stretch in stretches for number in stretch]
    found: dict[int, Any] = {}
    for start in range(0, len(numbers), _IN_ONE_GO):
        some = numbers[start : start + _IN_ONE_GO]
        wanted = select(segments.c.number, segments.c.id, segments.c.excluded).where(
            segments.c.document_id == document, segments.c.number.in_(some)
        )
        found |= {segment.number: segment for segment in connection.execute(wanted)}
    return found


def attic_of(connection: Connection, bitext: int) -> int:
    """The attic of a bitext's document, made when first needed."""
    own = select(bitexts.c.document_id).where(bitexts.c.id == bitext).scalar_subquery()
    attic = (bitexts.c.attic, bitexts.c.label == _ATTIC)
    wanted = select(bitexts.c.id).where(bitexts.c.document_id == own, *attic)
    found = connection.execute(wanted).scalar()
    if found is None:
        values = {
            "document_id": own,
            "language": _ATTIC_LANGUAGE,
            "label": _ATTIC,
            "attic": True,
            "created_at": datetime.now(UTC),
        }
        inserted = connection.execute(bitexts.insert().values(values))
        (found,) = inserted.inserted_primary_key or (0,)
    return int(found)
