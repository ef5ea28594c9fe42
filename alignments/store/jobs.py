"""Long work that a worker process does: who asked for it, who does it, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, update

from alignments.errors import NotFound, StoreError
from alignments.store import schema
from alignments.store.checks import check_text, lock_document
from alignments.store.database import Database

jobs, lines = schema.jobs, schema.job_lines

ABANDONED_AFTER = timedelta(seconds=15)
"""A worker that has given no sign for so long is dead; another may take its job up."""
FORGOTTEN_AFTER = timedelta(days=1)
"""What an interactive job found is of use to who asked, then."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of long work."""

    id: int
    kind: str
    document: int | None
    """What it is about; `None` for a job of the whole store."""
    interactive: bool
    """Somebody waits for it at the screen; workers do such jobs beside the long ones."""
    parameters: Mapping[str, Any]
    state: JobState
    done: int
    total: int
    note: str
    """What it is doing, or what came of it: one line for people."""
    result: Mapping[str, Any]
    """What came of it, for programs; empty until it is done."""
    author: str | None
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Jobs:
    """What `store.jobs` offers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: str,
        document: int | None,
        *,
        parameters: Mapping[str, Any],
        author: str | None = None,
        interactive: bool = False,
    ) -> Job:
        """Ask for a job. A worker takes it up when it has time. Raises NotFound.

        Interactive jobs that have been over for a day are forgotten.
        """
        check_text("the author", author)
        with self._database.writing() as connection:
            if document is not None:
                lock_document(connection, document)
            inserted = connection.execute(
                jobs.insert().values(
                    document_id=document,
                    kind=kind,
                    interactive=interactive,
                    parameters=dict(parameters),
                    state=JobState.QUEUED.value,
                    done=0,
                    total=0,
                    note="",
                    author=author,
                    cancel_requested=False,
                    created_at=datetime.now(UTC),
                )
            )
            (identifier,) = inserted.inserted_primary_key or (0,)
            if interactive:
                connection.execute(jobs.delete().where(_forgettable()))
        return self.get(identifier)

    def get(self, identifier: int) -> Job:
        """Return the job with that number. Raises NotFound."""
        with self._database.reading() as connection:
            wanted = select(jobs).where(jobs.c.id == identifier)
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no job {identifier}")
        return _job(row)

    def all(
        self,
        *,
        document: int | None = None,
        unfinished: bool = False,
        limit: int | None = None,
    ) -> list[Job]:
        """Return the jobs, the newest first, without the interactive ones."""
        wanted = select(jobs).where(~jobs.c.interactive).order_by(jobs.c.id.desc()).limit(limit)
        if document is not None:
            wanted = wanted.where(jobs.c.document_id == document)
        if unfinished:
            wanted = wanted.where(jobs.c.state.in_(UNFINISHED))
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(wanted).mappings()]

    def claim(self, worker: str, *, interactive: bool = False) -> Job | None:
        """Take up the oldest job that waits, or that a dead worker left; `None` if there is none.

        Either an interactive one or one of the others. No two workers get the same one.
        """
        now = datetime.now(UTC)
        abandoned = and_(
            jobs.c.state == JobState.RUNNING, jobs.c.heartbeat_at < now - ABANDONED_AFTER
        )
        wanted = (
            select(jobs.c.id)
            .where(or_(jobs.c.state == JobState.QUEUED, abandoned))
            .where(jobs.c.interactive == interactive)
            .order_by(jobs.c.id)
            .limit(1)
        )
        with self._database.reading() as connection:
            if connection.execute(wanted).scalar() is None:
                return None  # a worker that only looks must not hold up those that write
        with self._database.writing() as connection:
            identifier = connection.execute(wanted.with_for_update(skip_locked=True)).scalar()
            if identifier is None:
                return None
            connection.execute(
                update(jobs)
                .where(jobs.c.id == identifier)
                .values(
                    state=JobState.RUNNING.value, worker=worker, started_at=now, heartbeat_at=now
                )
            )
        return self.get(identifier)

    def heartbeat(self, job: int, worker: str, *, done: int, total: int, note: str = "") -> bool:
        """Say that the worker lives and how far it is. False: it must stop.

        That is so when a person cancelled the job, or another worker has taken it up.
        """
        values = {"done": done, "total": total, "note": note, "heartbeat_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            connection.execute(update(jobs).where(_held(job, worker)).values(**values))
            wanted = select(jobs.c.id).where(_held(job, worker), ~jobs.c.cancel_requested)
            return connection.execute(wanted).scalar() is not None

    def finish(
        self,
        job: int,
        worker: str,
        state: JobState,
        *,
        note: str = "",
        result: Mapping[str, Any] | None = None,
    ) -> None:
        """Lay a job down: done, failed or cancelled. Nothing happens if it is another's by now."""
        values = {
            "state": state.value,
            "note": note,
            "result": dict(result or {}),
            "finished_at": datetime.now(UTC),
        }
        with self._database.writing() as connection:
            laid_down = connection.execute(update(jobs).where(_held(job, worker)).values(**values))
            if laid_down.rowcount:
                _log(connection, job, f"{state}: {note}" if note else str(state))

    def log(self, job: int, line: str) -> None:
        """Add a line to a job's log."""
        with self._database.writing() as connection:
            _log(connection, job, line)

    def lines(self, job: int) -> list[tuple[datetime, str]]:
        """Return a job's log: when, and what happened."""
        wanted = select(lines.c.created_at, lines.c.text).where(lines.c.job_id == job)
        with self._database.reading() as connection:
            return [(at, line) for at, line in connection.execute(wanted.order_by(lines.c.id))]

    def cancel(self, identifier: int) -> Job:
        """Ask for an end. A job that waits ends at once, one that runs after its batch."""
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == identifier, jobs.c.state == JobState.QUEUED)
                .values(state=JobState.CANCELLED.value, finished_at=datetime.now(UTC))
            )
            connection.execute(
                update(jobs)
                .where(jobs.c.id == identifier, jobs.c.state == JobState.RUNNING)
                .values(cancel_requested=True)
            )
        return self.get(identifier)

    def retry(self, identifier: int) -> Job:
        """Let a job that failed or was cancelled go on where it stopped."""
        job = self.get(identifier)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise StoreError(f"job {identifier} is {job.state}; only a stopped job can be retried")
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == identifier, jobs.c.state == job.state.value)
                .values(
                    state=JobState.QUEUED.value, cancel_requested=False, finished_at=None, note=""
                )
            )
            _log(connection, identifier, "asked for again")
        return self.get(identifier)


def _held(job: int, worker: str) -> ColumnElement[bool]:
    return and_(jobs.c.id == job, jobs.c.worker == worker, jobs.c.state == JobState.RUNNING)


def _forgettable() -> ColumnElement[bool]:
    return and_(jobs.c.interactive, jobs.c.finished_at < datetime.now(UTC) - FORGOTTEN_AFTER)


def _log(connection: Connection, job: int, line: str) -> None:
    connection.execute(lines.insert().values(job_id=job, text=line, created_at=datetime.now(UTC)))


def _job(row: RowMapping) -> Job:
    names = (
        "id",
        "kind",
        "interactive",
        "parameters",
        "done",
        "total",
        "note",
        "author",
        "cancel_requested",
        "created_at",
        "started_at",
        "finished_at",
    )
    return Job(
        **{name: row[name] for name in names},
        document=row["document_id"],
        result=row["result"] or {},
        state=JobState(row["state"]),
    )
