"""What a bead says while beads are merged and split: no text that someone wrote goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from alignments.beads import Flag, MachineOrigin, NewRevision, Origin, Revision, State, SubState
from alignments.languages import joined
from alignments.store import schema
from alignments.store.pins import ALIGNMENT
from alignments.store.revision_rows import head_values, read_revision, revision_values

beads, revisions = schema.beads, schema.revisions
_IN_ONE_GO = 500  # bound values a statement may have, on every database


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text of a bead, with its state and where it comes from."""

    last: NewRevision | None = None
    """`None` where nothing was ever written."""
    touched: bool = False

    @property
    def text(self) -> str:
        return self.last.text if self.last else ""

    @property
    def written(self) -> bool:
        """Whether a person or an import put what is there."""
        return self.last is not None and self.last.origin is not Origin.MACHINE

    def with_text(self, text: str) -> Content:
        """The same, but for the text."""
        return replace(self, last=replace(self.last, text=text)) if self.last else self

    def with_flags(self, flags: Sequence[Flag]) -> Content:
        """The same, but for the flags."""
        return replace(self, last=replace(self.last, flags=flags)) if self.last else self


def read_contents(connection: Connection, wanted: Sequence[int]) -> list[Content]:
    """What some beads say, in the order asked for."""
    found: dict[int, Content] = {}
    for start in range(0, len(wanted), _IN_ONE_GO):
        some = wanted[start : start + _IN_ONE_GO]
        touched = select(beads.c.id, beads.c.touched).where(beads.c.id.in_(some))
        found |= {bead: Content(touched=was) for bead, was in connection.execute(touched)}
        current = (
            select(revisions)
            .join(beads, beads.c.id == revisions.c.bead_id)
            .where(beads.c.id.in_(some), revisions.c.number == beads.c.revision)
        )
        for row in connection.execute(current).mappings():
            bead = row["bead_id"]
            found[bead] = replace(found[bead], last=_again(read_revision(row)))
    return [found[bead] for bead in wanted]


def _again(revision: Revision) -> NewRevision:
    """A revision as another bead may have it."""
    names = ("text", "state", "sub_state", "origin", "author", "machine", "score")
    flags = [flag for flag in revision.flags if flag.name != ALIGNMENT]
    return NewRevision(**{name: getattr(revision, name) for name in names}, flags=flags)


def merged(
    parts: Sequence[Content], language: str, *, author: str | None, aligned: bool
) -> Content:
    """Say in one bead what several said.

    A part that says nothing leaves a translation incomplete, so that it is not confirmed any
    more; but where texts were aligned it stands for a segment without a partner.
    """
    said = [part.last for part in parts if part.last and part.last.text]
    touched = any(part.touched for part in parts)
    if not said:
        return Content(last=parts[0].last if len(parts) == 1 else None, touched=touched)
    complete = aligned or len(said) == len(parts)
    if len(said) == 1 and complete:
        return Content(last=said[0], touched=touched)
    text = joined([each.text for each in said], language)
    last = replace(said[0], text=text, score=None, flags=[f for each in said for f in each.flags])
    if all(each.origin is Origin.MACHINE for each in said):
        return Content(last=replace(last, machine=_machines(said)), touched=touched)
    alike = all(_kind(each) == _kind(said[0]) for each in said)
    if not alike or not complete:
        state = min((each.state for each in said), key=list(State).index)
        last = replace(
            last,
            state=state if complete else State.INITIAL,
            sub_state=SubState.EDITED,
            origin=Origin.HUMAN,
            author=author,
            machine=None,
        )
    return Content(last=last, touched=touched)


def _kind(revision: NewRevision) -> tuple[object, ...]:
    return revision.state, revision.sub_state, revision.origin, revision.author, revision.machine


def _machines(said: Sequence[NewRevision]) -> MachineOrigin | None:
    """What made drafts that are one by now: each of the machines that had a part in it."""
    made = [each.machine for each in said if each.machine]
    if not made or all(machine == made[0] for machine in made):
        return made[0] if made else None

    def all_of(values: Iterable[str]) -> str:
        return " + ".join(dict.fromkeys(values))

    return MachineOrigin(
        engine=all_of(machine.engine for machine in made),
        model=all_of(machine.model for machine in made),
        revision=all_of(machine.revision for machine in made),
    )


def unconfirmed(content: Content, author: str | None) -> Content:
    """The same text, for a person to look at again: what it translates is shorter now."""
    if content.last is None or content.last.state is State.INITIAL:
        return content
    last = replace(
        content.last,
        state=State.INITIAL,
        sub_state=SubState.EDITED,
        origin=Origin.HUMAN,
        author=author,
    )
    return replace(content, last=last)


def same_words(first: str, second: str) -> bool:
    """Whether two texts differ in white space alone."""
    return first.split() == second.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bead that an operation makes."""

    source: int
    """How many source segments it has."""
    target: int
    content: Content
    parents: Sequence[int]
    pinned: bool = False
    confidence: float | None = None
    reasons: Sequence[str] | None = None
    doubtful: bool = False
    """Flagged although it has no text, and no revision, to have a flag."""


def insert_beads(connection: Connection, made: Sequence[tuple[int, Made]]) -> list[int]:
    """Put new beads into attics, each with a first revision of what it says."""
    new = insert(beads).returning(beads.c.id, sort_by_parameter_order=True)
    values = [_bead_values(attic, bead) for attic, bead in made]
    identifiers = list(connection.execute(new, values).scalars())
    texts = [
        revision_values(identifier, 1, bead.content.last)
        for identifier, (_, bead) in zip(identifiers, made, strict=True)
        if bead.content.last
    ]
    if texts:
        connection.execute(insert(revisions), texts)
    return identifiers


def _bead_values(bitext: int, bead: Made) -> Mapping[str, Any]:
    last = bead.content.last
    flagged = {"flagged": True} if bead.doubtful else {}
    empty = NewRevision(text="", state=State.INITIAL, sub_state=SubState.EMPTY, origin=Origin.HUMAN)
    return {
        **head_values(1 if last else 0, last or empty),
        **flagged,
        "bitext_id": bitext,
        "position": 0,
        "row": 0,
        "rows": bead.source,
        "confidence": bead.confidence,
        "reasons": list(bead.reasons) if bead.reasons is not None else None,
        "pinned": bead.pinned,
        "excluded": False,
        "touched": bead.content.touched,
        "parents": list(bead.parents),
    }


def write_again(connection: Connection, bead: int, content: Content) -> None:
    """Add a revision to a bead that an operation brings back, with a text written since."""
    if content.last is None:
        return
    number = connection.execute(select(beads.c.revision).where(beads.c.id == bead)).scalar_one() + 1
    connection.execute(insert(revisions), revision_values(bead, number, content.last))
    head = {**head_values(number, content.last), "touched": True}
    connection.execute(update(beads).where(beads.c.id == bead).values(head))
