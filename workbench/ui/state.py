"""What the pages share: the open store, the tokens and who is working.

The only module, besides the components, that knows Streamlit's session state.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alignments.store import Store
from workbench.errors import SettingsError
from workbench.ui.tokens import Access, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """What one server serves."""

    store: Store
    tokens: Tokens
    user: str
    models: str | Path
    """The folder that models are installed in."""

    def token(self, document: int) -> str:
        """A token that lets this user's browser work on one document."""
        return self.tokens.for_document(Access(user=self.user, document=document))


_served: list[Workbench] = []


def use(workbench: Workbench) -> None:
    """Let the pages of this process work on that store."""
    _served[:] = [workbench]


def current() -> Workbench:
    """What the pages of this process work on. Raises SettingsError where no server set it."""
    if not _served:
        raise SettingsError("the pages need the server; start them with 'workbench ui'")
    return _served[0]
