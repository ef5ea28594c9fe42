"""Source segments merged and split, with the beads over them in every bitext."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from alignments.errors import StaleAlignment, StoreError
from alignments.folding import folded
from alignments.store import schema
from alignments.store.changes import make_changes
from alignments.store.checks import lock_document
from alignments.store.plans import plan_resegmented
from alignments.store.segment_rows import Row, read_segments, replace_segments

bitexts = schema.bitexts


def merge_segments(
    connection: Connection, document: int, number: int, *, seen: str | None, author: str | None
) -> Mapping[str, Any]:
    """Make one segment of two neighbours. What the log keeps of it."""
    before = read_segments(connection, document, number, 2)
    first, second = before
    _check_seen(number, first, seen)
    if first["block"] != second["block"]:
        raise StoreError(
            f"segments {number} and {number + 1} stand in different paragraphs; "
            "only segments of one paragraph can be merged"
        )
    # with what stood between them, so that the document can be put together again
    whole = f"{first['text']}{second['before']}{second['text']}"
    one = {**first, "text": whole, "folded": folded(whole)}
    one["excluded"] = first["excluded"] and second["excluded"]
    return _resegment(connection, document, number, before, [one], author)


def split_segment(
    connection: Connection,
    document: int,
    number: int,
    offset: int,
    *,
    seen: str | None,
    author: str | None,
) -> Mapping[str, Any]:
    """Make two segments of one, cut before a character. What the log keeps of it."""
    (one,) = read_segments(connection, document, number, 1)
    _check_seen(number, one, seen)
    whole = one["text"]
    head, tail = whole[: max(offset, 0)].rstrip(), whole[max(offset, 0) :].lstrip()
    if not head or not tail:
        raise StoreError(
            f"segment {number} has nothing before or after character {offset}; "
            "put the cursor inside the text"
        )
    between = whole[len(head) : len(whole) - len(tail)]
    first = {**one, "text": head, "folded": folded(head)}
    second = {
        **one,
        "id": None,
        "comments": [],
        "before": between,
        "text": tail,
        "folded": folded(tail),
    }
    return _resegment(connection, document, number, [one], [first, second], author)


def _resegment(
    connection: Connection,
    document: int,
    number: int,
    before: Sequence[Row],
    after: Sequence[Row],
    author: str | None,
) -> Mapping[str, Any]:
    """Put segments in the place of others, and beads over them in the place of theirs."""
    lock_document(connection, document)
    lock_others(connection, document)
    over = [row["id"] for row in before]
    grown = len(after) - len(before)
    plans = plan_resegmented(connection, document, over, grown=grown, author=author)
    written: list[Row] = []

    def between() -> None:
        written.extend(replace_segments(connection, document, number, before, after))

    changes = make_changes(connection, plans, between)
    return {
        "changes": [change.stored() for change in changes],
        "segments": {
            "document": document,
            "first": number,
            "before": list(before),
            "after": written,
        },
    }


def lock_others(connection: Connection, document: int) -> None:
    """Lock the documents that have this one as a translation: their beads change with it."""
    wanted = select(bitexts.c.document_id).where(bitexts.c.target_document_id == document)
    for other in sorted(set(connection.execute(wanted).scalars())):
        lock_document(connection, other)


def _check_seen(number: int, row: Row, text: str | None) -> None:
    if text is not None and row["text"] != text:
        raise StaleAlignment(f"segment {number} has another text by now; look at it again")
