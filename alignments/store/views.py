"""Views: which rows of a document are asked for, and how far its columns have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Subquery,
    and_,
    false,
    func,
    literal_column,
    select,
    true,
    union,
    union_all,
)

from alignments.errors import StoreError
from alignments.store import schema
from alignments.store.folding import folded

segments, beads, links = schema.segments, schema.beads, schema.bead_segments


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which rows are asked for. The default is all of them."""

    states: frozenset[str] = frozenset()
    """`empty`, `draft`, `rejected`, `translated`, `reviewed`, `final`, `flagged`, `excluded`."""
    query: str = ""
    """Text to be found in the source or in a shown target, whatever its case and accents."""
    bitext: int | None = None
    """The bitext that `states` is about; `None` for any that is shown."""


EVERYTHING = View()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many beads of a bitext stand where. Excluded ones are not counted."""

    total: int = 0
    empty: int = 0
    draft: int = 0
    rejected: int = 0
    translated: int = 0
    reviewed: int = 0
    final: int = 0
    flagged: int = 0
    """Those with a flag; they are counted where they stand, too."""

    @property
    def confirmed(self) -> int:
        """How many a person, or an existing translation, answers for."""
        return self.translated + self.reviewed + self.final


STATES = (*(f.name for f in fields(Progress) if f.name != "total"), "excluded")
"""What `View.states` may hold."""
_STANDINGS = frozenset(STATES) - {"flagged", "excluded"}


class Matching:
    """The segments that a view shows."""

    def __init__(self, document: int, columns: Sequence[int], view: View, dialect: str) -> None:
        """Raise StoreError for an unknown state."""
        if unknown := view.states - set(STATES):
            raise StoreError(f"no state {min(unknown)!r}; known: {', '.join(STATES)}")
        self._document = document
        query = folded(view.query)
        self._searches = bool(query)
        parts = []
        if view.states:
            shown = columns if view.bitext is None else [view.bitext]
            parts.append(_in_states(document, shown, view.states))
        if query:
            parts.append(_containing(document, columns, query, dialect))
        self._numbers = _in_all(parts) if parts else None

    def page(self, connection: Connection, offset: int, limit: int) -> tuple[Sequence[int], int]:
        """The numbers of some of them, in order, and how many there are in all."""
        if self._numbers is None:
            total = _segments_in(connection, self._document)
            return range(offset + 1, min(offset + limit, total) + 1), total
        ordered = self._numbers.order_by("number")
        if self._searches:  # one search is dearer than all that it finds
            found = connection.execute(ordered).scalars().all()
            return found[offset : offset + limit], len(found)
        ordered = ordered.limit(min(limit, schema.LARGEST)).offset(min(offset, schema.LARGEST))
        page = connection.execute(ordered).scalars().all()
        return page, _count(connection, self._numbers.subquery())

    def before(self, connection: Connection, number: int) -> int:
        """How many of them come before the segment with that number."""
        if self._numbers is None:
            return number - 1
        return _count(connection, self._numbers.subquery(), below=min(number, schema.LARGEST))


def _count(connection: Connection, numbers: Subquery, below: int | None = None) -> int:
    wanted = select(func.count()).select_from(numbers)
    if below is not None:
        wanted = wanted.where(numbers.c.number < below)
    return connection.execute(wanted).scalar_one()


def _segments_in(connection: Connection, document: int) -> int:
    wanted = select(schema.documents.c.segments).where(schema.documents.c.id == document)
    return connection.execute(wanted).scalar() or 0


def _in_all(parts: Sequence[CompoundSelect[int]]) -> CompoundSelect[int] | Select[int]:
    if len(parts) == 1:
        return parts[0]
    first, *others = [part.subquery() for part in parts]
    wanted = select(first.c.number)
    for other in others:
        wanted = wanted.where(first.c.number.in_(select(other.c.number)))
    return wanted


def _in_states(
    document: int, columns: Sequence[int], states: frozenset[str]
) -> CompoundSelect[int]:
    """Segments on which a bead of those columns stands in one of the states."""
    branches = []
    standings = states & _STANDINGS
    for bitext in columns:
        kept = and_(beads.c.bitext_id == bitext, ~beads.c.excluded)
        # a branch for each, since the index gives the rows of each in order
        for standing in sorted(standings):
            branches += _rows_of(and_(kept, beads.c.standing == standing))
        if "flagged" in states:
            others = beads.c.standing.not_in(standings) if standings else true()
            branches += _rows_of(and_(kept, others, beads.c.flagged))
    if "excluded" in states:
        branches.append(_segments(document).where(segments.c.excluded))
    if len(columns) == 1 and "excluded" not in states:
        return union_all(*branches)  # a segment has one bead in a column, so none comes twice
    return union(*branches, _segments(document).where(false()))


def _containing(
    document: int, columns: Sequence[int], query: str, dialect: str
) -> CompoundSelect[int]:
    """Segments whose text, or whose text in one of those columns, has the query in it."""
    find = func.instr if dialect == "sqlite" else func.strpos
    branches = [_segments(document).where(find(segments.c.folded, query) > 0)]
    for bitext in columns:
        branches += _rows_of(and_(beads.c.bitext_id == bitext, find(beads.c.folded, query) > 0))
    return union(*branches)


def _segments(document: int) -> Select[int]:
    return select(segments.c.number).where(segments.c.document_id == document)


def _rows_of(chosen: ColumnElement[bool]) -> list[Select[int]]:
    """Every segment that some beads stand on: the first of each, and those that come after it."""
    first = select(beads.c.row.label("number")).where(chosen, beads.c.rows > 0)
    others = (
        select(segments.c.number)
        .join(links, and_(links.c.segment_id == segments.c.id, links.c.side == "source"))
        .join(beads, beads.c.id == links.c.bead_id)
        .where(chosen, beads.c.rows > literal_column("1"), links.c.position > 0)
    )
    return [first, others]
