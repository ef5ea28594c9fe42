"""Translation jobs: done by a worker process, taken up again where they stopped."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from alignments.beads import State
from alignments.store import JobState, open_store
from tests.stores import new_store
from workbench.documents import keep, read_document
from workbench.errors import JobError
from workbench.jobs import ask
from workbench.jobs.lane import Lane
from workbench.jobs.translation import ask_for_translation

SENTENCES = 150


@pytest.fixture
def address(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def store(address):
    with open_store(new_store(address)) as opened:
        lines = (f"The port handled {n} ships and sold their grain." for n in range(SENTENCES))
        keep(opened, read_document("\n\n".join(lines).encode(), name="a.txt", language="en"))
        yield opened


@contextmanager
def worker_process(address, folder):
    """A worker as `workbench ui` starts it: it ends when its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "workbench.worker", str(address), str(folder), "1"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stderr.close()


def drafted(store):
    return sum(each.draft for each in store.bitexts.progress(1).values())


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.02)


def revisions_of(store):
    (bitext,) = store.bitexts.of(1)
    page = store.bitexts.rows(1, [bitext.id], limit=SENTENCES)
    return [row.cells[bitext.id].revision for row in page.rows]


def test_a_worker_does_the_job_and_says_what_came_of_it(store, tmp_path):
    job = ask_for_translation(store, 1, "pt", author="mira")
    lane = Lane(store, "test", str(tmp_path))
    assert lane.run_next()
    assert not lane.run_next()
    lane.close()
    done = store.jobs.get(job.id)
    assert (done.state, done.done, done.total) == (JobState.DONE, SENTENCES, SENTENCES)
    assert f"{SENTENCES} drafts by firefox-en-pt-tiny" in done.note


def test_a_killed_workers_job_goes_on_where_it_stopped(store, address, tmp_path):
    job = ask_for_translation(store, 1, "pt")
    with worker_process(address, tmp_path) as first:
        wait_until(lambda: drafted(store) > 0)
        os.kill(first.pid, signal.SIGKILL)
    before = drafted(store)
    assert 0 < before < SENTENCES
    silent(address, seconds=60)
    with worker_process(address, tmp_path):
        wait_until(lambda: store.jobs.get(job.id).state is JobState.DONE)
    assert store.jobs.get(job.id).total == SENTENCES - before
    assert revisions_of(store) == [1] * SENTENCES


def silent(address, seconds):
    """Let the running job's worker have been silent for so long."""
    engine = create_engine(f"sqlite:///{address}")
    with engine.begin() as connection:
        (beat,) = connection.execute(text("select heartbeat_at from jobs")).one()
        earlier = datetime.fromisoformat(beat) - timedelta(seconds=seconds)
        connection.execute(text("update jobs set heartbeat_at = :at"), {"at": str(earlier)})
    engine.dispose()


def test_a_worker_ends_with_the_process_that_started_it(store, address, tmp_path):
    with worker_process(address, tmp_path) as process:
        ask_for_translation(store, 1, "pt")
        wait_until(lambda: drafted(store) > 0)
    assert process.returncode == 0
    assert process.stderr.closed


def test_a_cancelled_job_keeps_what_is_done(store, address, tmp_path):
    job = ask_for_translation(store, 1, "pt")
    with worker_process(address, tmp_path):
        wait_until(lambda: drafted(store) > 0)
        store.jobs.cancel(job.id)
        wait_until(lambda: store.jobs.get(job.id).state is JobState.CANCELLED)
    assert drafted(store) > 0
    store.jobs.retry(job.id)
    lane = Lane(store, "test", str(tmp_path))
    lane.run_next()
    lane.close()
    assert revisions_of(store) == [1] * SENTENCES


@pytest.mark.parametrize(
    ("language", "model", "reason"),
    [
        ("ar", None, "no model for en to ar is installed"),
        ("pt", "nix", "no model 'nix'"),
        ("pt", "firefox-pt-en-tiny", "does not translate en to pt"),
    ],
)
def test_a_job_that_cannot_be_done_says_why(store, tmp_path, language, model, reason):
    job = ask_for_translation(store, 1, language, model=model)
    lane = Lane(store, "test", str(tmp_path))
    lane.run_next()
    lane.close()
    failed = store.jobs.get(job.id)
    assert failed.state is JobState.FAILED
    assert reason in failed.note


def test_a_person_who_is_quicker_than_the_machine_keeps_her_text(store, address, tmp_path):
    bitext = store.bitexts.ensure(1, "pt")
    last = store.bitexts.rows(1, [bitext.id], offset=SENTENCES - 1).rows[0].cells[bitext.id]
    job = ask_for_translation(store, 1, "pt")
    with worker_process(address, tmp_path):
        wait_until(lambda: drafted(store) > 0)
        store.revisions.correct(
            last.bead, text="Meu.", state=State.TRANSLATED, base_revision=0, author="mira"
        )
        wait_until(lambda: store.jobs.get(job.id).state is JobState.DONE)
    assert [each.text for each in store.revisions.history(last.bead)] == ["Meu."]


def test_a_finished_job_keeps_its_log_and_its_result(store, tmp_path):
    job = ask_for_translation(store, 1, "pt")
    lane = Lane(store, "test", str(tmp_path))
    lane.run_next()
    lane.close()
    counts = {"written": SENTENCES, "mended": 0, "flagged": 0, "failed": 0}
    assert store.jobs.get(job.id).result == counts
    told = [line for _, line in store.jobs.lines(job.id)]
    assert told[:2] == ["taken up by test", "en to pt with firefox-en-pt-tiny"]
    assert told[2].startswith(f"done: {SENTENCES} drafts by")


def test_no_worker_is_asked_for_what_it_does_not_know(store):
    with pytest.raises(JobError, match="no worker knows jobs of the kind 'fly'; known: translate"):
        ask(store, "fly", parameters={})


def test_what_somebody_waits_for_is_done_beside_what_takes_long(store, address, tmp_path):
    long = ask_for_translation(store, 1, "pt")
    with worker_process(address, tmp_path):
        wait_until(lambda: store.jobs.get(long.id).done > 0)
        quick = store.jobs.add("fly", None, parameters={}, interactive=True)
        wait_until(lambda: store.jobs.get(quick.id).finished_at is not None)
        assert store.jobs.get(long.id).state is JobState.RUNNING
    assert "no worker knows" in store.jobs.get(quick.id).note


def test_ctrl_c_keeps_what_is_done_and_a_second_run_goes_on(store, address, workbench):
    command = [sys.executable, "-m", "workbench", "translate", "1", "--to", "pt"]
    environment = {**workbench.environment, "WORKBENCH_STORE": str(address)}
    process = subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        # a shell starts what it puts in the background with this signal ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_until(lambda: store.bitexts.of(1) and drafted(store) > 0)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "drafts into pt are kept" in said
    assert 0 < drafted(store) < SENTENCES
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert revisions_of(store) == [1] * SENTENCES
