"""Documents that come with their translations: a segment a unit, a bitext for every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, literal, select
from sqlalchemy.exc import IntegrityError

from alignments.beads import NewRevision, Origin, State, SubState
from alignments.documents import BlockKind, Document
from alignments.errors import StoreError
from alignments.store import schema
from alignments.store.arrivals import Arrival, arriving
from alignments.store.bitexts import empty_beads
from alignments.store.bulk import insert_rows, json_text, moment, reserved
from alignments.store.checks import check_text
from alignments.store.database import Database
from alignments.store.documents import Documents, clean_line
from alignments.store.folding import folded
from alignments.store.revision_rows import standing

_AT_A_TIME = 1000  # a part that others wait for: some tens of milliseconds
_FILLED_AT_A_TIME = 4000
_BLOCK = ("document_id", "number", "kind", "level", "data")
_SEGMENT = ("id", "document_id", "number", "block", "before", "text", "folded", "excluded")
_COMMENT = ("segment_id", "text", "created_at")
_LINK = ("bead_id", "side", "position", "segment_id")
_BEAD = tuple(
    "id bitext_id position row rows confidence pinned excluded revision state sub_state standing "
    "model author flagged touched folded".split()
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
            with arriving(self._database, _values(new), new.content) as arrival:
                writer = _Writer(arrival)
                waiting = iter(rows)
                while some := list(islice(waiting, _AT_A_TIME)):
                    writer.write(some)
                writer.finish()
        except IntegrityError as error:
            if not self.known(new.digest):
                raise
            raise StoreError(f"{new.title} was imported by someone else meanwhile") from error
        return self._documents.get(arrival.document)


def _values(new: NewPairs) -> dict[str, Any]:
    return {
        "title": new.title,
        "language": new.language,
        "media_type": new.media_type,
        "source": new.source,
        "digest": new.digest,
        "encoding": None,
        "after": "",
        "author": new.author,
        "licence": clean_line("licence", new.licence),
        "retrieved_from": clean_line("retrieved_from", new.retrieved_from),
    }


class _Writer:
    """Writes the rows of one document, and counts them."""

    def __init__(self, arrival: Arrival) -> None:
        self._arrival = arrival
        self._bitexts: dict[str, int] = {}
        self._beads: dict[int, int] = {}  # how many each bitext has
        self._now = moment(datetime.now(UTC))

    def write(self, rows: Sequence[PairRow]) -> None:
        first = self._arrival.segments + 1
        numbers = range(first, first + len(rows))
        with self._arrival.part() as connection:
            ids = self._write_source(connection, numbers, rows)
            self._write_targets(connection, list(zip(ids, numbers, rows, strict=True)))
        self._arrival.segments += len(rows)

    def _write_source(
        self, connection: Connection, numbers: Sequence[int], rows: Sequence[PairRow]
    ) -> Sequence[int]:
        ids = reserved(connection, schema.segments, len(rows))
        kind, document = BlockKind.PARAGRAPH.value, self._arrival.document
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
        insert_rows(connection, schema.blocks, _BLOCK, blocks)
        insert_rows(connection, schema.segments, _SEGMENT, segments)
        comments = [
            (identifier, text, self._now)
            for identifier, row in zip(ids, rows, strict=True)
            for text in row.comments
        ]
        insert_rows(connection, schema.comments, _COMMENT, comments)
        return ids

    def _write_targets(
        self, connection: Connection, rows: Sequence[tuple[int, int, PairRow]]
    ) -> None:
        count = sum([len(row.targets) for _, _, row in rows])
        ids = iter(reserved(connection, schema.beads, count))
        beads, links, revisions = [], [], []
        for segment, number, row in rows:
            for target in row.targets:
                bead, bitext = next(ids), self._bitext(connection, target.language)
                self._beads[bitext] += 1
                beads.append(_bead(bead, bitext, number, target, row.excluded))
                links.append((bead, "source", 0, segment))
                if target.revision.text:
                    revisions.append(_revision(bead, target, self._now))
        insert_rows(connection, schema.beads, _BEAD, beads)
        insert_rows(connection, schema.bead_segments, _LINK, links)
        insert_rows(connection, schema.revisions, _REVISION, revisions)

    def _bitext(self, connection: Connection, language: str) -> int:
        if language not in self._bitexts:
            inserted = connection.execute(
                schema.bitexts.insert().values(
                    document_id=self._arrival.document,
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
        """Give each segment a bead in every language."""
        last = self._arrival.segments
        for bitext in [each for each, count in self._beads.items() if count < last]:
            for first in range(1, last + 1, _FILLED_AT_A_TIME):
                numbers = range(first, first + _FILLED_AT_A_TIME)
                with self._arrival.part() as connection:
                    _fill_up(connection, self._arrival.document, bitext, numbers)


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
        new.author,
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


def _fill_up(connection: Connection, document: int, bitext: int, numbers: range) -> None:
    """Empty beads for the segments that came without a translation into a language."""
    segments, beads = schema.segments, schema.beads
    names, chosen = empty_beads(bitext, document)
    first, last = numbers[0], numbers[-1]
    here = beads.c.row.between(first, last)
    there = select(beads.c.row).where(beads.c.bitext_id == bitext, here)
    missing = chosen.where(segments.c.number.between(first, last), segments.c.number.not_in(there))
    connection.execute(insert(beads).from_select(names, missing))
    linked = select(schema.bead_segments.c.bead_id).where(
        schema.bead_segments.c.bead_id == beads.c.id
    )
    links = (
        select(beads.c.id, literal("source"), literal(0), segments.c.id)
        .join(segments, and_(segments.c.number == beads.c.row, segments.c.document_id == document))
        .where(beads.c.bitext_id == bitext, here, ~linked.exists())
    )
    connection.execute(insert(schema.bead_segments).from_select(list(_LINK), links))
