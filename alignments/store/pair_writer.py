"""Writing pairs: what the rows of an import become in the tables, a part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, literal, select

from alignments.beads import Origin, SubState
from alignments.documents import BlockKind
from alignments.folding import folded
from alignments.pairs import PairRow, Provenance
from alignments.store import schema
from alignments.store.arrivals import Arrival
from alignments.store.bitexts import empty_beads
from alignments.store.bulk import insert_rows, json_text, moment, reserved
from alignments.store.revision_rows import standing

_FILLED_AT_A_TIME = 4000
_KEPT = 1000  # of what many rows share
_BLOCK = ("document_id", "number", "kind", "level", "data")
_SEGMENT = ("id", "document_id", "number", "block", "before", "text", "folded", "excluded")
_COMMENT = ("segment_id", "text", "created_at")
_BEAD = tuple(
    "id bitext_id position row confidence excluded folded "
    "rows pinned revision state sub_state standing model author flagged touched".split()
)
_REVISION = tuple(
    "bead_id text score created_at "
    "number state sub_state origin author engine model model_revision options flags "
    "active_seconds".split()
)


class _Shared(NamedTuple):
    """The values that come last in the rows of all texts with one provenance."""

    bead: tuple[Any, ...]
    revision: tuple[Any, ...]


class PairWriter:
    """Writes the rows of one document, and counts them."""

    def __init__(self, arrival: Arrival) -> None:
        self._arrival = arrival
        self._bitexts: dict[str, int] = {}
        self._beads: dict[int, int] = {}  # how many each bitext has
        self._now = moment(datetime.now(UTC))
        self._shared = lru_cache(_KEPT)(_shared)
        self._moment = lru_cache(_KEPT)(moment)

    def write(self, rows: Sequence[PairRow]) -> None:
        """Write some rows, the next of the document."""
        first = self._arrival.segments + 1
        numbers = range(first, first + len(rows))
        with self._arrival.part() as connection:
            self._write_source(connection, numbers, rows)
            self._write_targets(connection, numbers, rows)
        self._arrival.segments += len(rows)

    def _write_source(
        self, connection: Connection, numbers: range, rows: Sequence[PairRow]
    ) -> None:
        document = self._arrival.document
        ids = reserved(connection, schema.segments, len(rows))
        segments = [
            (each, document, number, number, *_segment(row, first=number == 1))
            for each, number, row in zip(ids, numbers, rows, strict=True)
        ]
        kind = BlockKind.PARAGRAPH.value
        blocks = [
            (document, number, kind, 0, json_text(row.data))
            for number, row in zip(numbers, rows, strict=True)
            if row.data
        ]
        comments = [
            (each, text, self._now)
            for each, row in zip(ids, rows, strict=True)
            if row.comments
            for text in row.comments
        ]
        insert_rows(connection, schema.segments, _SEGMENT, segments)
        insert_rows(connection, schema.blocks, _BLOCK, blocks)
        insert_rows(connection, schema.comments, _COMMENT, comments)

    def _write_targets(
        self, connection: Connection, numbers: range, rows: Sequence[PairRow]
    ) -> None:
        count = sum([len(row.targets) for row in rows])
        ids = iter(reserved(connection, schema.beads, count))
        beads, revisions = [], []
        for number, row in zip(numbers, rows, strict=True):
            excluded = int(row.excluded)
            for language, text, provenance, at, score, confidence in row.targets:
                bead, bitext = next(ids), self._bitext(connection, language)
                shared = self._shared(provenance, bool(text))
                self._beads[bitext] += 1
                head = (bead, bitext, number, number, confidence, excluded, folded(text))
                beads.append(head + shared.bead)
                if text:
                    said = (bead, text, score, self._moment(at) if at else self._now)
                    revisions.append(said + shared.revision)
        insert_rows(connection, schema.beads, _BEAD, beads)
        insert_rows(connection, schema.revisions, _REVISION, revisions)
        for bitext in self._beads:
            _link(connection, self._arrival.document, bitext, numbers)

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


def _segment(row: PairRow, *, first: bool) -> tuple[Any, ...]:
    """What its row has after the numbers."""
    return "" if first else "\n", row.text, folded(row.text), int(row.excluded)


def _shared(new: Provenance, translated: bool) -> _Shared:
    # what a person or another tool answers for is never drafted over
    answered = new.sub_state is not SubState.DRAFT or new.origin is Origin.HUMAN
    states = (new.state.value, new.sub_state.value)
    machine = new.machine
    bead = (
        1,
        0,
        int(translated),
        *states,
        standing(new.state, new.sub_state),
        machine.model if machine else None,
        new.author,
        int(bool(new.flags)),
        int(translated and answered),
    )
    revision = (
        1,
        *states,
        new.origin.value,
        new.author,
        machine.engine if machine else None,
        machine.model if machine else None,
        machine.revision if machine else None,
        json_text(machine.options if machine else {}),
        json_text([asdict(flag) for flag in new.flags]),
        new.active_seconds,
    )
    return _Shared(bead, revision)


def _fill_up(connection: Connection, document: int, bitext: int, numbers: range) -> None:
    """Empty beads for the segments that came without a translation into a language."""
    segments, beads = schema.segments, schema.beads
    names, chosen = empty_beads(bitext, document)
    first, last = numbers[0], numbers[-1]
    here = beads.c.row.between(first, last)
    there = select(beads.c.row).where(beads.c.bitext_id == bitext, here)
    missing = chosen.where(segments.c.number.between(first, last), segments.c.number.not_in(there))
    connection.execute(insert(beads).from_select(names, missing))
    _link(connection, document, bitext, numbers)


def _link(connection: Connection, document: int, bitext: int, numbers: range) -> None:
    """Link the beads on some rows to their segments, where they are not."""
    segments, beads, links = schema.segments, schema.beads, schema.bead_segments
    linked = select(links.c.bead_id).where(links.c.bead_id == beads.c.id)
    fresh = (
        select(beads.c.id, literal("source"), literal(0), segments.c.id)
        .join(segments, and_(segments.c.number == beads.c.row, segments.c.document_id == document))
        .where(beads.c.bitext_id == bitext, beads.c.row.between(numbers[0], numbers[-1]))
        .where(~linked.exists())
    )
    names = ["bead_id", "side", "position", "segment_id"]
    connection.execute(insert(links).from_select(names, fresh))
