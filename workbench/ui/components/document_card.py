"""A document in the list: how far it has come, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from alignments.documents import Document
from alignments.languages import name
from alignments.roles import Role
from workbench.ui.components import (
    document_menu,
    export_form,
    progress_bars,
    running_jobs,
    translate_form,
)
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.navigation import pages
from workbench.ui.state import Workbench


def show(workbench: Workbench, document: Document, *, key: str) -> None:
    """The card of a document."""
    bitexts = workbench.store.bitexts.of(document.id)
    with st.container(border=True, key=key):
        title, buttons = st.columns([9, 10], vertical_alignment="center")
        title.markdown(f"## {plain(document.title)}", width="stretch")
        title.caption(_about(document))
        tags = workbench.store.shelf.tags(document.id)
        if tags:
            title.markdown(" ".join(f":gray-badge[{plain(tag)}]" for tag in tags))
        row = buttons.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="xsmall",
        )
        with row:
            st.page_link(
                pages()["editor"],
                label="Open",
                icon=":material/edit_note:",
                query_params={"doc": str(document.id)},
            )
            if workbench.may(document.id, Role.TRANSLATOR) and st.button(
                "Translate", key=f"{key}_translate", icon=":material/translate:"
            ):
                translate_form.dialog(workbench, document, key=f"{key}_translation")
            if st.button(
                "Export", key=f"{key}_export", icon=":material/download:", disabled=not bitexts
            ):
                export_form.dialog(workbench, document, bitexts, key=f"{key}_exporting")
            if workbench.may(document.id, Role.OWNER):
                document_menu.show(workbench, document, bitexts, key=f"{key}_menu")
        running_jobs.show_stopped(workbench, document.id, key=f"{key}_retry")
        progress_bars.show(
            bitexts,
            workbench.store.bitexts.progress(document.id),
            nothing="" if bitexts else _nothing(workbench, document),
            key=f"{key}_progress",
        )


def _nothing(workbench: Workbench, document: Document) -> str:
    """What to say of a document that has no translation."""
    found = workbench.store.bitexts.aligned_with(document.id)
    sources = [source for source in found if workbench.may(source, Role.VIEWER)]
    if not sources:
        return "No translation yet. Press Translate to ask for one."
    titles = (workbench.store.documents.get(source).title for source in sources)
    return f"Aligned as the translation of {', '.join(titles)}."


def _about(document: Document) -> str:
    excluded = f", {document.excluded:,} of them excluded" if document.excluded else ""
    parts = (
        name(document.language),
        f"{counted(document.segments, 'segment')}{excluded}",
        f"imported {document.created_at:%-d %B %Y}",
        plain(document.retrieved_from or document.source or ""),
        plain(document.licence or ""),
    )
    return " · ".join(part for part in parts if part)
