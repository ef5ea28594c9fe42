"""A process killed at any moment: what it was told is written is there, and nothing is half done.

Each round forks a child, which writes to an SQLite file and says so over a pipe after every
commit, and kills it after a random time.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from alignments.beads import MachineOrigin, NewRevision, Origin, State, SubState
from alignments.store import open_store
from models.engines.echo import EchoEngine
from tests.alignments.store.samples import cells, correct, prepared

ROUNDS = 100
MOST_COMMITS = 6
LONGEST = 0.01  # seconds that a child lives after them
BATCH = 4
BATCHES = 12  # that one life may do
ECHO = MachineOrigin(engine="echo", model="echo", revision="1")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


def killed(work, moments):
    """Fork, let the child work, kill it at a moment by chance. What it said was written."""
    told, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(told)
            work(lambda line: os.write(say, f"{line}\n".encode()))
        finally:
            os._exit(0)
    os.close(say)
    with open(told, encoding="utf-8") as pipe:
        # however slow the machine: after some commits, and then within one
        heard = [pipe.readline() for _ in range(1 + moments.randint(0, MOST_COMMITS))]
        time.sleep(moments.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = "".join([*heard, pipe.read()]).splitlines()
    assert lines[0] == "open"
    return lines[1:]


def assert_sound(path):
    """What must hold in a store whatever happened to its writers."""
    with closing(sqlite3.connect(path)) as connection:

        def value(query):
            return connection.execute(query).fetchone()[0]

        assert value("pragma integrity_check") == "ok"
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        found = "select bead_id, count(*) as count, max(number) as last from revisions group by 1"
        wrong = "revision <> coalesce(count, 0) or revision <> coalesce(last, 0)"
        assert (
            value(f"select count(*) from beads left join ({found}) on bead_id = id where {wrong}")
            == 0
        )


def test_an_acknowledged_correction_survives(path):
    moments = random.Random(1)
    with open_store(path) as store:
        bitext, beads = prepared(store, 5)
    acknowledged = []
    for life in range(ROUNDS):

        def work(say, life=life):
            with open_store(path) as store:
                bases = [cell.revision for cell in cells(store, bitext)]
                say("open")
                for count in range(10_000):
                    place = count % len(beads)
                    text = f"{life}.{count}"
                    correct(store, beads[place], text, bases[place], op_id=text)
                    bases[place] += 1
                    say(text)

        acknowledged += killed(work, moments)
        assert_sound(path)
    assert len(acknowledged) > ROUNDS
    with open_store(path) as store:
        written = [found.text for bead in beads for found in store.revisions.history(bead)]
        assert all(store.revisions.refused(bead) == [] for bead in beads)
    assert set(acknowledged) <= set(written)
    assert len(written) <= len(acknowledged) + ROUNDS  # one may be written and not yet told
    assert len(set(written)) == len(written)


def draft_all(store, bitext, say):
    """What a translate job does: batch after batch of what is not translated yet."""
    engine = EchoEngine()
    for _ in range(BATCHES):
        wanted = store.revisions.untranslated(bitext.id, limit=BATCH)
        found = engine.translate([text for _, _, text in wanted], source="en", target="ar")
        drafts = [
            (
                bead,
                NewRevision(
                    text=result.text,
                    state=State.INITIAL,
                    sub_state=SubState.DRAFT,
                    origin=Origin.MACHINE,
                    machine=ECHO,
                ),
            )
            for (bead, _, _), result in zip(wanted, found, strict=True)
        ]
        store.revisions.add_drafts(drafts)
        say(wanted[-1][1])
    signal.pause()  # until it is killed


def test_a_translate_job_goes_on_where_it_was_killed(path):
    moments = random.Random(2)
    count = ROUNDS * BATCHES * BATCH + 1  # more than all of them can do
    with open_store(path) as store:
        bitext, _ = prepared(store, count)
    for _ in range(ROUNDS):

        def work(say):
            with open_store(path) as store:
                say("open")
                draft_all(store, bitext, say)

        told = killed(work, moments)
        assert_sound(path)
        with open_store(path) as store:
            done = count - store.revisions.count_untranslated(bitext.id)
            ((_, following, _),) = store.revisions.untranslated(bitext.id, limit=1)
        assert done % BATCH == 0
        assert following == done + 1
        assert not told or int(told[-1]) in (done, done - BATCH)
    assert 0 < done < count
    with open_store(path) as store:
        written = store.bitexts.progress(bitext.document)[bitext.id].draft
        assert written == done
        units = list(store.bitexts.units(bitext.id))
    assert [unit.target for unit in units] == [
        f"[ar] Sentence {number}." for number in range(1, done + 1)
    ]
    assert {unit.revision.number for unit in units} == {1}
