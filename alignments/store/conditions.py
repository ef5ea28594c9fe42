"""What a view asks of segments and beads, as statements that answer with numbers of segments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    LargeBinary,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
)

from alignments.search import Finder
from alignments.store import schema

if TYPE_CHECKING:
    from alignments.store.texts import Texts
    from alignments.store.views import View

segments, beads, links, revisions, comments = (
    schema.segments,
    schema.beads,
    schema.bead_segments,
    schema.revisions,
    schema.comments,
)
_STANDINGS = frozenset("empty draft rejected translated reviewed final".split())
_CURRENT = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
_IN_ONE_GO = 500  # bound values a statement may have, on every database
_WILD = re.compile(r"[%_!]")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a view asks: the segments that any of the statements gives."""

    branches: Sequence[Select[int]]
    apart: bool = False
    """No segment is given twice."""
    look: Callable[[Connection], set[int] | None] | None = None
    """Finds them without a statement, where it can."""

    def statement(self) -> Select[int] | CompoundSelect[int]:
        """All of them as one."""
        first, *others = self.branches
        if not others:
            return first
        return union_all(*self.branches) if self.apart else union(*self.branches)

    def numbers(self, connection: Connection) -> set[int]:
        """All of them, which a set brings together sooner than the database does."""
        found = self.look(connection) if self.look else None
        if found is None:
            found = set().union(*(all_of(connection, branch) for branch in self.branches))
        return found


def all_of(connection: Connection, wanted: Select[int]) -> list[int]:
    """The numbers that a statement gives, as one text: of many rows each would take its time."""
    number = cast(wanted.subquery().c.number, Text)
    listed = connection.execute(select(func.aggregate_strings(number, ","))).scalar()
    return numbers_in(listed)


def numbers_in(listed: str | None) -> list[int]:
    """The numbers between commas: JSON reads them in half the time that `int` takes."""
    return json.loads(f"[{listed}]") if listed else []


def chosen(document: int, columns: Sequence[int], view: View, dialect: str) -> Iterator[Part]:
    """All that a view asks for but its search; each part holds for every row of it."""
    shown = columns if view.bitext is None else [view.bitext]
    asked = asked_of_beads(view, dialect)
    if view.states or asked:
        yield _in_states(document, shown, view.states, and_(true(), *asked))
    if view.length is not None:
        length = func.length(segments.c.text).between(*view.length)
        yield Part([_segments(document).where(length)], apart=True)
    if view.commented:
        unsettled = and_(comments.c.segment_id == segments.c.id, comments.c.resolved_at.is_(None))
        said = select(comments.c.id).where(unsettled).exists()
        yield Part([_segments(document).where(said)], apart=True)


def asked_of_beads(view: View, dialect: str) -> list[ColumnElement[bool]]:
    """What a view asks of each bead, but for its state and its text."""
    from alignments.store.views import WORK

    asked: list[ColumnElement[bool]] = []
    if view.models:
        asked.append(beads.c.model.in_(sorted(view.models)))
    if view.work:
        asked.append(beads.c.sub_state.in_([WORK[each].value for each in sorted(view.work)]))
    if view.confidence is not None:
        asked.append(beads.c.confidence.between(*view.confidence))
    if view.authors:
        asked.append(beads.c.author.in_(sorted(view.authors)))
    if view.flags:
        stored = cast(revisions.c.flags, Text)
        aside = func.coalesce(cast(beads.c.dismissed, Text), "")
        has = find(dialect)
        names = [
            and_(has(stored, f'"name": "{name}"') > 0, has(aside, f'"{name}"') == 0)
            for name in sorted(view.flags)
        ]
        asked += [beads.c.flagged, _current(or_(*names))]
    return asked


def _current(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is asked of the text that is there now."""
    return select(revisions.c.id).where(_CURRENT, condition).exists()


def find(dialect: str) -> Any:  # noqa: ANN401 - a function of SQL
    """Return the function that tells where a text has another in it, from 1."""
    return func.instr if dialect == "sqlite" else func.strpos


def holding(column: ColumnElement[str], query: str, dialect: str) -> ColumnElement[bool]:
    """Whether what is folded in a column has a folded query in it."""
    if dialect == "sqlite" and query.isascii():
        # it leaps from one first letter to the next, where `instr` looks at every one
        plain = _WILD.sub(r"!\g<0>", query)
        return column.like(f"%{plain}%", escape="!")
    held: ColumnElement[bool] = find(dialect)(column, query) > 0
    if dialect == "sqlite":
        # all letters of a script begin with the same byte: what follows it is met less often
        held = and_(func.instr(cast(column, LargeBinary), query.encode()[1:]) > 0, held)
    return held


def _in_states(
    document: int, columns: Sequence[int], states: frozenset[str], asked: ColumnElement[bool]
) -> Part:
    """Segments on which a bead of those columns stands in one of the states, if any are named."""
    branches = []
    standings = states & _STANDINGS
    for bitext in columns:
        kept = and_(beads.c.bitext_id == bitext, ~beads.c.excluded, asked)
        if not states:
            branches += rows_of(kept)
        # a branch for each, since the index gives the rows of each in order
        for standing in sorted(standings):
            branches += rows_of(and_(kept, beads.c.standing == standing))
        if "flagged" in states:
            others = beads.c.standing.not_in(standings) if standings else true()
            branches += rows_of(and_(kept, others, beads.c.flagged))
    if "excluded" in states:
        branches.append(_segments(document).where(segments.c.excluded))
    # a segment has one bead in a column, so none comes twice
    apart = len(columns) == 1 and "excluded" not in states
    return Part(branches or [_segments(document).where(false())], apart=apart)


def containing(
    document: int, columns: Sequence[int], query: str, dialect: str, texts: Texts | None
) -> Part:
    """Segments whose text, or whose text in one of those columns, has the query in it."""
    branches = [_segments(document).where(holding(segments.c.folded, query, dialect))]
    for bitext in columns:
        held = holding(beads.c.folded, query, dialect)
        branches += rows_of(and_(beads.c.bitext_id == bitext, held))
    if texts is None:
        return Part(branches)
    return Part(branches, look=lambda c: texts.holding(c, document, columns, query))


def found_by(
    connection: Connection,
    finder: Finder,
    *,
    document: int,
    columns: Sequence[int],
    prefilter: str,
    dialect: str,
) -> set[int]:
    """Segments that a finder finds something in, or in whose text in one of those columns.

    `prefilter` is what their folded text must have in it at least.
    """
    source = select(segments.c.number, segments.c.text).where(segments.c.document_id == document)
    if prefilter:
        source = source.where(holding(segments.c.folded, prefilter, dialect))
    found = set(finder.among((number, text) for number, text in connection.execute(source)))
    wide: list[int] = []
    for bitext in columns:
        for bead, row, rows in _finding(connection, finder, bitext, prefilter, dialect):
            found.add(row)
            if rows > 1:
                wide.append(bead)
    for start in range(0, len(wide), _IN_ONE_GO):
        _, others = rows_of(beads.c.id.in_(wide[start : start + _IN_ONE_GO]))
        found.update(connection.execute(others).scalars())
    return found


def _finding(
    connection: Connection, finder: Finder, bitext: int, prefilter: str, dialect: str
) -> Iterator[tuple[int, int, int]]:
    """The beads of a column in whose text something is found: bead, first row, how many rows."""
    wanted = (
        select(beads.c.id, beads.c.row, beads.c.rows, revisions.c.text)
        .join(revisions, _CURRENT)
        .where(beads.c.bitext_id == bitext, beads.c.rows > 0)
    )
    if prefilter:
        wanted = wanted.where(holding(beads.c.folded, prefilter, dialect))
    texts = (((bead, row, rows), text) for bead, row, rows, text in connection.execute(wanted))
    return finder.among(texts)


def _segments(document: int) -> Select[int]:
    return select(segments.c.number).where(segments.c.document_id == document)


def rows_of(chosen: ColumnElement[bool]) -> list[Select[int]]:
    """Every segment that some beads stand on: the first of each, and those that come after it."""
    first = select(beads.c.row.label("number")).where(chosen, beads.c.rows > 0)
    others = (
        select(segments.c.number)
        .join(links, and_(links.c.segment_id == segments.c.id, links.c.side == "source"))
        .join(beads, beads.c.id == links.c.bead_id)
        .where(chosen, beads.c.rows > literal_column("1"), links.c.position > 0)
    )
    return [first, others]
