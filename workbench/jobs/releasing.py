"""Jobs of the kind `release`: a corpus as one archive, in a folder of the machine of the worker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignments.store import Job, Store
from workbench.errors import ReleaseError
from workbench.jobs.kinds import ask
from workbench.jobs.work import Outcome, Work
from workbench.output_files import make_folder
from workbench.releasing.archive import as_json, from_json, release_archive
from workbench.releasing.options import ReleaseOptions

RELEASE = "release"


def ask_for_release(
    store: Store,
    documents: Sequence[int],
    options: ReleaseOptions,
    folder: Path,
    *,
    author: str | None = None,
) -> Job:
    """Put a release into the queue. A worker makes it, in that folder."""
    parameters = {
        "documents": list(documents),
        "options": as_json(options),
        "folder": str(folder),
        "language": options.language,
    }
    return ask(store, RELEASE, parameters=parameters, author=author)


def archive_of(job: Job) -> Path:
    """The file that a job of this kind makes."""
    return Path(job.parameters["folder"]) / f"release-{job.id}.zip"


def ask_again(store: Store, job: Job, *, author: str | None = None) -> Job:
    """Put the same release into the queue once more."""
    return ask(store, RELEASE, parameters=job.parameters, author=author)


def delete_archive(job: Job) -> None:
    """Take the file away; the job stays, and tells what was in it. Raises ReleaseError."""
    path = archive_of(job)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReleaseError(f"cannot delete {path}: {reason}") from error


def run(work: Work) -> Outcome:
    """Make the archive; a job that was stopped begins anew."""
    path = archive_of(work.job)
    make_folder(path.parent)

    def progress(stage: str, done: int, total: int) -> None:
        work.progress(done, total, stage)
        work.check_cancelled()

    options = from_json(work.parameters["options"])
    with work.alive():
        made = release_archive(
            work.store, work.parameters["documents"], options, path, progress=progress
        )
    for line in made.lines():
        work.log(line)
    facts = made.facts
    splits = {each.name: each.pairs for each in facts.splits}
    return Outcome(
        note=f"{facts.pairs:,} pairs in {path.name}",
        result={"pairs": facts.pairs, "splits": splits, "warnings": made.warnings()},
    )
