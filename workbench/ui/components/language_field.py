"""The language that a file is in."""

from __future__ import annotations

import streamlit as st

from alignments.languages import autonym, name

OTHERWISE = "en"
"""Where neither the file nor a person says it."""
_FROM_THE_FILE = ""
_LANGUAGES = (
    "ar bn bg ca zh hr cs da nl en et fa fi fr de el he hi hu id it ja ko lv lt ms no pl ps "
    "pt pt-BR ro ru sr sk sl es sw sv ta te th tr uk ur vi"
).split()


def show(*, key: str) -> str:
    """The tag that was chosen; empty where the file is to say it."""
    return st.selectbox(
        "Language",
        [_FROM_THE_FILE, *sorted(_LANGUAGES, key=name)],
        format_func=_language,
        accept_new_options=True,
        help="Choose one, or type a language tag such as `ckb`.",
        key=key,
    )


def _language(tag: str) -> str:
    if tag == _FROM_THE_FILE:
        return f"As the file says, else {name(OTHERWISE)}"
    own = autonym(tag) if tag in _LANGUAGES else tag
    return name(tag) if tag in _LANGUAGES and own == name(tag) else f"{_name(tag)} · {own}"


def _name(tag: str) -> str:
    return name(tag) if tag in _LANGUAGES else "Other"
