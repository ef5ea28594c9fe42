"""Which host names the server answers to.

A page of another site can point a name of its own at 127.0.0.1 (DNS rebinding). Such a request
carries that name, so only names that we know are answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class KnownHosts:
    """Refuses every request and web socket whose `Host` or `Origin` is none of ours."""

    def __init__(self, app: ASGIApp, *, further: Iterable[str] = ()) -> None:
        self._app = app
        self._known = LOCAL | {name.casefold() for name in further}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self._knows(Headers(scope=scope)):
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        names = [_hostname(f"//{headers.get('host', '')}")]
        if origin is not None:
            names.append(_hostname(origin))
        return all(name in self._known for name in names)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        message = "this server does not answer to that host name; open it at 127.0.0.1"
        await JSONResponse({"error": message}, 421)(scope, receive, send)


def _hostname(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").casefold()
    except ValueError:
        return ""
