"""Bitexts whose target side is another document: beads as an aligner, or a person, made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

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
        rows = _Rows(new, sides, language)
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
            rows.insert(connection, identifier)
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


_BEAD = tuple(
    "id bitext_id position row rows confidence reasons pinned excluded flagged "
    "revision state sub_state standing touched folded".split()
)
_LINK = ("bead_id", "side", "position", "segment_id")
_REVISION = tuple("bead_id number text state sub_state origin options flags created_at".split())


class _Rows:
    """The rows of new beads, made before the store is held: then they only want their numbers."""

    def __init__(
        self, new: Sequence[NewBead], sides: Sequence[Mapping[int, StoredSegment]], language: str
    ) -> None:
        self._new, self._sides = new, sides
        target = sides[1]
        # the codes of a translation are those of its own document
        self._texts = [
            joined([_plain(target[number]) for number in bead.target], language) for bead in new
        ]
        self._beads = list(self._made())
        self._flags = [json_text([asdict(flag) for flag in bead.flags]) for bead in new]

    def _made(self) -> Iterator[tuple[Any, ...]]:
        source, row = self._sides[0], 0
        for bead, text in zip(self._new, self._texts, strict=True):
            row = bead.source[0] if bead.source else row
            excluded = bool(bead.source) and all(source[number].excluded for number in bead.source)
            yield (
                row,
                len(bead.source),
                float(bead.confidence),
                json_text(list(bead.reasons)),
                int(bead.pinned),
                int(excluded),
                int(bool(bead.flags)),
                *_head(text),
            )
            row = bead.source[-1] if bead.source else row

    def insert(self, connection: Connection, bitext: int) -> None:
        """Put them all in."""
        ids = reserved(connection, beads, len(self._new))
        numbered = [
            (identifier, bitext, position, *bead)
            for position, (identifier, bead) in enumerate(
                zip(ids, self._beads, strict=True), start=1
            )
        ]
        insert_rows(connection, beads, _BEAD, numbered)
        insert_rows(connection, links, _LINK, list(self._links(ids)))
        insert_rows(connection, schema.revisions, _REVISION, list(self._revisions(ids)))

    def _links(self, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        source, target = self._sides
        for identifier, bead in zip(ids, self._new, strict=True):
            for place, number in enumerate(bead.source):
                yield identifier, "source", place, source[number].id
            for place, number in enumerate(bead.target):
                yield identifier, "target", place, target[number].id

    def _revisions(self, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        now = moment(datetime.now(UTC))
        said = (State.TRANSLATED.value, SubState.IMPORTED.value, Origin.DOCUMENT.value, "{}")
        for identifier, text, flags in zip(ids, self._texts, self._flags, strict=True):
            if text:
                yield (identifier, 1, text, *said, flags, now)


def _plain(segment: StoredSegment) -> str:
    return without_codes(segment.text, segment.codes)


def _head(text: str) -> tuple[Any, ...]:
    """What a bead says of its last revision, which has that text."""
    state = State.TRANSLATED if text else State.INITIAL
    sub_state = SubState.IMPORTED if text else SubState.EMPTY
    there = int(bool(text))
    return there, state.value, sub_state.value, standing(state, sub_state), there, folded(text)
