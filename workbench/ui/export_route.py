"""Downloads: a bitext in an interchange format, streamed as it is read from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from alignments.errors import NotFound
from alignments.formats import load
from alignments.roles import Role
from alignments.store import Store
from workbench.exporting import Selection, export_stream
from workbench.giving_back import ORIGINAL, ending_of, translated_file
from workbench.ui.calls import allowed
from workbench.ui.downloads import download_headers, download_route
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


def export_route(store: Store, tokens: Tokens, rights: Rights) -> Route:
    """The route of downloads. Its token is signed for exactly one export."""
    return download_route(
        "/api/v1/documents/{document:int}/export",
        tokens,
        what="document",
        answer=partial(_answer, store, rights),
    )


def export_link(
    tokens: Tokens,
    *,
    user: str,
    document: int,
    bitext: int,
    format: str,
    drafts: bool,
    beside: Sequence[int] = (),
) -> str:
    """The address of one export, good for an hour."""
    wanted = {
        "user": user,
        "document": document,
        "bitext": bitext,
        "format": format,
        "drafts": drafts,
        "beside": list(beside),
    }
    return f"/api/v1/documents/{document}/export?token={tokens.for_export(wanted)}"


def _answer(store: Store, rights: Rights, wanted: Mapping[str, Any]) -> Response:
    allowed(Claim(user=wanted["user"], document=wanted["document"]), rights, Role.VIEWER)
    bitext = store.bitexts.get(wanted["bitext"])
    if bitext.document != wanted["document"]:  # its number was another's, which was deleted
        raise NotFound("that translation was deleted; ask for the export again")
    document = store.documents.get(bitext.document)
    name = f"{document.title}.{document.language}-{bitext.language}"
    if wanted["format"] == ORIGINAL:
        selection = Selection(include_drafts=wanted["drafts"])
        content, _ = translated_file(store, bitext.id, selection)
        headers = download_headers(name, ending_of(document))
        return Response(content, media_type=document.media_type, headers=headers)
    known = load(wanted["format"])
    pieces = export_stream(
        store,
        bitext.id,
        format=known.name,
        include_drafts=wanted["drafts"],
        beside=wanted.get("beside", ()),  # links of before had none
    )
    headers = download_headers(name, known.file_ending)
    return StreamingResponse(pieces, media_type=known.media_type, headers=headers)
