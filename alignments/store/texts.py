"""Folded texts of whole columns, kept in memory between searches of a store in SQLite.

To read them anew for each word that somebody looks for takes most of the time of a search. They
are brought up to date by what was written since: SQLite gives out numbers in the order in which
transactions end, and none of them twice.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import and_
from threading import Lock
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from alignments.store import schema
from alignments.store.conditions import numbers_in

segments, beads, revisions, operations = (
    schema.segments,
    schema.beads,
    schema.revisions,
    schema.operations,
)
_BETWEEN = b"\x01"
_MOST_BYTES = 100_000_000
"""Of all that is kept; a column of 100,000 sentences has some fifteen million."""
_MOST_CHANGES = 2000
"""After so many a column is read anew."""


def _together(folded: ColumnElement[str]) -> ColumnElement[bytes]:
    """All texts as one, as the bytes that they are in the file."""
    return cast(func.group_concat(folded, _BETWEEN.decode()), LargeBinary)


_NEWEST = select(
    select(func.coalesce(func.max(revisions.c.id), 0)).scalar_subquery(),
    select(func.coalesce(func.max(operations.c.id), 0)).scalar_subquery(),
)
_SEGMENTS = select(
    func.group_concat(segments.c.id),
    func.group_concat(segments.c.number),
    _together(segments.c.folded),
).where(segments.c.document_id == bindparam("of"))
_BEADS = select(
    func.group_concat(beads.c.id),
    func.group_concat(beads.c.row),
    _together(beads.c.folded),
).where(beads.c.bitext_id == bindparam("of"), beads.c.rows > 0)
_WIDE = select(beads.c.id, beads.c.rows).where(
    beads.c.bitext_id == bindparam("of"), beads.c.rows > literal_column("1")
)
_MOVES_NOTHING = ("accept", "describe", "dismiss", "exclude", "pin", "unpin")
# an operation on one document may change what stands beside another
_REARRANGED = select(operations.c.id).where(
    operations.c.id > bindparam("operation"), operations.c.kind.not_in(_MOVES_NOTHING)
)
_WRITTEN = select(beads.c.id, beads.c.row, beads.c.rows, cast(beads.c.folded, LargeBinary)).where(
    beads.c.id.in_(select(revisions.c.bead_id).where(revisions.c.id > bindparam("revision"))),
    beads.c.bitext_id == bindparam("of"),
    beads.c.rows > 0,
)


class _Moment(NamedTuple):
    """What was done last, in the whole store."""

    revision: int
    operation: int


class _Written(NamedTuple):
    """A bead's place and text."""

    row: int
    rows: int
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """The texts of a bitext, or of a document's own segments, as they are at some moment."""

    at: _Moment
    ids: array[int]
    rows: array[int]
    widths: Mapping[int, int]
    """How many rows a bead has, where it has several."""
    texts: bytes
    since: Mapping[int, _Written]
    """What beads say that were written to after the texts were read."""

    def holding(self, query: bytes) -> set[int]:
        """The rows whose text has the query in it."""
        found: set[int] = set()
        if query in self.texts:
            held = [query in text for text in self.texts.split(_BETWEEN)]
            if self.since:
                still = [bead not in self.since for bead in self.ids]
                held = list(map(and_, held, still))
            found.update(compress(self.rows, held))
            if self.widths:
                found.update(
                    *map(self._rows_of, compress(self.ids, held), compress(self.rows, held))
                )
        for row, rows, text in self.since.values():
            if query in text:
                found.update(range(row, row + rows))
        return found

    def _rows_of(self, bead: int, first: int) -> range:
        return range(first, first + self.widths.get(bead, 1))


class Texts:
    """The columns that were searched last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], _Column] = OrderedDict()
        self._lock = Lock()

    def holding(
        self, connection: Connection, document: int, columns: Sequence[int], query: str
    ) -> set[int] | None:
        """Segments whose text, or whose text in one of those columns, has the query in it.

        `None` where the database must be asked.
        """
        found: set[int] = set()
        sought = query.encode()
        if _BETWEEN in sought:
            return None
        at = _Moment(*connection.execute(_NEWEST).one())
        with self._lock:
            for kind, of in (("document", document), *(("bitext", each) for each in columns)):
                column = self._column(connection, kind, of, at)
                if column is None:
                    return None
                found.update(column.holding(sought))
        return found

    def _column(self, connection: Connection, kind: str, of: int, at: _Moment) -> _Column | None:
        column = self._kept.pop((kind, of), None)
        if column is not None:
            column = _brought_up(connection, column, kind, of, at)
        if column is None:
            column = _read(connection, kind, of, at)
        if column is not None:
            self._kept[kind, of] = column
            self._make_room()
        return column

    def _make_room(self) -> None:
        while sum(len(column.texts) for column in self._kept.values()) > _MOST_BYTES:
            self._kept.popitem(last=False)


def _read(connection: Connection, kind: str, of: int, at: _Moment) -> _Column | None:
    """The texts as they stand in the store; `None` where they cannot be told apart."""
    wanted = _SEGMENTS if kind == "document" else _BEADS
    ids, rows, texts = connection.execute(wanted, {"of": of}).one()
    widths = {} if kind == "document" else dict(connection.execute(_WIDE, {"of": of}).all())
    column = _Column(
        at=at, ids=_array(ids), rows=_array(rows), widths=widths, texts=texts or b"", since={}
    )
    return column if column.texts.count(_BETWEEN) == max(len(column.ids) - 1, 0) else None


def _array(listed: str | None) -> array[int]:
    return array("l", numbers_in(listed))


def _brought_up(
    connection: Connection, column: _Column, kind: str, of: int, at: _Moment
) -> _Column | None:
    """A column as it is by now; `None` where it has to be read anew."""
    if column.at == at:
        return column
    if at.revision < column.at.revision or at.operation < column.at.operation:
        return None  # this transaction began before, or something was deleted
    asked = {"of": of, **column.at._asdict()}
    if connection.execute(_REARRANGED, asked).first() is not None:
        return None
    written = connection.execute(_WRITTEN, asked) if kind == "bitext" else ()
    since = {**column.since, **{bead: _Written(*said) for bead, *said in written}}
    return replace(column, at=at, since=since) if len(since) <= _MOST_CHANGES else None
