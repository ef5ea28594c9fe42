"""Narrowing what the editor shows, and how the search compares; all kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from alignments.store import Facet
from workbench.ui.state import Workbench

FLAGS, AUTHORS, MODELS, WORK = "flag", "author", "model", "work"
CONFIDENCE, LENGTH = "confidence", "length"
CASE, MARKS, EXPRESSION, COMMENTED = "case", "marks", "regex", "commented"
LONGEST = 600
"""Characters of a source segment; the slider's end means any length."""

_WORK = {
    "untouched": "Untouched draft",
    "accepted": "Accepted unchanged",
    "edited": "Edited",
}
_FACETS_SECONDS = 20


def _listed(value: str) -> list[str]:
    return [each for each in value.split(",") if each]


def _range(value: str) -> tuple[int, int]:
    first, _, last = value.partition("-")
    whole = first.isdecimal() and last.isdecimal() and len(value) < 12
    return (int(first), int(last)) if whole else (0, 0)


READERS: dict[str, Callable[[str], Any]] = {
    FLAGS: _listed,
    AUTHORS: _listed,
    MODELS: _listed,
    WORK: _listed,
    CONFIDENCE: _range,
    LENGTH: _range,
    CASE: bool,
    MARKS: bool,
    EXPRESSION: bool,
    COMMENTED: bool,
}
"""What `address.adopt` reads these from the address with."""
_WHOLE = {CONFIDENCE: (0, 100), LENGTH: (0, LONGEST)}


def show(workbench: Workbench, document: int, *, changed: Callable[[], None]) -> dict[str, str]:
    """The filters over the grid; what is chosen, as the address and the routes take it."""
    count = len(chosen())
    label = f"Filter · {count}" if count else "Filter"
    with st.popover(label, icon=":material/filter_alt:", width="stretch"):
        facet = _facet(workbench, document)
        _choose("Flags", FLAGS, facet.flags, changed)
        _choose("Written by", AUTHORS, facet.authors, changed)
        _choose("Model", MODELS, facet.models, changed)
        _choose("What a person did", WORK, tuple(_WORK), changed)
        _between("Confidence of the alignment", CONFIDENCE, 1, changed)
        _between("Length of the source, characters", LENGTH, 10, changed)
        _tick(COMMENTED, "With open comments", changed)
        st.markdown("**Search**")
        for key, words in (
            (CASE, "Match case"),
            (MARKS, "Match accents, tashkeel and hamza"),
            (EXPRESSION, "Regular expression"),
        ):
            _tick(key, words, changed)
        if count:
            st.button("Clear", key="clear_filters", on_click=_clear, args=(changed,))
    return chosen()


def chosen() -> dict[str, str]:
    """What is chosen, by its name in the address."""
    found = {key: ",".join(st.session_state.get(key, ())) for key in (FLAGS, AUTHORS, MODELS, WORK)}
    for key, whole in _WHOLE.items():
        bounds = tuple(st.session_state.get(key, whole))
        found[key] = "" if bounds in (whole, (0, 0)) else f"{bounds[0]}-{bounds[1]}"
    for key in (CASE, MARKS, EXPRESSION, COMMENTED):
        found[key] = "1" if st.session_state.get(key) else ""
    return {key: value for key, value in found.items() if value}


def asked(found: Mapping[str, str]) -> dict[str, str]:
    """The same for the routes, which know no end of the length."""
    first, _, last = found.get(LENGTH, "").partition("-")
    return {**found, LENGTH: f"{first}-"} if last == str(LONGEST) else dict(found)


def forget() -> None:
    """Another document has other filters."""
    for key in READERS:
        st.session_state.pop(key, None)


def _clear(changed: Callable[[], None]) -> None:
    forget()
    changed()


def _tick(key: str, words: str, changed: Callable[[], None]) -> None:
    st.session_state.setdefault(key, False)
    st.checkbox(words, key=key, persist_state="session", on_change=changed)


def _choose(label: str, key: str, there: tuple[str, ...], changed: Callable[[], None]) -> None:
    """Nothing is shown where there is nothing to choose."""
    wanted = list(st.session_state.get(key, ()))
    options = list(dict.fromkeys([*there, *wanted]))
    if not options:
        return
    st.session_state[key] = wanted
    st.multiselect(
        label,
        options,
        format_func=lambda name: _WORK.get(name, name),
        key=key,
        persist_state="session",
        on_change=changed,
        placeholder="Any",
    )


def _between(label: str, key: str, step: int, changed: Callable[[], None]) -> None:
    first, last = _WHOLE[key]
    low, high = st.session_state.get(key, (0, 0))
    low, high = max(first, min(low, last)), min(high, last)
    st.session_state[key] = (low, high) if high > low else (first, last)
    st.slider(label, first, last, step=step, key=key, persist_state="session", on_change=changed)


def _facet(workbench: Workbench, document: int) -> Facet:
    found: Facet = _cached(workbench.store.name, document, _workbench=workbench)
    return found


@st.cache_data(ttl=_FACETS_SECONDS, max_entries=200, show_spinner=False)
def _cached(store: str, document: int, *, _workbench: Workbench) -> Facet:
    return _workbench.store.facets.of(document)
