"""The jobs that are over: what came of them, their logs, and the way to let them go on."""

from __future__ import annotations

import streamlit as st

from alignments.store import Job, JobState
from workbench.ui.components import running_jobs
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_MOST = 20
_SIGNS = {
    JobState.DONE: (":material/check_circle:", "Done"),
    JobState.FAILED: (":material/error:", "Failed"),
    JobState.CANCELLED: (":material/pause_circle:", "Stopped"),
}


def show(workbench: Workbench, *, key: str) -> None:
    """The last of them, folded up."""
    finished = [
        job for job in running_jobs.visible(workbench, limit=5 * _MOST) if job.state in _SIGNS
    ]
    if not finished:
        return
    with st.expander(f"Finished jobs · {min(len(finished), _MOST)}", icon=":material/history:"):
        for job in finished[:_MOST]:
            _line(workbench, job, f"{key}_{job.id}")


def _line(workbench: Workbench, job: Job, key: str) -> None:
    what, log, again = st.columns([7, 1.4, 1.6], vertical_alignment="center")
    sign, words = _SIGNS[job.state]
    what.markdown(f"{sign} **{words}** · {running_jobs.words(workbench, job)}")
    when = f"{job.finished_at.astimezone():%-d %B %Y, %H:%M}" if job.finished_at else ""
    what.caption(" · ".join(part for part in (when, plain(job.author or "")) if part))
    with log.popover("Log", width="stretch"):
        lines = workbench.store.jobs.lines(job.id)
        text = "\n".join(f"{at.astimezone():%H:%M:%S}  {line}" for at, line in lines)
        st.code(text or "nothing was logged", language=None, wrap_lines=True)
    if job.state is JobState.DONE:
        return
    label = "Try again" if job.state is JobState.FAILED else "Resume"
    if again.button(label, key=key, width="stretch"):
        workbench.store.jobs.retry(job.id)
        st.rerun()
