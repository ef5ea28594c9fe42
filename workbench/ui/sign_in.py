"""Sign-in through OpenID Connect: Streamlit does it, this sets it up and reads who came.

Streamlit takes its options from a file alone, so one is made that only this account can read, for
as long as the server runs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import is_authlib_installed

from workbench.errors import SettingsError
from workbench.ui.markdown import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Who says who people are."""

    metadata: str
    """The provider's address ending in `/.well-known/openid-configuration`."""
    client_id: str
    client_secret: str
    address: str = ""
    """Where people open the workbench; by default where it listens."""

    @property
    def host(self) -> str:
        """The host name of that address."""
        return urlsplit(self.address).hostname or ""


@contextmanager
def configured(sign_in: SignIn, *, address: str, cookie_secret: str) -> Iterator[None]:
    """Let Streamlit know of the provider. Raises SettingsError where what it needs is missing."""
    if not is_authlib_installed():
        raise SettingsError(
            "sign-in needs Authlib; install it with pip install 'translation-workbench[sign-in]'"
        )
    options = {
        "redirect_uri": f"{(sign_in.address or address).rstrip('/')}/oauth2callback",
        "cookie_secret": cookie_secret,
        "client_id": sign_in.client_id,
        "client_secret": sign_in.client_secret,
        "server_metadata_url": sign_in.metadata,
    }
    # a JSON text is a TOML text, too
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in options.items()]
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:  # for this account alone
        path = Path(folder) / "secrets.toml"
        path.write_text("\n".join(["[auth]", *lines, ""]), encoding="utf-8")
        before = st.get_option("secrets.files")
        st.config.set_option("secrets.files", [str(path)])
        try:
            yield
        finally:
            st.config.set_option("secrets.files", before)


def signed_in() -> str | None:
    """The name of who signed in: the e-mail address, unless the provider doubts it."""
    if not st.user.get("is_logged_in"):  # not there at all without a provider
        return None
    address = st.user.get("email")
    if isinstance(address, str) and address and st.user.get("email_verified") is not False:
        return address
    return str(st.user["sub"])


def show() -> None:
    """The page of those who have not signed in."""
    st.title("Workbench")
    st.markdown("Sign in to see the documents that you work on.")
    if st.button("Sign in", type="primary", icon=":material/login:"):
        st.login()


def show_name() -> None:
    """Who is signed in, if anybody has to be, and the way out."""
    name = signed_in()
    if name is None:
        return
    with st.sidebar:
        st.caption(plain(f"Signed in as {name}"))
        if st.button("Sign out", icon=":material/logout:"):
            st.logout()
