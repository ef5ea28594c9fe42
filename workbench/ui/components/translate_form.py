"""Asking for machine drafts."""

from __future__ import annotations

from collections.abc import Sequence

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
_BEST = ""


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
        st.caption("Sentences that a person has touched are never replaced.")
        if st.form_submit_button("Translate", type="primary"):
            _ask(workbench, document, languages, model or None)


def _title(tag: str, installed: bool) -> str:
    try:
        own, english = autonym(tag), name(tag)
    except AlignmentsError:
        return tag
    both = english if own == english else f"{english} · {own}"
    return both if installed else f"{both} (no model yet)"


def _ask(
    workbench: Workbench, document: Document, languages: Sequence[str], model: str | None
) -> None:
    if not languages:
        st.warning("Choose a language first.")
        return
    failed = False
    for language in languages:
        try:
            tag = normalised(language)
            machine_for(document.language, tag, models=workbench.models, model=model)
            workbench.store.bitexts.for_drafts(document.id, tag)
            ask_for_translation(
                workbench.store, document.id, tag, model=model, author=workbench.user
            )
        except (AlignmentsError, ModelsError) as error:
            failed = True
            st.error(plain(str(error)))
    if not failed:
        st.rerun()
