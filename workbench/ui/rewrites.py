"""The routes that change many texts at once: search and replace, states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alignments.beads import State
from alignments.roles import Role
from alignments.store import Replacement, Rewritten, View
from workbench.ui import requests
from workbench.ui.calls import Call
from workbench.ui.errors import BadRequest

MOST = 1000
"""How many replacements are shown, and can be made, at once."""
_STATES = {"translated": State.TRANSLATED, "reviewed": State.REVIEWED, "initial": State.INITIAL}


def replacements(call: Call) -> Mapping[str, Any]:
    """What replacing would change: nothing is written."""
    bitext = call.column(requests.query_numbers(call.query, "bitext"))
    replacement = call.query.get("replacement", "")
    found = call.store.rewriting.preview(bitext, call.view(), replacement)
    return {"total": len(found), "changes": [_change(each) for each in found[:MOST]]}


def replace(call: Call) -> Mapping[str, Any]:
    """Replace in the texts that were looked at."""
    written = call.store.rewriting.replace(
        call.column([requests.number_in(call.body, "bitext")]),
        _view(call),
        requests.text_in(call.body, "replacement"),
        chosen=_chosen(call.body),
        author=call.access.user,
        op_id=call.op_id(),
        reviews=call.access.role.may(Role.REVIEWER),
    )
    return _written(written)


def countable(call: Call) -> Mapping[str, Any]:
    """How many texts of a column a change of state would be about."""
    bitext = call.column(requests.query_numbers(call.query, "bitext"))
    state = _state(call.query.get("state", ""))
    return {"count": call.store.rewriting.count(bitext, call.view(), state)}


def set_states(call: Call) -> Mapping[str, Any]:
    """Give every text that a view shows in a column a state."""
    written = call.store.rewriting.set_state(
        call.column([requests.number_in(call.body, "bitext")]),
        _view(call),
        _state(requests.text_in(call.body, "state")),
        author=call.access.user,
        op_id=call.op_id(),
    )
    return _written(written)


def _view(call: Call) -> View:
    view = call.body.get("view", {})
    if not isinstance(view, dict) or not all(isinstance(value, str) for value in view.values()):
        raise BadRequest("'view' must be an object of texts, as in the address of 'rows'")
    return requests.view(view)


def _state(name: str) -> State:
    if name not in _STATES:
        raise BadRequest(f"'state' must be one of {', '.join(_STATES)}")
    return _STATES[name]


def _chosen(body: Mapping[str, Any]) -> dict[int, int]:
    pairs = body.get("chosen")
    if not isinstance(pairs, list) or not pairs or len(pairs) > MOST:
        raise BadRequest(f"'chosen' must be a list of up to {MOST:,} pairs: bead, revision")
    chosen = {}
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadRequest("'chosen' must be a list of pairs: bead, revision")
        bead, revision = requests.numbers_in({"chosen": pair}, "chosen")
        chosen[bead] = revision
    return chosen


def _change(change: Replacement) -> dict[str, Any]:
    names = ("bead", "number", "addition", "revision", "before", "after")
    return {name: getattr(change, name) for name in names}


def _written(written: Rewritten) -> dict[str, Any]:
    return {"operation": written.operation, "changed": written.changed, "left": written.left}
