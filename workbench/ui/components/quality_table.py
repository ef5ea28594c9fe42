"""What became of drafts, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.quality import Quality
from workbench.ui.markdown import plain


def show(what: str, rows: Sequence[Quality]) -> None:
    """A line a group. `what` says what a group is."""
    metrics = [score.metric for score in rows[0].scores]
    headers = [what, "Drafts", "Kept unchanged", *metrics, "Seconds a segment"]
    lines = [f"| {' | '.join(headers)} |", "|---" + "|---:" * (len(headers) - 1) + "|"]
    for each in rows:
        cells = [
            plain(each.name),
            f"{each.drafts:,}",
            f"{each.unchanged / each.drafts:.0%}",
            *(f"{score.value:.1f}" for score in each.scores),
            "–" if each.seconds is None else f"{each.seconds:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    st.markdown("\n".join(lines))


def legend(example: Quality) -> None:
    """How to read the figures, and what it takes to compute them again."""
    st.caption(
        "HTER says how much people changed, in percent of words: lower is better. chrF2++ is "
        "100 for texts that stayed as they were. People begin with these same drafts, so the "
        "figures flatter the models."
    )
    for score in example.scores:
        st.caption(f"{score.metric}: `{score.signature}`")
