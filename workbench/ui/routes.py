"""The routes that the editor reads and saves through.

Every one wants a token that names a user and a document, and answers about that document only, to
somebody who has the role that the route needs. A correction is on disk before it is answered; the
same `op_id` sent again is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.routing import Route

from alignments.beads import Revision, State
from alignments.roles import Role
from alignments.store import Store
from workbench.correcting import correct
from workbench.ui import (
    alignment_routes,
    answers,
    events,
    notes,
    requests,
    rewrites,
    running,
    shaping,
    suggesting,
)
from workbench.ui.calls import Call, House, Spec, api_route
from workbench.ui.counts import Counts
from workbench.ui.errors import BadRequest
from workbench.ui.presence import Presence
from workbench.ui.rights import Rights
from workbench.ui.tokens import Tokens

_STATES = {"translated": State.TRANSLATED, "reviewed": State.REVIEWED, "initial": State.INITIAL}
_REVIEWERS = (State.REVIEWED, State.FINAL)
"""What translators may not say of a text."""


def specs() -> list[Spec]:
    """Every route under `/api/v1` that answers in JSON."""
    viewer, translator, reviewer = Role.VIEWER, Role.TRANSLATOR, Role.REVIEWER
    table = (
        ("/documents/{document:int}/rows", "GET", viewer, _rows),
        ("/documents/{document:int}/progress", "GET", viewer, _progress),
        ("/documents/{document:int}/place", "GET", viewer, _place),
        ("/documents/{document:int}/next", "GET", viewer, _next),
        ("/documents/{document:int}/jobs", "GET", viewer, running.jobs),
        ("/documents/{document:int}/jobs/{job:int}", "PUT", translator, running.cancel),
        ("/documents/{document:int}/excluded", "POST", translator, _exclude),
        ("/documents/{document:int}/replacements", "GET", viewer, rewrites.replacements),
        ("/documents/{document:int}/replacements", "POST", translator, rewrites.replace),
        ("/documents/{document:int}/states", "GET", viewer, rewrites.countable),
        ("/documents/{document:int}/states", "POST", reviewer, rewrites.set_states),
        ("/documents/{document:int}/presence", "POST", viewer, events.here),
        ("/beads/{bead:int}", "PUT", translator, _correct),
        ("/beads/{bead:int}/revisions", "GET", viewer, _revisions),
        ("/beads/{bead:int}/flags", "PUT", translator, notes.dismiss),
        ("/segments/{segment:int}/comments", "GET", viewer, notes.comments),
        ("/segments/{segment:int}/comments", "POST", translator, notes.comment),
        ("/comments/{comment:int}", "PUT", translator, notes.resolve),
        (
            "/documents/{document:int}/segments/{number:int}/merge",
            "POST",
            translator,
            shaping.merge,
        ),
        (
            "/documents/{document:int}/segments/{number:int}/split",
            "POST",
            translator,
            shaping.split,
        ),
        ("/documents/{document:int}/undo", "POST", translator, shaping.undo),
        ("/documents/{document:int}/links", "GET", viewer, suggesting.word_links),
        ("/beads/{bead:int}/alternatives", "POST", translator, suggesting.ask_alternatives),
        (
            "/documents/{document:int}/alternatives/{job:int}",
            "GET",
            viewer,
            suggesting.alternatives,
        ),
    )
    own = [
        Spec(path=path, method=method, needs=needs, work=work)
        for path, method, needs, work in table
    ]
    return [*own, *alignment_routes.specs()]


def api_routes(
    store: Store, tokens: Tokens, rights: Rights, presence: Presence | None = None
) -> list[Route]:
    """The routes under `/api/v1`, over one store."""
    house = House(
        store=store,
        rights=rights,
        presence=presence or Presence(store),
        counts=Counts(store),
    )
    return [api_route(spec, house, tokens) for spec in specs()]


def _rows(call: Call) -> Mapping[str, Any]:
    document = call.access.document
    page = call.store.bitexts.rows(
        document,
        call.bitexts(),
        offset=requests.query_number(call.query, "offset", 0, most=2**62),
        limit=requests.query_number(call.query, "limit", 50, most=requests.MOST_ROWS),
        view=call.view(),
    )
    comments = call.store.comments.open_in([row.segment for row in page.rows])
    rows = [answers.row_answer(row, comments.get(row.segment, 0)) for row in page.rows]
    additions = answers.additions_answer(page.additions)
    return {"rows": rows, "additions": additions, "total": page.total}


def _progress(call: Call) -> Mapping[str, Any]:
    """How far the columns have come: counted apart, as the rows need not wait for it."""
    return {"progress": answers.by_bitext(call.counts.of(call.access.document))}


def _place(call: Call) -> Mapping[str, Any]:
    """How many rows of the view come before a segment."""
    number = requests.query_number(call.query, "number", 1, most=2**62)
    document = call.access.document
    offset = call.store.bitexts.position(document, call.bitexts(), number, view=call.view())
    return {"offset": offset}


def _next(call: Call) -> Mapping[str, Any]:
    """The next segment that wants a person, and where the page with it begins to be counted."""
    bitexts = call.store.bitexts
    (column,) = requests.query_numbers(call.query, "bitext") or [0]
    if column not in {bitext.id for bitext in bitexts.of(call.access.document)}:
        raise BadRequest(f"document {call.access.document} has no column {column}")
    after = requests.query_number(call.query, "after", 0, most=2**62)
    number = bitexts.next_unconfirmed(column, after)
    if number is None:
        return {"number": None, "offset": None}
    view = call.view()
    offset = bitexts.position(call.access.document, call.bitexts(), number, view=view)
    return {"number": number, "offset": offset}


def _exclude(call: Call) -> Mapping[str, Any]:
    excluded = call.body.get("excluded")
    if not isinstance(excluded, bool):
        raise BadRequest("'excluded' must be true or false")
    changed = call.store.documents.set_excluded(
        call.access.document,
        requests.numbers_in(call.body, "numbers"),
        excluded,
        author=call.access.user,
        op_id=call.op_id(),
    )
    return {"changed": changed}


def _correct(call: Call) -> Mapping[str, Any]:
    written = _restored(call) if "restores" in call.body else _corrected(call)
    return answers.revision_answer(written)


def _corrected(call: Call) -> Revision:
    state = _STATES.get(requests.text_in(call.body, "state"))
    if state is None:
        raise BadRequest(f"'state' must be one of {', '.join(_STATES)}")
    if state in _REVIEWERS:
        call.need(Role.REVIEWER)
    return correct(
        call.store,
        call.path["bead"],
        text=requests.text_in(call.body, "text"),
        state=state,
        base_revision=requests.number_in(call.body, "base_revision"),
        author=call.access.user,
        op_id=call.op_id(),
        active_seconds=requests.seconds_in(call.body, "active_seconds"),
        allowed=call.allow,
    )


def _restored(call: Call) -> Revision:
    """Let an earlier revision hold again, for who might have given it its state."""
    bead = call.own_bead()
    number = requests.number_in(call.body, "restores", least=1)
    if call.store.revisions.get(bead, number).state in _REVIEWERS:
        call.need(Role.REVIEWER)
    return call.store.revisions.restore(
        bead,
        number,
        base_revision=requests.number_in(call.body, "base_revision"),
        author=call.access.user,
        op_id=call.op_id(),
    )


def _revisions(call: Call) -> Mapping[str, Any]:
    bead = call.own_bead()
    revisions = call.store.revisions
    return {
        "revisions": [answers.revision_answer(found) for found in revisions.history(bead)],
        "refused": [answers.refused_answer(found) for found in revisions.refused(bead)],
    }
