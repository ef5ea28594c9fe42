"""Which kinds of jobs there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alignments.store import Job, Store
from workbench.errors import JobError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of job."""

    name: str
    title: str
    """What people call it."""
    module: str
    """Has `run(work: Work) -> Outcome`. Only a worker loads it."""
    counts: str = "segments"
    """What its progress counts; nothing to be told in figures where this is empty."""
    stopped: str = "what was done is kept"
    """What becomes of a job that a person stops."""
    interactive: bool = False
    """Somebody waits for it at the screen: it never queues behind those that take long."""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(name="translate", title="Translation", module="workbench.jobs.translation"),
        Kind(name="release", title="Release", module="workbench.jobs.releasing"),
        Kind(name="look", title="Report", module="workbench.jobs.looking", counts=""),
        Kind(
            name="import",
            title="Import",
            module="workbench.jobs.importing",
            counts="",
            stopped="nothing came in",
        ),
        Kind(
            name="export",
            title="Export",
            module="workbench.jobs.exporting",
            stopped="there is no file",
        ),
        Kind(name="align", title="Alignment", module="workbench.jobs.alignment"),
        Kind(
            name="alternatives",
            title="Other wordings",
            module="workbench.jobs.alternatives",
            interactive=True,
        ),
    )
}


def kind_of(name: str) -> Kind:
    """The kind with that name. Raises JobError."""
    if name not in KINDS:
        raise JobError(f"no worker knows jobs of the kind {name!r}; known: {', '.join(KINDS)}")
    return KINDS[name]


def ask(
    store: Store,
    kind: str,
    *,
    document: int | None = None,
    parameters: Mapping[str, Any],
    author: str | None = None,
) -> Job:
    """Put a job into the queue. A worker takes it up. Raises JobError for an unknown kind."""
    return store.jobs.add(
        kind,
        document,
        parameters=parameters,
        author=author,
        interactive=kind_of(kind).interactive,
    )
