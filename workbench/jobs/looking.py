"""Jobs of the kind `look`: what would come of a large file with translations.

The file stands in a folder of the machine of the worker until it is taken or left out, or until
nobody has decided for a week.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from alignments.errors import FormatError, ReadError
from alignments.formats import Format, load
from alignments.store import Job, JobState, Store
from workbench.errors import ImportRefused
from workbench.importing import preview_pairs
from workbench.jobs.kinds import ask
from workbench.jobs.work import Outcome, Work
from workbench.pair_files import PairChoices, PairFile

LOOK, IMPORT = "look", "import"
DECIDED_WITHIN = timedelta(days=7)
"""After that, a file that was put aside is deleted."""
_MOST_JOBS = 200


def put_aside(folder: Path, name: str, content: BinaryIO) -> Path:
    """Keep a file that came in under its own name, where a worker finds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(dir=folder)) / (PurePath(name).name or "file")
        with path.open("wb") as kept:
            shutil.copyfileobj(content, kept)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ImportRefused(f"{name} cannot be put aside in {folder}: {reason}") from error
    return path


def ask_to_look(
    store: Store, file: Path, known: Format, choices: PairChoices, *, author: str | None = None
) -> Job:
    """Put the reading of a file into the queue: its report waits for a yes."""
    parameters = {
        "file": str(file),
        "name": file.name,
        "format": known.name,
        "choices": asdict(choices),
    }
    return ask(store, LOOK, parameters=parameters, author=author)


def ask_to_import(store: Store, look: Job, *, author: str | None = None) -> Job:
    """Say yes: put the import of a file that was looked at into the queue."""
    return ask(store, IMPORT, parameters=look.parameters, author=author)


def undecided(store: Store) -> list[Job]:
    """The reports that wait for a yes or a no, of the last jobs, the oldest first."""
    jobs = store.jobs.all(limit=_MOST_JOBS)
    taken = {job.parameters["file"] for job in jobs if job.kind == IMPORT and not _stopped(job)}
    return [
        job
        for job in reversed(jobs)
        if job.kind == LOOK
        and job.state is JobState.DONE
        and job.parameters["file"] not in taken
        and Path(job.parameters["file"]).is_file()
    ]


def expire(store: Store, *, now: datetime | None = None) -> None:
    """Delete the files that nobody decided on for a week; the log of their job says so.

    Whatever became of the job: one that was stopped leaves its file, too.
    """
    long_ago = (now or datetime.now(UTC)) - DECIDED_WITHIN
    jobs = [job for job in store.jobs.all() if job.kind in (LOOK, IMPORT)]
    in_use = {
        job.parameters["file"]
        for job in jobs
        if job.finished_at is None or job.finished_at > long_ago
    }
    for job in jobs:
        file = job.parameters["file"]
        if job.kind == LOOK and file not in in_use and Path(file).is_file():
            leave_out(job.parameters)
            days = DECIDED_WITHIN.days
            store.jobs.log(job.id, f"nobody decided on it for {days} days: the file was deleted")


def _stopped(job: Job) -> bool:
    return job.state in (JobState.FAILED, JobState.CANCELLED)


def leave_out(parameters: Mapping[str, Any]) -> None:
    """Delete a file that was put aside."""
    with suppress(OSError):
        shutil.rmtree(Path(parameters["file"]).parent)


def pair_file(work: Work) -> tuple[PairFile, Format, PairChoices]:
    """What a job of either kind reads, and how."""
    path, said = Path(work.parameters["file"]), work.parameters["choices"]
    if not path.is_file():
        raise ImportRefused(f"{path.name} is not here any more; bring it in again")
    columns = said["columns"]
    choices = PairChoices(
        **{
            **said,
            "targets": tuple(said["targets"]),
            "columns": None if columns is None else tuple(columns),
        }
    )
    file = PairFile(name=work.parameters["name"], open=partial(_open, path))
    return file, load(work.parameters["format"]), choices


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(f"{path.name} cannot be read: {reason}") from error


def told(work: Work, done: int, total: int, note: str) -> None:
    """Say how far the file has been read, and stop where nobody wants it any more."""
    work.progress(done, total, f"{done // 1024:,} of {max(1, total // 1024):,} MB, {note}")
    work.check_cancelled()


def run(work: Work) -> Outcome:
    """Read the file and change nothing."""
    expire(work.store)
    file, known, choices = pair_file(work)
    try:
        with work.alive():
            found = preview_pairs(work.store, [file], known, choices, progress=partial(told, work))
    except (FormatError, ImportRefused):
        leave_out(work.parameters)  # it will not do better another time
        raise
    for line in found.lines():
        work.log(line)
    ending = "to be taken in or left out" if found.new else "here already"
    result = {**found.as_json(), "lines": found.lines()}
    return Outcome(note=f"{found.segments:,} segments, {ending}", result=result)
