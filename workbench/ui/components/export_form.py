"""Taking a translation away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.formats import FORMATS
from alignments.languages import name
from workbench.ui.export_route import export_link
from workbench.ui.state import Workbench


def dialog(
    workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str
) -> None:
    """The form over the page."""
    st.dialog("Export", width="medium")(show)(workbench, document, bitexts, key=key)


def show(workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str) -> None:
    """Which translation, in which format, and the link that downloads it."""
    by_id = {bitext.id: bitext for bitext in bitexts}
    left, right = st.columns(2)
    bitext = left.selectbox(
        "Translation", list(by_id), format_func=lambda one: _title(by_id[one]), key=f"{key}_bitext"
    )
    formats = [known.name for known in FORMATS.values() if known.writes]
    chosen = right.selectbox(
        "Format", formats, format_func=lambda one: one.upper(), key=f"{key}_format"
    )
    st.caption(f"{FORMATS[chosen].description[0].upper()}{FORMATS[chosen].description[1:]}.")
    drafts = st.checkbox(
        "Include drafts that nobody has confirmed",
        help="They are marked as machine output in the file.",
        key=f"{key}_drafts",
    )
    progress = workbench.store.bitexts.progress(document.id)[bitext]
    count = progress.confirmed + (progress.draft if drafts else 0)
    if not count:
        st.info("Nothing is confirmed yet. Confirm sentences in the editor, or include drafts.")
    link = export_link(
        workbench.tokens,
        user=workbench.user,
        document=document.id,
        bitext=bitext,
        format=chosen,
        drafts=drafts,
    )
    st.link_button(
        f"Download {count:,} segments",
        link,
        icon=":material/download:",
        type="primary",
        disabled=not count,
    )


def _title(bitext: Bitext) -> str:
    return f"{name(bitext.language)} · {bitext.label}" if bitext.label else name(bitext.language)
