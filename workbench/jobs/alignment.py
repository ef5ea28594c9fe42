"""Jobs of the kind `align`: a document with a `translation`, or a `bitext` anew.

Anew means what nobody has settled: pins, beads made by hand and corrections stay.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from alignments.store import AlignmentSummary
from workbench.aligning import align_documents, realign_bitext
from workbench.jobs.work import Outcome, Work

Made = TypeVar("Made")


def run(work: Work) -> Outcome:
    """Align two documents, or a bitext anew."""
    cache = Path(work.models).expanduser() / "embeddings.db"
    if "bitext" in work.parameters:
        bitext = work.store.bitexts.get(work.parameters["bitext"])
        again = _heard(
            work,
            lambda: realign_bitext(work.store, bitext, cache=cache, author=work.job.author),
        )
        for warning in again.warnings:
            work.log(warning)
        note = f"{again.changed:,} beads changed, {again.kept:,} kept as people left them"
        return Outcome(note=note, result={"bitext": bitext.id, "changed": again.changed})
    translation = work.store.documents.get(work.parameters["translation"])
    document = work.document()
    report = _heard(work, lambda: align_documents(work.store, document, translation, cache=cache))
    for warning in report.warnings:
        work.log(warning)
    note = _told(report.summary, report.doubtful)
    return Outcome(note=note, result={"bitext": report.bitext.id, "doubtful": report.doubtful})


def _told(summary: AlignmentSummary, doubtful: int) -> str:
    return f"{summary.total:,} beads, {doubtful:,} doubtful"


def _heard(work: Work, long: Callable[[], Made]) -> Made:
    """Do something that cannot be asked how far it is, and give signs of life meanwhile."""
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(long)
        while not future.done():
            wait([future], timeout=1)
            work.check_cancelled()
        return future.result()
