"""Bitexts and their beads: the columns beside a document."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
)

from alignments.beads import (
    CONFIRMED,
    Bitext,
    Cell,
    Origin,
    Page,
    Row,
    State,
    SubState,
    TranslationUnit,
)
from alignments.errors import NotFound, StoreError
from alignments.languages import joined
from alignments.store import schema
from alignments.store.database import Database
from alignments.store.revisions import read_flags, read_revision

segments, bitexts, beads, revisions = (
    schema.segments,
    schema.bitexts,
    schema.beads,
    schema.revisions,
)
_CURRENT = and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)
_BY_STATE = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})
_BY_SUB_STATE = frozenset({SubState.EMPTY, SubState.DRAFT, SubState.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which rows are asked for. The default is all of them."""

    states: frozenset[str] = frozenset()
    """`empty`, `draft`, `rejected`, `translated`, `reviewed`, `final`, `flagged`, `excluded`."""
    query: str = ""
    """Text to be found in the source or in a shown target, whatever its case."""
    bitext: int | None = None
    """The bitext that `states` is about; `None` for any that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many beads of a bitext stand where. Excluded ones are not counted."""

    total: int = 0
    empty: int = 0
    draft: int = 0
    rejected: int = 0
    translated: int = 0
    reviewed: int = 0
    final: int = 0
    flagged: int = 0
    """Drafts with a flag; they are counted among the drafts too."""

    @property
    def confirmed(self) -> int:
        """How many a person, or an existing translation, answers for."""
        return self.translated + self.reviewed + self.final


STATES = (*(f.name for f in fields(Progress) if f.name != "total"), "excluded")
"""What `View.states` may hold."""


class Bitexts:
    """What `store.bitexts` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document: int) -> list[Bitext]:
        """Every bitext of a document, in the order they were made."""
        wanted = select(bitexts).where(bitexts.c.document_id == document).order_by(bitexts.c.id)
        with self._database.reading() as connection:
            return [_bitext(row) for row in connection.execute(wanted).mappings()]

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
        wanted = (
            select(bitexts).join(beads, beads.c.bitext_id == bitexts.c.id).where(beads.c.id == bead)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no bead {bead}")
        return _bitext(row)

    def ensure(self, document: int, language: str, *, label: str = "") -> Bitext:
        """Return the document's bitext in a language, made with one bead per segment if new."""
        wanted = select(bitexts).where(
            bitexts.c.document_id == document,
            bitexts.c.language == language,
            bitexts.c.label == label,
        )
        with self._database.writing() as connection:
            if (row := connection.execute(wanted).mappings().one_or_none()) is None:
                connection.execute(
                    bitexts.insert().values(
                        document_id=document,
                        language=language,
                        label=label,
                        created_at=datetime.now(UTC),
                    )
                )
                row = connection.execute(wanted).mappings().one()
                _insert_beads(connection, row["id"], document)
        return _bitext(row)

    def rows(
        self,
        document: int,
        columns: Sequence[int],
        *,
        offset: int = 0,
        limit: int = 50,
        view: View = View(),
    ) -> Page:
        """Return the rows that a view shows, `limit` of them from `offset`, with their cells."""
        with self._database.reading() as connection:
            if view == View():
                numbers = list(range(offset + 1, offset + limit + 1))
                total = _count(connection, document)
            else:
                matching = self._numbers(connection, document, columns, view)
                numbers, total = matching[offset : offset + limit], len(matching)
            wanted = (
                select(segments, schema.blocks.c.kind, schema.blocks.c.level)
                .join(schema.blocks, _block_of_segment())
                .where(segments.c.document_id == document, segments.c.number.in_(numbers))
                .order_by(segments.c.number)
            )
            found = list(connection.execute(wanted).mappings())
            cells = _cells(connection, columns, numbers)
        return Page(rows=[_row(row, cells[row["number"]]) for row in found], total=total)

    def position(
        self, document: int, columns: Sequence[int], number: int, *, view: View = View()
    ) -> int:
        """Return how many rows of a view come before the segment with that number."""
        if view == View():
            return number - 1
        with self._database.reading() as connection:
            return bisect_left(self._numbers(connection, document, columns, view), number)

    def next_unconfirmed(self, bitext: int, after: int) -> int | None:
        """Return the number of the next segment that wants a person, wrapping round the end."""
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
            return connection.execute(wanted.where(beads.c.row < after)).scalar()

    def progress(self, document: int) -> dict[int, Progress]:
        """Return how far each bitext of a document has come."""
        counted = (
            select(
                beads.c.bitext_id,
                beads.c.state,
                beads.c.sub_state,
                beads.c.flagged,
                func.count().label("count"),
            )
            .join(bitexts, bitexts.c.id == beads.c.bitext_id)
            .where(bitexts.c.document_id == document, ~beads.c.excluded)
            .group_by(beads.c.bitext_id, beads.c.state, beads.c.sub_state, beads.c.flagged)
        )
        counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        with self._database.reading() as connection:
            for bitext, state, sub_state, flagged, count in connection.execute(counted):
                counts[bitext]["total"] += count
                counts[bitext][_shown_state(state, sub_state)] += count
                counts[bitext]["flagged"] += count if flagged else 0
        return {bitext: Progress(**found) for bitext, found in counts.items()}

    def units(
        self, identifier: int, *, include_excluded: bool = False
    ) -> Iterator[TranslationUnit]:
        """Stream the beads that have a text, in document order."""
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
            found = connection.execution_options(yield_per=2000).execute(_unit_rows(chosen))
            for _, group in groupby(found.mappings(), key=itemgetter("bead_id")):
                yield _unit(list(group), bitext, document.title, document.language)

    def _numbers(
        self, connection: Connection, document: int, columns: Sequence[int], view: View
    ) -> list[int]:
        """The numbers of the segments that a view shows, in order."""
        unknown = view.states - set(STATES)
        if unknown:
            raise StoreError(f"no state {min(unknown)!r}; known: {', '.join(STATES)}")
        wanted = select(segments.c.number).where(segments.c.document_id == document)
        if view.states:
            shown = [view.bitext] if view.bitext is not None else list(columns)
            wanted = wanted.where(_in_states(view.states, shown))
        if view.query:
            wanted = wanted.where(self._containing(view.query, columns))
        return list(connection.execute(wanted.order_by(segments.c.number)).scalars())

    def _containing(self, query: str, columns: Sequence[int]) -> ColumnElement[bool]:
        with_text = (
            select(beads.c.row)
            .join(revisions, _CURRENT)
            .where(beads.c.bitext_id.in_(columns), self._contains(revisions.c.text, query))
        )
        return or_(self._contains(segments.c.text, query), segments.c.number.in_(with_text))

    def _contains(self, column: ColumnElement[str], query: str) -> ColumnElement[bool]:
        if self._database.dialect == "sqlite":
            return func.instr(func.fold(column), query.casefold()) > 0
        return func.strpos(func.lower(column), func.lower(query)) > 0


def _count(connection: Connection, document: int) -> int:
    wanted = select(schema.documents.c.segments).where(schema.documents.c.id == document)
    return int(connection.execute(wanted).scalar() or 0)


def _bitext(row: RowMapping) -> Bitext:
    return Bitext(
        id=row["id"],
        document=row["document_id"],
        language=row["language"],
        target_document=row["target_document_id"],
        label=row["label"],
    )


def _insert_beads(connection: Connection, bitext: int, document: int) -> None:
    """One bead per segment, in order."""
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
        "flagged": literal(False),
        "touched": literal(False),
    }
    chosen = select(*values.values()).where(segments.c.document_id == document)
    connection.execute(insert(beads).from_select(list(values), chosen.order_by(segments.c.number)))
    links = (
        select(beads.c.id, literal("source"), literal(0), segments.c.id)
        .join(segments, segments.c.number == beads.c.row)
        .where(beads.c.bitext_id == bitext, segments.c.document_id == document)
    )
    names = ["bead_id", "side", "position", "segment_id"]
    connection.execute(insert(schema.bead_segments).from_select(names, links))


def _shown_state(state: str, sub_state: str) -> str:
    """The one word that says where a bead stands, as `View.states` and Progress use it."""
    return state if state in CONFIRMED else sub_state


def _in_states(states: frozenset[str], columns: Sequence[int]) -> ColumnElement[bool]:
    """Segments on which a bead of those columns stands in one of the states."""
    kinds = [
        beads.c.state.in_(states & _BY_STATE),
        and_(beads.c.state == State.INITIAL, beads.c.sub_state.in_(states & _BY_SUB_STATE)),
    ]
    if "flagged" in states:
        kinds.append(beads.c.flagged)
    found = select(beads.c.row).where(
        beads.c.bitext_id.in_(columns), ~beads.c.excluded, or_(*kinds)
    )
    matching = segments.c.number.in_(found)
    return or_(matching, segments.c.excluded) if "excluded" in states else matching


def _block_of_segment() -> ColumnElement[bool]:
    return and_(
        schema.blocks.c.document_id == segments.c.document_id,
        schema.blocks.c.number == segments.c.block,
    )


def _cells(
    connection: Connection, columns: Sequence[int], numbers: Sequence[int]
) -> dict[int, dict[int, Cell]]:
    """The cells of some rows, by the row's number and the bitext's id."""
    wanted = (
        select(beads, revisions.c.text, revisions.c.origin, revisions.c.author, revisions.c.flags)
        .outerjoin(revisions, _CURRENT)
        .where(beads.c.bitext_id.in_(columns), beads.c.row.in_(numbers), beads.c.rows > 0)
    )
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    for row in connection.execute(wanted).mappings():
        found[row["row"]][row["bitext_id"]] = _cell(row)
    return found


def _cell(row: RowMapping) -> Cell:
    return Cell(
        bead=row["id"],
        revision=row["revision"],
        text=row["text"] or "",
        state=State(row["state"]),
        sub_state=SubState(row["sub_state"]),
        origin=Origin(row["origin"]) if row["origin"] else None,
        author=row["author"],
        model=row["model"],
        flags=read_flags(row["flags"] or ()),
        confidence=row["confidence"],
        pinned=row["pinned"],
        rows=row["rows"],
    )


def _row(row: RowMapping, cells: Mapping[int, Cell]) -> Row:
    names = ("number", "text", "excluded", "kind", "level")
    return Row(segment=row["id"], **{name: row[name] for name in names}, cells=dict(cells))


def _unit_rows(chosen: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """A row per bead and source segment, with the bead's current revision."""
    links = schema.bead_segments
    return (
        select(
            revisions,
            beads.c.row.label("bead_row"),
            beads.c.excluded.label("bead_excluded"),
            beads.c.confidence,
            segments.c.text.label("source_text"),
        )
        .select_from(beads)
        .join(revisions, _CURRENT)
        .outerjoin(links, and_(links.c.bead_id == beads.c.id, links.c.side == "source"))
        .outerjoin(segments, segments.c.id == links.c.segment_id)
        .where(*chosen)
        .order_by(beads.c.position, beads.c.id, links.c.position)
    )


def _unit(
    rows: Sequence[RowMapping], bitext: Bitext, document: str, language: str
) -> TranslationUnit:
    first = rows[0]
    texts = [row["source_text"] for row in rows if row["source_text"] is not None]
    revision = read_revision(first)
    return TranslationUnit(
        number=first["bead_row"],
        document=document,
        source_language=language,
        target_language=bitext.language,
        source=joined(texts, language),
        target=revision.text,
        revision=revision,
        excluded=first["bead_excluded"],
        confidence=first["confidence"],
    )
