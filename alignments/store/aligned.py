"""Bitexts whose target side is another document: beads as an aligner, or a person, made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table

from alignments.beads import Bitext, Flag, Origin, State, SubState
from alignments.documents import StoredSegment
from alignments.errors import StoreError
from alignments.languages import joined
from alignments.placeholders import without_codes
from alignments.store import schema
from alignments.store.alignment_pages import (
    AlignedBead,
    AlignedPage,
    AlignmentSummary,
    StandingBead,
    place_of,
    read_over,
    read_page,
    read_some,
    read_standing,
    read_summary,
)
from alignments.store.bitexts import Bitexts
from alignments.store.bulk import insert_rows, json_text, moment, reserved
from alignments.store.database import Database
from alignments.store.documents import Documents
from alignments.store.folding import folded
from alignments.store.revision_rows import standing

beads, links = schema.beads, schema.bead_segments


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBead:
    """A bead on its way into the store."""

    source: Sequence[int]
    """Numbers of source segments, from 1, one after another; empty for an addition."""
    target: Sequence[int]
    """Numbers of target segments; empty for an omission."""
    confidence: float
    """0 to 100: how likely it is right."""
    pinned: bool = False
    flags: tuple[Flag, ...] = ()
    """Why to look at it."""
    reasons: tuple[str, ...] = ()
    """Why to trust or doubt it, in words for people."""


class AlignedBitexts:
    """What `store.aligned` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._documents = Documents(database)
        self._bitexts = Bitexts(database)

    def add(self, document: int, target_document: int, new: Sequence[NewBead]) -> Bitext:
        """Make a bitext of two documents and their beads, which must cover both in order.

        The text of each bead is that of its target segments, as an imported translation. Raises
        StoreError where the two documents are a bitext already, or the beads leave something out.
        """
        sides = [
            {segment.number: segment for segment in self._documents.segments(each)}
            for each in (document, target_document)
        ]
        _check_cover("source", [bead.source for bead in new], len(sides[0]))
        _check_cover("target", [bead.target for bead in new], len(sides[1]))
        label = self._free_label(document, target_document)
        language = self._documents.get(target_document).language
        with self._database.writing() as connection:
            inserted = connection.execute(
                schema.bitexts.insert().values(
                    document_id=document,
                    language=language,
                    label=label,
                    target_document_id=target_document,
                    created_at=datetime.now(UTC),
                )
            )
            (identifier,) = inserted.inserted_primary_key or (0,)
            _insert(connection, identifier, new, sides, language)
        return self._bitexts.get(identifier)

    def standing(self, bitext: int) -> list[StandingBead]:
        """Return the beads of a bitext, in order. Raises NotFound."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_standing(connection, bitext)

    def page(
        self, bitext: int, *, offset: int = 0, limit: int = 100, doubtful_first: bool = False
    ) -> AlignedPage:
        """Return some beads with their texts, in the order of the document or of doubt."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_page(connection, bitext, offset, limit, doubtful_first)

    def some(self, bitext: int, wanted: Sequence[int]) -> list[AlignedBead]:
        """Return those of up to 500 beads that stand in a bitext, in order."""
        with self._database.reading() as connection:
            return read_some(connection, bitext, wanted)

    def over(self, bitext: int, numbers: Sequence[int]) -> list[AlignedBead]:
        """Return the beads over source segments with those numbers, or right after one."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_over(connection, bitext, numbers)

    def offset(self, bead: int, *, doubtful_first: bool = False) -> int:
        """Return how many beads come before this one. Raises NotFound."""
        bitext = self._bitexts.of_bead(bead)
        with self._database.reading() as connection:
            return place_of(connection, bitext.id, bead, doubtful_first)

    def summary(self, bitext: int) -> AlignmentSummary:
        """Count the beads of a bitext: by type, by confidence, settled or not."""
        self._bitexts.get(bitext)
        with self._database.reading() as connection:
            return read_summary(connection, bitext)

    def _free_label(self, document: int, target_document: int) -> str:
        existing = self._bitexts.of(document)
        if any(bitext.target_document == target_document for bitext in existing):
            raise StoreError(
                f"documents {document} and {target_document} are aligned already; "
                f"'workbench align --again {document}' aligns them anew"
            )
        language = self._documents.get(target_document).language
        taken = any(bitext.language == language and not bitext.label for bitext in existing)
        return f"document {target_document}" if taken else ""


def _check_cover(side: str, groups: Iterable[Sequence[int]], count: int) -> None:
    numbers = [number for group in groups for number in group]
    if numbers != list(range(1, count + 1)):
        raise ValueError(f"the beads do not cover the {count} {side} segments once and in order")


def _insert(
    connection: Connection,
    bitext: int,
    new: Sequence[NewBead],
    sides: Sequence[dict[int, Any]],
    language: str,
) -> None:
    source, target = sides
    # the codes of a translation are those of its own document
    texts = [joined([_plain(target[number]) for number in bead.target], language) for bead in new]
    identifiers = reserved(connection, beads, len(new))
    row = 0
    rows = []
    for position, (identifier, bead, text) in enumerate(
        zip(identifiers, new, texts, strict=True), start=1
    ):
        row = bead.source[0] if bead.source else row
        excluded = bool(bead.source) and all(source[number].excluded for number in bead.source)
        rows.append(
            {
                "id": identifier,
                "bitext_id": bitext,
                "position": position,
                "row": row,
                "rows": len(bead.source),
                "confidence": float(bead.confidence),
                "reasons": json_text(list(bead.reasons)),
                "pinned": bool(bead.pinned),
                "excluded": excluded,
                "flagged": bool(bead.flags),
                **_head(text),
            }
        )
        row = bead.source[-1] if bead.source else row
    _insert_dicts(connection, beads, rows)
    _insert_links(connection, identifiers, new, sides)
    _insert_revisions(connection, identifiers, new, texts)


def _insert_dicts(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of one shape, with plain values: the store is held for as short as can be."""
    if rows:
        insert_rows(connection, table, list(rows[0]), [tuple(row.values()) for row in rows])


def _plain(segment: StoredSegment) -> str:
    return without_codes(segment.text, segment.codes)


def _head(text: str) -> dict[str, Any]:
    state = State.TRANSLATED if text else State.INITIAL
    sub_state = SubState.IMPORTED if text else SubState.EMPTY
    return {
        "revision": 1 if text else 0,
        "state": state.value,
        "sub_state": sub_state.value,
        "standing": standing(state, sub_state),
        "touched": bool(text),
        "folded": folded(text),
    }


def _insert_links(
    connection: Connection,
    identifiers: Sequence[int],
    new: Sequence[NewBead],
    sides: Sequence[dict[int, Any]],
) -> None:
    rows = [
        {"bead_id": identifier, "side": name, "position": place, "segment_id": side[number].id}
        for identifier, bead in zip(identifiers, new, strict=True)
        for name, side, numbers in (
            ("source", sides[0], bead.source),
            ("target", sides[1], bead.target),
        )
        for place, number in enumerate(numbers)
    ]
    _insert_dicts(connection, links, rows)


def _insert_revisions(
    connection: Connection,
    identifiers: Sequence[int],
    new: Sequence[NewBead],
    texts: Sequence[str],
) -> None:
    now = moment(datetime.now(UTC))
    rows = [
        {
            "bead_id": identifier,
            "number": 1,
            "text": text,
            "state": State.TRANSLATED.value,
            "sub_state": SubState.IMPORTED.value,
            "origin": Origin.DOCUMENT.value,
            "options": "{}",
            "flags": json_text([asdict(flag) for flag in bead.flags]),
            "created_at": now,
        }
        for identifier, bead, text in zip(identifiers, new, texts, strict=True)
        if text
    ]
    _insert_dicts(connection, schema.revisions, rows)
