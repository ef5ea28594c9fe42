"""Alignment: a document beside a translation that exists, bead by bead."""

import streamlit as st

from workbench.ui import state
from workbench.ui.components import align_form, alignment, alignment_bar, running_jobs

workbench = state.current()
documents = alignment_bar.aligned_documents(workbench)

if not documents:
    st.title("Alignment")
    st.markdown(
        "**Nothing is aligned yet.** Bring a text and its translation as two files: they are cut "
        "into sentences, and those that correspond stand side by side here, the doubtful first."
    )
    running_jobs.show(workbench, key="align_jobs")
    with st.container(border=True):
        align_form.show(workbench, key="align")
    st.stop()

running_jobs.show(workbench, key="align_jobs")
choice = alignment_bar.show(workbench, documents)
alignment.show(workbench, choice, key="beads")
