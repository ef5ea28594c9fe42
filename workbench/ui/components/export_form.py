"""Taking a translation away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.errors import AlignmentsError
from alignments.formats import FORMATS
from alignments.languages import name
from workbench.errors import WorkbenchError
from workbench.giving_back import ORIGINAL, beginning, can_be_given_back, ending_of
from workbench.jobs.exporting import asked_for
from workbench.ui.components import prepared_export
from workbench.ui.counting import counted
from workbench.ui.export_route import export_link
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_FOR_THE_WORKER = 20_000
"""Exports of more segments are written by the worker, so that they can be followed and stopped."""


def dialog(
    workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str
) -> None:
    """The form over the page."""
    st.dialog("Export", width="medium")(show)(workbench, document, bitexts, key=key)


def show(workbench: Workbench, document: Document, bitexts: Sequence[Bitext], *, key: str) -> None:
    """Which translation, in which format, and the link that downloads it."""
    by_id = {bitext.id: bitext for bitext in bitexts}
    all_progress = workbench.store.bitexts.progress(document.id)
    left, right = st.columns(2)
    bitext = left.selectbox(
        "Translation",
        list(by_id),
        index=next((at for at, one in enumerate(by_id) if all_progress[one].confirmed), 0),
        format_func=lambda one: _title(by_id[one]),
        key=f"{key}_bitext",
    )
    formats = [known.name for known in FORMATS.values() if known.writes]
    if can_be_given_back(document):
        formats.insert(0, ORIGINAL)
    chosen = right.selectbox(
        "Format", formats, format_func=lambda one: _label(one, document), key=f"{key}_format"
    )
    st.caption(_about(chosen))
    drafts = st.checkbox(
        "Include drafts that nobody has confirmed",
        help="They are marked as machine output in the file.",
        key=f"{key}_drafts",
    )
    beside = _beside(by_id, bitext, chosen, key)
    progress = all_progress[bitext]
    count = progress.confirmed + (progress.draft if drafts else 0)
    if not count:
        st.info("Nothing is confirmed yet. Confirm sentences in the editor, or include drafts.")
    if progress.flagged:
        st.caption(
            f"{counted(progress.flagged, 'segment')} flagged. Look there first: in the editor, "
            "under *Flagged*."
        )
    if count and st.checkbox("Show how it begins", key=f"{key}_preview"):
        _preview(workbench, bitext, chosen, drafts)
    if count > _FOR_THE_WORKER:
        folder = workbench.exports
        wanted = asked_for(
            by_id[bitext], format=chosen, drafts=drafts, beside=beside, folder=folder
        )
        prepared_export.show(workbench, by_id[bitext], wanted, count, key=key)
        return
    link = export_link(
        workbench.tokens,
        user=workbench.user,
        document=document.id,
        bitext=bitext,
        format=chosen,
        drafts=drafts,
        beside=beside,
    )
    st.link_button(
        f"Download {counted(count, 'segment')}",
        link,
        icon=":material/download:",
        type="primary",
        disabled=not count,
    )


def _beside(by_id: Mapping[int, Bitext], bitext: int, chosen: str, key: str) -> Sequence[int]:
    """Further translations, in a format with room for them."""
    others = [one for one in by_id if one != bitext]
    if chosen == ORIGINAL or not FORMATS[chosen].columns or not others:
        return ()
    return st.multiselect(
        "Beside it",
        others,
        format_func=lambda one: _title(by_id[one]),
        placeholder="Further translations, in columns of their own",
        key=f"{key}_beside_{bitext}",
    )


def _label(chosen: str, document: Document) -> str:
    return f"The file itself ({ending_of(document)})" if chosen == ORIGINAL else chosen.upper()


def _about(chosen: str) -> str:
    if chosen == ORIGINAL:
        return "The file that came in, with its layout, translated."
    about = FORMATS[chosen].description
    return f"{about[0].upper()}{about[1:]}."


def _preview(workbench: Workbench, bitext: int, chosen: str, drafts: bool) -> None:
    """The first lines, where the format has lines."""
    try:
        lines = beginning(workbench.store, bitext, format=chosen, include_drafts=drafts)
    except (AlignmentsError, WorkbenchError) as error:
        st.error(plain(str(error)))
        return
    if lines is None:
        st.caption("This format is no text; there is nothing to show before it is downloaded.")
    else:
        st.code("\n".join(lines), language=None, wrap_lines=True)


def _title(bitext: Bitext) -> str:
    return f"{name(bitext.language)} · {bitext.label}" if bitext.label else name(bitext.language)
