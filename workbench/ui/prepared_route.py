"""Downloads of large exports: files that the worker has made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from alignments.errors import NotFound
from alignments.roles import Role
from alignments.store import Job, JobState, Store
from workbench.jobs.exporting import EXPORT, ending_of_export, file_of
from workbench.ui.calls import allowed
from workbench.ui.downloads import download_headers, download_route
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


def prepared_route(store: Store, tokens: Tokens, rights: Rights) -> Route:
    """The route of prepared exports. Its token is signed for exactly one of them."""
    return download_route(
        "/api/v1/exports/{export:int}",
        tokens,
        what="export",
        answer=partial(_answer, store, rights),
    )


def prepared_link(tokens: Tokens, job: Job, *, user: str) -> str:
    """The address of one prepared export, good for an hour."""
    token = tokens.for_export({"user": user, "export": job.id})
    return f"/api/v1/exports/{job.id}?token={token}"


def _answer(store: Store, rights: Rights, wanted: Mapping[str, Any]) -> Response:
    job = store.jobs.get(wanted["export"])
    there = job.kind == EXPORT and job.state is JobState.DONE and file_of(job).is_file()
    if not there or job.document is None:
        raise NotFound(f"the export {job.id} is not here (any more); prepare it again")
    allowed(Claim(user=wanted["user"], document=job.document), rights, Role.VIEWER)
    document = store.documents.get(job.document)
    name = f"{document.title}.{document.language}-{job.parameters['language']}"
    return FileResponse(file_of(job), headers=download_headers(name, ending_of_export(store, job)))
