"""An OpenID Connect provider: discovery, keys, authorization code with PKCE, signed identities.

Whoever comes is asked which of the people she is; there are no passwords.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "workbench", "a secret between the two"
PEOPLE = ("mira@example.org", "salma@example.org", "rana@example.org")


class Provider:
    """The provider's side of a sign-in."""

    def __init__(self) -> None:
        self.address = ""
        self._key = RSAKey.generate_key(2048, {"kid": "one"})
        self._asked: dict[str, Mapping[str, str]] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _configuration(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT_ID
        if "person" not in asked:
            chosen = {person: urlencode({**asked, "person": person}) for person in PEOPLE}
            links = (f'<p><a href="?{query}">{person}</a></p>' for person, query in chosen.items())
            return HTMLResponse("".join(links).replace("&", "&amp;"))
        code = secrets.token_urlsafe()
        self._asked[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}")

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self._asked.pop(str(form["code"]))
        given = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        challenge = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if expected != asked["code_challenge"] or not given.startswith(f"{CLIENT_ID}:"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "none", "token_type": "Bearer", "id_token": self._identity(asked)}
        )

    def _identity(self, asked: Mapping[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.address,
            "sub": asked["person"].partition("@")[0],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            "email": asked["person"],
            "email_verified": True,
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that answers on this machine."""
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.address = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
