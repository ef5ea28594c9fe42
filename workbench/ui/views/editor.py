"""Editor: one document beside its translations, corrected sentence by sentence."""

import streamlit as st

from workbench.ui import state
from workbench.ui.components import editor, toolbar
from workbench.ui.markdown import plain

workbench = state.current()
documents = workbench.documents()

if not documents:
    st.title("Editor")
    st.info(
        "There is nothing to correct yet. Import a document on the page *Documents*.",
        icon=":material/description:",
    )
    st.stop()

choice = toolbar.show(workbench, documents)
if not choice.columns:
    st.info(
        f"**{plain(choice.document.title)}** has no translation yet. Ask for one on the page "
        "*Documents*; the sentences appear here as they are translated.",
        icon=":material/translate:",
    )
editor.show(workbench, choice, key="grid")
