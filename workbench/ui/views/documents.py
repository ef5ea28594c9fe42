"""Documents: what there is, how far it has come, what comes in and what goes out."""

import streamlit as st

from workbench.ui import state
from workbench.ui.components import (
    document_card,
    document_list,
    drop_zone,
    finished_jobs,
    import_form,
    running_jobs,
    waiting_imports,
)

workbench = state.current()
documents = workbench.documents(archived=True)

heading, action = st.columns([4, 1], vertical_alignment="center")
heading.title("Documents")
running_jobs.show(workbench, key="jobs")
waiting_imports.show(workbench, key="waiting")

if not documents:
    st.markdown(
        "**Nothing here yet.** Bring in an article: it is cut into sentences, translated beside "
        "the original, and waits here for your corrections."
    )
    with st.container(border=True):
        import_form.show(workbench, key="import")
    finished_jobs.show(workbench, key="finished")
    drop_zone.show(button="open_import", key="drop")
    st.stop()

with action.container(horizontal=True, horizontal_alignment="right"):
    if st.button("Import", icon=":material/upload_file:", type="primary", key="open_import"):
        import_form.dialog(workbench, key="import")

for document in document_list.show(workbench, key="documents"):
    document_card.show(workbench, document, key=f"document_{document.id}")
finished_jobs.show(workbench, key="finished")
drop_zone.show(button="open_import", key="drop")
