"""Asking for machine drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from alignments.documents import Document
from alignments.errors import AlignmentsError
from alignments.languages import autonym, name, normalised, primary
from models.errors import ModelsError
from workbench.jobs.translation import ask_for_translation
from workbench.machines import machine_for, targets
from workbench.ui.markdown import plain
from workbench.ui.state import Workbench

_OFTEN_WANTED = "ar fa he ur en fr es pt de ru tr zh".split()
_OFTEN_GONE_THROUGH = "en fr es ru".split()
_BEST = ""


class _How(NamedTuple):
    """What was chosen in the form, as `machine_for` takes it."""

    model: str | None
    via: str | None
    context: int


def dialog(workbench: Workbench, document: Document, *, key: str) -> None:
    """The form over the page."""
    st.dialog("Translate", width="medium")(show)(workbench, document, key=key)


def show(workbench: Workbench, document: Document, *, key: str) -> None:
    """Which languages, and by which model."""
    installed = dict(targets(document.language, models=workbench.models))
    own = primary(document.language)
    wanted = workbench.store.shelf.settings(document.id)
    further = [tag for tag in _OFTEN_WANTED if tag not in installed and primary(tag) != own]
    models = [_BEST, *sorted({*installed.values(), *([wanted.model] if wanted.model else [])})]
    with st.form(key, border=False):
        languages = st.multiselect(
            "Into",
            list(dict.fromkeys([*installed, *further, *wanted.languages])),
            default=list(wanted.languages),
            format_func=lambda tag: _title(tag, tag in installed or tag not in further),
            accept_new_options=True,
            select_all=False,
            placeholder="Choose languages",
            key=f"{key}_languages",
        )
        model = st.selectbox(
            "Model",
            models,
            index=models.index(wanted.model or _BEST),
            format_func=lambda chosen: chosen or "The best that is installed",
            help="With a model of your choice, untouched drafts of other models are made again.",
            key=f"{key}_model",
        )
        with st.expander("Through another language, or with context"):
            via = _via(document, key)
            context = st.number_input(
                "Sentences before each one that the model gets to see",
                min_value=0,
                value=0,
                help="Only for models that were made for more than single sentences.",
                key=f"{key}_context",
            )
        st.caption("Sentences that a person has touched are never replaced.")
        if st.form_submit_button("Translate", type="primary"):
            how = _How(model=model or None, via=via or None, context=int(context))
            _ask(workbench, document, languages, how)


def _via(document: Document, key: str) -> str | None:
    own = primary(document.language)
    return st.selectbox(
        "Through",
        ["", *(tag for tag in _OFTEN_GONE_THROUGH if tag != own)],
        format_func=lambda tag: _title(tag, True) if tag else "No other language",
        accept_new_options=True,
        help="By two models: into that language, and out of it. For pairs without a model.",
        key=f"{key}_via",
    )


def _title(tag: str, installed: bool) -> str:
    try:
        own, english = autonym(tag), name(tag)
    except AlignmentsError:
        return tag
    both = english if own == english else f"{english} · {own}"
    return both if installed else f"{both} (no model yet)"


def _ask(workbench: Workbench, document: Document, languages: Sequence[str], how: _How) -> None:
    if not languages:
        st.warning("Choose a language first.")
        return
    asked, failed = [], False
    for language in languages:
        try:
            tag = normalised(language)
            via = normalised(how.via) if how.via else None
            chosen = how._replace(via=via)._asdict()
            machine_for(document.language, tag, models=workbench.models, **chosen)
            workbench.store.bitexts.for_drafts(document.id, tag)
            ask_for_translation(workbench.store, document.id, tag, author=workbench.user, **chosen)
            asked.append(name(tag))
        except (AlignmentsError, ModelsError) as error:
            failed = True
            st.error(plain(str(error)))
    if not failed:
        st.rerun()
    elif asked:
        st.info(f"The drafts into {plain(', '.join(asked))} are on their way.")
