"""Lets files be dropped anywhere on the page."""

from __future__ import annotations

import streamlit as st

from workbench.ui import assets

_zone = st.components.v2.component(
    "workbench_drop",
    html='<div class="drop" hidden></div>',
    css=assets.style("drop.css"),
    js=assets.loader("drop.js"),
)


def show(*, button: str, key: str) -> None:
    """Hand dropped files to the import form, which the button with the key `button` opens."""
    _zone(key=key, data={"button": button})
