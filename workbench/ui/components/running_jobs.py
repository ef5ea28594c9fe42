"""The jobs that the worker is busy with, while there are any."""

from __future__ import annotations

import streamlit as st

from alignments.roles import Role
from alignments.store import Job, JobState
from workbench.ui import running
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench


def show(workbench: Workbench, *, key: str) -> None:
    """A line per unfinished job. It renews itself only while there is one."""
    if visible(workbench, unfinished=True):
        st.fragment(_live, run_every=1)(workbench, key)


def show_stopped(workbench: Workbench, document: int, *, key: str) -> None:
    """Why the last job of a document failed, and the way to let it go on."""
    last = next(iter(workbench.store.jobs.all(document=document)), None)
    if last is None or last.state is not JobState.FAILED:
        return
    if not workbench.may(document, Role.TRANSLATOR):
        return
    reason, retry = st.columns([8, 1], vertical_alignment="center")
    reason.error(words(workbench, last), icon=":material/error:")
    if retry.button("Try again", key=key, width="stretch"):
        workbench.store.jobs.retry(last.id)
        st.rerun()


def visible(
    workbench: Workbench, *, unfinished: bool = False, limit: int | None = None
) -> list[Job]:
    """Those that this person may steer: of documents she may translate, or asked for by her."""
    return [
        job
        for job in workbench.store.jobs.all(unfinished=unfinished, limit=limit)
        if job.author == workbench.user
        or not workbench.sign_in
        or (job.document is not None and workbench.may(job.document, Role.TRANSLATOR))
    ]


def _live(workbench: Workbench, key: str) -> None:
    unfinished = visible(workbench, unfinished=True)
    if not unfinished:
        st.rerun()  # the cards below show what came of it
    with st.container(border=True, key=key):
        for job in unfinished:
            _line(workbench, job, f"{key}_{job.id}")


def _line(workbench: Workbench, job: Job, key: str) -> None:
    progress, cancel = st.columns([8, 1], vertical_alignment="center")
    share = job.done / job.total if job.total else 0.0
    progress.progress(min(share, 1.0), text=words(workbench, job))
    cancel.button(
        "Cancel",
        key=key,
        disabled=job.cancel_requested,
        on_click=_cancel,
        args=(workbench, job.id),
        width="stretch",
    )


def _cancel(workbench: Workbench, job: int) -> None:
    workbench.store.jobs.cancel(job)


def words(workbench: Workbench, job: Job) -> str:
    """What a job is about, and how far it is or what came of it."""
    title = job.parameters.get("name", "")
    if job.document is not None:
        title = workbench.store.documents.get(job.document).title
    language = running.language(job)
    target = f"{title} → {language}" if language else title
    parts = (running.kind(job), target, running.standing(job))
    return " · ".join(plain(part) for part in parts if part)
