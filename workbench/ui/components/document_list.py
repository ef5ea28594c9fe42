"""Which documents are shown: searched, by tag, sorted, a page of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignments.documents import Document
from alignments.store import ORDERS, Wanted
from workbench.ui.state import Workbench

ON_A_PAGE = 20
_ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "least done": "Least done first",
}


def show(workbench: Workbench, *, key: str) -> Sequence[Document]:
    """The fields that narrow the list; the documents of the page that is chosen."""
    words, tags, order, archive = st.columns([4, 3, 2, 2], vertical_alignment="center")
    wanted = Wanted(
        words=words.text_input(
            "Find a document",
            key=f"{key}_words",
            persist_state="session",
            placeholder="Find by title or file name",
            icon=":material/search:",
            label_visibility="collapsed",
        ),
        tags=frozenset(_tags(workbench, tags, key)),
        order=order.selectbox(
            "Order",
            ORDERS,
            format_func=lambda one: _ORDERS[one],
            key=f"{key}_order",
            persist_state="session",
            label_visibility="collapsed",
        ),
        archived=archive.toggle("Archived", key=f"{key}_archived", persist_state="session"),
        known_to=workbench.limited_to,
    )
    found = workbench.store.shelf.find(wanted)
    if not found:
        st.info(_nothing(wanted))
    return [workbench.store.documents.get(number) for number in _page(found, key)]


def _tags(workbench: Workbench, place: st.delta_generator.DeltaGenerator, key: str) -> list[str]:
    there = workbench.store.shelf.all_tags(known_to=workbench.limited_to)
    return place.multiselect(
        "Tags",
        there,
        key=f"{key}_tags",
        placeholder="Any tag" if there else "No tags yet",
        disabled=not there,
        label_visibility="collapsed",
    )


def _page(found: Sequence[int], key: str) -> Sequence[int]:
    count = -(-len(found) // ON_A_PAGE)
    if count <= 1:
        return found
    if st.session_state.get(f"{key}_page", 1) > count:
        st.session_state[f"{key}_page"] = count
    page = st.pagination(count, key=f"{key}_page")
    return found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]


def _nothing(wanted: Wanted) -> str:
    if not (wanted.words or wanted.tags):
        if wanted.archived:
            return "Nothing is archived. A document's menu has *Archive*."
        return "Every document is archived. The switch *Archived* shows them."
    return "No document has these words in its title, and these tags. Take some of them away."
