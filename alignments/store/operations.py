"""Operations on beads and on source segments: each is one short transaction, and can be undone.

An operation names the beads it is about. A bead's segments never change: what merges, splits or
moves them puts other beads in its place (`runs`), so a bead that somebody changed meanwhile is
gone, and the operation is refused with StaleAlignment. Undo and redo have no limit, go through
the operations of a document in order, and know of everything that any process did to it.

No text is lost: it follows its segments or stays with the first part, and `store.revisions.
history` of a bead goes back to the beads that it was made of. A text that somebody writes between
an operation and its undo stays in sight. An operation sent again with the same `op_id` is done
once, and answered as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from alignments.errors import NotFound, StaleAlignment, StoreError
from alignments.store import log, schema
from alignments.store.changes import make_changes
from alignments.store.checks import lock_document
from alignments.store.database import Database
from alignments.store.pins import above, set_pins
from alignments.store.plans import (
    Plan,
    plan_merge,
    plan_move,
    plan_separate,
    plan_split,
)
from alignments.store.realigning import Realigned, realign
from alignments.store.resegmenting import merge_segments, split_segment
from alignments.store.turning import turned

beads, bitexts = schema.beads, schema.bitexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An operation that was done, undone or done again."""

    id: int
    kind: str
    document: int
    beads: tuple[int, ...]
    """The live beads that it is about, in order; those of the first bitext first."""
    gone: tuple[int, ...]
    """The beads that they took the place of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An operation that an undo or a redo would be about."""

    id: int
    kind: str
    author: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which operation somebody means to take back, or to do again."""

    of: str | None = None
    own: bool = False

    def check(self, entry: log.Entry | None, author: str | None) -> None:
        """Raise StaleAlignment where it is another that comes next."""
        if entry is None:
            return
        if self.own and entry.author != author:
            raise StaleAlignment(f"{_told_of(entry)} since; nobody else can take that back")
        if self.of not in (None, entry.op_id):
            raise StaleAlignment(f"{_told_of(entry)} since; that has to be taken back first")


Work = Callable[[Connection], Mapping[str, Any]]


class Operations:
    """What `store.operations` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, bead: int, *, author: str | None = None, op_id: str | None = None) -> Done:
        """Merge a bead with the next one of its bitext."""
        return self._replace("merge", bead, lambda c: plan_merge(c, bead, author), author, op_id)

    def split(
        self,
        bead: int,
        *,
        source: int,
        target: int,
        cut: int | None = None,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Split a bead after `source` and `target` of its segments.

        A text that is no longer that of its segments stays with the first part, or is cut at
        the character `cut`.
        """

        def plan(connection: Connection) -> Plan:
            return plan_split(
                connection, bead, source=source, target=target, cut=cut, author=author
            )

        return self._replace("split", bead, plan, author, op_id)

    def move(
        self,
        bead: int,
        *,
        side: str,
        to: str,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Move a segment over the boundary: the last one `to` the `next`, or the first `previous`.

        `side` is `source` or `target`. A bead that has given its only segment is gone.
        """
        if side not in ("source", "target") or to not in ("next", "previous"):
            raise ValueError(f"no move of the {side} to the {to}")
        return self._replace(
            "move", bead, lambda c: plan_move(c, bead, side, to, author), author, op_id
        )

    def separate(self, bead: int, *, author: str | None = None, op_id: str | None = None) -> Done:
        """Make null: no segment of the bead has a partner any more."""
        return self._replace("separate", bead, lambda c: plan_separate(c, bead), author, op_id)

    def pin(
        self,
        wanted: Sequence[int],
        pinned: bool,
        *,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Settle beads as they are, or leave them to the aligner again. They are of one bitext."""
        if not wanted:
            raise StoreError("say which beads to pin")
        return self._do(
            "pin" if pinned else "unpin",
            self._document_of(wanted[0]),
            lambda connection: {"pins": set_pins(connection, wanted, pinned)},
            author,
            op_id,
        )

    def accept(
        self,
        bitext: int,
        threshold: float,
        *,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Pin every bead of a bitext whose confidence is at least the threshold."""

        def work(connection: Connection) -> Mapping[str, Any]:
            return {"pins": set_pins(connection, above(connection, bitext, threshold), True)}

        return self._do("accept", self._document_of_bitext(bitext), work, author, op_id)

    def realign(
        self,
        bitext: int,
        found: Sequence[Realigned],
        *,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Put in what an aligner found for beads that nobody has settled.

        Beads that somebody changed since they were read are passed over.
        """
        return self._do(
            "realign",
            self._document_of_bitext(bitext),
            lambda connection: realign(connection, bitext, found),
            author,
            op_id,
        )

    def merge_segments(
        self,
        document: int,
        number: int,
        *,
        text: str | None = None,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Make one segment of the one with that number and the next, in every bitext.

        `text` is what the writer saw there: where it is another by now, StaleAlignment is raised.
        """

        def work(connection: Connection) -> Mapping[str, Any]:
            return merge_segments(connection, document, number, seen=text, author=author)

        return self._do("merge segments", document, work, author, op_id)

    def split_segment(
        self,
        document: int,
        number: int,
        offset: int,
        *,
        text: str | None = None,
        undone_from: int | None = None,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done:
        """Make two segments of one, cut before the character `offset`, in every bitext.

        `undone_from` is the document whose undo takes it back, where that is not this one but
        one that it is the translation of.
        """

        def work(connection: Connection) -> Mapping[str, Any]:
            return split_segment(connection, document, number, offset, seen=text, author=author)

        return self._do("split segment", undone_from or document, work, author, op_id)

    def undo(
        self,
        document: int,
        *,
        of: str | None = None,
        own: bool = False,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done | None:
        """Take the last operation on a document back; `None` where there is none.

        `of` is the name that it was sent by: StaleAlignment is raised where another is the last,
        and `None` comes back where it was taken back already.
        With `own`, so it is where somebody else did the last one.
        """
        return self._again(document, log.UNDO, author, op_id, _Asked(of=of, own=own))

    def redo(
        self,
        document: int,
        *,
        own: bool = False,
        author: str | None = None,
        op_id: str | None = None,
    ) -> Done | None:
        """Do again what was undone last; `None` where something else was done since."""
        return self._again(document, log.REDO, author, op_id, _Asked(own=own))

    def next_undo(self, document: int) -> Recorded | None:
        """What `undo` would take back."""
        with self._database.reading() as connection:
            return _recorded(log.last_done(connection, document))

    def next_redo(self, document: int) -> Recorded | None:
        """What `redo` would do again."""
        with self._database.reading() as connection:
            return _recorded(log.first_undone(connection, document))

    def _replace(
        self,
        kind: str,
        bead: int,
        plan: Callable[[Connection], Plan],
        author: str | None,
        op_id: str | None,
    ) -> Done:
        def work(connection: Connection) -> Mapping[str, Any]:
            return {"changes": [c.stored() for c in make_changes(connection, [plan(connection)])]}

        return self._do(kind, self._document_of(bead), work, author, op_id)

    def _do(
        self, kind: str, document: int, work: Work, author: str | None, op_id: str | None
    ) -> Done:
        log.check_names(author, op_id)
        with self._database.writing() as connection:
            lock_document(connection, document)
            entry = log.sent_before(connection, kind, op_id)
            if entry is not None:
                return _done(entry.id, kind, document, entry.payload)
            payload = work(connection)
            identifier = log.record(connection, document, kind, payload, author=author, op_id=op_id)
        return _done(identifier, kind, document, payload)

    def _again(
        self, document: int, way: str, author: str | None, op_id: str | None, asked: _Asked
    ) -> Done | None:
        log.check_names(author, op_id)
        with self._database.writing() as connection:
            lock_document(connection, document)
            sent = log.sent_before(connection, way, op_id)
            if sent is not None:
                return _done(sent.id, sent.payload["kind"], document, sent.payload)
            if asked.of is not None and not log.stands(connection, document, asked.of):
                return None
            back = way == log.UNDO
            find = log.last_done if back else log.first_undone
            entry = find(connection, document)
            asked.check(entry, author)
            if entry is None:
                return None
            payload = turned(connection, entry, back=back, author=author)
            log.mark(connection, entry.id, "undone" if back else "done", payload)
            told = {"kind": entry.kind, "of": entry.id, **_told(payload, back=back)}
            identifier = log.record(
                connection, document, way, told, author=author, op_id=op_id, lasting=True
            )
        return _done(identifier, entry.kind, document, told)

    def _document_of(self, bead: int) -> int:
        wanted = select(bitexts.c.document_id).join(beads, beads.c.bitext_id == bitexts.c.id)
        return self._owner(wanted.where(beads.c.id == bead), f"no bead {bead}")

    def _document_of_bitext(self, bitext: int) -> int:
        wanted = select(bitexts.c.document_id).where(bitexts.c.id == bitext)
        return self._owner(wanted, f"no bitext {bitext}")

    def _owner(self, wanted: Select[int], missing: str) -> int:
        with self._database.reading() as connection:
            found = connection.execute(wanted).scalar()
        if found is None:
            raise NotFound(missing)
        return int(found)


def _shapes(payload: Mapping[str, Any], side: str) -> list[int]:
    return [shape[0] for change in payload.get("changes", ()) for shape in change[side]]


def _told(payload: Mapping[str, Any], *, back: bool) -> dict[str, list[int]]:
    """Which beads are there after an operation, and which are gone."""
    come, gone = ("before", "after") if back else ("after", "before")
    pinned = [pin[0] for pin in payload.get("pins", ())]
    return {"beads": [*_shapes(payload, come), *pinned], "gone": _shapes(payload, gone)}


def _done(identifier: int, kind: str, document: int, payload: Mapping[str, Any]) -> Done:
    told = payload if "beads" in payload else _told(payload, back=False)
    beads, gone = tuple(told["beads"]), tuple(told["gone"])
    return Done(id=identifier, kind=kind, document=document, beads=beads, gone=gone)


def _told_of(entry: log.Entry) -> str:
    who = entry.author or "somebody"
    return f"{who} did '{entry.kind}' at {entry.created_at.astimezone():%H:%M}"


def _recorded(entry: log.Entry | None) -> Recorded | None:
    if entry is None:
        return None
    return Recorded(id=entry.id, kind=entry.kind, author=entry.author, created_at=entry.created_at)
