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
    with st.form(f"{key}_{chosen.id}", border=False):
        licence, source = fields(
            key=f"{key}_{chosen.id}", licence=chosen.licence, source=chosen.retrieved_from
        )
        if st.form_submit_button("Save", type="primary"):
            workbench.store.documents.describe(
                chosen.id, licence=licence, retrieved_from=source, author=workbench.user
            )
            st.rerun()


def fields(*, key: str, licence: str | None = None, source: str | None = None) -> tuple[str, str]:
    """The two fields, side by side; empty texts where nothing is said."""
    left, right = st.columns(2)
    known = [licence] if licence and licence not in LICENCES else []
    chosen = left.selectbox(
        "Licence",
        [*known, *LICENCES],
        index=[*known, *LICENCES].index(licence) if licence else None,
        accept_new_options=True,
        placeholder="Choose, or type another",
        help="A corpus can be passed on under the licences of its texts.",
        key=f"{key}_licence",
    )
    said = right.text_input(
        "Source",
        source or "",
        placeholder="An address, or the work",
        key=f"{key}_source",
        max_chars=1000,
    )
    return chosen or "", said
