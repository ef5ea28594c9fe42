"""What every route of the editor is made of: a checked token, a role, work in a thread, JSON.

A route says which role it needs (`Spec`); `api_route` makes it, and nothing is reached without
that role.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from alignments.errors import (
    AlignmentsError,
    NotFound,
    StaleAlignment,
    StaleRevision,
    StoreBusy,
    StoreUnreachable,
)
from alignments.roles import Role
from alignments.store import StaleWrite, Store, View
from workbench.ui import answers, requests
from workbench.ui.counts import Counts
from workbench.ui.errors import BadRequest, BadToken, Forbidden, RequestRefused
from workbench.ui.presence import Presence
from workbench.ui.rights import Rights
from workbench.ui.tokens import Access, Claim, Tokens

LONGEST_OPERATION = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all requests share."""

    store: Store
    rights: Rights
    presence: Presence
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request whose token and role were checked, and the store that it is about."""

    store: Store
    presence: Presence
    counts: Counts
    access: Access
    rights: Rights
    path: Mapping[str, int]
    query: QueryParams
    body: Mapping[str, Any]

    def need(self, role: Role, *, document: int | None = None) -> None:
        """Raise Forbidden where the one who asks may less than that, with another document too."""
        if document is None:
            check_role(self.access, role)
        else:
            allowed(Claim(user=self.access.user, document=document), self.rights, role)

    def bitexts(self) -> list[int]:
        """The columns asked for, each of them a bitext of this document. Raises BadRequest."""
        own = {bitext.id for bitext in self.store.bitexts.of(self.access.document)}
        asked = requests.query_numbers(self.query, "languages")
        if not set(asked) <= own:
            raise BadRequest(f"document {self.access.document} has no such column")
        return asked

    def column(self, numbers: Sequence[int]) -> int:
        """One column, which must be a bitext of this document. Raises BadRequest."""
        own = {bitext.id for bitext in self.store.bitexts.of(self.access.document)}
        if len(numbers) != 1 or numbers[0] not in own:
            raise BadRequest(f"document {self.access.document} has no such column")
        return numbers[0]

    def own_bead(self) -> int:
        """The bead of the path, which must belong to the token's document. Raises BadToken."""
        bead = self.path["bead"]
        self.allow(self.store.bitexts.of_bead(bead).document)
        return bead

    def allow(self, document: int) -> None:
        """Raise BadToken for another document than the token's."""
        if document != self.access.document:
            raise BadToken("this page has no right to that document; open it again")

    def op_id(self) -> str | None:
        """The writer's own name for this write."""
        return requests.text_in(self.body, "op_id", most=LONGEST_OPERATION) or None

    def view(self) -> View:
        """Which rows are asked for."""
        return requests.view(self.query)


Answer = Mapping[str, Any]
Work = Callable[[Call], Answer] | Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A route: where, how, for whom, and what it does."""

    path: str
    method: str
    needs: Role
    work: Work


def api_route(spec: Spec, house: House, tokens: Tokens) -> Route:
    """The route under `/api/v1` that does what the spec says."""

    def answer(
        request: Request, claim: Claim, body: Mapping[str, Any]
    ) -> Answer | Awaitable[Answer]:
        call = Call(
            store=house.store,
            presence=house.presence,
            counts=house.counts,
            access=allowed(claim, house.rights, spec.needs),
            rights=house.rights,
            path=request.path_params,
            query=request.query_params,
            body=body,
        )
        return spec.work(call)

    async def endpoint(request: Request) -> Response:
        try:
            claim = claimed(request, tokens)
            body = await requests.json_object(request) if request.method != "GET" else {}
            answered = await run_in_threadpool(answer, request, claim, body)
            # what is kept in memory is for the event loop alone
            return JSONResponse(await answered if isawaitable(answered) else answered)
        except (RequestRefused, AlignmentsError) as error:
            return refusal(error)

    return Route(f"/api/v1{spec.path}", endpoint, methods=[spec.method])


def claimed(request: Request, tokens: Tokens) -> Claim:
    """Who asks, and for which document. Raises BadToken."""
    claim = tokens.document(requests.bearer(request))
    if request.path_params.get("document", claim.document) != claim.document:
        raise BadToken("this page has no right to that document; open it again")
    return claim


def allowed(claim: Claim, rights: Rights, needs: Role) -> Access:
    """What the one who asks may do now, if that is enough. Raises BadToken and Forbidden."""
    role = rights.role(claim.document, claim.user)
    if role is None:
        raise BadToken(f"{claim.user} has no right to document {claim.document} any more")
    access = Access(user=claim.user, document=claim.document, role=role)
    check_role(access, needs)
    return access


def check_role(access: Access, needs: Role) -> None:
    """Raise Forbidden where somebody may less than that."""
    if not access.role.may(needs):
        raise Forbidden(
            f"this needs the role {needs}, and {access.user} is {access.role} here; "
            "ask an owner of the document"
        )


def refusal(error: RequestRefused | AlignmentsError) -> Response:
    """What a request that cannot be answered is answered."""
    answer: dict[str, Any] = {"error": str(error)}
    if isinstance(error, StaleWrite) and error.current is not None:
        answer["current"] = answers.revision_answer(error.current)
    return JSONResponse(answer, _status(error))


_STATUS: Sequence[tuple[type[AlignmentsError], int]] = (
    (NotFound, 404),
    (StaleRevision, 409),
    (StaleAlignment, 409),
    (StoreBusy, 503),
    (StoreUnreachable, 503),
)


def _status(error: RequestRefused | AlignmentsError) -> int:
    if isinstance(error, RequestRefused):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
