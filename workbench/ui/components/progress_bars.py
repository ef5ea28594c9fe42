"""How far each translation of a document has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from alignments.beads import Bitext
from alignments.store import Progress
from workbench.ui import answers, assets

_bars = st.components.v2.component(
    "workbench_progress",
    html='<div class="bars"></div>',
    css=assets.style("progress.css"),
    js=assets.loader("progress.js"),
)


def show(
    bitexts: Sequence[Bitext], progress: Mapping[int, Progress], *, nothing: str, key: str
) -> None:
    """A bar per language, with the figures beside it; the words `nothing` where there is none."""
    bars = [
        {
            **answers.column_answer(bitext),
            "progress": answers.progress_answer(progress.get(bitext.id, Progress())),
        }
        for bitext in bitexts
    ]
    _bars(key=key, data={"bars": bars, "nothing": nothing})
