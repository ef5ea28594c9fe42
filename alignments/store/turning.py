"""Operations turned: taken back, or done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from alignments.errors import StaleAlignment
from alignments.store import log
from alignments.store.changes import repeat_changes, stored_change
from alignments.store.checks import lock_document
from alignments.store.documents import exclude_segments
from alignments.store.pins import set_pins
from alignments.store.realigning import grade
from alignments.store.resegmenting import lock_others
from alignments.store.rewriting import turn_texts
from alignments.store.segment_rows import Row, replace_segments


def turned(
    connection: Connection, entry: log.Entry, *, back: bool, author: str | None
) -> Mapping[str, Any]:
    """Take an operation back, or do it again. Its payload, as it stands then."""
    payload = dict(entry.payload)
    if "numbers" in payload:
        excluded = payload["excluded"] is not back
        exclude_segments(connection, entry.document, payload["numbers"], excluded)
    if pins := payload.get("pins"):
        _pin_again(connection, pins, back=back)
    grades = payload.get("grades", ())
    grade(connection, [(bead, before if back else after) for bead, before, after in grades])
    if "texts" in payload:
        payload["texts"] = turn_texts(connection, payload["texts"], back=back)
    if "changes" in payload:
        payload |= _turn_changes(connection, entry.document, payload, back=back, author=author)
    return payload


def _pin_again(connection: Connection, pins: Sequence[Sequence[Any]], *, back: bool) -> None:
    """Pin or unpin beads as they were before an operation, or after it."""
    (pinned,) = {before if back else after for _, before, after in pins}
    wanted = [bead for bead, _, _ in pins]
    if len(set_pins(connection, wanted, pinned)) != len(wanted):
        raise StaleAlignment("beads were pinned or unpinned in another way; look again")


def _turn_changes(
    connection: Connection,
    document: int,
    payload: Mapping[str, Any],
    *,
    back: bool,
    author: str | None,
) -> Mapping[str, Any]:
    told = payload.get("segments")
    owner = told.get("document", document) if told else document
    written: list[Row] = []
    come, gone = ("before", "after") if back else ("after", "before")

    def between() -> None:
        if told:
            written.extend(
                replace_segments(connection, owner, told["first"], told[gone], told[come])
            )

    if told:
        lock_document(connection, owner)
        lock_others(connection, owner)
    changes = [stored_change(each) for each in payload["changes"]]
    wanted = [change.turned() if back else change for change in changes]
    made = repeat_changes(connection, wanted, between, author=author)
    stored = {"changes": [(each.turned() if back else each).stored() for each in made]}
    return {**stored, "segments": {**told, come: written}} if told else stored
