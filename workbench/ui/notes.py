"""The routes for what people note beside a text: comments, and flags that they put aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.ui import answers, requests
from workbench.ui.calls import Call
from workbench.ui.errors import BadRequest

_LONGEST_COMMENT = 10_000


def comments(call: Call) -> Mapping[str, Any]:
    """What was said about a segment."""
    found = call.store.comments.of(_own_segment(call, call.path["segment"]))
    return {"comments": [answers.comment_answer(comment) for comment in found]}


def comment(call: Call) -> Mapping[str, Any]:
    """Say something about a segment."""
    said = call.store.comments.add(
        _own_segment(call, call.path["segment"]),
        requests.text_in(call.body, "text", most=_LONGEST_COMMENT),
        author=call.access.user,
        op_id=call.op_id(),
    )
    return answers.comment_answer(said)


def resolve(call: Call) -> Mapping[str, Any]:
    """Settle a comment, or open it again."""
    known = call.store.comments.get(call.path["comment"])
    _own_segment(call, known.segment)
    settled = call.store.comments.resolve(
        known.id, _truth_in(call.body, "resolved"), author=call.access.user
    )
    return answers.comment_answer(settled)


def dismiss(call: Call) -> Mapping[str, Any]:
    """Put a flag aside, or bring it back."""
    left = call.store.flags.dismiss(
        call.own_bead(),
        requests.text_in(call.body, "flag", most=64),
        _truth_in(call.body, "dismissed"),
        base_revision=requests.number_in(call.body, "base_revision"),
        author=call.access.user,
    )
    return {"flags": answers.flags_answer(left)}


def _own_segment(call: Call, segment: int) -> int:
    """A segment, which must belong to the token's document."""
    call.allow(call.store.comments.document_of(segment))
    return segment


def _truth_in(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if not isinstance(value, bool):
        raise BadRequest(f"{name!r} must be true or false")
    return value
