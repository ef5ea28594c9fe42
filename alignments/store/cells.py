"""Rows and cells: what the columns show beside some segments of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, select

from alignments.beads import Cell, Origin, Row, State, SubState
from alignments.store import block_rows, schema
from alignments.store.pins import put_aside
from alignments.store.revision_rows import read_flags

segments, beads, links, revisions = (
    schema.segments,
    schema.beads,
    schema.bead_segments,
    schema.revisions,
)
_IN_ONE_GO = 500  # bound values a statement may have, on every database


def read_rows(
    connection: Connection, document: int, columns: Sequence[int], numbers: Sequence[int]
) -> list[Row]:
    """Rows of the segments with those numbers, in order, with the cells of some bitexts."""
    found: list[RowMapping] = []
    covering: list[Mapping[int, Cell]] = []
    for start in range(0, len(numbers), _IN_ONE_GO):
        some = _read_segments(connection, document, numbers[start : start + _IN_ONE_GO])
        cells = _covering(connection, columns, [row["id"] for row in some])
        found += some
        covering += [cells[row["id"]] for row in some]
    return [_row(row, begun) for row, begun in zip(found, _beginning(covering), strict=True)]


def _read_segments(
    connection: Connection, document: int, numbers: Sequence[int]
) -> Sequence[RowMapping]:
    wanted = (
        select(segments, *block_rows.COLUMNS)
        .outerjoin(schema.blocks, block_rows.OF_SEGMENT)
        .where(segments.c.document_id == document, segments.c.number.in_(numbers))
        .order_by(segments.c.number)
    )
    return connection.execute(wanted).mappings().all()


def _covering(
    connection: Connection, columns: Sequence[int], wanted: Sequence[int]
) -> dict[int, dict[int, Cell]]:
    """The bead over each segment, by the segment's id and the bitext's."""
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    query = (
        cells_of(links.c.segment_id)
        .join(links, links.c.bead_id == beads.c.id)
        # + 0: else SQLite would take the index of beads_row and read every bead of the columns
        .where(links.c.segment_id.in_(wanted), links.c.side == "source")
        .where((beads.c.bitext_id + 0).in_(columns))
    )
    for row in connection.execute(query).mappings():
        found[row["segment_id"]][row["bitext_id"]] = read_cell(row)
    return found


def cells_of(*besides: ColumnElement[Any]) -> Select[Any]:
    """Beads with the text that is there now, for `read_cell`."""
    current = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
    texts = (revisions.c.text, revisions.c.origin, revisions.c.author, revisions.c.flags)
    return select(*besides, beads, *texts).select_from(beads).outerjoin(revisions, current)


def _beginning(covering: Sequence[Mapping[int, Cell]]) -> list[dict[int, Cell]]:
    """The cells that begin on each row: a bead's is on the first row of it that is shown."""
    begun: list[dict[int, Cell]] = []
    open_cells: dict[int, tuple[int, dict[int, Cell]]] = {}  # by bitext: bead, and where it began
    for cells in covering:
        here: dict[int, Cell] = {}
        for bitext, cell in cells.items():
            bead, row = open_cells.get(bitext, (None, here))
            if bead == cell.bead:
                row[bitext] = replace(row[bitext], rows=row[bitext].rows + 1)
            else:
                here[bitext] = cell
                open_cells[bitext] = cell.bead, here
        begun.append(here)
    return begun


def read_cell(row: RowMapping) -> Cell:
    """A bead as the columns show it."""
    flags = read_flags(row["flags"] or ())
    aside = put_aside(row["dismissed"], row["pinned"])
    return Cell(
        bead=row["id"],
        revision=row["revision"],
        text=row["text"] or "",
        state=State(row["state"]),
        sub_state=SubState(row["sub_state"]),
        origin=Origin(row["origin"]) if row["origin"] else None,
        author=row["author"],
        model=row["model"],
        flags=tuple(flag for flag in flags if flag.name not in aside),
        dismissed=tuple(flag for flag in flags if flag.name in aside),
        confidence=row["confidence"],
        pinned=row["pinned"],
        first=row["row"],
        segments=row["rows"],
        rows=1,
    )


def _row(row: RowMapping, cells: Mapping[int, Cell]) -> Row:
    names = ("number", "text", "excluded", "kind", "level")
    codes = block_rows.codes_of(row)
    return Row(segment=row["id"], **{name: row[name] for name in names}, cells=cells, codes=codes)
