"""Names of people in a corpus that strangers read."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace

from alignments.beads import TranslationUnit
from alignments.store import Store


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The same made-up name for the same person, in every release of a store.

    Made with a key that the store keeps, so that trying names out does not tell whose it is.
    """

    key: bytes

    @classmethod
    def of(cls, store: Store) -> Pseudonyms:
        return cls(store.secret("release pseudonyms"))

    def name(self, person: str) -> str:
        """Such as `annotator-4f19c2d0`."""
        digest = hmac.digest(self.key, person.encode("utf-8"), hashlib.sha256).hex()
        return f"annotator-{digest[:8]}"

    def hidden(self, unit: TranslationUnit) -> TranslationUnit:
        """The unit without the name of a person."""
        author = unit.revision.author
        if author is None:
            return unit
        return replace(unit, revision=replace(unit.revision, author=self.name(author)))
