"""Naming the licence and the source of a document."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.documents import Document
from alignments.roles import Role
from workbench.ui.state import Workbench

LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0", "Public domain", "Apache-2.0")


def dialog(workbench: Workbench, documents: Sequence[Document], *, key: str) -> None:
    """The form over the page."""
    st.dialog("Licence and source", width="medium")(show)(workbench, documents, key=key)


def show(workbench: Workbench, documents: Sequence[Document], *, key: str) -> None:
    """Of one document after the other; those without a licence first."""
    mine = [one for one in documents if workbench.may(one.id, Role.OWNER)]
    if not mine:
        st.info("Only the owner of a document can say under which licence it is.")
        return
    by_id = {one.id: one for one in sorted(mine, key=lambda one: bool(one.licence))}
    chosen = by_id[
        st.selectbox(
            "Document", list(by_id), format_func=lambda one: by_id[one].title, key=f"{key}_document"
        )
    ]
    known = [chosen.licence] if chosen.licence and chosen.licence not in LICENCES else []
    with st.form(f"{key}_{chosen.id}", border=False):
        licence = st.selectbox(
            "Licence",
            [*known, *LICENCES],
            index=[*known, *LICENCES].index(chosen.licence) if chosen.licence else None,
            accept_new_options=True,
            placeholder="Choose, or type another",
            key=f"{key}_licence_{chosen.id}",
        )
        source = st.text_input(
            "Source",
            chosen.retrieved_from or "",
            placeholder="An address, or a line that names the work",
            key=f"{key}_source_{chosen.id}",
            max_chars=1000,
        )
        if st.form_submit_button("Save", type="primary"):
            workbench.store.documents.describe(
                chosen.id, licence=licence or "", retrieved_from=source, author=workbench.user
            )
            st.rerun()
