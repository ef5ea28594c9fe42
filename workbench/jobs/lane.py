"""A lane of a worker: takes jobs from the store, one at a time."""

from __future__ import annotations

import logging
from importlib import import_module

from alignments.errors import AlignmentsError
from alignments.store import Job, JobState, Store
from models.errors import ModelsError
from workbench.errors import WorkbenchError
from workbench.jobs.kinds import kind_of
from workbench.jobs.work import Engines, JobStopped, Outcome, Work

_NICENESS = 10
logger = logging.getLogger(__name__)


class Lane:
    """Does the jobs of one sort: those that take long, or those that somebody waits for."""

    def __init__(
        self, store: Store, name: str, models: str, *, engines: int = 1, interactive: bool = False
    ) -> None:
        self._store, self._name, self._models = store, name, models
        self._interactive = interactive
        # not the lane itself: who holds the store open for writing must not be kept waiting
        self._engines = Engines(engines, niceness=0 if interactive else _NICENESS)

    def run_next(self) -> bool:
        """Do the oldest job that waits. False where there is none."""
        job = self._store.jobs.claim(self._name, interactive=self._interactive)
        if job is None:
            return False
        self._store.jobs.log(job.id, f"taken up by {self._name}")
        state, outcome = self._outcome(job)
        self._store.jobs.finish(job.id, self._name, state, note=outcome.note, result=outcome.result)
        return True

    def close(self) -> None:
        """End the engine's processes."""
        self._engines.close()

    def _outcome(self, job: Job) -> tuple[JobState, Outcome]:
        try:
            return JobState.DONE, self._run(job)
        except JobStopped:
            return JobState.CANCELLED, Outcome(note=f"stopped; {kind_of(job.kind).stopped}")
        except (AlignmentsError, ModelsError, WorkbenchError) as error:
            return JobState.FAILED, Outcome(note=str(error))
        except Exception as error:
            # one job's defect must not take the worker, and with it all other jobs, down
            logger.exception("job %d failed", job.id)
            return JobState.FAILED, Outcome(note=f"the program failed: {error!r}")

    def _run(self, job: Job) -> Outcome:
        run = import_module(kind_of(job.kind).module).run
        work = Work(self._store, job, self._name, models=self._models, engines=self._engines)
        outcome: Outcome = run(work)
        return outcome
