"""Every version of every target text. A revision is added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from alignments.beads import (
    CONFIRMED,
    Flag,
    MachineOrigin,
    NewRevision,
    Origin,
    RefusedWrite,
    Revision,
    State,
    SubState,
)
from alignments.characters import refused_character
from alignments.errors import NotFound, StaleRevision, StoreError
from alignments.store import schema
from alignments.store.database import Database

beads, segments, revisions = schema.beads, schema.segments, schema.revisions
_IN_ONE_GO = 500  # bound values a statement may have, on every database


class StaleWrite(StaleRevision):
    """Someone changed the bead since it was read. Both texts are in the store."""

    def __init__(self, bead: int, current: Revision | None) -> None:
        self.bead = bead
        self.current = current
        who = (current and (current.author or (current.machine and current.machine.model))) or "?"
        when = f"{current.created_at:%H:%M}" if current else "?"
        super().__init__(
            f"bead {bead} was changed at {when} by {who} since you read it; "
            "your text is kept, read the bead again before you write"
        )


class Revisions:
    """What `store.revisions` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, bead: int, new: NewRevision, *, base_revision: int) -> Revision:
        """Add a revision upon the one that the writer has seen.

        `base_revision` is its number, 0 where there was none. Raises StaleWrite where that is no
        longer the last one; the text is kept among the refused ones. The same `op_id` again gives
        the revision that it wrote before.
        """
        _check(new)
        with self._database.writing() as connection:
            if (written := _by_operation(connection, new.op_id)) is not None:
                return written
            if _advance(connection, bead, new, base_revision):
                number = base_revision + 1
                connection.execute(revisions.insert(), _values(bead, number, new))
                return _revision(connection, bead, number)
            current = _current(connection, bead)
            _refuse(connection, bead, base_revision, new)
        raise StaleWrite(bead, current)

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
    ) -> Revision:
        """Add what a person made of a bead: her text, or her verdict on the text that is there.

        A machine's text confirmed as it was becomes `accepted unchanged`; the state `initial`
        rejects it. Raises as `add` does.
        """
        before = self._at(bead, base_revision)
        new = NewRevision(
            text=text,
            state=state,
            sub_state=_sub_state(text, state, before),
            origin=Origin.HUMAN,
            author=author,
            machine=before.machine if before and before.text == text else None,
            op_id=op_id,
            active_seconds=active_seconds,
        )
        return self.add(bead, new, base_revision=base_revision)

    def add_drafts(self, drafts: Sequence[tuple[int, NewRevision]]) -> int:
        """Add machine drafts, in one transaction, to beads that no person has touched.

        Returns how many were written; the others are left as they are.
        """
        for _, new in drafts:
            _check(new)
        with self._database.writing() as connection:
            numbers = _untouched(connection, [bead for bead, _ in drafts])
            chosen = [(bead, numbers[bead] + 1, new) for bead, new in drafts if bead in numbers]
            if chosen:
                heads = [{"draft": bead, **_head(number, new)} for bead, number, new in chosen]
                rows = [_values(bead, number, new) for bead, number, new in chosen]
                connection.execute(update(beads).where(beads.c.id == bindparam("draft")), heads)
                connection.execute(revisions.insert(), rows)
        return len(chosen)

    def history(self, bead: int) -> list[Revision]:
        """Return every revision of a bead, the oldest first."""
        wanted = select(revisions).where(revisions.c.bead_id == bead).order_by(revisions.c.number)
        with self._database.reading() as connection:
            _known(connection, bead)
            return [read_revision(row) for row in connection.execute(wanted).mappings()]

    def refused(self, bead: int) -> list[RefusedWrite]:
        """Return the texts that came too late for a bead, the oldest first."""
        table = schema.refused_writes
        wanted = select(table).where(table.c.bead_id == bead).order_by(table.c.id)
        with self._database.reading() as connection:
            return [
                RefusedWrite(
                    bead=bead,
                    base_revision=row["base_revision"],
                    text=row["text"],
                    author=row["author"],
                    created_at=row["created_at"],
                )
                for row in connection.execute(wanted).mappings()
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

    def _at(self, bead: int, number: int) -> Revision | None:
        with self._database.reading() as connection:
            _known(connection, bead)
            return _find(connection, bead, number)


def _wants_draft(bitext: int, model: str | None) -> ColumnElement[bool]:
    """Beads over one segment that nobody has touched and that this model has not drafted."""
    empty = beads.c.revision == 0
    wants = empty if model is None else or_(empty, beads.c.model != model)
    alone = and_(beads.c.rows == 1, ~beads.c.excluded, ~beads.c.touched)
    return and_(beads.c.bitext_id == bitext, alone, wants)


def _check(new: NewRevision) -> None:
    if new.state in CONFIRMED and not new.text.strip():
        raise StoreError(f"an empty text cannot be {new.state}; write one or reject the draft")
    if (found := refused_character(new.text)) is not None:
        offset, code = found
        raise StoreError(
            f"the text has the character {code} at offset {offset}, which no exchange format "
            "can carry; delete it"
        )


def _sub_state(text: str, state: State, before: Revision | None) -> SubState:
    """What a person's verdict makes of the text that was there."""
    if state is State.INITIAL:
        return SubState.REJECTED if text else SubState.EMPTY
    if before is None or before.text != text:
        return SubState.EDITED
    if before.sub_state is SubState.DRAFT:
        return SubState.UNCHANGED
    if before.sub_state is SubState.REJECTED:
        return SubState.UNCHANGED if before.machine else SubState.EDITED
    return before.sub_state


def _head(number: int, new: NewRevision) -> dict[str, Any]:
    """What a bead says of its last revision."""
    return {
        "revision": number,
        "state": new.state.value,
        "sub_state": new.sub_state.value,
        "model": new.machine.model if new.machine else None,
        "flagged": bool(new.flags),
    }


def _advance(connection: Connection, bead: int, new: NewRevision, base_revision: int) -> bool:
    """Let the bead point to its next revision. False where it has moved on meanwhile."""
    touched = {} if new.origin is Origin.MACHINE else {"touched": True}
    done = connection.execute(
        update(beads)
        .where(beads.c.id == bead, beads.c.revision == base_revision)
        .values(**_head(base_revision + 1, new), **touched)
    )
    return done.rowcount == 1


def _values(bead: int, number: int, new: NewRevision) -> dict[str, Any]:
    machine = new.machine
    return {
        "bead_id": bead,
        "number": number,
        "text": new.text,
        "state": new.state.value,
        "sub_state": new.sub_state.value,
        "origin": new.origin.value,
        "author": new.author,
        "engine": machine.engine if machine else None,
        "model": machine.model if machine else None,
        "model_revision": machine.revision if machine else None,
        "options": dict(machine.options) if machine else {},
        "score": new.score,
        "flags": [asdict(flag) for flag in new.flags],
        "active_seconds": new.active_seconds,
        "op_id": new.op_id,
        "created_at": datetime.now(UTC),
    }


def _refuse(connection: Connection, bead: int, base_revision: int, new: NewRevision) -> None:
    """Keep a text that came too late, once however often it is sent."""
    table = schema.refused_writes
    if new.op_id is not None:
        known = select(table.c.id).where(table.c.op_id == new.op_id)
        if connection.execute(known).scalar() is not None:
            return
    connection.execute(
        table.insert().values(
            bead_id=bead,
            base_revision=base_revision,
            text=new.text,
            author=new.author,
            op_id=new.op_id,
            created_at=datetime.now(UTC),
        )
    )


def _untouched(connection: Connection, wanted: Sequence[int]) -> dict[int, int]:
    """How many revisions each of some beads has, leaving out those that a person touched."""
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = wanted[start : start + _IN_ONE_GO]
        query = select(beads.c.id, beads.c.revision).where(beads.c.id.in_(some), ~beads.c.touched)
        found |= {bead: number for bead, number in connection.execute(query.with_for_update())}
    return found


def _known(connection: Connection, bead: int) -> None:
    if connection.execute(select(beads.c.id).where(beads.c.id == bead)).scalar() is None:
        raise NotFound(f"no bead {bead}")


def _current(connection: Connection, bead: int) -> Revision | None:
    _known(connection, bead)
    number = connection.execute(select(beads.c.revision).where(beads.c.id == bead)).scalar_one()
    return _find(connection, bead, number)


def _by_operation(connection: Connection, op_id: str | None) -> Revision | None:
    if op_id is None:
        return None
    wanted = select(revisions).where(revisions.c.op_id == op_id)
    row = connection.execute(wanted).mappings().one_or_none()
    return read_revision(row) if row else None


def _find(connection: Connection, bead: int, number: int) -> Revision | None:
    wanted = select(revisions).where(revisions.c.bead_id == bead, revisions.c.number == number)
    row = connection.execute(wanted).mappings().one_or_none()
    return read_revision(row) if row else None


def _revision(connection: Connection, bead: int, number: int) -> Revision:
    found = _find(connection, bead, number)
    if found is None:
        raise LookupError(f"revision {number} of bead {bead} vanished within its transaction")
    return found


def read_flags(stored: Iterable[Mapping[str, str]]) -> tuple[Flag, ...]:
    """Make flags of what the store has of them."""
    return tuple(Flag(name=flag["name"], reason=flag["reason"]) for flag in stored)


def read_revision(row: RowMapping) -> Revision:
    """Make a revision of a row of the table `revisions`."""
    machine = None
    if row["model"] is not None:
        machine = MachineOrigin(
            engine=row["engine"],
            model=row["model"],
            revision=row["model_revision"],
            options=row["options"],
        )
    return Revision(
        bead=row["bead_id"],
        number=row["number"],
        text=row["text"],
        state=State(row["state"]),
        sub_state=SubState(row["sub_state"]),
        origin=Origin(row["origin"]),
        author=row["author"],
        machine=machine,
        score=row["score"],
        flags=read_flags(row["flags"]),
        active_seconds=row["active_seconds"],
        created_at=row["created_at"],
    )
