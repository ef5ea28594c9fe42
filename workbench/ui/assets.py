"""The editor's own files: ES modules that the browser loads as they are, without a build.

They are served under a name that changes with their contents, so a browser may keep them for
ever and never runs an old one.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "assets"
_HEADERS = {
    "Content-Encoding": "gzip",
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


@cache
def modules() -> dict[str, bytes]:
    """Every module by its file name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.js"))}


@cache
def packed() -> dict[str, bytes]:
    """Every module as it travels. What runs a browser that has modules knows gzip."""
    return {name: gzip.compress(content, mtime=0) for name, content in modules().items()}


@cache
def version() -> str:
    """A name for the present contents of all modules."""
    digest = hashlib.sha256()
    for name, content in modules().items():
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


@cache
def style(*names: str) -> str:
    """Style sheets, as a component takes them."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def address(module: str) -> str:
    """Where the browser finds a module."""
    return f"/workbench/{version()}/{module}"


def loader(module: str) -> str:
    """The script that a component is registered with: it loads the module and hands over."""
    return (
        f'const loaded = import(new URL("{address(module)}", location.origin).href);\n'
        "export default function (component) {\n"
        "  loaded.then(({ mount }) => mount(component));\n"
        "}\n"
    )


def asset_route() -> Route:
    """The route of the modules."""

    async def asset(request: Request) -> Response:
        content = packed().get(request.path_params["name"])
        if content is None or request.path_params["version"] != version():
            return PlainTextResponse("no such file; reload the page", 404)
        return Response(content, media_type="text/javascript", headers=_HEADERS)

    return Route("/workbench/{version}/{name}", asset)
