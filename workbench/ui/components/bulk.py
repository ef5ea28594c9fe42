"""Changing the state of everything that the editor shows in one column."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.beads import Bitext, State
from alignments.errors import AlignmentsError
from alignments.languages import name
from alignments.store import View
from workbench.ui.counting import counted
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_STATES = {
    "translated": (State.TRANSLATED, "Confirm"),
    "reviewed": (State.REVIEWED, "Mark as reviewed"),
    "initial": (State.INITIAL, "Reject"),
}


def dialog(workbench: Workbench, columns: Sequence[Bitext], view: View, *, key: str) -> None:
    """The form over the page."""
    st.dialog("Change all that is shown", width="small")(show)(workbench, columns, view, key=key)


def show(workbench: Workbench, columns: Sequence[Bitext], view: View, *, key: str) -> None:
    """Which column, which state; how many texts that is, before it is done."""
    by_id = {column.id: column for column in columns}
    column = st.selectbox(
        "Column", list(by_id), format_func=lambda one: title(by_id[one]), key=f"{key}_column"
    )
    state = st.selectbox(
        "What to do", list(_STATES), format_func=lambda one: _STATES[one][1], key=f"{key}_state"
    )
    wanted, words = _STATES[state]
    try:
        count = workbench.store.rewriting.count(column, view, wanted)
    except AlignmentsError as error:
        st.error(plain(str(error)))
        return
    language = name(by_id[column].language)
    if not count:
        st.info(f"Nothing that is shown in {language} would change.")
    else:
        st.markdown(f"**{count:,}** of the texts shown in {plain(language)} would change.")
        st.caption("It is one change: Undo takes all of it back.")
    if st.button(f"{words}: {count:,}", type="primary", key=f"{key}_do", disabled=not count):
        done = workbench.store.rewriting.set_state(column, view, wanted, author=workbench.user)
        st.toast(f"{counted(done.changed, 'text')} changed", icon=":material/check:")
        st.rerun()


def title(column: Bitext) -> str:
    """How a column is called."""
    return f"{name(column.language)} · {column.label}" if column.label else name(column.language)
