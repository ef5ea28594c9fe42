"""Many threads that write at once: each gets its own answer, and nothing of another's."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import select

from alignments.beads import State
from alignments.errors import StoreBusy
from alignments.store import StaleWrite, open_store, schema
from alignments.store.database import Database
from alignments.store.together import Together
from tests.alignments.store.samples import prepared

THREADS = 8


def test_every_thread_gets_the_answer_to_its_own_write(store):
    _, beads = prepared(store, 40)
    everyone = threading.Barrier(THREADS)

    def write(place):
        everyone.wait()
        return [
            store.revisions.correct(
                bead, text=f"text {bead}", state=State.TRANSLATED, base_revision=0, author="mira"
            )
            for bead in beads[place::THREADS]
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        written = [each for some in pool.map(write, range(THREADS)) for each in some]
    assert sorted((each.bead, each.text) for each in written) == [
        (bead, f"text {bead}") for bead in sorted(beads)
    ]
    assert all(store.revisions.history(each.bead) == [each] for each in written)


def test_one_of_many_on_the_same_text_wins_and_all_texts_are_kept(store):
    _, (bead,) = prepared(store, 1)
    everyone = threading.Barrier(THREADS)

    def write(place):
        everyone.wait()
        try:
            store.revisions.correct(
                bead, text=f"{place}", state=State.TRANSLATED, base_revision=0, author=f"{place}"
            )
        except StaleWrite as error:
            return error.current.text
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(write, range(THREADS)))
    (won,) = [place for place, answer in enumerate(answers) if answer is None]
    assert {answer for answer in answers if answer is not None} == {f"{won}"}
    kept = {each.text for each in store.revisions.refused(bead)}
    assert kept == {f"{place}" for place in range(THREADS)} - {f"{won}"}


def test_a_write_that_fails_takes_no_other_with_it(tmp_path):
    path = tmp_path / "store.db"
    open_store(path).close()
    database = Database(path)
    together = Together(database)
    everyone = threading.Barrier(THREADS)

    def write(place):
        everyone.wait()

        def work(connection):
            connection.execute(schema.secrets.insert().values(name=f"{place}", value=b"1"))
            if place % 2:
                raise ValueError(f"no {place}")
            return place

        try:
            return together.write(work)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(write, range(THREADS)))
    assert answers == [f"no {place}" if place % 2 else place for place in range(THREADS)]
    with database.reading() as connection:
        names = set(connection.execute(select(schema.secrets.c.name)).scalars())
    assert names == {f"{place}" for place in range(0, THREADS, 2)}
    database.close()


def test_all_who_waited_are_told_when_the_store_stays_busy(tmp_path):
    path = tmp_path / "store.db"
    open_store(path).close()
    database = Database(path, busy_seconds=0.2)
    together = Together(database)

    def write(place):
        values = {"name": f"{place}", "value": b"1"}
        with pytest.raises(StoreBusy):
            together.write(lambda connection: connection.execute(schema.secrets.insert(), values))
        return place

    with closing(sqlite3.connect(path)) as another:
        another.execute("begin immediate")
        with ThreadPoolExecutor(3) as pool:
            assert list(pool.map(write, range(3))) == [0, 1, 2]
    assert together.write(lambda connection: 7) == 7
    database.close()
