"""What a job is given to work with, and what it gives back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alignments.documents import Document
from alignments.errors import StoreBusy
from alignments.store import Job, Store
from models.engines.base import Setup
from models.pool import EnginePool
from workbench.errors import JobError

_HEARTBEAT_SECONDS = 1.0


class JobStopped(JobError):
    """A person cancelled the job, or another worker has taken it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job."""

    note: str
    """In one line, for people."""
    result: Mapping[str, Any] = field(default_factory=dict)
    """For programs: small, JSON."""


class Engines:
    """Keeps the engine that was used last loaded."""

    def __init__(self, workers: int = 1, *, niceness: int = 0) -> None:
        self._workers, self._niceness = workers, niceness
        self._pool: EnginePool | None = None
        self._setup: Setup | None = None

    def get(self, setup: Setup) -> EnginePool:
        """The engine of that setup; the one before is closed."""
        if self._pool is None or self._setup != setup:
            self.close()
            self._pool = EnginePool(setup, workers=self._workers, niceness=self._niceness)
            self._setup = setup
        return self._pool

    def close(self) -> None:
        """End the engine's processes."""
        if self._pool is not None:
            self._pool.close()
        self._pool = self._setup = None


class Work:
    """A job that is being done: its parameters, and how it reports."""

    def __init__(
        self,
        store: Store,
        job: Job,
        worker: str,
        *,
        models: str,
        engines: Engines,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.job = job
        self.parameters = job.parameters
        self.models = models
        """The folder that models are installed in."""
        self._worker, self._engines, self._clock = worker, engines, clock
        self._done, self._total, self._note = job.done, job.total, ""
        self._next = clock()
        self._beaten_for = self._stopped = False

    def document(self) -> Document:
        """The document that the job is about. Raises JobError where it is about none."""
        if self.job.document is None:
            raise JobError(f"a job of the kind {self.job.kind!r} needs a document")
        return self.store.documents.get(self.job.document)

    def engine(self, setup: Setup) -> EnginePool:
        """An engine, in processes of its own; the last one used is still loaded."""
        return self._engines.get(setup)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is. Cheap: the store hears of it once a second."""
        self._done, self._total, self._note = done, total, note
        if done == total and not self._beaten_for:
            self._beat()

    def check_cancelled(self) -> None:
        """Raise JobStopped where a person wants no more of it. To be called at least every 5 s."""
        if self._stopped:
            raise JobStopped(f"job {self.job.id} is to stop")
        if not self._beaten_for and self._clock() >= self._next:
            self._beat()

    def log(self, line: str) -> None:
        """Add a line to the log, which the job keeps when it is over."""
        self.store.jobs.log(self.job.id, line)

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Give signs of life beside the work, whatever it does: also in the midst of writing."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(_HEARTBEAT_SECONDS):
                try:
                    self._beat()
                except JobStopped:
                    self._stopped = True
                    return
                except StoreBusy:
                    continue  # perhaps the work itself is writing

        self._beat()
        thread = threading.Thread(target=beat, daemon=True)
        self._beaten_for = True
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self._beaten_for = False

    def _beat(self) -> None:
        self._next = self._clock() + _HEARTBEAT_SECONDS
        go_on = self.store.jobs.heartbeat(
            self.job.id, self._worker, done=self._done, total=self._total, note=self._note
        )
        if not go_on:
            raise JobStopped(f"job {self.job.id} is to stop")
