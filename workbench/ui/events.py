"""The routes of what is live: who is where, and what others, or a machine, have written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from alignments.errors import AlignmentsError
from alignments.roles import Role
from workbench.ui import requests
from workbench.ui.calls import Call, allowed, claimed, refusal
from workbench.ui.errors import BadRequest, RequestRefused
from workbench.ui.presence import Presence
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens

_QUIET_SECONDS = 10.0
"""After so long without news a sign of life is sent, and the right to listen looked at again."""
_LONGEST_TAB = 64


async def here(call: Call) -> Mapping[str, Any]:
    """Say in which cell somebody is. Answers who else is there."""
    bead = call.body.get("bead")
    if bead is not None:
        bead = requests.number_in(call.body, "bead", least=1)
    tab = requests.text_in(call.body, "tab", most=_LONGEST_TAB)
    document = call.access.document
    call.presence.at(document, tab, call.access.user, bead)
    return {"people": call.presence.people(document)}


def event_route(tokens: Tokens, rights: Rights, presence: Presence) -> Route:
    """The stream of what happens at a document, as server-sent events."""

    async def listen(request: Request) -> Response:
        try:
            claim = claimed(request, tokens)
            await run_in_threadpool(allowed, claim, rights, Role.VIEWER)
            tab = request.query_params.get("tab", "")
            if not 0 < len(tab) <= _LONGEST_TAB:
                raise BadRequest("'tab' must name the tab that listens")
        except (RequestRefused, AlignmentsError) as error:
            return refusal(error)
        stream = _stream(claim, tab, rights, presence)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    return Route("/api/v1/documents/{document:int}/events", listen, methods=["GET"])


async def _stream(claim: Claim, tab: str, rights: Rights, presence: Presence) -> AsyncIterator[str]:
    async with presence.listening(claim.document, tab, claim.user) as news:
        while True:
            try:
                event = await asyncio.wait_for(news.get(), _QUIET_SECONDS)
            except TimeoutError:
                role = await run_in_threadpool(rights.role, claim.document, claim.user)
                if role is None:
                    return
                yield ": still here\n\n"
                continue
            if event is None:  # the server ends
                return
            yield f"data: {json.dumps(event)}\n\n"
