"""Revisions as rows: what a bead says of its last one, and what the table of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from alignments.beads import (
    Flag,
    MachineOrigin,
    NewRevision,
    Origin,
    Revision,
    State,
    SubState,
    WordLinks,
)
from alignments.folding import folded


def sub_state(text: str, state: State, before: Revision | None) -> SubState:
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


def standing(state: State, sub_state: SubState) -> str:
    """The one word that says where a bead stands, as `View.states` and Progress use it."""
    if state is not State.INITIAL:
        return state.value
    told = sub_state if sub_state in (SubState.EMPTY, SubState.REJECTED) else SubState.DRAFT
    return told.value


def head_values(number: int, new: NewRevision) -> dict[str, Any]:
    """What a bead says of its last revision."""
    return {
        "revision": number,
        "state": new.state.value,
        "sub_state": new.sub_state.value,
        "standing": standing(new.state, new.sub_state),
        "model": new.machine.model if new.machine else None,
        "author": new.author,
        "flagged": bool(new.flags),
        "dismissed": None,
        "folded": folded(new.text),
    }


def revision_values(bead: int, number: int, new: NewRevision) -> dict[str, Any]:
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
        "links": asdict(new.links) if new.links else None,
    }


def read_flags(stored: Iterable[Mapping[str, str]]) -> tuple[Flag, ...]:
    """Make flags of what the store has of them."""
    return tuple(Flag(name=flag["name"], reason=flag["reason"]) for flag in stored)


def read_revision(row: Mapping[str, Any] | RowMapping) -> Revision:
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
        links=_read_links(row["links"]),
    )


def _read_links(stored: Mapping[str, Any] | None) -> WordLinks | None:
    if stored is None:
        return None
    pairs = tuple((source, target) for source, target in stored["pairs"])
    return WordLinks(method=stored["method"], pairs=pairs)
