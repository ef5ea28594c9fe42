"""The pages, their order, titles and icons."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

# a folder called "pages" would give Streamlit a second navigation of its own
_FOLDER = Path(__file__).parent / "views"
# a named icon would be fetched from another machine
ICON = Path(__file__).parent / "static" / "icon.svg"


def pages() -> dict[str, Page]:
    """Every page by its name. The first is the one that opens."""
    return {
        "documents": st.Page(
            _FOLDER / "documents.py",
            title="Documents",
            icon=":material/description:",
            default=True,
        ),
        "editor": st.Page(
            _FOLDER / "editor.py",
            title="Editor",
            icon=":material/edit_note:",
            url_path="editor",
        ),
        "align": st.Page(
            _FOLDER / "align.py",
            title="Alignment",
            icon=":material/join_inner:",
            url_path="align",
        ),
        "quality": st.Page(
            _FOLDER / "quality.py",
            title="Quality",
            icon=":material/insights:",
            url_path="quality",
        ),
        "release": st.Page(
            _FOLDER / "release.py",
            title="Release",
            icon=":material/inventory_2:",
            url_path="release",
        ),
    }
