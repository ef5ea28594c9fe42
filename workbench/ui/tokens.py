"""Who may ask the routes for what: signed, timed tokens, one per user and document.

A page mints a token and hands it to the browser; the routes trust nothing else. There is no
cookie, so another site cannot make the browser send one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from alignments.roles import Role
from workbench.ui.errors import BadToken

DOCUMENT_SECONDS = 12 * 60 * 60
EXPORT_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who asks, and for which document: what a token says."""

    user: str
    document: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who asks, for which document, and what she may do with it at this moment."""

    user: str
    document: int
    role: Role


class Tokens:
    """Mints and checks tokens with the key of one store."""

    def __init__(
        self,
        key: bytes,
        *,
        document_seconds: int = DOCUMENT_SECONDS,
        export_seconds: int = EXPORT_SECONDS,
    ) -> None:
        self._documents = URLSafeTimedSerializer(key, salt="workbench document")
        self._exports = URLSafeTimedSerializer(key, salt="workbench export")
        self._document_seconds = document_seconds
        self._export_seconds = export_seconds

    def for_document(self, claim: Claim) -> str:
        """A token that opens one document to one user."""
        return self._documents.dumps([claim.user, claim.document])

    def document(self, token: str) -> Claim:
        """Whom a document's token names. Raises BadToken."""
        user, document = _opened(self._documents, token, self._document_seconds)
        return Claim(user=user, document=document)

    def for_export(self, export: Mapping[str, Any]) -> str:
        """A token for one export with exactly these options."""
        return self._exports.dumps(dict(export))

    def export(self, token: str) -> dict[str, Any]:
        """The export that a token was made for. Raises BadToken."""
        return dict(_opened(self._exports, token, self._export_seconds))


def _opened(serializer: URLSafeTimedSerializer, token: str, seconds: int) -> Any:  # noqa: ANN401
    try:
        return serializer.loads(token, max_age=seconds)
    except SignatureExpired as error:
        raise BadToken("this page is too old; reload it") from error
    except BadData as error:
        raise BadToken("this page has no right to that document; open it again") from error
