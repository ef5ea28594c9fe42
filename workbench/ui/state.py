"""What the pages share: the open store, the tokens, who is working and what she may do.

The only module, besides the components, that knows Streamlit's session state.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from alignments.documents import Document
from alignments.roles import Role
from alignments.store import Store
from workbench.errors import SettingsError
from workbench.ui import sign_in
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """What one server serves."""

    store: Store
    tokens: Tokens
    user: str
    """Who is working; before sign-in the account that the server runs under."""
    models: str | Path
    """The folder that models are installed in."""
    sign_in: bool = False
    """Whether people have to say who they are."""
    owners: Collection[str] = ()
    """Who owns every document, with sign-in."""

    @property
    def rights(self) -> Rights:
        """Who may do what."""
        return Rights(store=self.store, sign_in=self.sign_in, owners=self.owners)

    @property
    def releases(self) -> Path:
        """The folder that releases are made in: beside the models."""
        return Path(self.models).expanduser().absolute().parent / "releases"

    @property
    def imports(self) -> Path:
        """The folder where large files wait to be taken in: beside the models."""
        return self.releases.with_name("imports")

    @property
    def exports(self) -> Path:
        """The folder that large exports are made in: beside the models."""
        return self.releases.with_name("exports")

    def token(self, document: int) -> str:
        """A token that lets this user's browser work on one document."""
        return self.tokens.for_document(Claim(user=self.user, document=document))

    def may(self, document: int, needed: Role) -> bool:
        """Whether this user has at least that role on a document."""
        role = self.rights.role(document, self.user)
        return role is not None and role.may(needed)

    @property
    def limited_to(self) -> str | None:
        """Whose documents are shown: this user's alone, or `None` for everybody's."""
        everyone = not self.sign_in or self.rights.owns_all(self.user)
        return None if everyone else self.user

    def documents(self, *, archived: bool = False) -> list[Document]:
        """The documents that this user may see, the newest last; those put away when asked for."""
        return self.store.documents.all(archived=archived, known_to=self.limited_to)


_served: list[Workbench] = []


def use(workbench: Workbench) -> None:
    """Let the pages of this process work on that store."""
    _served[:] = [workbench]


def current() -> Workbench:
    """What the pages work on, for who is working. Raises SettingsError where no server set it."""
    served = _serving()
    if not served.sign_in:
        return served
    name = sign_in.signed_in()
    if name is None:
        raise SettingsError("nobody is signed in; reload the page")
    return replace(served, user=name)


def needs_sign_in() -> bool:
    """Whether whoever looks at the page has to sign in first."""
    return _serving().sign_in and sign_in.signed_in() is None


def _serving() -> Workbench:
    if not _served:
        raise SettingsError("the pages need the server; start them with 'workbench ui'")
    return _served[0]
