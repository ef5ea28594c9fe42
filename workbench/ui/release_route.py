"""Downloads of releases: archives that the worker has made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from alignments.errors import NotFound
from alignments.roles import Role
from alignments.store import Job, JobState, Store
from workbench.jobs.releasing import RELEASE, archive_of
from workbench.ui.calls import allowed
from workbench.ui.downloads import download_route
from workbench.ui.rights import Rights
from workbench.ui.tokens import Claim, Tokens


def release_route(store: Store, tokens: Tokens, rights: Rights) -> Route:
    """The route of releases. Its token is signed for exactly one of them."""
    return download_route(
        "/api/v1/releases/{release:int}",
        tokens,
        what="release",
        answer=partial(_answer, store, rights),
    )


def release_link(tokens: Tokens, job: Job, *, user: str) -> str:
    """The address of one release, good for an hour."""
    token = tokens.for_export({"user": user, "release": job.id})
    return f"/api/v1/releases/{job.id}?token={token}"


def _answer(store: Store, rights: Rights, wanted: Mapping[str, Any]) -> Response:
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
