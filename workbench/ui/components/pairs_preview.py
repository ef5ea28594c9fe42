"""Files with translations on their way in: what would come of them, and whether that is wanted."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from alignments.errors import AlignmentsError
from alignments.formats import Format
from alignments.languages import direction, name
from workbench.errors import WorkbenchError
from workbench.importing import import_pairs, pairs_format, preview_pairs
from workbench.pair_files import PairChoices, PairFile, PairsImported
from workbench.ui.counting import counted
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
            _report(each.found)
            with st.container(horizontal=True):
                if each.found.new:
                    st.button(
                        f"Import {counted(each.found.segments, 'segment')}",
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


def _report(found: PairsImported) -> None:
    if found.new:
        report(found.title, found.language, found.lines(), found.beginning())
    else:
        st.markdown(f"**{plain(found.title)}** · {plain(name(found.language))}")
        st.info("This file is here already; nothing would change.")


def report(
    title: str, language: str, lines: Sequence[str], sample: Sequence[Mapping[str, str]]
) -> None:
    """What would come in, in words, and how it begins."""
    st.markdown(f"**{plain(title)}** · {plain(name(language))}")
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    st.html(_table(sample))


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    """The first rows as they would stand in the columns."""
    languages = list(dict.fromkeys(language for row in rows for language in row))
    lines = [
        f"<tr>{''.join(_cell(language, row.get(language, '')) for language in languages)}</tr>"
        for row in rows
    ]
    style = "table-layout: fixed; width: 100%"
    return f'<table style="{style}">{"".join(lines)}</table>'


def _cell(language: str, text: str) -> str:
    style = "padding: .25rem .75rem; vertical-align: top; text-align: start"
    return f'<td lang="{language}" dir="{direction(language)}" style="{style}">{escape(text)}</td>'
