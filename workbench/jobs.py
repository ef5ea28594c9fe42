"""Jobs of the kind `translate`: done by a worker process, taken up again where they stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from alignments.errors import AlignmentsError
from alignments.store import Job, JobState, Store
from models.errors import ModelsError
from models.pool import EnginePool
from workbench.errors import JobError, WorkbenchError
from workbench.machines import Machine, machine_for
from workbench.translating import Drafted, translate_bitext

TRANSLATE = "translate"
_HEARTBEAT_SECONDS = 1.0

logger = logging.getLogger(__name__)


class JobStopped(JobError):
    """A person cancelled the job, or another worker has taken it up."""


def ask_for_translation(
    store: Store,
    document: int,
    language: str,
    *,
    model: str | None = None,
    author: str | None = None,
) -> Job:
    """Put a translation into the queue. A worker takes it up."""
    parameters = {"language": language, "model": model}
    return store.jobs.add(TRANSLATE, document, parameters=parameters, author=author)


@dataclass(slots=True)
class Worker:
    """Takes jobs from the store, one at a time, and keeps the last model loaded."""

    store: Store
    name: str
    models: str
    engines: int = 1
    _pool: EnginePool | None = None
    _setup: object = None

    def run_next(self) -> bool:
        """Do the oldest job that waits. False where there is none."""
        job = self.store.jobs.claim(self.name)
        if job is None:
            return False
        state, note = self._outcome(job)
        self.store.jobs.finish(job.id, self.name, state, note=note)
        return True

    def close(self) -> None:
        """End the engine's processes."""
        if self._pool is not None:
            self._pool.close()
        self._pool = self._setup = None

    def _outcome(self, job: Job) -> tuple[JobState, str]:
        try:
            return JobState.DONE, summary(self._run(job))
        except JobStopped:
            return JobState.CANCELLED, "stopped; the drafts that were done are kept"
        except (AlignmentsError, ModelsError, WorkbenchError) as error:
            return JobState.FAILED, str(error)
        except Exception as error:
            # one job's defect must not take the worker, and with it all other jobs, down
            logger.exception("job %d failed", job.id)
            return JobState.FAILED, f"the program failed: {error!r}"

    def _run(self, job: Job) -> Drafted:
        if job.kind != TRANSLATE:
            raise JobError(f"no worker knows jobs of the kind {job.kind!r}")
        document = self.store.documents.get(job.document)
        language, model = job.parameters["language"], job.parameters["model"]
        machine = machine_for(document.language, language, models=self.models, model=model)
        beat = _Heartbeat(self.store, job.id, self.name)
        return translate_bitext(
            self.store,
            self.store.bitexts.ensure(document.id, language),
            self._engine(machine),
            machine=machine.origin,
            source=document.language,
            redo=model is not None,
            progress=beat.progress,
            check_cancelled=beat.check,
        )

    def _engine(self, machine: Machine) -> EnginePool:
        if self._pool is None or self._setup != machine.setup:
            self.close()
            self._pool = EnginePool(machine.setup, workers=self.engines)
            self._setup = machine.setup
        return self._pool


class _Heartbeat:
    """Tells the store now and then that the job goes on, and hears whether it should."""

    def __init__(
        self, store: Store, job: int, worker: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._job, self._worker, self._clock = store, job, worker, clock
        self._done = self._total = 0
        self._next = clock()

    def progress(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        if done == total:
            self._beat()

    def check(self) -> None:
        if self._clock() >= self._next:
            self._beat()

    def _beat(self) -> None:
        self._next = self._clock() + _HEARTBEAT_SECONDS
        go_on = self._store.jobs.heartbeat(
            self._job, self._worker, done=self._done, total=self._total
        )
        if not go_on:
            raise JobStopped(f"job {self._job} is to stop")


def summary(drafted: Drafted) -> str:
    """Say in one line what came of a translation."""
    speed = drafted.written / drafted.seconds if drafted.seconds else 0.0
    parts = [f"{drafted.written:,} drafts by {drafted.machine.model}, {speed:.0f} segments/s"]
    if drafted.flagged:
        parts.append(f"{drafted.flagged:,} flagged")
    if drafted.failures:
        number, reason = drafted.failures[0]
        parts.append(f"{len(drafted.failures):,} failed (segment {number}: {reason})")
    return ", ".join(parts)
