"""The script that Streamlit runs: the table of pages, for those who may see them."""

import streamlit as st

from workbench.ui import assets, sign_in, state
from workbench.ui.navigation import ICON, pages

st.set_page_config(
    page_title="Workbench", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed"
)
st.html(f"<style>{assets.style('page.css')}</style>")
with st.container(key="names"):  # which takes no place
    names = f'<script type="module" src="{assets.address("names.js")}"></script>'
    st.html(names, unsafe_allow_javascript=True)
if state.needs_sign_in():
    sign_in.show()
else:
    sign_in.show_name()
    st.navigation(list(pages().values()), position="top").run()
