"""Quality: what corrections say of the drafts that people began with."""

from collections import defaultdict

import streamlit as st

from alignments.languages import name
from alignments.roles import Role
from workbench.quality import qualities
from workbench.ui import state
from workbench.ui.components import quality_table

workbench = state.current()
st.title("Quality")

translated = defaultdict(list)
languages = workbench.store.bitexts.languages()
for document in workbench.documents():
    if not workbench.may(document.id, Role.REVIEWER):
        continue  # who works how fast is nothing for every reader
    for language in languages.get(document.id, ()):
        translated[language].append(document)
if not translated:
    st.info("Nothing to measure yet. Translate a document and correct its drafts first.")
    st.stop()

offered = sorted(translated, key=name)
if "quality_language" not in st.session_state:
    # begin where there is something to see
    measured = (
        each for each in offered if qualities(workbench.store, translated[each], each).models
    )
    st.session_state.quality_language = next(measured, offered[0])
chosen = st.selectbox("Translations into", offered, format_func=name, key="quality_language")
found = qualities(workbench.store, translated[chosen], chosen)
if not found.models:
    st.info("Nobody has confirmed a draft in this language yet.")
    st.stop()
with st.container(key="quality"):
    for heading, what, rows in (
        ("Models", "Model", found.models),
        ("Documents", "Document", found.documents),
        ("People", "Person", found.people),
    ):
        st.header(heading)
        quality_table.show(what, rows)
quality_table.legend(found.models[0])
