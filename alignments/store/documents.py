"""The documents in the store, their segments, and which of these are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select, update
from sqlalchemy.exc import IntegrityError

from alignments.documents import (
    BlockKind,
    Described,
    Document,
    NewDocument,
    Segmentation,
    SegmentedBlock,
    SentenceSpans,
    StoredSegment,
    segmented,
)
from alignments.errors import NotFound, ReadError, StoreError
from alignments.folding import folded
from alignments.store import block_rows, members, schema
from alignments.store.arrivals import Arrival, Part, arriving, whole
from alignments.store.arrivals import Document as ArrivingDocument
from alignments.store.checks import check_text, lock_document
from alignments.store.database import Database
from alignments.store.log import record, sent_before

documents, segments, blocks = schema.documents, schema.segments, schema.blocks
_IN_ONE_GO = 500  # bound values a statement may have, on every database
_BLOCKS_A_PART = 500  # of a document that comes in
_LONGEST_DESCRIPTION = 1000
_LONGEST_NUMBER = 19  # digits of the largest that a database knows


class Documents:
    """What `store.documents` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, new: NewDocument, spans: SentenceSpans, *, author: str | None = None
    ) -> tuple[Document, bool]:
        """Cut a document into segments and keep it.

        The same bytes in the same language are kept once: then the document that is there comes
        back, with False. Code is kept but excluded from translation.
        """
        if (found := self.same(new)) is not None:
            return found, False
        values, cut = _cut(new, spans, author)
        try:
            with arriving(self._database, values, new.content) as arrival:
                _insert_blocks(arrival, cut)
        except IntegrityError:  # another process was quicker
            if (found := self.same(new)) is None:
                raise
            return found, False
        return self.get(arrival.document), True

    def bring(
        self, coming: list[Part], new: NewDocument, spans: SentenceSpans, author: str | None
    ) -> int:
        """Let a document come in with others, unless it is there; its number."""
        if (found := self.same(new)) is not None:
            return found.id
        values, cut = _cut(new, spans, author)
        document = ArrivingDocument(self._database, values, new.content)
        coming.append(document)
        _insert_blocks(document.arrival, cut)
        return document.arrival.document

    def all(self, *, archived: bool = False, known_to: str | None = None) -> list[Document]:
        """Every document, the newest last; the archived ones only when asked for.

        `known_to` leaves out those that this person neither brought in nor has a role on.
        """
        wanted = _documents().order_by(documents.c.id)
        if not archived:
            wanted = wanted.where(documents.c.archived_at.is_(None))
        if known_to is not None:
            wanted = wanted.where(members.known_to(known_to))
        with self._database.reading() as connection:
            return [_document(row) for row in connection.execute(wanted).mappings()]

    def get(self, identifier: int) -> Document:
        """Return the document with that number. Raises NotFound."""
        with self._database.reading() as connection:
            wanted = _documents().where(documents.c.id == identifier)
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no document {identifier}; 'workbench documents' lists them")
        return _document(row)

    def find(self, name: str) -> Document:
        """Return the document that a person means by its number, its title, or how that begins.

        A number that no document has may be a title. Raises NotFound, and StoreError where it
        may be several.
        """
        everything = self.all(archived=True)
        numbered = [document for document in everything if str(document.id) == _number(name)]
        if numbered:
            return numbered[0]
        for titles in (_exactly, _beginning):
            matches = [document for document in everything if titles(document, name)]
            if len(matches) == 1:
                return matches[0]
            if matches:
                numbers = ", ".join(str(document.id) for document in matches)
                raise StoreError(f"{name!r} may be any of the documents {numbers}; say its number")
        raise NotFound(f"no document {name!r}; 'workbench documents' lists them")

    def content(self, identifier: int) -> bytes:
        """Return the file as it came."""
        table = schema.contents
        with self._database.reading() as connection:
            wanted = select(table.c.content).where(table.c.document_id == identifier)
            content = connection.execute(wanted).scalar()
        if content is None:
            raise NotFound(f"no document {identifier}; 'workbench documents' lists them")
        return bytes(content)

    def text(self, identifier: int) -> str:
        """Put the text together again from the segments and what stands between them."""
        after = self.after(identifier)
        pieces = [segment.before + segment.text for segment in self.segments(identifier)]
        return "".join([*pieces, after])

    def after(self, identifier: int) -> str:
        """What stands in the text behind its last segment."""
        with self._database.reading() as connection:
            wanted = select(documents.c.after).where(documents.c.id == identifier)
            after: str | None = connection.execute(wanted).scalar()
        if after is None:
            raise NotFound(f"no document {identifier}; 'workbench documents' lists them")
        return after

    def segments(
        self, identifier: int, *, offset: int = 0, limit: int | None = None
    ) -> list[StoredSegment]:
        """Return its segments in order, excluded ones included."""
        wanted = (
            select(segments, *block_rows.COLUMNS)
            .outerjoin(blocks, block_rows.OF_SEGMENT)
            .where(segments.c.document_id == identifier, segments.c.number > offset)
            .order_by(segments.c.number)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [_segment(row) for row in connection.execute(wanted).mappings()]

    def check_number(self, identifier: int, number: int) -> None:
        """Raise NotFound where a document has no segment of that number."""
        document = self.get(identifier)
        if not 1 <= number <= document.segments:
            raise NotFound(
                f"document {identifier} has no segment {number}; it has 1 to {document.segments}"
            )

    def set_excluded(
        self,
        identifier: int,
        numbers: Iterable[int],
        excluded: bool,
        *,
        author: str | None = None,
        op_id: str | None = None,
    ) -> int:
        """Leave segments out of translation and export, or bring them back.

        Numbers count from 1. Returns how many changed; nothing that was written goes. The same
        `op_id` again changes nothing and returns what it did before.
        """
        check_text("the op_id", op_id, longest=64)
        check_text("the author", author)
        wanted = sorted(set(numbers))
        for number in wanted[:1] + wanted[-1:]:
            self.check_number(identifier, number)
        with self._database.writing() as connection:
            lock_document(connection, identifier)
            if (sent := sent_before(connection, "exclude", op_id)) is not None:
                return len(sent.payload["numbers"])
            changed = exclude_segments(connection, identifier, wanted, excluded)
            if changed or op_id:
                payload = {"numbers": changed, "excluded": excluded}
                record(connection, identifier, "exclude", payload, author=author, op_id=op_id)
        return len(changed)

    def describe(
        self,
        identifier: int,
        *,
        licence: str | None = None,
        retrieved_from: str | None = None,
        author: str | None = None,
    ) -> Document:
        """Say under which licence a document's text is, and where it is from.

        `None` leaves what is there, an empty text takes it away.
        """
        said = {"licence": licence, "retrieved_from": retrieved_from}
        values = {name: clean_line(name, text) for name, text in said.items() if text is not None}
        check_text("the author", author)
        with self._database.writing() as connection:
            lock_document(connection, identifier)
            if values:
                named = update(documents).where(documents.c.id == identifier)
                connection.execute(named.values(values))
                record(connection, identifier, "describe", values, author=author, lasting=True)
        return self.get(identifier)

    def same(self, new: NewDocument) -> Document | None:
        """The document that the same bytes in the same language made before."""
        with self._database.reading() as connection:
            known = connection.execute(self._alike(new)).scalar()
        return None if known is None else self.get(known)

    @staticmethod
    def _alike(new: NewDocument) -> Select[int]:
        return select(documents.c.id).where(
            documents.c.digest == new.digest, documents.c.language == new.language
        )


def _documents() -> Select[Any]:
    excluded = (
        select(func.count())
        .where(segments.c.document_id == documents.c.id, segments.c.excluded)
        .scalar_subquery()
    )
    return select(documents, excluded.label("excluded")).where(whole())


def _document(row: RowMapping) -> Document:
    return Document(**{field.name: row[field.name] for field in fields(Document)})


def _segment(row: RowMapping) -> StoredSegment:
    names = ("id", "number", "text", "before", "excluded", "level", "block")
    return StoredSegment(
        **{name: row[name] for name in names},
        kind=BlockKind(row["kind"]),
        codes=block_rows.codes_of(row),
    )


def clean_line(name: str, text: str | None) -> str | None:
    """The text on one line, checked; `None` for an empty one."""
    what = f"the {name.replace('_', ' ')}"
    check_text(what, text, longest=_LONGEST_DESCRIPTION)
    return " ".join((text or "").split()) or None


def _number(name: str) -> str | None:
    """The digits 0 to 9 of a number, whatever digits it is written with."""
    return str(int(name)) if name.isdecimal() and len(name) < _LONGEST_NUMBER else None


def _exactly(document: Document, name: str) -> bool:
    return document.title.casefold() == name.casefold()


def _beginning(document: Document, name: str) -> bool:
    return document.title.casefold().startswith(name.casefold())


def _cut(
    new: NewDocument, spans: SentenceSpans, author: str | None
) -> tuple[dict[str, Any], Segmentation]:
    """The row of a document, and its text in segments."""
    _check(new, author)
    cut = segmented(new.read, spans)
    if not cut.blocks:
        raise ReadError(f"{new.source or 'standard input'} holds no text")
    read = {"encoding": new.read.encoding, "after": cut.after}
    return {**document_values(new, new.digest, author), **read}, cut


def _check(new: NewDocument, author: str | None) -> None:
    check_text("the title", new.title)
    check_text("the file's name", new.source)
    check_text("the author", author)
    check_text("the language", new.language, longest=64)


def document_values(new: Described, digest: str, author: str | None) -> dict[str, Any]:
    """The row of a document on its way in, of which nothing is known but what is said of it."""
    return {
        "title": new.title,
        "language": new.language,
        "media_type": new.media_type,
        "source": new.source,
        "digest": digest,
        "encoding": None,
        "after": "",
        "author": author,
        "licence": clean_line("licence", new.licence),
        "retrieved_from": clean_line("retrieved_from", new.retrieved_from),
    }


def _insert_blocks(arrival: Arrival, cut: Segmentation) -> None:
    document = arrival.document
    for start in range(0, len(cut.blocks), _BLOCKS_A_PART):
        some = list(enumerate(cut.blocks[start : start + _BLOCKS_A_PART], start=start + 1))
        rows: list[dict[str, Any]] = []
        for place, block in some:
            rows += _segment_rows(document, place, arrival.segments, block)
            arrival.segments += len(block.segments)
        with arrival.part() as connection:
            connection.execute(blocks.insert(), [_block_row(document, *each) for each in some])
            connection.execute(segments.insert(), rows)


def _block_row(document: int, place: int, block: SegmentedBlock) -> dict[str, Any]:
    return {
        "document_id": document,
        "number": place,
        "kind": block.kind,
        "level": block.level,
        "data": {**block.data, "codes": dict(block.codes)} if block.codes else block.data,
    }


def _segment_rows(
    identifier: int, place: int, number: int, block: SegmentedBlock
) -> list[dict[str, Any]]:
    return [
        {
            "document_id": identifier,
            "number": number + count,
            "block": place,
            "before": segment.before,
            "text": segment.text,
            "folded": folded(segment.text),
            "excluded": block.kind is BlockKind.CODE,
        }
        for count, segment in enumerate(block.segments, start=1)
    ]


def exclude_segments(
    connection: Connection, identifier: int, numbers: Sequence[int], excluded: bool
) -> list[int]:
    """Mark segments, and the beads that stand on these alone. Returns what changed."""
    changed: list[int] = []
    for start in range(0, len(numbers), _IN_ONE_GO):
        some = numbers[start : start + _IN_ONE_GO]
        marked = (
            update(segments)
            .where(segments.c.document_id == identifier, segments.c.number.in_(some))
            .where(segments.c.excluded != excluded)
            .values(excluded=excluded)
            .returning(segments.c.id, segments.c.number)
        )
        found = {segment: number for segment, number in connection.execute(marked)}
        if found:
            _refresh_beads(connection, list(found))
            changed += sorted(found.values())
    return changed


def _refresh_beads(connection: Connection, changed: Sequence[int]) -> None:
    """Exclude the beads all of whose source segments are excluded, and no others."""
    beads, links = schema.beads, schema.bead_segments
    touched = select(links.c.bead_id).where(
        links.c.segment_id.in_(changed), links.c.side == "source"
    )
    kept = (
        select(links.c.bead_id)
        .join(segments, segments.c.id == links.c.segment_id)
        .where(links.c.bead_id == beads.c.id, links.c.side == "source", ~segments.c.excluded)
        .exists()
    )
    connection.execute(update(beads).where(beads.c.id.in_(touched)).values(excluded=~kept))
