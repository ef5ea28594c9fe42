"""Large files with translations: looked at by a worker, taken in after a yes."""

from __future__ import annotations

import gzip
import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from alignments.formats import by_ending
from alignments.store import JobState, open_store, schema
from alignments.store.database import Database
from tests.workbench.test_importing import MEMORY
from workbench import worker
from workbench.jobs import importing, looking
from workbench.jobs.lane import Lane
from workbench.jobs.looking import (
    DECIDED_WITHIN,
    ask_to_import,
    ask_to_look,
    expire,
    leave_out,
    put_aside,
    undecided,
)
from workbench.jobs.work import Engines, JobStopped, Work
from workbench.pair_files import PairChoices

CHOICES = PairChoices(targets=("ar",), licence="CC0-1.0")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def lane(store, tmp_path):
    opened = Lane(store, "test", str(tmp_path / "models"))
    yield opened
    opened.close()


def brought(store, folder, content=MEMORY, name="friends.tmx.gz"):
    """A report that was asked for."""
    packed = gzip.compress(content.encode()) if name.endswith(".gz") else content.encode()
    path = put_aside(folder / "imports", name, io.BytesIO(packed))
    return ask_to_look(store, path, by_ending(name), CHOICES, author="mira")


def test_a_report_waits_for_a_yes(store, lane, tmp_path):
    look = brought(store, tmp_path)
    assert undecided(store) == []
    assert lane.run_next()
    [waiting] = undecided(store)
    assert (waiting.id, waiting.result["segments"]) == (look.id, 1)
    assert waiting.result["sample"][0] == {"en-US": "Good morning.", "ar": "صباح الخير."}
    assert any("skipped" in line for line in waiting.result["lines"])
    assert store.documents.all() == []

    job = ask_to_import(store, waiting, author="leila")
    assert undecided(store) == []
    assert lane.run_next()
    [document] = store.documents.all()
    done = store.jobs.get(job.id)
    assert (done.state, done.result) == (JobState.DONE, {"document": document.id, "segments": 1})
    assert (document.title, document.licence) == ("friends", "CC0-1.0")
    assert list((tmp_path / "imports").iterdir()) == []


def test_a_no_deletes_what_was_put_aside(store, lane, tmp_path):
    brought(store, tmp_path)
    lane.run_next()
    [waiting] = undecided(store)
    leave_out(waiting.parameters)
    assert undecided(store) == []
    assert list((tmp_path / "imports").iterdir()) == []


def test_what_is_no_memory_fails_in_one_line(store, lane, tmp_path):
    look = brought(store, tmp_path, "no XML", name="notes.tmx")
    lane.run_next()
    failed = store.jobs.get(look.id)
    assert (failed.state, len(failed.note.splitlines())) == (JobState.FAILED, 1)
    assert list((tmp_path / "imports").iterdir()) == []


def test_a_stopped_import_leaves_nothing_and_asks_again(store, lane, tmp_path):
    brought(store, tmp_path)
    lane.run_next()
    job = ask_to_import(store, undecided(store)[0])
    held = store.jobs.claim("other")
    store.jobs.cancel(job.id)
    with pytest.raises(JobStopped):
        importing.run(Work(store, held, "other", models="", engines=Engines()))
    store.jobs.finish(job.id, "other", JobState.CANCELLED)
    assert store.documents.all() == []
    assert len(undecided(store)) == 1


def test_a_file_that_is_gone_is_said_to_be(store, lane, tmp_path):
    look = brought(store, tmp_path)
    leave_out(look.parameters)
    lane.run_next()
    assert "is not here any more" in store.jobs.get(look.id).note


def test_reading_says_how_far_it_is(store, tmp_path):
    lines = "".join(f"source {n}\tهدف {n}\n" for n in range(2000))
    look = brought(store, tmp_path, f"en\tar\n{lines}", name="big.tsv")
    said = []

    class Heard(Work):
        def progress(self, done, total, note=""):
            said.append((done, total, note))

    held = store.jobs.claim("test")
    looking.run(Heard(store, held, "test", models="", engines=Engines()))
    assert held.id == look.id
    assert [note for _, _, note in said][-1].endswith("1,500 segments")
    assert all(0 <= done <= total for done, total, _ in said)


def test_what_nobody_decides_on_for_a_week_is_deleted(store, lane, tmp_path):
    look = brought(store, tmp_path)
    lane.run_next()
    in_time = store.jobs.get(look.id).finished_at + DECIDED_WITHIN
    expire(store, now=in_time - timedelta(seconds=1))
    assert len(undecided(store)) == 1
    job = ask_to_import(store, undecided(store)[0])
    expire(store, now=in_time + timedelta(days=1))
    assert Path(look.parameters["file"]).is_file()  # somebody said yes meanwhile
    store.jobs.cancel(job.id)
    expire(store, now=in_time + timedelta(days=1))
    assert undecided(store) == []
    assert list((tmp_path / "imports").iterdir()) == []
    expire(store, now=in_time + timedelta(days=2))
    told = [line for _, line in store.jobs.lines(look.id) if "nobody" in line]
    assert told == ["nobody decided on it for 7 days: the file was deleted"]


def test_a_worker_deletes_what_is_too_old_when_it_begins(store, lane, tmp_path):
    look = brought(store, tmp_path)
    lane.run_next()
    long_ago = datetime.now(UTC) - 2 * DECIDED_WITHIN
    database = Database(tmp_path / "store.db")
    with database.writing() as connection:
        connection.execute(update(schema.jobs).values(finished_at=long_ago))
    database.close()
    stop = threading.Event()
    stop.set()
    worker.work(str(tmp_path / "store.db"), models=str(tmp_path), stop=stop)
    assert not Path(look.parameters["file"]).exists()
