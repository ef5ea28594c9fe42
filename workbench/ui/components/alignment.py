"""Beads as bands between two columns: our own component, which saves over HTTP."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.ui import answers, assets
from workbench.ui.components.alignment_bar import AlignmentChoice
from workbench.ui.state import Workbench

BEADS_ON_A_PAGE = 100

_beads = st.components.v2.component(
    "workbench_alignment",
    html='<div class="workbench"></div>',
    css=assets.style("editor.css", "panel.css", "foot.css", "align.css"),
    js=assets.loader("align.js"),
)


def show(workbench: Workbench, choice: AlignmentChoice, *, key: str) -> None:
    """The alignment of a document with one of its translations."""
    _beads(
        key=key,
        data=_data(workbench, choice),
        on_locked_change=lambda: None,
    )


def _data(workbench: Workbench, choice: AlignmentChoice) -> dict[str, Any]:
    document = choice.document
    return {
        "document": document.id,
        "title": document.title,
        "order": choice.order,
        "limit": BEADS_ON_A_PAGE,
        "role": str(workbench.rights.role(document.id, workbench.user)),
        "token": workbench.token(document.id),
        "source": answers.source_answer(document),
        "targets": [answers.column_answer(bitext) for bitext in (choice.bitext, *choice.beside)],
    }
