"""Every version of every target text. A revision is added, never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from alignments.beads import (
    CONFIRMED,
    Flag,
    NewRevision,
    Origin,
    RefusedWrite,
    Revision,
    State,
)
from alignments.errors import NotFound, StaleRevision, StoreError
from alignments.placeholders import lost_codes
from alignments.store import schema, statements
from alignments.store.ancestry import ancestors
from alignments.store.checks import check_text
from alignments.store.database import Database
from alignments.store.revision_rows import (
    head_values,
    read_revision,
    revision_values,
    sub_state,
)
from alignments.store.sides import Sides, hold
from alignments.store.together import Together

beads, segments, revisions = schema.beads, schema.segments, schema.revisions
_IN_ONE_GO = 500  # bound values a statement may have, on every database

Look = Callable[[Sides], Sequence[Flag]]
"""Finds what a person should look at again; what it raises keeps the text from being written."""


class StaleWrite(StaleRevision):
    """Someone changed the bead since it was read. Both texts are in the store."""

    def __init__(self, bead: int, current: Revision | None, *, gone: bool = False) -> None:
        self.bead = bead
        self.current = current
        since = "has no text yet" if current is None else _told(current)
        if gone:
            since = "was merged, split or aligned anew since you read it"
        super().__init__(
            f"bead {bead} {since}; your text is kept, read the bead again before you write"
        )


def _told(current: Revision) -> str:
    who = current.author or (current.machine.model if current.machine else "someone")
    return f"was changed at {current.created_at.astimezone():%H:%M} by {who} since you read it"


class Revisions:
    """What `store.revisions` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together = Together(database)

    def add(self, bead: int, new: NewRevision, *, base_revision: int) -> Revision:
        """Add a revision upon the one that the writer has seen.

        `base_revision` is its number, 0 where there was none. Raises StaleWrite where that is no
        longer the last one; the text is kept among the refused ones. The same `op_id` again gives
        the revision that it wrote before; with another text or state it is refused.
        """
        _check(new)

        def write(connection: Connection) -> Revision | StaleWrite:
            last, gone = _lock(connection, bead)
            sent = _by_operation(connection, new.op_id)
            return _add(connection, bead, new, base_revision, _Standing(last, gone, sent))

        return self._written(write)

    def correct(
        self,
        bead: int,
        *,
        text: str,
        state: State,
        base_revision: int,
        author: str | None,
        op_id: str | None = None,
        active_seconds: float | None = None,
        look: Look = lambda sides: (),
    ) -> Revision:
        """Add what a person made of a bead: her text, or her verdict on the text that is there.

        A machine's text confirmed as it was becomes `accepted unchanged`; the state `initial`
        rejects it. A confirmed text that loses, invents or repeats an inline code of its source is
        flagged, beside what `look` finds. Raises as `add` and `look` do.
        """

        def write(connection: Connection) -> Revision | StaleWrite:
            held = hold(connection, bead)
            before, sent = _seen_or_sent(connection, bead, base_revision, op_id)
            kept = before if before and before.text == text else None
            new = NewRevision(
                text=text,
                state=state,
                sub_state=sub_state(text, state, before),
                origin=Origin.HUMAN,
                author=author,
                machine=kept.machine if kept else None,
                links=kept.links if kept else None,
                flags=(*look(held.sides), *_code_flags(held.sides, text, state)),
                op_id=op_id,
                active_seconds=active_seconds,
            )
            _check(new)
            now = _Standing(held.revision, held.gone, sent)
            return _add(connection, bead, new, base_revision, now)

        return self._written(write)

    def restore(
        self,
        bead: int,
        number: int,
        *,
        base_revision: int,
        author: str | None,
        op_id: str | None = None,
    ) -> Revision:
        """Let an earlier revision hold again: its text, state and provenance as a new one.

        This takes a verdict back. Raises NotFound where there is no such revision, and as `add`
        does.
        """
        earlier = self.get(bead, number)
        new = NewRevision(
            text=earlier.text,
            state=earlier.state,
            sub_state=earlier.sub_state,
            origin=earlier.origin,
            author=author,
            machine=earlier.machine,
            score=earlier.score,
            flags=earlier.flags,
            op_id=op_id,
        )
        return self.add(bead, new, base_revision=base_revision)

    def get(self, bead: int, number: int) -> Revision:
        """Return one revision of a bead. Raises NotFound."""
        with self._database.reading() as connection:
            found = _seen(connection, bead, number)
        if found is None:
            raise NotFound(f"bead {bead} has no revision {number}")
        return found

    def add_drafts(self, drafts: Sequence[tuple[int, NewRevision]]) -> int:
        """Add machine drafts, in one transaction, to beads that no person has touched.

        Returns how many were written; the others are left as they are.
        """
        for _, new in drafts:
            _check(new)
        with self._database.writing() as connection:
            numbers = _untouched(connection, sorted(bead for bead, _ in drafts))
            chosen = []
            for bead, new in drafts:
                if bead in numbers:
                    numbers[bead] += 1
                    chosen.append((bead, numbers[bead], new))
            if chosen:
                heads = [{"bead": bead, **head_values(number, new)} for bead, number, new in chosen]
                rows = [revision_values(bead, number, new) for bead, number, new in chosen]
                connection.execute(statements.CHANGED_BEAD, heads)
                connection.execute(statements.NEW_REVISION, rows)
        return len(chosen)

    def history(self, bead: int) -> list[Revision]:
        """Return every revision of a bead, the oldest first.

        Those of the beads that it was made of, by an operation, come before its own.
        """
        with self._database.reading() as connection:
            line = ancestors(connection, bead)
            wanted = select(revisions).where(revisions.c.bead_id.in_(line))
            found = connection.execute(wanted.order_by(revisions.c.number)).mappings().all()
            if not found:
                _known(connection, bead)
        ordered = sorted(found, key=lambda row: line.index(row["bead_id"]))
        return [read_revision(row) for row in ordered]

    def refused(self, bead: int) -> list[RefusedWrite]:
        """Return the texts that came too late for a bead, the oldest first."""
        table = schema.refused_writes
        wanted = select(table).where(table.c.bead_id == bead).order_by(table.c.id)
        with self._database.glancing() as connection:
            found = connection.execute(wanted).mappings().all()
        if not found:
            with self._database.glancing() as connection:
                _known(connection, bead)
        return [
            RefusedWrite(
                bead=bead,
                base_revision=row["base_revision"],
                text=row["text"],
                author=row["author"],
                created_at=row["created_at"],
            )
            for row in found
        ]

    def untranslated(
        self, bitext: int, *, model: str | None = None, after: int = 0, limit: int | None = None
    ) -> list[tuple[int, int, str]]:
        """Return beads that want a machine draft: (bead, number of the segment, its text).

        These are the empty ones, and with `model` the untouched drafts of other models; of
        them those that stand after the segment number `after`.
        """
        links = schema.bead_segments
        wanted = (
            select(beads.c.id, beads.c.row, segments.c.text)
            .join(links, and_(links.c.bead_id == beads.c.id, links.c.side == "source"))
            .join(segments, segments.c.id == links.c.segment_id)
            .where(_wants_draft(bitext, model), beads.c.row > after, links.c.position == 0)
            .order_by(beads.c.row)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [(bead, row, text) for bead, row, text in connection.execute(wanted)]

    def count_untranslated(self, bitext: int, *, model: str | None = None) -> int:
        """Return how many beads `untranslated` would give without a limit."""
        wanted = select(func.count()).select_from(beads).where(_wants_draft(bitext, model))
        with self._database.reading() as connection:
            return int(connection.execute(wanted).scalar_one())

    def _written(self, work: Callable[[Connection], Revision | StaleWrite]) -> Revision:
        """What was written; a text that came too late is on disk, too, before that is raised."""
        written = self._together.write(work)
        if isinstance(written, StaleWrite):
            raise written
        return written


def _code_flags(sides: Sides, text: str, state: State) -> Sequence[Flag]:
    """What a confirmed text has made of the codes of its source."""
    flag = lost_codes(sides.source, text) if state in CONFIRMED else None
    return (flag,) if flag else ()


class _Standing(NamedTuple):
    """How a bead stands that is held, when somebody wants to write to it."""

    last: int
    """The number of its last revision."""
    gone: bool
    sent: Revision | None
    """What a write with the same name wrote."""


def _add(
    connection: Connection, bead: int, new: NewRevision, base_revision: int, now: _Standing
) -> Revision | StaleWrite:
    """Add a revision, or keep the text that came too late."""
    if now.sent is not None:
        return _again(now.sent, bead, new)
    last = now.last
    if last != base_revision or now.gone:
        _refuse(connection, bead, base_revision, new)
        return StaleWrite(bead, _find(connection, bead, last), gone=now.gone)
    head = head_values(last + 1, new)
    if new.origin is not Origin.MACHINE:
        head["touched"] = True
    values = revision_values(bead, last + 1, new)
    connection.execute(statements.CHANGED_BEAD, {"bead": bead, **head})
    connection.execute(statements.NEW_REVISION, values)
    return read_revision(values)


def _wants_draft(bitext: int, model: str | None) -> ColumnElement[bool]:
    """Beads over one segment that nobody has touched and that this model has not drafted."""
    empty = beads.c.revision == 0
    wants = empty if model is None else or_(empty, beads.c.model != model)
    alone = and_(beads.c.rows == 1, ~beads.c.excluded, ~beads.c.touched)
    return and_(beads.c.bitext_id == bitext, alone, wants)


def _check(new: NewRevision) -> None:
    if new.state in CONFIRMED and not new.text.strip():
        raise StoreError(f"an empty text cannot be {new.state}; write one or reject the draft")
    check_text("the text", new.text)
    check_text("the author", new.author)
    check_text("the op_id", new.op_id, longest=64)


def _refuse(connection: Connection, bead: int, base_revision: int, new: NewRevision) -> None:
    """Keep a text that came too late, once however often it is sent."""
    table = schema.refused_writes
    op_id = new.op_id
    if op_id is not None:
        known = select(table.c.bead_id, table.c.text).where(table.c.op_id == op_id)
        if (kept := connection.execute(known).one_or_none()) is not None:
            if tuple(kept) == (bead, new.text):
                return
            op_id = None  # a name used twice must not cost a text
    connection.execute(
        table.insert().values(
            bead_id=bead,
            base_revision=base_revision,
            text=new.text,
            author=new.author,
            op_id=op_id,
            created_at=datetime.now(UTC),
        )
    )


def _untouched(connection: Connection, wanted: Sequence[int]) -> dict[int, int]:
    """How many revisions some beads have: those that no one has touched or taken out."""
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = wanted[start : start + _IN_ONE_GO]
        query = (
            select(beads.c.id, beads.c.revision)
            .join(schema.bitexts, schema.bitexts.c.id == beads.c.bitext_id)
            .where(beads.c.id.in_(some), ~beads.c.touched, ~schema.bitexts.c.attic)
            # in one order for everyone: writers that lock each other's beads would wait for ever
            .order_by(beads.c.id)
            .with_for_update(key_share=True, of=beads)
        )
        found |= {bead: number for bead, number in connection.execute(query)}
    return found


def _known(connection: Connection, bead: int) -> None:
    if connection.execute(statements.BEAD, {"bead": bead}).scalar() is None:
        raise NotFound(f"no bead {bead}")


def _lock(connection: Connection, bead: int) -> tuple[int, bool]:
    """Let no one else write the bead; say how many revisions it has, and whether it is gone.

    An operation takes beads out and puts others in their place. Raises NotFound.
    """
    if (found := connection.execute(statements.LOCKED_BEAD, {"bead": bead}).one_or_none()) is None:
        raise NotFound(f"no bead {bead}")
    return found.revision, found.attic


def _by_operation(connection: Connection, op_id: str | None) -> Revision | None:
    """What a write wrote when it was sent before."""
    if op_id is None:
        return None
    found = connection.execute(statements.REVISION_OF_OPERATION, {"op_id": op_id})
    row = found.mappings().one_or_none()
    return read_revision(row) if row else None


def _seen_or_sent(
    connection: Connection, bead: int, number: int, op_id: str | None
) -> tuple[Revision | None, Revision | None]:
    """The revision of a bead that somebody has seen, and what she wrote if it was sent before."""
    asked = {"bead": bead, "number": number, "op_id": op_id}
    found = connection.execute(statements.SEEN_OR_SENT, asked).mappings().all()
    seen = (row for row in found if (row["bead_id"], row["number"]) == (bead, number))
    sent = (row for row in found if op_id is not None and row["op_id"] == op_id)
    before, written = (next((read_revision(row) for row in rows), None) for rows in (seen, sent))
    return before, written


def _again(written: Revision, bead: int, new: NewRevision) -> Revision:
    """The same write as before. Raises StoreError where it is another."""
    if (written.bead, written.text, written.state) != (bead, new.text, new.state):
        raise StoreError(
            f"the op_id {new.op_id!r} named another write before, to bead {written.bead}; "
            "give each write a name of its own"
        )
    return written


def _find(connection: Connection, bead: int, number: int) -> Revision | None:
    found = connection.execute(statements.REVISION, {"bead": bead, "number": number})
    row = found.mappings().one_or_none()
    return read_revision(row) if row else None


def _seen(connection: Connection, bead: int, number: int) -> Revision | None:
    """A revision that somebody has seen; `None` where there was none. Raises NotFound."""
    found = _find(connection, bead, number)
    if found is None:
        _known(connection, bead)
    return found
