"""Documents that come with their translations: a segment a unit, a bitext for every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from alignments.beads import NewRevision, Origin, State, SubState
from alignments.documents import BlockKind, Document
from alignments.errors import StoreError
from alignments.store import schema
from alignments.store.bitexts import empty_beads
from alignments.store.bulk import insert_rows, json_text, moment, reserved
from alignments.store.checks import check_text
from alignments.store.database import Database
from alignments.store.documents import Documents, clean_line
from alignments.store.folding import folded
from alignments.store.revision_rows import standing

_AT_A_TIME = 4000
_BLOCK = ("document_id", "number", "kind", "level", "data")
_SEGMENT = ("id", "document_id", "number", "block", "before", "text", "folded", "excluded")
_COMMENT = ("segment_id", "text", "created_at")
_LINK = ("bead_id", "side", "position", "segment_id")
_BEAD = tuple(
    "id bitext_id position row rows confidence pinned excluded revision state sub_state standing "
    "model flagged touched folded".split()
)
_ORIGINS = {origin: origin.value for origin in Origin}
_REVISION = tuple(
    "bead_id number text state sub_state origin author engine model model_revision options score "
    "flags active_seconds created_at".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPairs:
    """The document that some pairs make, on its way into the store."""

    title: str
    language: str
    media_type: str
    digest: str
    """SHA-256 of the file that they came in, in hexadecimal."""
    content: bytes
    """The file as it came; empty where it is too large to be kept."""
    source: str | None = None
    author: str | None = None
    """Who imports it."""
    licence: str | None = None
    retrieved_from: str | None = None


class PairTarget(NamedTuple):
    """The translation of a segment into one language."""

    language: str
    revision: NewRevision
    revised_at: datetime | None = None
    """When it was written; `None` where nobody knows."""
    confidence: float | None = None


class PairRow(NamedTuple):
    """A segment with its translations: at most one for every language."""

    text: str
    targets: Sequence[PairTarget] = ()
    excluded: bool = False
    data: Mapping[str, Any] = {}
    """What its block keeps: inline codes, the unit's own name, properties."""
    comments: Sequence[str] = ()
    """What was said about it."""


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
        try:
            with self._database.writing() as connection:
                writer = _Writer(connection, _insert_document(connection, new))
                waiting = iter(rows)
                while some := list(islice(waiting, _AT_A_TIME)):
                    writer.write(some)
                writer.finish()
        except IntegrityError as error:
            if not self.known(new.digest):
                raise
            raise StoreError(f"{new.title} was imported by someone else meanwhile") from error
        return self._documents.get(writer.document)


def _insert_document(connection: Connection, new: NewPairs) -> int:
    inserted = connection.execute(
        schema.documents.insert().values(
            title=new.title,
            language=new.language,
            media_type=new.media_type,
            source=new.source,
            digest=new.digest,
            encoding=None,
            after="",
            segments=0,
            author=new.author,
            created_at=datetime.now(UTC),
            licence=clean_line("licence", new.licence),
            retrieved_from=clean_line("retrieved_from", new.retrieved_from),
        )
    )
    (identifier,) = inserted.inserted_primary_key or (0,)
    connection.execute(schema.contents.insert().values(document_id=identifier, content=new.content))
    return int(identifier)


class _Writer:
    """Writes the rows of one document, and counts them."""

    def __init__(self, connection: Connection, document: int) -> None:
        self.document = document
        self._connection = connection
        self._count = 0
        self._bitexts: dict[str, int] = {}
        self._beads: dict[int, int] = {}  # how many each bitext has
        self._now = moment(datetime.now(UTC))

    def write(self, rows: Sequence[PairRow]) -> None:
        numbers = range(self._count + 1, self._count + len(rows) + 1)
        ids = reserved(self._connection, schema.segments, len(rows))
        kind, document = BlockKind.PARAGRAPH.value, self.document
        blocks = [
            (document, number, kind, 0, json_text(row.data))
            for number, row in zip(numbers, rows, strict=True)
        ]
        segments = [
            (
                identifier,
                document,
                number,
                number,
                "\n" if number > 1 else "",
                row.text,
                folded(row.text),
                row.excluded,
            )
            for identifier, number, row in zip(ids, numbers, rows, strict=True)
        ]
        insert_rows(self._connection, schema.blocks, _BLOCK, blocks)
        insert_rows(self._connection, schema.segments, _SEGMENT, segments)
        comments = [
            (identifier, text, self._now)
            for identifier, row in zip(ids, rows, strict=True)
            for text in row.comments
        ]
        insert_rows(self._connection, schema.comments, _COMMENT, comments)
        self._write_targets(list(zip(ids, numbers, rows, strict=True)))
        self._count += len(rows)

    def _write_targets(self, rows: Sequence[tuple[int, int, PairRow]]) -> None:
        count = sum([len(row.targets) for _, _, row in rows])
        ids = iter(reserved(self._connection, schema.beads, count))
        beads, links, revisions = [], [], []
        for segment, number, row in rows:
            for target in row.targets:
                bead, bitext = next(ids), self._bitext(target.language)
                self._beads[bitext] += 1
                beads.append(_bead(bead, bitext, number, target, row.excluded))
                links.append((bead, "source", 0, segment))
                if target.revision.text:
                    revisions.append(_revision(bead, target, self._now))
        insert_rows(self._connection, schema.beads, _BEAD, beads)
        insert_rows(self._connection, schema.bead_segments, _LINK, links)
        insert_rows(self._connection, schema.revisions, _REVISION, revisions)

    def _bitext(self, language: str) -> int:
        if language not in self._bitexts:
            inserted = self._connection.execute(
                schema.bitexts.insert().values(
                    document_id=self.document,
                    language=language,
                    label="",
                    created_at=datetime.now(UTC),
                )
            )
            (identifier,) = inserted.inserted_primary_key or (0,)
            self._bitexts[language] = int(identifier)
            self._beads[int(identifier)] = 0
        return self._bitexts[language]

    def finish(self) -> None:
        """Say how many segments there are, and give each a bead in every language."""
        documents = schema.documents
        counted = update(documents).where(documents.c.id == self.document)
        self._connection.execute(counted.values(segments=self._count))
        for bitext, count in self._beads.items():
            if count < self._count:
                _fill_up(self._connection, self.document, bitext)


@cache
def _standing(state: State, sub_state: SubState) -> tuple[str, str, str]:
    """State, sub-state and standing as they are stored; an enum takes long to give its value."""
    return state.value, sub_state.value, standing(state, sub_state)


def _bead(
    bead: int, bitext: int, number: int, target: PairTarget, excluded: bool
) -> tuple[Any, ...]:
    new = target.revision
    text, sub_state = new.text, new.sub_state
    # what a person or another tool answers for is never drafted over
    touched = bool(text) and (sub_state is not SubState.DRAFT or new.origin is Origin.HUMAN)
    return (
        bead,
        bitext,
        number,
        number,
        1,
        target.confidence,
        False,
        excluded,
        1 if text else 0,
        *_standing(new.state, sub_state),
        new.machine.model if new.machine else None,
        bool(new.flags),
        touched,
        folded(text),
    )


def _revision(bead: int, target: PairTarget, now: str) -> tuple[Any, ...]:
    new = target.revision
    machine = new.machine
    return (
        bead,
        1,
        new.text,
        *_standing(new.state, new.sub_state)[:2],
        _ORIGINS[new.origin],
        new.author,
        machine.engine if machine else None,
        machine.model if machine else None,
        machine.revision if machine else None,
        json_text(machine.options) if machine else "{}",
        new.score,
        json_text([asdict(flag) for flag in new.flags]) if new.flags else "[]",
        new.active_seconds,
        moment(target.revised_at) if target.revised_at else now,
    )


def _fill_up(connection: Connection, document: int, bitext: int) -> None:
    """Empty beads for the segments that came without a translation into a language."""
    segments, beads = schema.segments, schema.beads
    names, chosen = empty_beads(bitext, document)
    there = select(beads.c.row).where(beads.c.bitext_id == bitext)
    missing = chosen.where(segments.c.number.not_in(there))
    connection.execute(insert(beads).from_select(names, missing))
    linked = select(schema.bead_segments.c.bead_id).where(
        schema.bead_segments.c.bead_id == beads.c.id
    )
    links = (
        select(beads.c.id, literal("source"), literal(0), segments.c.id)
        .join(segments, and_(segments.c.number == beads.c.row, segments.c.document_id == document))
        .where(beads.c.bitext_id == bitext, ~linked.exists())
    )
    connection.execute(insert(schema.bead_segments).from_select(list(_LINK), links))
