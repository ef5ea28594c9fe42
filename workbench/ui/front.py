"""The HTML that Streamlit's own script runs in, for our pages at a path of their own.

Left alone, that script asks for `/editor/_stcore/health` before `/_stcore/health`: requests that
fail, on every page but the first. Where it is told who its server is, it asks there at once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_VIEWS = Path(__file__).parent / "views"
_FIRST = "documents"  # stands at "/", where nothing fails
_TOLD = "<head>\n<script>window.__streamlit = { BACKEND_BASE_URL: location.origin };</script>"


@cache
def html() -> str:
    """Streamlit's page, told who its server is."""
    return _INDEX.read_text(encoding="utf-8").replace("<head>", _TOLD, 1)


def page_routes() -> list[Route]:
    """A route for every page but the first."""

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(html(), headers={"Cache-Control": "no-cache"})

    names = sorted(path.stem for path in _VIEWS.glob("[!_]*.py"))
    return [Route(f"/{name}", page) for name in names if name != _FIRST]
