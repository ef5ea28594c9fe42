"""What is looked at before anything is written."""

from __future__ import annotations

from sqlalchemy import Connection, select

from alignments.characters import refused_character
from alignments.errors import NotFound, StoreError
from alignments.store import schema


def check_text(what: str, text: str | None, *, longest: int | None = None) -> None:
    """Raise StoreError for a text that cannot be stored, or could not go out again."""
    if text is None:
        return
    if longest is not None and len(text) > longest:
        raise StoreError(f"{what} has {len(text)} characters; it may have {longest}")
    if (found := refused_character(text)) is not None:
        offset, code = found
        raise StoreError(
            f"{what} has the character {code} at offset {offset}, which no exchange format "
            "can carry; delete it"
        )


def lock_document(connection: Connection, document: int) -> None:
    """Let no one else change the document before the transaction ends. Raises NotFound."""
    documents = schema.documents
    wanted = (
        select(documents.c.id).where(documents.c.id == document).with_for_update(key_share=True)
    )
    if connection.execute(wanted).scalar() is None:
        raise NotFound(f"no document {document}; 'workbench documents' lists them")
