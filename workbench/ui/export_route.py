"""Downloads: a bitext in an interchange format, streamed as it is read from the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from alignments.beads import CONFIRMED, SubState, TranslationUnit
from alignments.errors import AlignmentsError
from alignments.formats import Format, WriteOptions, load
from alignments.store import Store
from workbench.ui.errors import RequestRefused
from workbench.ui.tokens import Tokens


def export_route(store: Store, tokens: Tokens) -> Route:
    """The route of downloads. Its token is signed for exactly one export."""

    async def download(request: Request) -> Response:
        try:
            wanted = tokens.export(request.query_params.get("token", ""))
            return await run_in_threadpool(_answer, store, wanted)
        except (RequestRefused, AlignmentsError) as error:
            status = error.status if isinstance(error, RequestRefused) else 404
            return PlainTextResponse(f"{error}\n", status)

    return Route("/api/v1/documents/{document:int}/export", download)


def export_link(tokens: Tokens, *, document: int, bitext: int, format: str, drafts: bool) -> str:
    """The address of one export, good for an hour."""
    wanted = {"bitext": bitext, "format": format, "drafts": drafts}
    return f"/api/v1/documents/{document}/export?token={tokens.for_export(wanted)}"


def _answer(store: Store, wanted: dict[str, Any]) -> Response:
    bitext = store.bitexts.get(wanted["bitext"])
    document = store.documents.get(bitext.document)
    written = load(wanted["format"])
    options = WriteOptions(
        source_language=document.language,
        target_language=bitext.language,
        include_drafts=wanted["drafts"],
        title=document.title,
    )
    units = _chosen(store, bitext.id, drafts=wanted["drafts"])
    pieces: Iterator[bytes] = written.encoded(units, options=options)
    name = f"{document.title}.{document.language}-{bitext.language}"
    return StreamingResponse(pieces, media_type=written.media_type, headers=_headers(name, written))


def _chosen(store: Store, bitext: int, *, drafts: bool) -> Iterator[TranslationUnit]:
    """What somebody answers for, and the untouched drafts where they are asked for."""
    for unit in store.bitexts.units(bitext):
        draft = drafts and unit.revision.sub_state is SubState.DRAFT
        if draft or unit.revision.state in CONFIRMED:
            yield unit


def _headers(name: str, written: Format) -> dict[str, str]:
    """A file name in any script (RFC 6266), and one in ASCII for what reads no other."""
    safe = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in name)[:120]
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    ending = written.file_ending
    disposition = (
        f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(safe)}{ending}"
    )
    return {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
