"""Work that a worker process does: asked for in the store, done when a worker has time.

A new kind is a line in `kinds.py` and a module with `run(work: Work) -> Outcome`.
"""

from workbench.jobs.kinds import KINDS, Kind, ask

__all__ = ["KINDS", "Kind", "ask"]
