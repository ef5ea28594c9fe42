"""Bitexts and their beads: the columns beside a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    case,
    func,
    insert,
    literal,
    select,
)

from alignments.beads import Bitext, Page, Revision, State, SubState, TranslationUnit
from alignments.errors import NotFound
from alignments.languages import joined
from alignments.placeholders import without_codes
from alignments.store import schema, statements
from alignments.store.additions import read_additions
from alignments.store.cells import read_rows
from alignments.store.checks import check_text, lock_document
from alignments.store.database import Database
from alignments.store.revision_rows import read_revision
from alignments.store.unit_rows import unit_of, unit_rows
from alignments.store.views import EVERYTHING, Matching, Progress, View

segments, bitexts, beads, revisions = (
    schema.segments,
    schema.bitexts,
    schema.beads,
    schema.revisions,
)
MACHINE = "machine"
"""The label of drafts beside a translation that the document is aligned with."""


class Bitexts:
    """What `store.bitexts` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document: int) -> list[Bitext]:
        """Every bitext of a document, in the order they were made."""
        own = (bitexts.c.document_id == document, ~bitexts.c.attic)
        wanted = select(bitexts).where(*own).order_by(bitexts.c.id)
        with self._database.reading() as connection:
            return [_bitext(row) for row in connection.execute(wanted).mappings()]

    def aligned_with(self, document: int) -> list[int]:
        """The documents that this one is aligned with, as their translation."""
        own = (bitexts.c.target_document_id == document, ~bitexts.c.attic)
        wanted = select(bitexts.c.document_id).where(*own).order_by(bitexts.c.document_id)
        with self._database.reading() as connection:
            return list(connection.execute(wanted).scalars())

    def languages(self) -> dict[int, list[str]]:
        """Return the languages that documents have a bitext in, by the document's number."""
        wanted = (
            select(bitexts.c.document_id, bitexts.c.language).where(~bitexts.c.attic).distinct()
        )
        found: dict[int, list[str]] = defaultdict(list)
        with self._database.reading() as connection:
            for document, language in connection.execute(wanted.order_by(*wanted.selected_columns)):
                found[document].append(language)
        return dict(found)

    def get(self, identifier: int) -> Bitext:
        """Return the bitext with that number. Raises NotFound."""
        wanted = select(bitexts).where(bitexts.c.id == identifier)
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no bitext {identifier}")
        return _bitext(row)

    def of_bead(self, bead: int) -> Bitext:
        """Return the bitext that a bead belongs to. Raises NotFound."""
        with self._database.glancing() as connection:
            found = connection.execute(statements.BITEXT_OF_BEAD, {"bead": bead})
            row = found.mappings().one_or_none()
        if row is None:
            raise NotFound(f"no bead {bead}")
        return _bitext(row)

    def source_texts(self, bead: int) -> list[str]:
        """Return the texts of the source segments that a bead is over, in order."""
        with self._database.glancing() as connection:
            return list(connection.execute(statements.SOURCE_TEXTS, {"bead": bead}).scalars())

    def ensure(self, document: int, language: str, *, label: str = "") -> Bitext:
        """Return the document's bitext in a language, made with one bead per segment if new.

        Raises NotFound where there is no such document.
        """
        check_text("the language", language, longest=64)
        check_text("the label", label)
        wanted = select(bitexts).where(
            bitexts.c.document_id == document,
            bitexts.c.language == language,
            bitexts.c.label == label,
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            with self._database.writing() as connection:
                lock_document(connection, document)
                row = connection.execute(wanted).mappings().one_or_none()
                if row is None:
                    _insert(connection, document, language, label)
                    row = connection.execute(wanted).mappings().one()
        return _bitext(row)

    def for_drafts(self, document: int, language: str) -> Bitext:
        """Return the bitext that a machine drafts, made if new: never that of a translation.

        Where the document is aligned with one in that language, drafts have a bitext beside it.
        """
        first = self.ensure(document, language)
        if first.target_document is None:
            return first
        return self.ensure(document, language, label=MACHINE)

    def rows(
        self,
        document: int,
        columns: Sequence[int],
        *,
        offset: int = 0,
        limit: int = 50,
        view: View = EVERYTHING,
    ) -> Page:
        """Return the rows that a view shows, `limit` of them from `offset`, with their cells.

        What a translation adds comes with them, but is not counted.
        """
        matching = self._matching(document, columns, view)
        with self._database.reading() as connection:
            numbers, total = matching.page(connection, offset, limit + 1)
            rows = read_rows(connection, document, columns, numbers[:limit])
            first = (numbers[0] if numbers else schema.LARGEST) if offset else 0
            last = numbers[limit] - 1 if len(numbers) > limit else schema.LARGEST
            additions = read_additions(connection, columns, (first, last), view)
        return Page(rows=rows, additions=additions, total=total)

    def position(
        self, document: int, columns: Sequence[int], number: int, *, view: View = EVERYTHING
    ) -> int:
        """Return how many rows of a view come before the segment with that number."""
        matching = self._matching(document, columns, view)
        with self._database.reading() as connection:
            return matching.before(connection, number)

    def _matching(self, document: int, columns: Sequence[int], view: View) -> Matching:
        database = self._database
        return Matching(document, columns, view, database.dialect, database.found, database.texts)

    def next_unconfirmed(self, bitext: int, after: int) -> int | None:
        """Return the number of the next segment that wants a person, wrapping round the end.

        That is `after` itself where no other does, and `None` where none does.
        """
        after = min(after, schema.LARGEST)
        wanted = (
            select(beads.c.row)
            .where(
                beads.c.bitext_id == bitext,
                ~beads.c.excluded,
                beads.c.state == State.INITIAL,
                beads.c.rows > 0,
            )
            .order_by(beads.c.row)
            .limit(1)
        )
        with self._database.reading() as connection:
            following = connection.execute(wanted.where(beads.c.row > after)).scalar()
            if following is not None:
                return int(following)
            return connection.execute(wanted.where(beads.c.row <= after)).scalar()

    def progress(self, document: int) -> dict[int, Progress]:
        """Return how far each bitext of a document has come."""
        own = select(bitexts.c.id).where(bitexts.c.document_id == document, ~bitexts.c.attic)
        counted = (
            select(
                beads.c.bitext_id,
                beads.c.standing,
                func.count(),
                func.sum(case((beads.c.flagged, 1), else_=0)),
            )
            .where(beads.c.bitext_id.in_(own), ~beads.c.excluded)
            .group_by(beads.c.bitext_id, beads.c.standing)
        )
        with self._database.reading() as connection:
            counts: dict[int, dict[str, int]] = {
                bitext: defaultdict(int) for bitext in connection.execute(own).scalars()
            }
            for bitext, standing, number, flagged in connection.execute(counted):
                counts[bitext][standing] = number
                counts[bitext]["total"] += number
                counts[bitext]["flagged"] += flagged
        return {bitext: Progress(**found) for bitext, found in counts.items()}

    def units(
        self, identifier: int, *, include_excluded: bool = False, include_empty: bool = False
    ) -> Iterator[TranslationUnit]:
        """Stream the beads that have a text, or all of them, in document order."""
        bitext = self.get(identifier)
        chosen = [beads.c.bitext_id == identifier]
        if not include_excluded:
            chosen.append(~beads.c.excluded)
        with self._database.reading() as connection:
            document = connection.execute(
                select(schema.documents.c.title, schema.documents.c.language).where(
                    schema.documents.c.id == bitext.document
                )
            ).one()
            parts = _target_parts(connection, bitext)
            wanted = unit_rows(chosen, empty=include_empty)
            rows = connection.execution_options(yield_per=2000).execute(wanted)
            with rows:
                for bead, group in groupby(rows.mappings(), key=itemgetter("bead")):
                    unit = unit_of(list(group), bitext, document.title, document.language)
                    there = parts.get(bead, ())
                    if there and joined(there, bitext.language) == unit.target:
                        unit = replace(unit, target_parts=there)
                    yield unit

    def histories(self, identifier: int) -> Iterator[list[Revision]]:
        """Stream every revision of each bead that has more than one, the oldest first."""
        wanted = (
            select(revisions)
            .join(beads, beads.c.id == revisions.c.bead_id)
            .where(beads.c.bitext_id == identifier, beads.c.revision > 1)
            .order_by(revisions.c.bead_id, revisions.c.number)
        )
        with self._database.reading() as connection:
            rows = connection.execution_options(yield_per=2000).execute(wanted)
            with rows:
                for _, group in groupby(rows.mappings(), key=itemgetter("bead_id")):
                    yield [read_revision(row) for row in group]


def _bitext(row: RowMapping) -> Bitext:
    return Bitext(
        id=row["id"],
        document=row["document_id"],
        language=row["language"],
        target_document=row["target_document_id"],
        label=row["label"],
    )


def _insert(connection: Connection, document: int, language: str, label: str) -> None:
    """A bitext with one bead per segment, in order."""
    inserted = connection.execute(
        bitexts.insert().values(
            document_id=document, language=language, label=label, created_at=datetime.now(UTC)
        )
    )
    (bitext,) = inserted.inserted_primary_key or (0,)
    _insert_beads(connection, bitext, document)


def empty_beads(bitext: int, document: int) -> tuple[list[str], Select[Any]]:
    """The columns and rows of one bead without a text for each segment, in order."""
    values = {
        "bitext_id": literal(bitext),
        "position": segments.c.number,
        "row": segments.c.number,
        "rows": literal(1),
        "pinned": literal(False),
        "excluded": segments.c.excluded,
        "revision": literal(0),
        "state": literal(State.INITIAL.value),
        "sub_state": literal(SubState.EMPTY.value),
        "standing": literal(SubState.EMPTY.value),
        "flagged": literal(False),
        "touched": literal(False),
        "folded": literal(""),
    }
    chosen = select(*values.values()).where(segments.c.document_id == document)
    return list(values), chosen.order_by(segments.c.number)


def _insert_beads(connection: Connection, bitext: int, document: int) -> None:
    connection.execute(insert(beads).from_select(*empty_beads(bitext, document)))
    links = (
        select(beads.c.id, literal("source"), literal(0), segments.c.id)
        .join(segments, segments.c.number == beads.c.row)
        .where(beads.c.bitext_id == bitext, segments.c.document_id == document)
    )
    names = ["bead_id", "side", "position", "segment_id"]
    connection.execute(insert(schema.bead_segments).from_select(names, links))


def _target_parts(connection: Connection, bitext: Bitext) -> Mapping[int, Sequence[str]]:
    """The texts of the target segments of those beads that have several."""
    if bitext.target_document is None:
        return {}
    links = schema.bead_segments
    several = (
        select(links.c.bead_id)
        .join(beads, beads.c.id == links.c.bead_id)
        .where(beads.c.bitext_id == bitext.id, links.c.side == "target", links.c.position == 1)
    )
    wanted = (
        select(links.c.bead_id, segments.c.text)
        .join(segments, segments.c.id == links.c.segment_id)
        .where(links.c.side == "target", links.c.bead_id.in_(several))
        .order_by(links.c.bead_id, links.c.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for bead, text in connection.execute(wanted):
        found[bead].append(without_codes(text))
    return found
