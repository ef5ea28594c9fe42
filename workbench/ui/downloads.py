"""What downloads share: a link that is signed for exactly one thing, and the names of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alignments.errors import AlignmentsError
from workbench.ui.errors import BadToken, RequestRefused
from workbench.ui.tokens import Tokens

Answer = Callable[[Mapping[str, Any]], Response]
"""From what a token was signed for to what it gives."""

_LONGEST_NAME = 120


def download_route(path: str, tokens: Tokens, *, what: str, answer: Answer) -> Route:
    """A route of downloads; `what` is what the path and the token number, such as `release`."""

    async def download(request: Request) -> Response:
        try:
            wanted = tokens.export(request.query_params.get("token", ""))
            if wanted.get(what) != request.path_params[what]:
                raise BadToken(f"this link is for another {what}; ask for it again")
            return await run_in_threadpool(answer, wanted)
        except (RequestRefused, AlignmentsError) as error:
            status = error.status if isinstance(error, RequestRefused) else 404
            return PlainTextResponse(f"{error}\n", status)

    return Route(path, download)


def download_headers(name: str, ending: str) -> dict[str, str]:
    """A file name in any script (RFC 6266), and one in ASCII for what reads no other."""
    safe = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in name)[-_LONGEST_NAME:]
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    names = f"filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(safe)}{ending}"
    return {
        "Content-Disposition": f"attachment; {names}",
        "X-Content-Type-Options": "nosniff",
    }
