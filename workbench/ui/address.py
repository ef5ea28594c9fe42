"""The browser's address as the place where a page keeps what it shows.

A link opens the same view, and a reload keeps it. The names in the address are the keys of the
widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

_WRITTEN = "address written"


def adopt(readers: Mapping[str, Callable[[str], Any]]) -> None:
    """Set the widgets to what the address says, where it is not what `write` left there."""
    found = {key: st.query_params[key] for key in readers if key in st.query_params}
    if not found or found == st.session_state.get(_WRITTEN):
        return
    for key, read in readers.items():
        if key in found:
            st.session_state[key] = read(found[key])
        else:
            st.session_state.pop(key, None)


def write(values: Mapping[str, str]) -> None:
    """Put these into the address, the empty ones left out."""
    wanted = {key: value for key, value in values.items() if value}
    st.session_state[_WRITTEN] = wanted
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
