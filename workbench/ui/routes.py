"""The routes that the editor reads and saves through.

Every one wants a token that names a user and a document, and answers about that document only.
A correction is on disk before it is answered; the same `op_id` sent again is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from alignments.beads import State
from alignments.errors import AlignmentsError, NotFound, StaleRevision, StoreBusy
from alignments.store import StaleWrite, Store, View
from workbench.ui import answers, notes, requests
from workbench.ui.errors import BadRequest, BadToken, RequestRefused
from workbench.ui.tokens import Access, Tokens

_STATES = {"translated": State.TRANSLATED, "reviewed": State.REVIEWED, "initial": State.INITIAL}
_LONGEST_OPERATION = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request whose token was checked, and the store that it is about."""

    store: Store
    access: Access
    path: Mapping[str, int]
    query: QueryParams
    body: Mapping[str, Any]

    def bitexts(self) -> list[int]:
        """The columns asked for, each of them a bitext of this document. Raises BadRequest."""
        own = {bitext.id for bitext in self.store.bitexts.of(self.access.document)}
        asked = requests.query_numbers(self.query, "languages")
        if not set(asked) <= own:
            raise BadRequest(f"document {self.access.document} has no such column")
        return asked

    def own_bead(self) -> int:
        """The bead of the path, which must belong to the token's document."""
        bead = self.path["bead"]
        if self.store.bitexts.of_bead(bead).document != self.access.document:
            raise BadToken("this page has no right to that document; open it again")
        return bead

    def view(self) -> View:
        """Which rows are asked for."""
        states = frozenset(state for state in self.query.get("states", "").split(",") if state)
        column = requests.query_numbers(self.query, "column")
        return View(
            states=states,
            query=self.query.get("query", "")[:1000],
            bitext=column[0] if column else None,
        )


Work = Callable[[Call], Mapping[str, Any]]


def api_routes(store: Store, tokens: Tokens) -> list[Route]:
    """The routes under `/api/v1`, over one store."""

    def route(path: str, method: str, work: Work) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                call = await _call(store, tokens, request)
                return JSONResponse(await run_in_threadpool(work, call))
            except (RequestRefused, AlignmentsError) as error:
                return _refusal(error)

        return Route(f"/api/v1{path}", endpoint, methods=[method])

    return [
        route("/documents/{document:int}/rows", "GET", _rows),
        route("/documents/{document:int}/progress", "GET", _progress),
        route("/documents/{document:int}/place", "GET", _place),
        route("/documents/{document:int}/next", "GET", _next),
        route("/documents/{document:int}/excluded", "POST", _exclude),
        route("/beads/{bead:int}", "PUT", _correct),
        route("/beads/{bead:int}/revisions", "GET", _revisions),
        route("/beads/{bead:int}/flags", "PUT", notes.dismiss),
        route("/segments/{segment:int}/comments", "GET", notes.comments),
        route("/segments/{segment:int}/comments", "POST", notes.comment),
        route("/comments/{comment:int}", "PUT", notes.resolve),
    ]


async def _call(store: Store, tokens: Tokens, request: Request) -> Call:
    access = tokens.document(requests.bearer(request))
    path = request.path_params
    if path.get("document", access.document) != access.document:
        raise BadToken("this page has no right to that document; open it again")
    body = await requests.json_object(request) if request.method != "GET" else {}
    return Call(store=store, access=access, path=path, query=request.query_params, body=body)


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
    return {"rows": rows, "total": page.total}


def _progress(call: Call) -> Mapping[str, Any]:
    """How far the columns have come: counted apart, as the rows need not wait for it."""
    found = call.store.bitexts.progress(call.access.document)
    return {"progress": answers.by_bitext(found)}


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
        op_id=requests.text_in(call.body, "op_id", most=_LONGEST_OPERATION) or None,
    )
    return {"changed": changed}


def _correct(call: Call) -> Mapping[str, Any]:
    bead = call.own_bead()
    state = _STATES.get(requests.text_in(call.body, "state"))
    if state is None:
        raise BadRequest(f"'state' must be one of {', '.join(_STATES)}")
    op_id = requests.text_in(call.body, "op_id", most=_LONGEST_OPERATION) or None
    base_revision = requests.number_in(call.body, "base_revision")
    if "restores" in call.body:
        restored = call.store.revisions.restore(
            bead,
            requests.number_in(call.body, "restores", least=1),
            base_revision=base_revision,
            author=call.access.user,
            op_id=op_id,
        )
        return answers.revision_answer(restored)
    written = call.store.revisions.correct(
        bead,
        text=requests.text_in(call.body, "text"),
        state=state,
        base_revision=base_revision,
        author=call.access.user,
        op_id=op_id,
        active_seconds=requests.seconds_in(call.body, "active_seconds"),
    )
    return answers.revision_answer(written)


def _revisions(call: Call) -> Mapping[str, Any]:
    bead = call.own_bead()
    revisions = call.store.revisions
    return {
        "revisions": [answers.revision_answer(found) for found in revisions.history(bead)],
        "refused": [answers.refused_answer(found) for found in revisions.refused(bead)],
    }


def _refusal(error: RequestRefused | AlignmentsError) -> Response:
    answer: dict[str, Any] = {"error": str(error)}
    if isinstance(error, StaleWrite) and error.current is not None:
        answer["current"] = answers.revision_answer(error.current)
    return JSONResponse(answer, _status(error))


_STATUS: Sequence[tuple[type[AlignmentsError], int]] = (
    (NotFound, 404),
    (StaleRevision, 409),
    (StoreBusy, 503),
)


def _status(error: RequestRefused | AlignmentsError) -> int:
    if isinstance(error, RequestRefused):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
