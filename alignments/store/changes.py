"""Changes: one run of beads for another, in every bitext that an operation is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from alignments.store import schema
from alignments.store.contents import (
    Content,
    Made,
    insert_beads,
    merged,
    read_contents,
    write_again,
)
from alignments.store.runs import Run, Shape, attic_of, find_run, put_in, take_out

beads, bitexts = schema.beads, schema.bitexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Beads that were taken out of a bitext, and those that were put in for them."""

    before: tuple[Shape, ...]
    after: tuple[Shape, ...]

    def stored(self) -> dict[str, Any]:
        """As an operation's payload has it."""
        return {
            "before": [shape.stored() for shape in self.before],
            "after": [shape.stored() for shape in self.after],
        }

    def turned(self) -> Change:
        """The change that takes this one back."""
        return Change(before=self.after, after=self.before)


def stored_change(payload: Mapping[str, Any]) -> Change:
    """Make a change of what an operation's payload has of it."""
    sides = {
        side: tuple(
            Shape(bead=bead, source=source, target=target, revision=revision)
            for bead, source, target, revision in payload[side]
        )
        for side in ("before", "after")
    }
    return Change(**sides)


Put = TypeVar("Put")
Between = Callable[[], None]
"""What happens to the segments while the beads over them are out."""


def _nothing() -> None:
    """The segments stay as they are."""


def make_changes(
    connection: Connection,
    planned: Sequence[tuple[Run, Sequence[Made]]],
    between: Between = _nothing,
) -> list[Change]:
    """Put new beads in the place of runs."""
    take_out(connection, [run for run, _ in planned])
    between()
    if not planned:
        return []
    ordered = _from_behind(planned)
    attics = {bitext: attic_of(connection, bitext) for bitext in {run.bitext for run, _ in planned}}
    new = [(attics[run.bitext], bead) for run, made in ordered for bead in made]
    shapes = map(_shape, insert_beads(connection, new), [bead for _, bead in new])
    placed = [(run, tuple(islice(shapes, len(made)))) for run, made in ordered]
    put_in(connection, placed)
    return [Change(before=run.shapes, after=after) for run, after in placed]


def _shape(identifier: int, bead: Made) -> Shape:
    return Shape(
        bead=identifier,
        source=bead.source,
        target=bead.target,
        revision=1 if bead.content.last else 0,
    )


def repeat_changes(
    connection: Connection,
    changes: Sequence[Change],
    between: Between = _nothing,
    *,
    author: str | None,
) -> list[Change]:
    """Make changes that were made before, or taken back. What was written since stays in sight."""
    # all are found before any is taken out: places are told by what stands before them
    planned = [(find_run(connection, change.before), change) for change in changes]
    take_out(connection, [run for run, _ in planned])
    between()
    made = []
    ordered = _from_behind(planned)
    put_in(connection, [(run, change.after) for run, change in ordered])
    for run, change in ordered:
        for bead, content in _written_since(connection, change, run, author):
            write_again(connection, bead, content)
        after = _as_they_are(connection, change.after)
        made.append(Change(before=run.shapes, after=after))
    return made


def _from_behind(planned: Iterable[tuple[Run, Put]]) -> list[tuple[Run, Put]]:
    """The last first."""
    return sorted(planned, key=lambda each: each[0].position, reverse=True)


def _written_since(
    connection: Connection, change: Change, now: Run, author: str | None
) -> list[tuple[int, Content]]:
    """Texts that people gave beads which go now, for the beads that come in their place."""
    contents = read_contents(connection, now.beads)
    written = [
        place
        for place, (known, found) in enumerate(zip(change.before, now.shapes, strict=True))
        if found.revision > known.revision and contents[place].written
    ]
    if not written:
        return []
    if len(change.after) == len(change.before):
        return [(change.after[place].bead, contents[place]) for place in written]
    language, aligned = _kind_of_bitext(connection, now.bitext)
    parts = contents if len(change.after) == 1 else [contents[place] for place in written]
    return [(change.after[0].bead, merged(parts, language, author=author, aligned=aligned))]


def _kind_of_bitext(connection: Connection, bitext: int) -> tuple[str, bool]:
    wanted = select(bitexts.c.language, bitexts.c.target_document_id)
    found = connection.execute(wanted.where(bitexts.c.id == bitext)).one()
    return found.language, found.target_document_id is not None


def _as_they_are(connection: Connection, shapes: Sequence[Shape]) -> tuple[Shape, ...]:
    """The shapes with the numbers of their last revisions."""
    known = select(beads.c.id, beads.c.revision)
    numbers: dict[int, int] = {}
    for start in range(0, len(shapes), 500):
        some = [shape.bead for shape in shapes[start : start + 500]]
        numbers |= {
            bead: last for bead, last in connection.execute(known.where(beads.c.id.in_(some)))
        }
    return tuple(replace(shape, revision=numbers[shape.bead]) for shape in shapes)
