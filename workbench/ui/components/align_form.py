"""Two files, or documents that are here already, to be aligned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from alignments.documents import Document, NewDocument
from alignments.errors import AlignmentsError
from alignments.languages import name
from alignments.roles import Role
from workbench.documents import keep, read_document
from workbench.errors import WorkbenchError
from workbench.jobs import ask
from workbench.ui.components import language_field
from workbench.ui.components.import_form import LARGEST_MEGABYTES, TYPES
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """What was chosen for one of the two texts."""

    title: str
    file: Any
    language: str
    known: int | None


def dialog(workbench: Workbench, *, key: str) -> None:
    """The form over the page."""
    st.dialog("Align two texts", width="large")(show)(workbench, key=key)


def show(workbench: Workbench, *, key: str) -> None:
    """Two uploads side by side."""
    with st.form(key, border=False):
        left, right = st.columns(2, gap="medium")
        with left:
            source = _side(workbench, "The text", key=f"{key}_source")
        with right:
            translation = _side(workbench, "Its translation", key=f"{key}_translation")
        if st.form_submit_button("Align", type="primary"):
            _align(workbench, source, translation)


def _side(workbench: Workbench, title: str, *, key: str) -> _Side:
    file = st.file_uploader(title, type=TYPES, max_upload_size=LARGEST_MEGABYTES, key=f"{key}_file")
    language = language_field.show(key=f"{key}_language")
    titles = {
        document.id: document.title
        for document in workbench.documents()
        if workbench.may(document.id, Role.TRANSLATOR)
    }
    known = None
    if titles:
        known = st.selectbox(
            "Or a document that is here already",
            list(titles),
            index=None,
            format_func=lambda number: titles[number],
            placeholder="Choose a document",
            key=f"{key}_document",
        )
    return _Side(title=title, file=file, language=language, known=known)


def _align(workbench: Workbench, source: _Side, translation: _Side) -> None:
    for side in (source, translation):
        if side.file is None and side.known is None:
            st.warning(f"{side.title}: choose a file first.")
            return
    try:
        found = [_found(workbench, side) for side in (source, translation)]
        if len({each.language for each in found}) == 1:
            st.warning(f"Both texts are in {name(found[0].language)}; choose the language of each.")
            return
        document, translated = [_kept(workbench, each) for each in found]
        if document.id == translated.id:
            st.warning("These are the same text; choose its translation.")
            return
        bitexts = workbench.store.bitexts.of(document.id)
        if any(bitext.target_document == translated.id for bitext in bitexts):
            st.info("These two are aligned already; choose them above.")
            return
        parameters = {"translation": translated.id, "language": translated.language}
        ask(
            workbench.store,
            "align",
            document=document.id,
            parameters=parameters,
            author=workbench.user,
        )
    except (AlignmentsError, WorkbenchError) as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _found(workbench: Workbench, side: _Side) -> Document | NewDocument:
    """The file as it is read, or the document that is here; nothing is kept yet."""
    if side.file is None and side.known is not None:
        return workbench.store.documents.get(side.known)
    return read_document(side.file.getvalue(), name=side.file.name, language=side.language or None)


def _kept(workbench: Workbench, found: Document | NewDocument) -> Document:
    if isinstance(found, Document):
        return found
    return keep(workbench.store, found, author=workbench.user).document
