"""What a person may do with a document."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """From the one who may least to the one who may most; each may all that the ones before may."""

    VIEWER = "viewer"
    """Reads and exports."""
    TRANSLATOR = "translator"
    """Writes, confirms, rejects, leaves segments out, asks for drafts."""
    REVIEWER = "reviewer"
    """Marks texts as reviewed, and many at once."""
    OWNER = "owner"
    """Decides who else may what, changes the document's settings, archives and deletes it."""

    def may(self, needed: Role) -> bool:
        """Whether this role is at least the one that is needed."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)
