"""The grid of segments and translations: our own component, which saves over HTTP."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from workbench.ui import answers, assets
from workbench.ui.components.toolbar import ROWS_ON_A_PAGE, Choice, choose_columns, turn_to
from workbench.ui.state import Workbench

_grid = st.components.v2.component(
    "workbench_editor",
    html='<div class="workbench"></div>',
    css=assets.style(
        "editor.css", "panel.css", "foot.css", "replace.css", "presence.css", "jobs.css"
    ),
    js=assets.loader("editor.js"),
)


def show(workbench: Workbench, choice: Choice, *, key: str) -> None:
    """The editor of a document."""
    _grid(
        key=key,
        data=_data(workbench, choice),
        on_page_change=lambda: _follow(key),
        on_columns_change=lambda: _follow_columns(workbench, choice, key),
        on_locked_change=lambda: None,
    )


def _follow(key: str) -> None:
    """Let the address name the page that the editor turned to."""
    page = st.session_state[key].page
    if isinstance(page, int | float) and page >= 1:
        turn_to(int(page))


def _follow_columns(workbench: Workbench, choice: Choice, key: str) -> None:
    """Let the address name the columns that were chosen in the editor."""
    chosen = st.session_state[key].columns
    if isinstance(chosen, list):
        choose_columns([bitext for bitext in choice.columns if bitext.id in chosen])


def _data(workbench: Workbench, choice: Choice) -> dict[str, Any]:
    document = choice.document
    return {
        "document": document.id,
        "title": document.title,
        "user": workbench.user,
        "role": str(workbench.rights.role(document.id, workbench.user)),
        # drafts in the browser must not meet the document of another store with the same number
        "store": hashlib.sha256(workbench.store.secret("ui tokens")).hexdigest()[:12],
        "token": workbench.token(document.id),
        "source": answers.source_answer(document),
        "columns": [answers.column_answer(bitext) for bitext in choice.columns],
        "shown": choice.shown,
        "page": choice.page,
        "limit": ROWS_ON_A_PAGE,
        "view": dict(choice.view),
    }
