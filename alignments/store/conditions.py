"""What a view asks of segments and beads, as statements whose answer is numbers of segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
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

Numbers = CompoundSelect[int] | Select[int]


def chosen(document: int, columns: Sequence[int], view: View, dialect: str) -> Iterator[Numbers]:
    """All that a view asks for but its search; each part holds for every row of it."""
    shown = columns if view.bitext is None else [view.bitext]
    asked = asked_of_beads(view, dialect)
    if view.states or asked:
        yield _in_states(document, shown, view.states or _STANDINGS, and_(true(), *asked))
    if view.length is not None:
        yield _segments(document).where(func.length(segments.c.text).between(*view.length))
    if view.commented:
        unsettled = and_(comments.c.segment_id == segments.c.id, comments.c.resolved_at.is_(None))
        yield _segments(document).where(select(comments.c.id).where(unsettled).exists())


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


def _in_states(
    document: int, columns: Sequence[int], states: frozenset[str], asked: ColumnElement[bool]
) -> CompoundSelect[int]:
    """Segments on which a bead of those columns stands in one of the states."""
    branches = []
    standings = states & _STANDINGS
    for bitext in columns:
        kept = and_(beads.c.bitext_id == bitext, ~beads.c.excluded, asked)
        # a branch for each, since the index gives the rows of each in order
        for standing in sorted(standings):
            branches += rows_of(and_(kept, beads.c.standing == standing))
        if "flagged" in states:
            others = beads.c.standing.not_in(standings) if standings else true()
            branches += rows_of(and_(kept, others, beads.c.flagged))
    if "excluded" in states:
        branches.append(_segments(document).where(segments.c.excluded))
    if len(columns) == 1 and "excluded" not in states:
        return union_all(*branches)  # a segment has one bead in a column, so none comes twice
    return union(*branches, _segments(document).where(false()))


def containing(
    document: int, columns: Sequence[int], query: str, dialect: str
) -> CompoundSelect[int]:
    """Segments whose text, or whose text in one of those columns, has the query in it."""
    has = find(dialect)
    branches = [_segments(document).where(has(segments.c.folded, query) > 0)]
    for bitext in columns:
        branches += rows_of(and_(beads.c.bitext_id == bitext, has(beads.c.folded, query) > 0))
    return union(*branches)


def found_by(
    connection: Connection,
    finder: Finder,
    *,
    document: int,
    columns: Sequence[int],
    prefilter: str,
    dialect: str,
) -> Iterator[int]:
    """Segments that a finder finds something in, or in whose text in one of those columns.

    `prefilter` is what their folded text must have in it at least.
    """
    has = find(dialect)
    source = select(segments.c.number, segments.c.text).where(segments.c.document_id == document)
    if prefilter:
        source = source.where(has(segments.c.folded, prefilter) > 0)
    yield from (number for number, text in connection.execute(source) if finder.matches(text))
    for bitext in columns:
        found = _finding(connection, finder, bitext, prefilter, dialect)
        for start in range(0, len(found), _IN_ONE_GO):
            some = beads.c.id.in_(found[start : start + _IN_ONE_GO])
            yield from connection.execute(union_all(*rows_of(some))).scalars()


def _finding(
    connection: Connection, finder: Finder, bitext: int, prefilter: str, dialect: str
) -> list[int]:
    """The beads of a column in whose text something is found."""
    wanted = (
        select(beads.c.id, revisions.c.text)
        .join(revisions, _CURRENT)
        .where(beads.c.bitext_id == bitext)
    )
    if prefilter:
        wanted = wanted.where(find(dialect)(beads.c.folded, prefilter) > 0)
    return [bead for bead, text in connection.execute(wanted) if finder.matches(text)]


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
