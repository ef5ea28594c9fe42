"""Additions: what a translation says and its source does not, between the rows of a view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Select, literal_column

from alignments.beads import Addition
from alignments.folding import folded
from alignments.search import Finder
from alignments.store import schema
from alignments.store.cells import cells_of, read_cell
from alignments.store.views import EVERYTHING, View

beads = schema.beads


def read_additions(
    connection: Connection, columns: Sequence[int], between: tuple[int, int], view: View
) -> list[Addition]:
    """Those after the segments from one number to another, 0 being the start of the document.

    There are none where a view asks for what only a segment has; a search finds them by their text.
    """
    besides = replace(
        view, query="", expression=False, match_case=False, match_marks=False, bitext=None
    )
    if besides != EVERYTHING:
        return []
    wanted = (
        cells_of()
        .where(
            beads.c.bitext_id.in_(columns),
            beads.c.rows == literal_column("0"),
            beads.c.row.between(*between),
        )
        .order_by(beads.c.row, beads.c.position)
    )
    return list(_found(connection, wanted, view))


def _found(
    connection: Connection, wanted: Select[tuple[object, ...]], view: View
) -> Iterator[Addition]:
    query = folded(view.query)
    additions = (
        (Addition(after=row["row"], bitext=row["bitext_id"], cell=read_cell(row)), row["folded"])
        for row in connection.execute(wanted).mappings()
    )
    if view.search.loose or not view.query:
        # they are few: to look through them here is no search of the document
        return (addition for addition, text in additions if query in text)
    return Finder(view.search).among((addition, addition.cell.text) for addition, _ in additions)
