"""Release: a corpus fit to publish, out of what people confirmed."""

from collections import defaultdict

import streamlit as st

from workbench.errors import ReleaseError
from workbench.jobs.releasing import ask_for_release
from workbench.ui import state
from workbench.ui.components import licence_form, release_form, release_list
from workbench.ui.markdown import plain

workbench = state.current()
st.title("Release")

translated = defaultdict(list)
languages = workbench.store.bitexts.languages()
for document in workbench.documents():
    for language in languages.get(document.id, ()):
        translated[language].append(document)
if not translated:
    st.info("Nothing to release yet. Translate or align a document first.")
    st.stop()

st.markdown(
    "A corpus to publish: without duplicates, split for training and test, with a data card, "
    "pseudonyms for people, and checksums, in Parquet, JSONL, TSV and TMX."
)
try:
    asked = release_form.show(workbench, translated, key="release")
except ReleaseError as error:
    st.error(plain(str(error)))
    asked = None
if asked is not None:
    told = release_form.table(workbench, asked)
    release_form.warn_of_licences(workbench, asked)
    make = st.container(horizontal=True)
    label = f"Make a release of {told or '0 pairs'}"
    if make.button(label, type="primary", icon=":material/inventory_2:", disabled=not told):
        ask_for_release(
            workbench.store,
            [document.id for document in asked.documents],
            asked.options,
            workbench.releases,
            author=workbench.user,
        )
    if make.button("Licences", icon=":material/gavel:"):
        licence_form.dialog(workbench, release_form.texts(workbench, asked), key="licence")
    st.caption("The same on the command line:")
    st.code(release_form.command(asked), language=None, wrap_lines=True)
release_list.show(workbench, key="releases")
