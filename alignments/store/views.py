"""Views: which rows of a document are asked for, and how far its columns have come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import CompoundSelect, Connection, Select, Subquery, func, select

from alignments.beads import SubState
from alignments.errors import StoreError
from alignments.folding import folded
from alignments.search import Finder, Search, required
from alignments.store import schema
from alignments.store.conditions import Part, chosen, containing, found_by
from alignments.store.found import Found
from alignments.store.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which rows are asked for. The default is all of them."""

    states: frozenset[str] = frozenset()
    """`empty`, `draft`, `rejected`, `translated`, `reviewed`, `final`, `flagged`, `excluded`."""
    query: str = ""
    """Text to be found in the source or in a shown target, whatever its case and accents."""
    expression: bool = False
    """`query` is a regular expression."""
    match_case: bool = False
    match_marks: bool = False
    """Accents, vowel signs and letter forms make a difference to `query`."""
    bitext: int | None = None
    """The bitext that all but `query` is about; `None` for any that is shown."""
    flags: frozenset[str] = frozenset()
    """Names of flags; one of them is on the text."""
    authors: frozenset[str] = frozenset()
    """Who wrote the text that is there."""
    models: frozenset[str] = frozenset()
    """Which model's text it is, as it was or as a person accepted it."""
    work: frozenset[str] = frozenset()
    """What a person did: `untouched`, `accepted`, `edited`."""
    confidence: tuple[float, float] | None = None
    """Of the alignment: at least, at most; 0 to 100."""
    length: tuple[int, int] | None = None
    """Of the source segment, in characters: at least, at most."""
    commented: bool = False
    """Somebody said something about the segment, and it is not settled."""

    @property
    def asks_of_texts(self) -> bool:
        """Whether more is asked of a text than its state."""
        return bool(
            self.flags or self.authors or self.models or self.work or self.confidence is not None
        )

    @property
    def search(self) -> Search:
        """What is looked for."""
        return Search(
            text=self.query,
            expression=self.expression,
            match_case=self.match_case,
            match_marks=self.match_marks,
        )


EVERYTHING = View()
WORK = {
    "untouched": SubState.DRAFT,
    "accepted": SubState.UNCHANGED,
    "edited": SubState.EDITED,
}
"""What `View.work` may hold, and how the store says it."""


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
    """Those with a flag; they are counted where they stand, too."""

    @property
    def confirmed(self) -> int:
        """How many a person, or an existing translation, answers for."""
        return self.translated + self.reviewed + self.final


STATES = (*(f.name for f in fields(Progress) if f.name != "total"), "excluded")
"""What `View.states` may hold."""


class Matching:
    """The segments that a view shows."""

    def __init__(
        self,
        document: int,
        columns: Sequence[int],
        view: View,
        dialect: str,
        found: Found | None = None,
        texts: Texts | None = None,
    ) -> None:
        """Raise StoreError for an unknown state, SearchError for what cannot be searched.

        With `found`, a search is kept there for the next who asks the same; with `texts`, what is
        searched is kept there.
        """
        _check(view)
        self._asked, self._found = (document, tuple(columns), view), found
        self._document, self._columns, self._dialect = document, columns, dialect
        parts = list(chosen(document, columns, view, dialect))
        query = folded(view.query)
        self._finder = None if view.search.loose or not view.query else Finder(view.search)
        if self._finder is None and query:
            parts.append(containing(document, columns, query, dialect, texts))
        # to look once is dear enough: the page and the count are then of what was found
        self._once = bool(query) or self._finder is not None or view.asks_of_texts
        self._prefilter = required(view.search) if view.expression else query
        self._parts = parts
        self._all_of_them = not parts and self._finder is None

    def page(self, connection: Connection, offset: int, limit: int) -> tuple[Sequence[int], int]:
        """The numbers of some of them, in order, and how many there are in all."""
        if self._all_of_them:
            total = _segments_in(connection, self._document)
            return range(offset + 1, min(offset + limit, total) + 1), total
        if self._once:
            found = self._all(connection)
            return list(found[offset : offset + limit]), len(found)
        numbers = _in_all(self._parts)
        ordered = numbers.order_by("number")
        ordered = ordered.limit(min(limit, schema.LARGEST)).offset(min(offset, schema.LARGEST))
        page = connection.execute(ordered).scalars().all()
        return page, _count(connection, numbers.subquery())

    def before(self, connection: Connection, number: int) -> int:
        """How many of them come before the segment with that number."""
        if self._once:
            return bisect_left(self._all(connection), number)
        if self._all_of_them:
            return number - 1
        numbers = _in_all(self._parts).subquery()
        return _count(connection, numbers, below=min(number, schema.LARGEST))

    def _all(self, connection: Connection) -> Sequence[int]:
        if self._found is None:
            return self._look(connection)
        return self._found.of(connection, self._asked, lambda: self._look(connection))

    def _look(self, connection: Connection) -> Sequence[int]:
        found = [part.numbers(connection) for part in self._parts]
        if self._finder is not None:
            found.append(
                found_by(
                    connection,
                    self._finder,
                    document=self._document,
                    columns=self._columns,
                    prefilter=self._prefilter,
                    dialect=self._dialect,
                )
            )
        return sorted(set.intersection(*found))


def _check(view: View) -> None:
    if unknown := view.states - set(STATES):
        raise StoreError(f"no state {min(unknown)!r}; known: {', '.join(STATES)}")
    if unknown := view.work - set(WORK):
        raise StoreError(f"no work {min(unknown)!r}; known: {', '.join(WORK)}")


def _count(connection: Connection, numbers: Subquery, below: int | None = None) -> int:
    wanted = select(func.count()).select_from(numbers)
    if below is not None:
        wanted = wanted.where(numbers.c.number < below)
    return connection.execute(wanted).scalar_one()


def _segments_in(connection: Connection, document: int) -> int:
    wanted = select(schema.documents.c.segments).where(schema.documents.c.id == document)
    return connection.execute(wanted).scalar() or 0


def _in_all(parts: Sequence[Part]) -> Select[int] | CompoundSelect[int]:
    if len(parts) == 1:
        return parts[0].statement()
    first, *others = [part.statement().subquery() for part in parts]
    wanted = select(first.c.number)
    for other in others:
        wanted = wanted.where(first.c.number.in_(select(other.c.number)))
    return wanted
