"""What the store should say, worked out in plain Python: columns of beads over a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from sqlalchemy import create_engine, insert

from alignments.beads import Bitext, Flag, NewRevision, Origin, State, SubState
from alignments.folding import folded
from alignments.store import Store
from alignments.store.addresses import store_url
from alignments.store.schema import bead_segments, beads
from tests.alignments.store.samples import ECHO, add_document

STANDINGS = {
    "empty": (State.INITIAL, SubState.EMPTY),
    "draft": (State.INITIAL, SubState.DRAFT),
    "rejected": (State.INITIAL, SubState.REJECTED),
    "translated": (State.TRANSLATED, SubState.EDITED),
    "reviewed": (State.REVIEWED, SubState.UNCHANGED),
    "final": (State.FINAL, SubState.IMPORTED),
}


@dataclass(frozen=True, kw_only=True)
class ModelBead:
    """A bead: how many source segments it spans, and where it stands."""

    rows: int
    standing: str = "empty"
    flagged: bool = False
    text: str = ""

    def revision(self) -> NewRevision:
        state, sub_state = STANDINGS[self.standing]
        return NewRevision(
            text=self.text,
            state=state,
            sub_state=sub_state,
            origin=Origin.MACHINE if self.standing == "draft" else Origin.HUMAN,
            machine=ECHO if self.standing == "draft" else None,
            flags=[Flag(name="numbers", reason="12 is missing")] if self.flagged else [],
        )


@dataclass(kw_only=True)
class Model:
    """A document's texts, its columns, and which segments are excluded; all numbers from 1."""

    texts: list[str]
    columns: list[list[ModelBead]]
    excluded: set[int] = field(default_factory=set)

    def spans(self, column: int) -> list[tuple[ModelBead, range]]:
        """The beads of a column with the numbers of their segments."""
        beads = self.columns[column]
        ends = list(accumulate(bead.rows for bead in beads))
        return [
            (bead, range(end - bead.rows + 1, end + 1))
            for bead, end in zip(beads, ends, strict=True)
        ]

    def left_out(self, numbers: range) -> bool:
        return len(numbers) > 0 and set(numbers) <= self.excluded

    def shown(self, states: frozenset[str], query: str, columns: list[int], about: list[int]):
        """The numbers that a view shows."""
        found = set(range(1, len(self.texts) + 1))
        if states:
            found = {
                number
                for column in about
                for bead, numbers in self.spans(column)
                for number in numbers
                if not self.left_out(numbers)
                and (bead.standing in states or (bead.flagged and "flagged" in states))
            }
            found |= self.excluded if "excluded" in states else set()
        if query:
            found &= self.containing(folded(query), columns)
        return sorted(found)

    def containing(self, query: str, columns: list[int]) -> set[int]:
        found = {count for count, text in enumerate(self.texts, 1) if query in folded(text)}
        for column in columns:
            for bead, numbers in self.spans(column):
                if query in folded(bead.text):
                    found |= set(numbers)
        return found

    def rows(self, numbers: list[int], columns: list[int]) -> list[tuple]:
        """Rows as the store gives them: number, and for each column its text and height."""
        begun = set()
        rows = []
        for number in numbers:
            cells = {}
            for column in columns:
                place, bead, span = next(
                    (place, bead, span)
                    for place, (bead, span) in enumerate(self.spans(column))
                    if number in span
                )
                if (column, place) not in begun:
                    begun.add((column, place))
                    cells[column] = (bead.text, len(set(span) & set(numbers)))
            rows.append((number, self.texts[number - 1], number in self.excluded, cells))
        return rows

    def progress(self, column: int) -> dict[str, int]:
        counted = dict.fromkeys([*STANDINGS, "total", "flagged"], 0)
        for bead, numbers in self.spans(column):
            if not self.left_out(numbers):
                counted[bead.standing] += 1
                counted["total"] += 1
                counted["flagged"] += bead.flagged
        return counted

    def next_unconfirmed(self, column: int, after: int) -> int | None:
        waiting = [
            numbers[0]
            for bead, numbers in self.spans(column)
            if numbers
            and not self.left_out(numbers)
            and bead.standing in ("empty", "draft", "rejected")
        ]
        return next((number for number in waiting if number > after), min(waiting, default=None))

    def units(self, column: int, *, include_excluded: bool) -> list[tuple[str, str]]:
        """Source and target of every bead that has a text."""
        return [
            (" ".join(self.texts[number - 1] for number in numbers), bead.text)
            for bead, numbers in self.spans(column)
            if bead.standing != "empty" and (include_excluded or not self.left_out(numbers))
        ]

    def store(self, store: Store, address: str, title: str) -> list[Bitext]:
        """Put it into a store, its beads in place of those that are made one to one."""
        document = add_document(store, *self.texts, title=title).id
        bitexts = [
            store.bitexts.ensure(document, "fr", label=str(place))
            for place, _ in enumerate(self.columns)
        ]
        segments = [segment.id for segment in store.documents.segments(document)]
        for column, bitext in enumerate(bitexts):
            written = self._insert(address, column, bitext, segments)
            for bead, identifier in zip(self.columns[column], written, strict=True):
                if bead.standing != "empty":
                    store.revisions.add(identifier, bead.revision(), base_revision=0)
        if self.excluded:
            store.documents.set_excluded(document, self.excluded, True)
        return bitexts

    def _insert(self, address: str, column: int, bitext: Bitext, segments: list[int]) -> list[int]:
        """Beads as an aligner writes them; their numbers."""
        engine = create_engine(store_url(address))
        written = []
        with engine.begin() as connection:
            made = beads.c.bitext_id == bitext.id
            for table, wanted in (
                (
                    bead_segments,
                    bead_segments.c.bead_id.in_(
                        beads.select().with_only_columns(beads.c.id).where(made)
                    ),
                ),
                (beads, made),
            ):
                connection.execute(table.delete().where(wanted))
            for position, (bead, numbers) in enumerate(self.spans(column), start=1):
                values = {
                    "bitext_id": bitext.id,
                    "position": position,
                    "row": numbers.start,
                    "rows": bead.rows,
                    "pinned": False,
                    "excluded": False,
                    "revision": 0,
                    "state": State.INITIAL.value,
                    "sub_state": SubState.EMPTY.value,
                    "standing": SubState.EMPTY.value,
                    "flagged": False,
                    "touched": False,
                    "confidence": 0.5,
                }
                (identifier,) = connection.execute(
                    insert(beads).values(values)
                ).inserted_primary_key
                written.append(identifier)
                for place, number in enumerate(numbers):
                    connection.execute(
                        insert(bead_segments).values(
                            bead_id=identifier,
                            side="source",
                            position=place,
                            segment_id=segments[number - 1],
                        )
                    )
        engine.dispose()
        return written
