"""The script that Streamlit runs: the table of pages."""

import streamlit as st

from workbench.ui.navigation import ICON, pages

st.set_page_config(page_title="Workbench", page_icon=str(ICON), layout="wide")
st.navigation(list(pages().values()), position="top").run()
