"""Releases that were made: how each went, the link that downloads it, and its end."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from alignments.languages import name
from alignments.roles import Role
from alignments.store import Job, JobState
from workbench.errors import ReleaseError
from workbench.jobs.releasing import RELEASE, archive_of, ask_again, delete_archive
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.release_route import release_link
from workbench.ui.state import Workbench

_SHOWN = 5


def show(workbench: Workbench, *, key: str) -> None:
    """The last ones, the newest first. It renews itself while one is being made."""
    jobs = _jobs(workbench)
    if not jobs:
        return
    st.header("Releases")
    busy = any(job.state in (JobState.QUEUED, JobState.RUNNING) for job in jobs)
    st.fragment(_list, run_every=1 if busy else None)(workbench, busy, key)


def _jobs(workbench: Workbench) -> list[Job]:
    """The last releases of documents that this user may see, the newest first."""
    found = (job for job in workbench.store.jobs.all() if job.kind == RELEASE)
    seen = {document.id for document in workbench.documents()}
    return list(
        islice((job for job in found if seen.issuperset(job.parameters["documents"])), _SHOWN)
    )


def _list(workbench: Workbench, busy: bool, key: str) -> None:
    jobs = _jobs(workbench)
    if busy and not any(job.state in (JobState.QUEUED, JobState.RUNNING) for job in jobs):
        st.rerun()
    for job in jobs:
        with st.container(border=True, key=f"{key}_{job.id}"):
            _line(workbench, job, f"{key}_{job.id}")


def _line(workbench: Workbench, job: Job, key: str) -> None:
    told, action = st.columns([7, 2], vertical_alignment="center")
    if job.state in (JobState.QUEUED, JobState.RUNNING):
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        waiting = "waiting for the worker" if job.state is JobState.QUEUED else job.note
        told.progress(share, text=f"{_about(job)} · {plain(waiting)}")
        if action.button("Cancel", key=f"{key}_cancel", disabled=job.cancel_requested):
            workbench.store.jobs.cancel(job.id)
            st.rerun(scope="fragment")
        return
    if job.state is JobState.DONE:
        _done(workbench, job, told, action, key)
        return
    told.error(f"{_about(job)} · {plain(job.note)}", icon=":material/error:")
    if action.button("Try again", key=f"{key}_retry"):
        workbench.store.jobs.retry(job.id)
        st.rerun()


def _done(
    workbench: Workbench, job: Job, told: DeltaGenerator, action: DeltaGenerator, key: str
) -> None:
    result = job.result or {}
    told.markdown(f"**{_about(job)}** · {_splits(result.get('splits', {}))}")
    path = archive_of(job)
    if not path.is_file():
        told.caption(f"{_when(job.finished_at)} · the file is on another machine, or deleted")
        if action.button("Make it again", key=f"{key}_again", width="stretch"):
            ask_again(workbench.store, job, author=workbench.user)
            st.rerun()
        return
    told.caption(f"{_when(job.finished_at)} · {_size(path.stat().st_size)}")
    for warning in result.get("warnings", ()):
        told.warning(plain(warning), icon=":material/warning:")
    action.link_button(
        "Download",
        release_link(workbench.tokens, job, user=workbench.user),
        icon=":material/download:",
        type="primary",
        width="stretch",
    )
    if _may_delete(workbench, job) and action.button(
        "Delete", key=f"{key}_delete", icon=":material/delete:", type="tertiary", width="stretch"
    ):
        delete_dialog(job, key=f"{key}_deleting")


def _may_delete(workbench: Workbench, job: Job) -> bool:
    """Whoever asked for it may, and who owns all that is in it."""
    owned = all(workbench.may(one, Role.OWNER) for one in job.parameters["documents"])
    return owned or job.author == workbench.user


def delete_dialog(job: Job, *, key: str) -> None:
    """The question over the page."""
    st.dialog("Delete the file", width="small")(show_delete)(job, key=key)


def show_delete(job: Job, *, key: str) -> None:
    """What goes, and what does not."""
    st.markdown(
        f"The archive of **{_about(job)}**, made on {_when(job.finished_at)}, is deleted for "
        "everybody. Documents and translations stay; from the same texts it can be made again."
    )
    if st.button("Delete the file", key=f"{key}_do", type="primary"):
        try:
            delete_archive(job)
        except ReleaseError as error:
            st.error(plain(str(error)))
            return
        st.rerun()


def _about(job: Job) -> str:
    options = job.parameters["options"]
    return plain(options["name"] or f"Release into {name(options['language'])}")


def _splits(splits: dict[str, int]) -> str:
    total = sum(splits.values())
    parts = " · ".join(f"{split} {count:,}" for split, count in splits.items() if count)
    return f"{counted(total, 'pair')}: {parts}"


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone():%-d %B %Y, %H:%M}" if moment else ""


def _size(count: int) -> str:
    megabytes = count / 1_000_000
    return f"{megabytes:,.1f} MB" if megabytes >= 0.1 else f"{count / 1000:,.0f} kB"
