"""Bringing files in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from alignments.errors import AlignmentsError
from alignments.languages import normalised
from workbench.documents import Imported, keep, read_document
from workbench.errors import ImportRefused, WorkbenchError
from workbench.importing import pairs_format
from workbench.jobs.looking import ask_to_look, put_aside
from workbench.pair_files import PairChoices
from workbench.ui.components import language_field, licence_form, pairs_preview
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

TYPES = ["txt", "md", "markdown", "html", "htm", "docx", "srt"]
_PAIRS = "tmx xlf xliff sdlxliff po tsv csv xlsx jsonl parquet zip gz".split()
LARGEST_MEGABYTES = 64
_LARGEST_OF_PAIRS = 1024
_FOR_THE_WORKER = 4
"""Files with translations of more megabytes are read by the worker; nobody waits for them."""
_PACKED = 8
"""How many times as large a packed file is, about."""
_MEGABYTE = 2**20
Uploaded = st.runtime.uploaded_file_manager.UploadedFile
_FROM_THE_FILE = ""
_ENCODINGS = [_FROM_THE_FILE, "utf-8", "utf-16", "windows-1256", "windows-1252", "iso-8859-6"]


def dialog(workbench: Workbench, *, key: str) -> None:
    """The form over the page."""
    st.dialog("Import documents", width="medium")(show)(workbench, key=key)


def show(workbench: Workbench, *, key: str) -> None:
    """The form, and after it was sent what became of each file."""
    with st.form(key, border=False):
        files = st.file_uploader(
            "Drop files here: text, Markdown, HTML, Word, SRT; or translations: TMX, XLIFF, PO, "
            "tables, JSONL, .gz",
            type=[*TYPES, *_PAIRS],
            accept_multiple_files=True,
            max_upload_size=_LARGEST_OF_PAIRS,
            key=f"{key}_files",
        )
        left, right = st.columns(2)
        with left:
            language = language_field.show(key=f"{key}_language")
        encoding = right.selectbox(
            "Encoding",
            _ENCODINGS,
            format_func=lambda encoding: encoding or "Found out from the file",
            accept_new_options=True,
            key=f"{key}_encoding",
        )
        licence, source = licence_form.fields(key=key)
        whole_page = st.checkbox(
            "Keep the whole HTML page",
            help="Otherwise only its main text is taken, without menus and footers.",
            key=f"{key}_whole_page",
        )
        to = st.text_input(
            "Languages of translations",
            placeholder="All that are in the file; or such as ar, fr",
            help="Only for files with translations. Tables without a language need it.",
            key=f"{key}_to",
        )
        if st.form_submit_button("Import", type="primary"):
            how = _How(language, encoding, whole_page, to, licence or None, source or None)
            _import(workbench, files, how, key=f"{key}_pairs")
    pairs_preview.show(workbench, key=f"{key}_pairs")


class _How(NamedTuple):
    """What was chosen in the form."""

    language: str
    encoding: str
    whole_page: bool
    to: str
    licence: str | None
    source: str | None


def _import(
    workbench: Workbench,
    files: Sequence[Uploaded],
    how: _How,
    *,
    key: str,
) -> None:
    """Documents come in at once; files with translations wait until someone has seen the report."""
    pairs_preview.forget(key=key)
    if not files:
        st.warning("Choose a file first.")
        return
    done = True
    for file in files:
        try:
            if not pairs_preview.waits(file.name):
                done &= _import_document(workbench, file, how)
            elif _unpacked(file) > _FOR_THE_WORKER * _MEGABYTE:
                _look(workbench, file, how)
            else:
                pairs_preview.put(workbench, file.name, file.getvalue(), _choices(how), key=key)
                done = False
        except (AlignmentsError, WorkbenchError) as error:
            done = False
            st.error(plain(f"{file.name} was not imported: {error}"))
    if done:
        st.rerun()


def _unpacked(file: Uploaded) -> int:
    """About how many bytes there are to read."""
    return file.size * _PACKED if file.name.lower().endswith(".gz") else file.size


def _choices(how: _How) -> PairChoices:
    tags = [normalised(tag.strip()) for tag in how.to.split(",") if tag.strip()]
    return PairChoices(
        language=how.language or None,
        otherwise=language_field.OTHERWISE,
        targets=tuple(dict.fromkeys(tags)),
        licence=how.licence,
        retrieved_from=how.source,
    )


def _look(workbench: Workbench, file: Uploaded, how: _How) -> None:
    """Let the worker read a large file with translations."""
    known = pairs_format(file.name)
    if known is None:
        return
    choices = _choices(how)
    path = put_aside(workbench.imports, file.name, file)
    ask_to_look(workbench.store, path, known, choices, author=workbench.user)
    st.toast(
        plain(f"{file.name} is being read; what is in it will be told among the documents"),
        icon=":material/hourglass_top:",
    )


def _import_document(workbench: Workbench, file: Uploaded, how: _How) -> bool:
    """Whether the file came in and there is nothing to tell of it."""
    if file.size > LARGEST_MEGABYTES * _MEGABYTE:
        raise ImportRefused(
            f"a document has at most {LARGEST_MEGABYTES} MB, this one has "
            f"{file.size // _MEGABYTE:,}; split it"
        )
    new = read_document(
        file.getvalue(),
        name=file.name,
        language=how.language or None,
        encoding=how.encoding or None,
        whole_page=how.whole_page,
        licence=how.licence,
        retrieved_from=how.source,
    )
    imported = keep(workbench.store, new, author=workbench.user)
    _tell(imported)
    return imported.new and not imported.notes


def _tell(imported: Imported) -> None:
    title = imported.document.title
    if not imported.new:
        st.info(plain(f"{title} is here already; nothing was changed."))
        return
    told = counted(imported.document.segments, "segment")
    if imported.codes:
        told += f", {counted(imported.codes, 'inline code')}"
    st.toast(plain(f"{title}: {told}"), icon=":material/check:")
    for note in imported.notes:
        st.info(plain(note))
