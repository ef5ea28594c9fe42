"""An export that takes long: prepared by the worker, then downloaded as the file it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from alignments.beads import Bitext
from alignments.store import Job, JobState
from workbench.jobs.exporting import EXPORT, ask_for_export, file_of
from workbench.ui.components import running_jobs
from workbench.ui.markdown import plain
from workbench.ui.prepared_route import prepared_link
from workbench.ui.state import Workbench

_WAITING = (JobState.QUEUED, JobState.RUNNING)


def show(
    workbench: Workbench, bitext: Bitext, parameters: Mapping[str, Any], count: int, *, key: str
) -> None:
    """How far the file is, the link that downloads it, and the button that asks for it."""
    job = _last(workbench, bitext, parameters)
    busy = job is not None and job.state in _WAITING
    shown = st.fragment(_show, run_every=1) if busy else _show
    shown(workbench, bitext, parameters, count, key=key)


def _show(
    workbench: Workbench, bitext: Bitext, parameters: Mapping[str, Any], count: int, *, key: str
) -> None:
    job = _last(workbench, bitext, parameters)
    if job is not None:
        _tell(workbench, job)
    st.button(
        f"Prepare {count:,} segments" if job is None else "Prepare it anew",
        icon=":material/hourglass_top:",
        type="primary" if job is None else "secondary",
        disabled=not count or (job is not None and job.state in _WAITING),
        help="The worker writes the file; it can be downloaded here when it is ready.",
        on_click=_ask,
        args=(workbench, bitext, parameters),
        key=f"{key}_prepare",
    )


def _ask(workbench: Workbench, bitext: Bitext, parameters: Mapping[str, Any]) -> None:
    ask_for_export(workbench.store, bitext, parameters, author=workbench.user)


def _last(workbench: Workbench, bitext: Bitext, parameters: Mapping[str, Any]) -> Job | None:
    jobs = workbench.store.jobs.all(document=bitext.document)
    alike = (job for job in jobs if job.kind == EXPORT and job.parameters == parameters)
    return next(alike, None)


def _tell(workbench: Workbench, job: Job) -> None:
    if job.state in _WAITING:
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        st.progress(share, text=running_jobs.words(workbench, job))
    elif job.state is JobState.DONE and file_of(job).is_file():
        when = f"{job.finished_at.astimezone():%-d %B %Y, %H:%M}" if job.finished_at else ""
        st.link_button(
            f"Download, as of {when}",
            prepared_link(workbench.tokens, job, user=workbench.user),
            icon=":material/download:",
            type="primary",
        )
    elif job.state is JobState.DONE:
        st.caption("The file is on another machine, or deleted.")
    else:
        st.error(plain(job.note))
