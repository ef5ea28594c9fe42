"""Large files that the worker has looked at: their reports, which wait for a yes or a no."""

from __future__ import annotations

import streamlit as st

from alignments.store import Job
from workbench.jobs.looking import ask_to_import, leave_out, undecided
from workbench.ui.components import pairs_preview
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench


def waiting(workbench: Workbench) -> list[Job]:
    """The reports that this person has asked for."""
    return [
        job
        for job in undecided(workbench.store)
        if job.author == workbench.user or not workbench.sign_in
    ]


def show(workbench: Workbench, *, key: str) -> None:
    """A card for each of them."""
    for job in waiting(workbench):
        with st.container(border=True, key=f"{key}_{job.id}"):
            _card(workbench, job, f"{key}_{job.id}")


def _card(workbench: Workbench, job: Job, key: str) -> None:
    found = job.result
    if found["new"]:
        st.caption(plain(job.parameters["name"]))
        pairs_preview.report(found["title"], found["language"], found["lines"], found["sample"])
    else:
        st.info(plain(f"{found['title']} is here already; nothing would change."))
    with st.container(horizontal=True):
        if found["new"]:
            st.button(
                f"Import {counted(found['segments'], 'segment')}",
                type="primary",
                key=f"{key}_yes",
                on_click=_take,
                args=(workbench, job),
            )
        st.button("Leave it out", key=f"{key}_no", on_click=leave_out, args=(job.parameters,))


def _take(workbench: Workbench, job: Job) -> None:
    ask_to_import(workbench.store, job, author=workbench.user)
