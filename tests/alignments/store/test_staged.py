"""A bitext whose beads come in by parts: others write meanwhile, and see all of it or nothing."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from alignments.errors import StaleAlignment
from alignments.store import NewBead, open_store, schema
from alignments.store.database import Database
from tests.alignments.store.samples import (
    bead_ids,
    correct,
    new_document,
    numbered,
    prepared,
    whole,
)

MANY = 2500  # beads: three parts


@pytest.fixture
def sides(store):
    texts = numbered(MANY)
    return [store.documents.add(new_document(*texts, title=title), whole)[0].id for title in "AB"]


def beads(meanwhile=None):
    for number in range(1, MANY + 1):
        if meanwhile is not None and number % 1000 == 500:
            meanwhile()
        yield NewBead(source=[number], target=[number], confidence=90.0)


def of_beads(address):
    """The bitexts that beads are in, whoever sees them."""
    database = Database(address)
    with database.reading() as connection:
        found = connection.execute(select(schema.beads.c.bitext_id).distinct()).scalars().all()
    database.close()
    return found


def test_others_write_while_a_bitext_comes_in_and_see_nothing_of_it(store, store_address, sides):
    _, (bead, *_) = prepared(store, 1)
    seen = []

    def meanwhile():
        with open_store(store_address, busy_seconds=0.1) as another:
            correct(another, bead, f"text {len(seen)}", len(seen))
            seen.append((another.bitexts.of(sides[0]), another.bitexts.aligned_with(sides[1])))

    bitext = store.aligned.add(*sides, beads(meanwhile))
    assert seen == [([], [])] * 3
    assert store.bitexts.of(sides[0]) == [bitext]
    assert store.bitexts.aligned_with(sides[1]) == [sides[0]]
    page = store.aligned.page(bitext.id, offset=MANY - 1)
    assert (page.total, page.beads[0].text) == (MANY, f"Sentence {MANY}.")
    merged = store.operations.merge(bead_ids(store, bitext)[999])
    assert len(store.aligned.standing(bitext.id)) == MANY - 1
    assert merged.gone
    store.operations.undo(sides[0])
    assert len(store.aligned.standing(bitext.id)) == MANY


@pytest.mark.parametrize("side", [0, 1])
def test_a_segment_that_is_cut_meanwhile_is_told_of(store, store_address, sides, side):
    def meanwhile():
        store.operations.split_segment(sides[side], MANY, 8)

    def once():
        yield from beads()
        meanwhile()

    with pytest.raises(StaleAlignment, match="align the two again"):
        store.aligned.add(*sides, once())
    assert store.bitexts.of(sides[0]) == []
    assert of_beads(store_address) == []


def test_beads_that_leave_something_out_leave_nothing(store, store_address, sides):
    for wrong in (list(beads())[:-1], list(beads())[1:], [*beads()][::-1]):
        with pytest.raises(ValueError, match="beads"):
            store.aligned.add(*sides, wrong)
    assert of_beads(store_address) == []


def _killed(work):
    child = os.fork()
    if child == 0:
        work(lambda: os.kill(os.getpid(), signal.SIGKILL))
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def _long_ago(path):
    """Let what was killed be given up."""
    database = Database(path)
    then = datetime.now(UTC) - timedelta(minutes=11)
    hidden = schema.documents.c.arriving_at.is_not(None)
    with database.writing() as connection:
        staged = update(schema.bitexts).where(schema.bitexts.c.attic)
        connection.execute(staged.values(created_at=then))
        connection.execute(update(schema.documents).where(hidden).values(arriving_at=then))
    database.close()


def test_who_was_killed_while_aligning_leaves_nothing_that_stays(tmp_path):
    path = tmp_path / "store.db"
    texts = numbered(MANY)
    with open_store(path) as store:
        sides = [
            store.documents.add(new_document(*texts, title=title), whole)[0].id for title in "AB"
        ]

    def work(die):
        with open_store(path) as store:
            store.aligned.add(*sides, beads(lambda: die() if of_beads(path) else None))

    _killed(work)
    assert of_beads(path)
    _long_ago(path)
    with open_store(path) as store:
        assert store.bitexts.of(sides[0]) == []
        bitext = store.aligned.add(*sides, beads())
        assert of_beads(path) == [bitext.id]


def test_who_was_killed_while_two_texts_came_in_leaves_neither(tmp_path):
    path = tmp_path / "store.db"
    open_store(path).close()
    new = [new_document(*numbered(MANY), title=title) for title in "AB"]

    def work(die):
        with open_store(path) as store:
            store.aligned.add_texts(*new, whole, beads(lambda: die() if of_beads(path) else None))

    _killed(work)
    with open_store(path) as store:
        assert store.documents.all() == []
        _long_ago(path)
        bitext = store.aligned.add_texts(*new, whole, beads())
        assert [document.title for document in store.documents.all()] == ["A", "B"]
        assert of_beads(path) == [bitext.id]
