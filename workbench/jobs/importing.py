"""Jobs of the kind `import`: a large file with translations that somebody said yes to."""

from __future__ import annotations

from functools import partial

from workbench.importing import import_pairs
from workbench.jobs.looking import leave_out, pair_file, told
from workbench.jobs.work import Outcome, Work


def run(work: Work) -> Outcome:
    """Take the file in: all of it, or nothing where the job is stopped."""
    file, known, choices = pair_file(work)
    with work.alive():
        found = import_pairs(
            work.store, [file], known, choices, author=work.job.author, progress=partial(told, work)
        )
    for line in found.lines():
        work.log(line)
    leave_out(work.parameters)
    number = found.document.id if found.document else None
    return Outcome(
        note=f"{found.title}, {found.segments:,} segments",
        result={"document": number, "segments": found.segments},
    )
