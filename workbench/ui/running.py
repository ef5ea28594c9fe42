"""The jobs that are at work on a document: how far they are, in words, and the way to stop one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alignments.languages import name
from alignments.store import Job, JobState
from workbench.jobs import KINDS
from workbench.ui.calls import Call
from workbench.ui.errors import BadRequest, BadToken


def jobs(call: Call) -> Mapping[str, Any]:
    """What is unfinished, the oldest first."""
    unfinished = call.store.jobs.all(document=call.access.document, unfinished=True)
    return {"jobs": [_answer(job) for job in reversed(unfinished)]}


def cancel(call: Call) -> Mapping[str, Any]:
    """Ask for the end of one; what it has done until then stays."""
    if call.body.get("cancelled") is not True:
        raise BadRequest("'cancelled' must be true; a job that is over is asked for anew")
    job = call.store.jobs.get(call.path["job"])
    if job.document != call.access.document:
        raise BadToken("this page has no right to that job")
    return _answer(call.store.jobs.cancel(job.id))


def kind(job: Job) -> str:
    """What people call such work."""
    return KINDS[job.kind].title if job.kind in KINDS else job.kind


def language(job: Job) -> str:
    """Into which language it goes, where it goes into one."""
    tag = job.parameters.get("language")
    return name(tag) if tag else ""


def standing(job: Job) -> str:
    """How far it is, or what came of it."""
    counts = KINDS[job.kind].counts if job.kind in KINDS else ""
    counted = f"{job.done:,} of {job.total:,} {counts}" if job.total and counts else ""
    waiting = "waiting for the worker" if job.state is JobState.QUEUED else job.note
    ending = "stopping" if job.cancel_requested else waiting
    return " · ".join(part for part in (counted, ending) if part)


def _answer(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "title": " → ".join(part for part in (kind(job), language(job)) if part),
        "standing": standing(job),
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "stopping": job.cancel_requested,
    }
