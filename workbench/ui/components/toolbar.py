"""What the editor shows: document, columns, state, search and page, all kept in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.roles import Role
from workbench.ui import address, requests
from workbench.ui.components import bulk, filters
from workbench.ui.state import Workbench

ROWS_ON_A_PAGE = 100

DOCUMENT, COLUMNS, STATE, QUERY, PAGE = "doc", "languages", "state", "q", "page"

_STATES = {
    "all": ("All", ""),
    "open": ("To do", "empty,draft,rejected"),
    "draft": ("Drafts", "draft"),
    "flagged": ("Flagged", "flagged"),
    "confirmed": ("Confirmed", "translated,reviewed,final"),
    "rejected": ("Rejected", "rejected"),
    "excluded": ("Excluded", "excluded"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which part of which document is asked for."""

    document: Document
    columns: Sequence[Bitext]
    """Every column that the document has."""
    shown: Sequence[int]
    """Those of them that the address names; the editor remembers others by itself."""
    view: Mapping[str, str]
    """Which rows, as the routes take it."""
    page: int


def show(workbench: Workbench, documents: Sequence[Document]) -> Choice:
    """The toolbar over the grid."""
    address.adopt(
        {DOCUMENT: str, COLUMNS: _listed, STATE: str, QUERY: str, PAGE: _counted, **filters.READERS}
    )
    places = st.container(key="toolbar").columns(
        [2.6, 5.4, 2.6, 1.4, 0.6], vertical_alignment="center", gap="small"
    )
    with places[0]:
        document = _document(documents)
    with places[1]:
        state = _state()
    with places[2]:
        query = _query()
    with places[3]:
        narrowed = filters.show(workbench, document.id, changed=_first_page)
    columns = workbench.store.bitexts.of(document.id)
    shown = _shown(columns)
    page = max(st.session_state.get(PAGE, 1), 1)
    view = {"states": _STATES[state][1], "query": query, "column": "", **filters.asked(narrowed)}
    with places[4]:
        _more(workbench, document, columns, view)
    _remember(document, shown, state, query, page, narrowed)
    return Choice(
        document=document,
        columns=columns,
        shown=[bitext.id for bitext in shown],
        view=view,
        page=page,
    )


def _more(
    workbench: Workbench, document: Document, columns: Sequence[Bitext], view: Mapping[str, str]
) -> None:
    """What can be done with everything that is shown, for those who may."""
    if not columns or not workbench.may(document.id, Role.REVIEWER):
        return
    pressed = st.button(
        "", icon=":material/done_all:", help="Change the state of all that is shown", key="bulk"
    )
    if pressed:
        bulk.dialog(workbench, columns, requests.view(view), key="bulk_form")


def turn_to(page: int) -> None:
    """Take over the page that was turned to in the editor."""
    st.session_state[PAGE] = page


def choose_columns(columns: Sequence[Bitext]) -> None:
    """Take over the columns that were chosen in the editor."""
    st.session_state[COLUMNS] = [bitext.tag for bitext in columns]


def _document(documents: Sequence[Document]) -> Document:
    by_id = {str(document.id): document for document in documents}
    wanted = st.session_state.get(DOCUMENT)
    if wanted not in by_id:
        st.session_state[DOCUMENT] = str(documents[-1].id)
        if wanted is not None:  # an old link must not pass another document off as its own
            st.toast("The document of this link is archived, deleted or not yours.")
    chosen = st.selectbox(
        "Document",
        list(by_id),
        format_func=lambda number: by_id[number].title,
        key=DOCUMENT,
        persist_state="session",
        on_change=_another_document,
        label_visibility="collapsed",
    )
    return by_id[chosen]


def _shown(columns: Sequence[Bitext]) -> list[Bitext]:
    wanted = st.session_state.get(COLUMNS, ())
    return [bitext for bitext in columns if bitext.tag in wanted]


def _state() -> str:
    if st.session_state.get(STATE) not in _STATES:
        st.session_state[STATE] = "all"
    chosen = st.segmented_control(
        "State",
        list(_STATES),
        required=True,
        format_func=lambda state: _STATES[state][0],
        key=STATE,
        persist_state="session",
        on_change=_first_page,
        label_visibility="collapsed",
    )
    return chosen or "all"


def _query() -> str:
    return st.text_input(
        "Search",
        key=QUERY,
        persist_state="session",
        on_change=_first_page,
        placeholder="Search source and translations",
        icon=":material/search:",
        max_chars=1000,
        label_visibility="collapsed",
    )


def _another_document() -> None:
    st.session_state.pop(COLUMNS, None)
    st.session_state[QUERY] = ""
    filters.forget()
    _first_page()


def _first_page() -> None:
    st.session_state[PAGE] = 1


def _remember(
    document: Document,
    columns: Sequence[Bitext],
    state: str,
    query: str,
    page: int,
    narrowed: Mapping[str, str],
) -> None:
    address.write(
        {
            DOCUMENT: str(document.id),
            COLUMNS: ",".join(bitext.tag for bitext in columns),
            STATE: "" if state == "all" else state,
            QUERY: query,
            PAGE: "" if page == 1 else str(page),
            **narrowed,
        }
    )


def _listed(value: str) -> list[str]:
    return [tag for tag in value.split(",") if tag]


def _counted(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 1
