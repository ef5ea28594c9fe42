"""Jobs: each done by one worker at a time, taken up again when the worker dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine

from alignments.errors import NotFound, StoreError
from alignments.store import JobState, open_store
from alignments.store.addresses import store_url
from alignments.store.jobs import ABANDONED_AFTER
from alignments.store.schema import jobs
from tests.alignments.store.samples import add_document


@pytest.fixture
def document(store):
    return add_document(store, "One.").id


def back_date(address, by, moment=jobs.c.heartbeat_at):
    """Let the workers have given their last sign that long ago, or have finished."""
    engine = create_engine(store_url(address))
    with engine.begin() as connection:
        connection.execute(jobs.update().values({moment: datetime.now(UTC) - by}))
    engine.dispose()


def test_a_job_is_done_from_beginning_to_end(store, document):
    asked = store.jobs.add("translate", document, parameters={"language": "ar"}, author="mira")
    assert (asked.state, asked.parameters, asked.author) == (
        JobState.QUEUED,
        {"language": "ar"},
        "mira",
    )
    taken = store.jobs.claim("one")
    assert taken is not None
    assert (taken.id, taken.state) == (asked.id, JobState.RUNNING)
    assert store.jobs.heartbeat(taken.id, "one", done=3, total=9, note="en-ar")
    running = store.jobs.get(taken.id)
    assert (running.done, running.total, running.note) == (3, 9, "en-ar")
    store.jobs.finish(taken.id, "one", JobState.DONE, note="9 drafts")
    done = store.jobs.get(taken.id)
    assert (done.state, done.note) == (JobState.DONE, "9 drafts")
    assert done.created_at <= done.started_at <= done.finished_at
    assert store.jobs.claim("one") is None


def test_jobs_are_listed_newest_first(store, document):
    other = add_document(store, "Two.").id
    first = store.jobs.add("translate", document, parameters={})
    second = store.jobs.add("translate", other, parameters={})
    store.jobs.cancel(first.id)
    assert [job.id for job in store.jobs.all()] == [second.id, first.id]
    assert [job.id for job in store.jobs.all(document=document)] == [first.id]
    assert [job.id for job in store.jobs.all(unfinished=True)] == [second.id]


def test_the_oldest_job_is_taken_first(store, document):
    asked = [store.jobs.add("translate", document, parameters={}).id for _ in range(3)]
    assert [store.jobs.claim("one").id for _ in range(3)] == asked


def test_no_two_workers_get_the_same_job(store, store_address, document):
    asked = {store.jobs.add("translate", document, parameters={}).id for _ in range(12)}

    def work(number, opened):
        taken = []
        while (job := opened.jobs.claim(f"worker {number}")) is not None:
            taken.append(job.id)
        return taken

    with ExitStack() as stack, ThreadPoolExecutor(4) as threads:
        stores = [stack.enter_context(open_store(store_address)) for _ in range(4)]
        taken = [job for found in threads.map(work, range(4), stores) for job in found]
    assert sorted(taken) == sorted(asked)


def test_a_dead_workers_job_is_taken_up_again_and_it_must_stop(store, store_address, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("dead")
    store.jobs.heartbeat(job, "dead", done=5, total=9)
    assert store.jobs.claim("other") is None
    back_date(store_address, ABANDONED_AFTER + timedelta(seconds=1))
    taken = store.jobs.claim("other")
    assert taken is not None
    assert (taken.id, taken.done) == (job, 5)
    assert not store.jobs.heartbeat(job, "dead", done=6, total=9)
    assert store.jobs.get(job).done == 5
    store.jobs.finish(job, "dead", JobState.FAILED, note="late")
    assert store.jobs.get(job).state is JobState.RUNNING
    assert store.jobs.heartbeat(job, "other", done=7, total=9)


def test_a_worker_that_gives_signs_keeps_its_job(store, store_address, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("alive")
    back_date(store_address, ABANDONED_AFTER - timedelta(seconds=5))
    assert store.jobs.claim("other") is None
    back_date(store_address, ABANDONED_AFTER * 2)
    assert store.jobs.heartbeat(job, "alive", done=1, total=2)
    assert store.jobs.claim("other") is None


def test_a_waiting_job_is_cancelled_at_once(store, document):
    job = store.jobs.add("translate", document, parameters={})
    assert store.jobs.cancel(job.id).state is JobState.CANCELLED
    assert store.jobs.claim("one") is None


def test_a_running_job_hears_of_its_end_with_its_next_sign(store, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("one")
    asked = store.jobs.cancel(job)
    assert (asked.state, asked.cancel_requested) == (JobState.RUNNING, True)
    assert not store.jobs.heartbeat(job, "one", done=4, total=9)
    assert store.jobs.get(job).done == 4
    store.jobs.finish(job, "one", JobState.CANCELLED)
    assert store.jobs.get(job).state is JobState.CANCELLED


def test_a_job_that_is_over_cannot_be_cancelled(store, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("one")
    store.jobs.finish(job, "one", JobState.DONE)
    assert store.jobs.cancel(job).state is JobState.DONE


def test_a_stopped_job_goes_on_where_it_stopped(store, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("one")
    store.jobs.heartbeat(job, "one", done=4, total=9)
    store.jobs.cancel(job)
    store.jobs.finish(job, "one", JobState.CANCELLED, note="stopped")
    again = store.jobs.retry(job)
    assert (again.state, again.done, again.note, again.cancel_requested) == (
        JobState.QUEUED,
        4,
        "",
        False,
    )
    assert store.jobs.claim("two").id == job
    assert not store.jobs.heartbeat(job, "one", done=5, total=9)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE])
def test_only_a_stopped_job_can_be_retried(store, document, state):
    job = store.jobs.add("translate", document, parameters={}).id
    if state is not JobState.QUEUED:
        store.jobs.claim("one")
    if state is JobState.DONE:
        store.jobs.finish(job, "one", JobState.DONE)
    with pytest.raises(StoreError, match=f"job {job} is {state}; only a stopped job"):
        store.jobs.retry(job)


def test_a_job_may_be_about_no_document(store):
    asked = store.jobs.add("import", None, parameters={})
    taken = store.jobs.claim("one")
    assert (taken.id, taken.document) == (asked.id, None)


def test_what_somebody_waits_for_has_a_queue_of_its_own(store, document):
    long = store.jobs.add("translate", document, parameters={})
    quick = store.jobs.add("alternatives", document, parameters={}, interactive=True)
    assert [job.id for job in store.jobs.all()] == [long.id]
    assert store.jobs.claim("one", interactive=True).id == quick.id
    assert store.jobs.claim("one", interactive=True) is None
    assert store.jobs.claim("one").id == long.id


def test_a_job_that_is_over_keeps_its_result_and_its_log(store, document):
    job = store.jobs.add("translate", document, parameters={}).id
    store.jobs.claim("one")
    store.jobs.log(job, "loading a model")
    store.jobs.finish(job, "one", JobState.FAILED, note="no room", result={"written": 3})
    store.jobs.finish(job, "other", JobState.DONE, note="late")
    assert store.jobs.get(job).result == {"written": 3}
    store.jobs.retry(job)
    told = [line for _, line in store.jobs.lines(job)]
    assert told == ["loading a model", "failed: no room", "asked for again"]


def test_an_interactive_job_is_forgotten_after_a_day(store, store_address, document):
    old = store.jobs.add("alternatives", document, parameters={}, interactive=True).id
    store.jobs.claim("one", interactive=True)
    store.jobs.finish(old, "one", JobState.DONE, result={"texts": []})
    store.jobs.add("alternatives", document, parameters={}, interactive=True)
    assert store.jobs.get(old).result == {"texts": []}
    back_date(store_address, timedelta(days=2), jobs.c.finished_at)
    store.jobs.add("alternatives", document, parameters={}, interactive=True)
    with pytest.raises(NotFound):
        store.jobs.get(old)


def test_what_is_not_there_is_not_found(store):
    for ask in (store.jobs.get, store.jobs.cancel, store.jobs.retry):
        with pytest.raises(NotFound, match="no job 7"):
            ask(7)
    with pytest.raises(NotFound, match="no document 7"):
        store.jobs.add("translate", 7, parameters={})


def test_a_secret_is_made_once(store, store_address):
    with ExitStack() as stack, ThreadPoolExecutor(4) as threads:
        stores = [stack.enter_context(open_store(store_address)) for _ in range(4)]
        found = set(threads.map(lambda opened: opened.secret("tokens"), stores))
    assert found == {store.secret("tokens")}
    assert len(found.pop()) == 32
    assert store.secret("other") != store.secret("tokens")
