"""Which alignment is shown, and in which order; the address keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from alignments.beads import Bitext
from alignments.documents import Document
from alignments.languages import name
from workbench.ui import address
from workbench.ui.components import align_form
from workbench.ui.state import Workbench

DOCUMENT, TRANSLATION, BESIDE, ORDER = "aligned", "translation", "beside", "order"

_ORDERS = {"doubtful": "Doubtful first", "document": "In order"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentChoice:
    """Which alignment is asked for, in which order."""

    document: Document
    bitext: Bitext
    beside: tuple[Bitext, ...]
    """Further translations of the same document, in columns of their own."""
    order: str


def aligned_documents(workbench: Workbench) -> dict[int, tuple[Document, list[Bitext]]]:
    """The documents that were aligned with a translation, with their bitexts."""
    found = {}
    for document in workbench.documents():
        bitexts = [each for each in workbench.store.bitexts.of(document.id) if each.target_document]
        if bitexts:
            found[document.id] = document, bitexts
    return found


def show(
    workbench: Workbench, documents: dict[int, tuple[Document, list[Bitext]]]
) -> AlignmentChoice:
    """The bar over the beads."""
    address.adopt({DOCUMENT: str, TRANSLATION: str, BESIDE: _numbers, ORDER: str})
    left, middle, further, order, more = st.columns(
        [4, 4, 3, 5.5, 3.2], vertical_alignment="center", gap="small"
    )
    with left:
        document, bitexts = documents[_document(documents)]
    with middle:
        bitext = _translation(workbench, bitexts)
    with further:
        beside = _beside(workbench, [each for each in bitexts if each.id != bitext.id])
    with order:
        chosen = _order()
    if more.button("Align files", width="stretch"):
        align_form.dialog(workbench, key="align")
    address.write(
        {
            DOCUMENT: str(document.id),
            TRANSLATION: str(bitext.id),
            BESIDE: ",".join(str(each.id) for each in beside),
            ORDER: "" if chosen == "doubtful" else chosen,
        }
    )
    return AlignmentChoice(document=document, bitext=bitext, beside=beside, order=chosen)


def _numbers(text: str) -> list[str]:
    return [number for number in text.split(",") if number]


def _beside(workbench: Workbench, others: Sequence[Bitext]) -> tuple[Bitext, ...]:
    """Which further translations have a column."""
    by_number = {str(bitext.id): bitext for bitext in others}
    before = st.session_state.get(BESIDE, [])
    st.session_state[BESIDE] = [number for number in before if number in by_number]
    what = "Other translations beside this one" if others else "There is no other translation"
    with st.popover("Columns", width="stretch", help=what, disabled=not others):
        chosen = st.pills(
            "Other translations of this text",
            list(by_number),
            selection_mode="multi",
            format_func=lambda number: _title(workbench, by_number[number]),
            key=BESIDE,
            persist_state="session",
        )
    return tuple(by_number[number] for number in chosen)


def _document(documents: dict[int, tuple[Document, list[Bitext]]]) -> int:
    numbers = {str(number): number for number in documents}
    if st.session_state.get(DOCUMENT) not in numbers:
        st.session_state[DOCUMENT] = list(numbers)[-1]
    chosen = st.selectbox(
        "Document",
        list(numbers),
        format_func=lambda number: documents[numbers[number]][0].title,
        key=DOCUMENT,
        persist_state="session",
        label_visibility="collapsed",
    )
    return numbers[chosen]


def _translation(workbench: Workbench, bitexts: Sequence[Bitext]) -> Bitext:
    by_number = {str(bitext.id): bitext for bitext in bitexts}
    if st.session_state.get(TRANSLATION) not in by_number:
        st.session_state[TRANSLATION] = next(iter(by_number))
    chosen = st.selectbox(
        "Translation",
        list(by_number),
        format_func=lambda number: _title(workbench, by_number[number]),
        key=TRANSLATION,
        persist_state="session",
        label_visibility="collapsed",
    )
    return by_number[chosen]


def _title(workbench: Workbench, bitext: Bitext) -> str:
    title = workbench.store.documents.get(bitext.target_document or 0).title
    return f"{name(bitext.language)} · {title}"


def _order() -> str:
    if st.session_state.get(ORDER) not in _ORDERS:
        st.session_state[ORDER] = "doubtful"
    chosen = st.segmented_control(
        "Order",
        list(_ORDERS),
        required=True,
        format_func=_ORDERS.__getitem__,
        key=ORDER,
        persist_state="session",
        label_visibility="collapsed",
    )
    return chosen or "doubtful"
