"""Documents that come with their translations: a segment a unit, a bitext for every language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alignments.documents import Described, Document
from alignments.errors import StoreError
from alignments.pairs import PairRow
from alignments.store import schema
from alignments.store.arrivals import arriving
from alignments.store.bulk import settled
from alignments.store.checks import check_text
from alignments.store.database import Database
from alignments.store.documents import Documents, document_values
from alignments.store.pair_writer import PairWriter

_AT_A_TIME = 1000  # a part that others wait for: some tens of milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPairs(Described):
    """The document that some pairs make, on its way into the store."""

    digest: str
    """SHA-256 of the file that they came in, in hexadecimal."""
    author: str | None = None
    """Who imports it."""


class Pairs:
    """What `store.pairs` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._documents = Documents(database)

    def known(self, digest: str) -> list[Document]:
        """The documents, one for each language, that a file with these bytes made."""
        wanted = select(schema.documents.c.id).where(schema.documents.c.digest == digest)
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(schema.documents.c.id)).scalars().all()
        return [self._documents.get(identifier) for identifier in found]

    def add(self, new: NewPairs, rows: Iterable[PairRow]) -> Document:
        """Keep a document with its translations, or nothing at all where anything goes wrong.

        Memory does not grow with the rows. Raises StoreError for a file that is there already.
        """
        for what, text in (("the title", new.title), ("the author", new.author)):
            check_text(what, text)
        check_text("the language", new.language, longest=64)
        values = document_values(new, new.digest, new.author)
        try:
            with settled(), arriving(self._database, values, new.content) as arrival:
                writer = PairWriter(arrival)
                waiting = iter(rows)
                while some := list(islice(waiting, _AT_A_TIME)):
                    writer.write(some)
                writer.finish()
        except IntegrityError as error:
            if not self.known(new.digest):
                raise
            raise StoreError(f"{new.title} was imported by someone else meanwhile") from error
        return self._documents.get(arrival.document)
