"""Downloads of large exports: files that the worker has made."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from alignments.errors import AlignmentsError, NotFound
from alignments.roles import Role
from alignments.store import Job, JobState, Store
from workbench.jobs.exporting import EXPORT, ending_of_export, file_of
from workbench.ui.calls import allowed
from workbench.ui.errors import BadToken, RequestRefused
from workbench.ui.export_route import download_headers
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


def prepared_route(store: Store, tokens: Tokens, rights: Rights) -> Route:
    """The route of prepared exports. Its token is signed for exactly one of them."""

    async def download(request: Request) -> Response:
        try:
            wanted = tokens.export(request.query_params.get("token", ""))
            if wanted.get("export") != request.path_params["job"]:
                raise BadToken("this link is for another export; ask for it again")
            return await run_in_threadpool(_answer, store, rights, wanted)
        except (RequestRefused, AlignmentsError) as error:
            status = error.status if isinstance(error, RequestRefused) else 404
            return PlainTextResponse(f"{error}\n", status)

    return Route("/api/v1/exports/{job:int}", download)


def prepared_link(tokens: Tokens, job: Job, *, user: str) -> str:
    """The address of one prepared export, good for an hour."""
    token = tokens.for_export({"user": user, "export": job.id})
    return f"/api/v1/exports/{job.id}?token={token}"


def _answer(store: Store, rights: Rights, wanted: dict[str, Any]) -> Response:
    job = store.jobs.get(wanted["export"])
    there = job.kind == EXPORT and job.state is JobState.DONE and file_of(job).is_file()
    if not there or job.document is None:
        raise NotFound(f"the export {job.id} is not here (any more); prepare it again")
    allowed(Claim(user=wanted["user"], document=job.document), rights, Role.VIEWER)
    document = store.documents.get(job.document)
    name = f"{document.title}.{document.language}-{job.parameters['language']}"
    return FileResponse(file_of(job), headers=download_headers(name, ending_of_export(store, job)))
