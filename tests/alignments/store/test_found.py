"""What a search found: searched once for all of its pages, and anew when anything is written."""

from __future__ import annotations

import random
from contextlib import contextmanager, suppress
from itertools import product

import pytest
from sqlalchemy import Engine, event

from alignments.errors import AlignmentsError
from alignments.store import NewBead, View, open_store
from alignments.store.views import Matching
from tests.alignments.store.samples import add_document, bead_ids, correct

SOURCE = ["50% of_it!", "50 of it", "Ports", "the port", "50% ofxit!", "a port"]


@pytest.fixture
def column(store):
    document = add_document(store, *SOURCE)
    return store.bitexts.ensure(document.id, "ar")


SIGNS = (" like ", "instr(", "strpos(", "max(revisions.id)")
"""The last is of a search in memory, which looks what was written since."""


@contextmanager
def searches():
    """The statements that look for a text in all of a document."""
    seen = []

    def look(connection, cursor, statement, *_):
        # what only the translation says is looked for on the page that is shown
        additions = "beads.rows = 0" in statement
        if not additions and any(sign in statement.lower() for sign in SIGNS):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", look)


def page(store, column, query, offset=0, **view):
    columns = [column.id]
    view = View(query=query, **view)
    found = store.bitexts.rows(column.document, columns, offset=offset, limit=2, view=view)
    return [row.number for row in found.rows], found.total


@pytest.mark.parametrize("how", [{}, {"expression": True}, {"match_case": True}])
def test_a_further_page_is_not_searched_for(store, store_address, column, how):
    if store_address.startswith("postgresql"):
        pytest.skip("what its server does in other databases, or by itself, counts as written")
    with searches() as made:
        assert page(store, column, "port", **how)[1] >= 2
        first = len(made)
        assert first > 0
        page(store, column, "port", offset=2, **how)
        view = View(query="port", **how)
        store.bitexts.position(column.document, [column.id], 6, view=view)
        assert len(made) == first
        page(store, column, "ports", **how)
        assert len(made) > first


def test_whatever_is_written_is_found(store, store_address, column):
    beads = bead_ids(store, column)
    assert page(store, column, "port") == ([3, 4], 3)
    correct(store, beads[0], "port", 0)
    assert page(store, column, "port") == ([1, 3], 4)
    with open_store(store_address) as other:  # as another process would
        correct(other, beads[1], "port", 0)
    assert page(store, column, "port") == ([1, 2], 5)
    segment = store.bitexts.rows(column.document, []).rows[2].segment
    assert page(store, column, "port", commented=True) == ([], 0)
    store.comments.add(segment, "Which?", author="mira")
    assert page(store, column, "port", commented=True) == ([3], 1)


WORDS = ("port", "Ölpreis", "نص", "a\x01b", "50%")


def _anything(store, chance, documents, column):
    """Something that people do, or another process does."""
    document = chance.choice(documents)
    number, word = chance.randint(1, 6), chance.choice(WORDS)
    bead = chance.choice(bead_ids(store, column))
    operations = store.operations
    return chance.choice(
        [
            lambda: correct(store, bead, word, len(store.revisions.history(bead))),
            lambda: operations.merge(bead),
            lambda: operations.move(bead, side="source", to="next"),
            lambda: operations.split(bead, source=1, target=0),
            lambda: operations.merge_segments(document, number),
            lambda: operations.split_segment(document, number, 3),
            lambda: operations.undo(document),
            lambda: operations.redo(document),
            lambda: operations.pin([bead], True),
            lambda: store.documents.set_excluded(document, [number], True),
        ]
    )


@pytest.mark.parametrize("seed", range(2))
def test_what_is_found_is_what_the_database_finds(store, store_address, seed):
    chance = random.Random(seed)
    source, target = (add_document(store, *SOURCE, title=title).id for title in ("A", "B"))
    beads = [NewBead(source=[n], target=[n], confidence=50) for n in range(1, 7)]
    columns = [store.bitexts.ensure(source, "ar"), store.aligned.add(source, target, beads)]
    ids = [column.id for column in columns]
    with open_store(store_address) as other:
        for _ in range(25):
            doer = chance.choice([store, other])
            with suppress(AlignmentsError):  # as where there is nothing to undo
                _anything(doer, chance, [source, target], chance.choice(columns))()
            for word, of in product(("port", "ol", "ن", "50", "zz", "\x01"), (source, target)):
                view, shown = View(query=word), ids if of == source else []
                plain = Matching(of, shown, view, store._database.dialect)
                with store._database.reading() as connection:
                    expected, total = plain.page(connection, 0, 100)
                found = store.bitexts.rows(of, shown, limit=100, view=view)
                assert ([row.number for row in found.rows], found.total) == (expected, total)


def test_signs_that_are_wild_to_a_database_are_themselves(store, column):
    assert page(store, column, "% OF_") == ([1], 1)
    assert page(store, column, "it!") == ([1, 5], 2)
    assert page(store, column, "%") == ([1, 5], 2)
    assert page(store, column, "50% of_.t", expression=True) == ([1], 1)
