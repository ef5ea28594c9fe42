"""Files with translations on their way in: what would come of them, and whether that is wanted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from alignments.errors import AlignmentsError
from alignments.formats import Format
from alignments.languages import direction, name
from alignments.placeholders import without_codes
from alignments.store import PairRow
from workbench.errors import WorkbenchError
from workbench.importing import (
    PairChoices,
    PairFile,
    PairsImported,
    import_pairs,
    pairs_format,
    preview_pairs,
)
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that somebody has to say yes to."""

    file: PairFile
    known: Format
    choices: PairChoices
    found: PairsImported


def waits(file_name: str) -> bool:
    """Whether a file has translations, by its name."""
    return pairs_format(file_name) is not None


def put(
    workbench: Workbench, file_name: str, content: bytes, choices: PairChoices, *, key: str
) -> None:
    """Look at a file and let it wait. Raises AlignmentsError and WorkbenchError."""
    known = pairs_format(file_name)
    if known is None:
        return
    file = PairFile(name=file_name, open=partial(io.BytesIO, content))
    found = preview_pairs(workbench.store, [file], known, choices)
    waiting = st.session_state.setdefault(key, [])
    waiting.append(Waiting(file=file, known=known, choices=choices, found=found))


def forget(*, key: str) -> None:
    """Let nothing wait any longer."""
    st.session_state.pop(key, None)


def show(workbench: Workbench, *, key: str) -> None:
    """A report for every file that waits, and the buttons that take it in or not."""
    waiting: list[Waiting] = st.session_state.get(key, [])
    for number, each in enumerate(waiting):
        with st.container(border=True, key=f"{key}_{number}"):
            _report(each)
            with st.container(horizontal=True):
                if each.found.new:
                    st.button(
                        f"Import {each.found.segments:,} segments",
                        type="primary",
                        key=f"{key}_{number}_yes",
                        on_click=_take,
                        args=(workbench, each, key),
                    )
                st.button(
                    "Leave it out", key=f"{key}_{number}_no", on_click=_drop, args=(each, key)
                )
    if error := st.session_state.pop(f"{key}_error", None):
        st.error(plain(error))
    if st.session_state.pop(f"{key}_decided", False) and not waiting:
        st.rerun()  # nothing waits any longer: the dialog closes


def _take(workbench: Workbench, each: Waiting, key: str) -> None:
    try:
        import_pairs(workbench.store, [each.file], each.known, each.choices, author=workbench.user)
    except (AlignmentsError, WorkbenchError) as error:
        st.session_state[f"{key}_error"] = str(error)
        return
    _drop(each, key)


def _drop(each: Waiting, key: str) -> None:
    st.session_state.get(key, []).remove(each)
    st.session_state[f"{key}_decided"] = True


def _report(each: Waiting) -> None:
    found = each.found
    st.markdown(f"**{plain(found.title)}** · {plain(name(found.language))}")
    if not found.new:
        st.info("This file is here already; nothing would change.")
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in found.lines()))
    st.html(_table(found.sample, found.language))


def _table(rows: Sequence[PairRow], language: str) -> str:
    """The first rows as they would stand in the columns."""
    lines = []
    for row in rows:
        cells = [(language, row.text)]
        cells += [(target.language, target.revision.text) for target in row.targets]
        lines.append("".join(_cell(*cell) for cell in cells))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(language: str, text: str) -> str:
    shown = escape(without_codes(text))
    style = "padding: .25rem .75rem; vertical-align: top; text-align: start"
    return f'<td lang="{language}" dir="{direction(language)}" style="{style}">{shown}</td>'
