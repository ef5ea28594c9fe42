"""Who may do what: asked anew for every request and every page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from alignments.errors import NotFound
from alignments.roles import Role
from alignments.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The rule of one server.

    Without sign-in there is one person at the machine, who owns everything, unless she was given
    a smaller role. With sign-in a person may what she was given, and owns what she brought in.
    """

    store: Store
    sign_in: bool = False
    owners: Collection[str] = ()
    """Who owns every document, with sign-in."""

    def role(self, document: int, user: str) -> Role | None:
        """What a person may do with a document; `None`: not even know that it is there."""
        try:
            given = self.store.members.role(document, user)
        except NotFound:
            return None
        if self.owns_all(user):
            return Role.OWNER
        return given or (None if self.sign_in else Role.OWNER)

    def owns_all(self, user: str) -> bool:
        """Whether a person owns every document, whatever is said of her."""
        return self.sign_in and user in self.owners
