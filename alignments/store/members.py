"""Who may do what with a document."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select

from alignments.errors import NotFound, StoreError
from alignments.roles import Role
from alignments.store import schema, statements
from alignments.store.checks import check_text, lock_document
from alignments.store.database import Database

documents, members = schema.documents, schema.members
LONGEST_NAME = 320
"""An e-mail address may have that many characters."""


class Members:
    """What `store.members` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def role(self, document: int, user: str) -> Role | None:
        """What was said of a person; who brought the document in owns it; else `None`.

        Raises NotFound.
        """
        asked = {"document": document, "user": user}
        with self._database.glancing() as connection:
            row = connection.execute(statements.ROLE_OF_MEMBER, asked).one_or_none()
        if row is None:
            raise _missing(document)
        importer, given = row
        if given is not None:
            return Role(given)
        return Role.OWNER if importer == user else None

    def importer(self, document: int) -> str | None:
        """Who brought a document in, and so owns it. Raises NotFound."""
        with self._database.glancing() as connection:
            asked = {"document": document}
            row = connection.execute(statements.AUTHOR_OF_DOCUMENT, asked).one_or_none()
        if row is None:
            raise _missing(document)
        author: str | None = row.author
        return author

    def of(self, document: int) -> dict[str, Role]:
        """Everybody who was given a role on a document, by name."""
        wanted = select(members.c.name, members.c.role).where(members.c.document_id == document)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(members.c.name)).all()
        return {name: Role(role) for name, role in rows}

    def set(self, document: int, user: str, role: Role | None) -> None:
        """Give a person a role on a document, or take it away. Raises NotFound."""
        check_text("the name", user, longest=LONGEST_NAME)
        if not user.strip():
            raise StoreError("the name is empty; say who is to have the role")
        with self._database.writing() as connection:
            lock_document(connection, document)
            own = (members.c.document_id == document, members.c.name == user)
            connection.execute(delete(members).where(*own))
            if role is not None:
                connection.execute(
                    insert(members).values(document_id=document, name=user, role=role.value)
                )


def _missing(document: int) -> NotFound:
    return NotFound(f"no document {document}; 'workbench documents' lists them")


def known_to(user: str) -> ColumnElement[bool]:
    """Documents that a person brought in or was given a role on."""
    given = exists().where(members.c.document_id == documents.c.id, members.c.name == user)
    return or_(documents.c.author == user, given)
