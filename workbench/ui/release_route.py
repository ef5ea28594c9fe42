"""Downloads of releases: archives that the worker has made."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from alignments.errors import AlignmentsError, NotFound
from alignments.roles import Role
from alignments.store import Job, JobState, Store
from workbench.jobs.releasing import RELEASE, archive_of
from workbench.ui.calls import allowed
from workbench.ui.errors import BadToken, RequestRefused
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


def release_route(store: Store, tokens: Tokens, rights: Rights) -> Route:
    """The route of releases. Its token is signed for exactly one of them."""

    async def download(request: Request) -> Response:
        try:
            wanted = tokens.export(request.query_params.get("token", ""))
            if wanted.get("release") != request.path_params["job"]:
                raise BadToken("this link is for another release; ask for it again")
            return await run_in_threadpool(_answer, store, rights, wanted)
        except (RequestRefused, AlignmentsError) as error:
            status = error.status if isinstance(error, RequestRefused) else 404
            return PlainTextResponse(f"{error}\n", status)

    return Route("/api/v1/releases/{job:int}", download)


def release_link(tokens: Tokens, job: Job, *, user: str) -> str:
    """The address of one release, good for an hour."""
    token = tokens.for_export({"user": user, "release": job.id})
    return f"/api/v1/releases/{job.id}?token={token}"


def _answer(store: Store, rights: Rights, wanted: dict[str, Any]) -> Response:
    job = store.jobs.get(wanted["release"])
    if job.kind != RELEASE or job.state is not JobState.DONE or not archive_of(job).is_file():
        raise NotFound(f"the release {job.id} is not here (any more); make it again")
    for document in job.parameters["documents"]:
        allowed(Claim(user=wanted["user"], document=document), rights, Role.VIEWER)
    path = archive_of(job)
    return FileResponse(
        path,
        media_type="application/zip",
        filename=path.name,
        headers={"X-Content-Type-Options": "nosniff"},
    )
