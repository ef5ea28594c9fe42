"""The routes that change where the segments of a document begin and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.ui import requests
from workbench.ui.calls import LONGEST_OPERATION, Call


def merge(call: Call) -> Mapping[str, Any]:
    """Make one segment of two."""
    done = call.store.operations.merge_segments(
        call.access.document,
        call.path["number"],
        text=requests.text_in(call.body, "text"),
        author=call.access.user,
        op_id=call.op_id(),
    )
    return {"operation": done.id}


def split(call: Call) -> Mapping[str, Any]:
    """Make two segments of one."""
    done = call.store.operations.split_segment(
        call.access.document,
        call.path["number"],
        requests.number_in(call.body, "offset"),
        text=requests.text_in(call.body, "text"),
        author=call.access.user,
        op_id=call.op_id(),
    )
    return {"operation": done.id}


def undo(call: Call) -> Mapping[str, Any]:
    """Take back what one did to the segments or beads of the document, or to many texts, last."""
    done = call.store.operations.undo(
        call.access.document,
        of=requests.text_in(call.body, "of", most=LONGEST_OPERATION),
        own=True,
        author=call.access.user,
        op_id=call.op_id(),
    )
    return {"operation": done.id if done else None}
