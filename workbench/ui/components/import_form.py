"""Bringing files in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.errors import AlignmentsError
from alignments.languages import autonym, name
from workbench.documents import import_bytes
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_TYPES = ["txt", "md", "markdown", "html", "htm", "docx", "srt"]
_LARGEST_MEGABYTES = 64
_FROM_THE_FILE = ""
_LANGUAGES = (
    "ar bn bg ca zh hr cs da nl en et fa fi fr de el he hi hu id it ja ko lv lt ms no pl ps "
    "pt pt-BR ro ru sr sk sl es sw sv ta te th tr uk ur vi"
).split()
_ENCODINGS = [_FROM_THE_FILE, "utf-8", "utf-16", "windows-1256", "windows-1252", "iso-8859-6"]


def dialog(workbench: Workbench, *, key: str) -> None:
    """The form over the page."""
    st.dialog("Import documents", width="medium")(show)(workbench, key=key)


def show(workbench: Workbench, *, key: str) -> None:
    """The form, and after it was sent what became of each file."""
    with st.form(key, border=False):
        files = st.file_uploader(
            "Text, Markdown, HTML, Word or SRT",
            type=_TYPES,
            accept_multiple_files=True,
            max_upload_size=_LARGEST_MEGABYTES,
            key=f"{key}_files",
        )
        left, right = st.columns(2)
        language = left.selectbox(
            "Language",
            [_FROM_THE_FILE, *sorted(_LANGUAGES, key=name)],
            format_func=_language,
            accept_new_options=True,
            help="Choose one, or type a language tag such as `ckb`.",
            key=f"{key}_language",
        )
        encoding = right.selectbox(
            "Encoding",
            _ENCODINGS,
            format_func=lambda encoding: encoding or "Found out from the file",
            accept_new_options=True,
            key=f"{key}_encoding",
        )
        whole_page = st.checkbox(
            "Keep the whole HTML page",
            help="Otherwise only its main text is taken, without menus and footers.",
            key=f"{key}_whole_page",
        )
        if st.form_submit_button("Import", type="primary"):
            _import(workbench, files, language, encoding, whole_page)


def _language(tag: str) -> str:
    if tag == _FROM_THE_FILE:
        return "As the file says, else English"
    own = autonym(tag) if tag in _LANGUAGES else tag
    return name(tag) if tag in _LANGUAGES and own == name(tag) else f"{_name(tag)} · {own}"


def _name(tag: str) -> str:
    return name(tag) if tag in _LANGUAGES else "Other"


def _import(
    workbench: Workbench,
    files: Sequence[st.runtime.uploaded_file_manager.UploadedFile],
    language: str,
    encoding: str,
    whole_page: bool,
) -> None:
    if not files:
        st.warning("Choose a file first.")
        return
    failed = False
    for file in files:
        try:
            imported = import_bytes(
                workbench.store,
                file.getvalue(),
                name=file.name,
                language=language or None,
                encoding=encoding or None,
                whole_page=whole_page,
                author=workbench.user,
            )
        except AlignmentsError as error:
            failed = True
            st.error(plain(f"{file.name} was not imported: {error}"))
            continue
        failed |= bool(imported.notes) or not imported.new
        _tell(imported.document.title, imported.document.segments, imported.new, imported.notes)
    if not failed:
        st.rerun()


def _tell(title: str, segments: int, new: bool, notes: Sequence[str]) -> None:
    if not new:
        st.info(plain(f"{title} is here already; nothing was changed."))
        return
    st.toast(plain(f"{title}: {segments:,} segments"), icon=":material/check:")
    for note in notes:
        st.info(plain(note))
