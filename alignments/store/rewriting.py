"""Changes to many texts at once: search and replace, and states. Each can be undone as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    insert,
    select,
    tuple_,
    update,
)

from alignments.beads import CONFIRMED, NewRevision, Origin, Revision, State, SubState
from alignments.errors import StoreError
from alignments.search import Finder
from alignments.store import log, schema
from alignments.store.additions import read_additions
from alignments.store.bitexts import Bitexts
from alignments.store.checks import check_text, lock_document
from alignments.store.database import Database
from alignments.store.revision_rows import head_values, read_revision, revision_values, sub_state
from alignments.store.views import Matching, View

beads, revisions = schema.beads, schema.revisions
_IN_ONE_GO = 500  # bound values a statement may have, on every database


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What a search and replace would make of one text."""

    bead: int
    number: int
    """Of the first segment, or of the one that an addition follows."""
    addition: bool
    revision: int
    """What it is based on: a text that is another by then is left alone."""
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What came of a change to many texts."""

    operation: int | None
    """What `store.operations.undo` takes back; `None` where nothing was changed."""
    changed: int
    left: int
    """How many were left alone, since somebody had changed them meanwhile."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands."""

    number: int
    addition: bool


class Rewriting:
    """What `store.rewriting` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bitexts = Bitexts(database)

    def preview(self, bitext: int, view: View, replacement: str) -> list[Replacement]:
        """Return what replacing all that a view finds in a column would change, in order.

        Texts of the source are never changed, nor those of excluded segments.
        """
        finder = Finder(view.search)
        if finder.empty:
            raise StoreError("say what is to be replaced")
        check_text("the replacement", replacement)
        with self._database.reading() as connection:
            found = self._in_view(connection, bitext, view)
            changes = [
                Replacement(
                    bead=each.bead,
                    number=place.number,
                    addition=place.addition,
                    revision=each.number,
                    before=each.text,
                    after=finder.replaced(each.text, replacement),
                )
                for place, each in finder.among((each, each[1].text) for each in found)
            ]
        return [change for change in changes if change.after != change.before]

    def replace(
        self,
        bitext: int,
        view: View,
        replacement: str,
        *,
        chosen: Mapping[int, int],
        author: str | None,
        op_id: str | None = None,
        reviews: bool = True,
    ) -> Rewritten:
        """Replace what a view's search finds, in the chosen texts of a column.

        `chosen` says for each bead which revision was looked at. The state of a text stays, but
        what was reviewed is only `translated` after somebody who may not review (`reviews`).
        """
        finder = Finder(view.search)
        check_text("the replacement", replacement)

        def changed(before: Revision) -> NewRevision | None:
            text = finder.replaced(before.text, replacement)
            if text == before.text or (before.state in CONFIRMED and not text.strip()):
                return None
            return _with_text(before, text, author, reviews=reviews)

        def work(connection: Connection) -> tuple[list[list[int]], int]:
            return _apply(connection, bitext, chosen, changed)

        return self._do("replace", bitext, work, author, op_id)

    def count(self, bitext: int, view: View, state: State) -> int:
        """Return how many texts `set_state` would change."""
        with self._database.reading() as connection:
            found = self._in_view(connection, bitext, view)
            return sum(_verdict(each, state, None) is not None for _, each in found)

    def set_state(
        self,
        bitext: int,
        view: View,
        state: State,
        *,
        author: str | None,
        op_id: str | None = None,
    ) -> Rewritten:
        """Give every text that a view shows in a column a state; `initial` rejects them.

        What is empty, and what has the state already, stays as it is.
        """

        def work(connection: Connection) -> tuple[list[list[int]], int]:
            seen = {each.bead: each.number for _, each in self._in_view(connection, bitext, view)}
            return _apply(connection, bitext, seen, lambda before: _verdict(before, state, author))

        return self._do(f"make {state}", bitext, work, author, op_id)

    def _in_view(
        self, connection: Connection, bitext: int, view: View
    ) -> Iterator[tuple[_Place, Revision]]:
        """The texts of a column that a view shows, with their places."""
        document = self._bitexts.get(bitext).document
        # what a replacement searches it finds by itself, in this column alone
        matching = Matching(
            document, [bitext], replace(view, bitext=bitext), self._database.dialect
        )
        numbers, _ = matching.page(connection, 0, schema.LARGEST)
        rows = range(numbers.start, numbers.stop) if isinstance(numbers, range) else set(numbers)
        everywhere = (0, schema.LARGEST)
        added = {each.cell.bead for each in read_additions(connection, [bitext], everywhere, view)}
        wanted = (
            select(beads.c.row, beads.c.rows, revisions)
            .join(beads, _head())
            .where(beads.c.bitext_id == bitext, ~beads.c.excluded)
            .order_by(beads.c.row, beads.c.position)
        )
        for row in connection.execute(wanted).mappings():
            if row["row"] in rows if row["rows"] else row["bead_id"] in added:
                yield _Place(row["row"], addition=not row["rows"]), read_revision(row)

    def _do(
        self,
        kind: str,
        bitext: int,
        work: Callable[[Connection], tuple[list[list[int]], int]],
        author: str | None,
        op_id: str | None,
    ) -> Rewritten:
        log.check_names(author, op_id)
        document = self._bitexts.get(bitext).document
        with self._database.writing() as connection:
            lock_document(connection, document)
            if (entry := log.sent_before(connection, kind, op_id)) is not None:
                texts, left = entry.payload["texts"], entry.payload["left"]
                return Rewritten(operation=entry.id, changed=len(texts), left=left)
            texts, left = work(connection)
            if not texts:
                return Rewritten(operation=None, changed=0, left=left)
            payload = {"texts": texts, "left": left}
            made = log.record(connection, document, kind, payload, author=author, op_id=op_id)
        return Rewritten(operation=made, changed=len(texts), left=left)


def turn_texts(
    connection: Connection, texts: Sequence[Sequence[int]], *, back: bool
) -> list[list[int]]:
    """Let texts be again what they were before a change, or after it, as new revisions.

    `texts` says for each bead its revision before the change and after it. What somebody has
    changed since stays. Returns the same, as it stands then.
    """
    expected = {bead: after if back else before for bead, before, after in texts}
    wanted = {bead: before if back else after for bead, before, after in texts}
    heads = {
        each.bead: each
        for each in _current(connection, None, list(expected))
        if each.number == expected[each.bead]
    }
    earlier = _revisions(connection, {bead: wanted[bead] for bead in heads})
    written = _write(connection, [(heads[each.bead], _again(each)) for each in earlier])
    turned = {bead: after for bead, _, after in written}
    return [
        (
            [bead, turned.get(bead, before), after]
            if back
            else [bead, before, turned.get(bead, after)]
        )
        for bead, before, after in texts
    ]


def _apply(
    connection: Connection,
    bitext: int,
    seen: Mapping[int, int],
    change: Callable[[Revision], NewRevision | None],
) -> tuple[list[list[int]], int]:
    """Change texts of a column that are still what was seen: what was written, how many stayed."""
    current = _current(connection, bitext, list(seen))
    fresh = [each for each in current if each.number == seen[each.bead]]
    news = [(each, new) for each in fresh if (new := change(each)) is not None]
    return _write(connection, news), len(seen) - len(news)


def _again(earlier: Revision) -> NewRevision:
    names = "text state sub_state origin author machine score flags".split()
    return NewRevision(**{name: getattr(earlier, name) for name in names})


def _with_text(before: Revision, text: str, author: str | None, *, reviews: bool) -> NewRevision:
    """Another text in the same state. A draft that was changed this way is still to be read."""
    lowered = before.state is not State.TRANSLATED and before.state in CONFIRMED and not reviews
    confirmed = before.state in CONFIRMED
    return NewRevision(
        text=text,
        state=State.TRANSLATED if lowered else before.state,
        sub_state=SubState.EDITED if confirmed else before.sub_state,
        origin=Origin.HUMAN,
        author=author,
        machine=None if confirmed else before.machine,
        flags=before.flags,
    )


def _verdict(before: Revision, state: State, author: str | None) -> NewRevision | None:
    """A person's verdict on a text as it is; `None` where it changes nothing."""
    sub = sub_state(before.text, state, before)
    if not before.text.strip() or (before.state, before.sub_state) == (state, sub):
        return None
    return NewRevision(
        text=before.text,
        state=state,
        sub_state=sub,
        origin=Origin.HUMAN,
        author=author,
        machine=before.machine,
        flags=before.flags,
    )


def _head() -> ColumnElement[bool]:
    return and_(revisions.c.bead_id == beads.c.id, revisions.c.number == beads.c.revision)


def _current(
    connection: Connection, bitext: int | None, wanted: Sequence[int]
) -> Iterator[Revision]:
    """The texts that some beads have now, locked until the transaction ends."""
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = sorted(wanted)[start : start + _IN_ONE_GO]
        query = select(revisions).join(beads, _head()).where(beads.c.id.in_(some))
        if bitext is not None:
            query = query.where(beads.c.bitext_id == bitext)
        query = query.with_for_update(of=beads, key_share=True)
        for row in connection.execute(query.order_by(beads.c.id)).mappings():
            yield read_revision(row)


def _revisions(connection: Connection, numbers: Mapping[int, int]) -> Iterator[Revision]:
    """The given revision of each bead."""
    wanted = sorted(numbers.items())
    for start in range(0, len(wanted), _IN_ONE_GO // 2):
        some = wanted[start : start + _IN_ONE_GO // 2]
        query = select(revisions).where(tuple_(revisions.c.bead_id, revisions.c.number).in_(some))
        for row in connection.execute(query).mappings():
            yield read_revision(row)


def _write(connection: Connection, news: Sequence[tuple[Revision, NewRevision]]) -> list[list[int]]:
    """Add a revision to each bead: (bead, its revision before, its revision now)."""
    if not news:
        return []
    written = [[before.bead, before.number, before.number + 1] for before, _ in news]
    heads = [
        {"changed": before.bead, **head_values(before.number + 1, new), "touched": True}
        for before, new in news
    ]
    rows = [revision_values(before.bead, before.number + 1, new) for before, new in news]
    connection.execute(update(beads).where(beads.c.id == bindparam("changed")), heads)
    connection.execute(insert(revisions), rows)
    return written
