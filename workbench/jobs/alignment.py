"""Jobs of the kind `align`: a document with a translation, or what nobody has settled anew."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from alignments.store import AlignmentSummary, Job, Store
from workbench.aligning import align_documents, realign_bitext
from workbench.jobs.kinds import ask
from workbench.jobs.work import Outcome, Work

Made = TypeVar("Made")


def ask_for_alignment(
    store: Store, document: int, translation: int, *, author: str | None = None
) -> Job:
    """Put the alignment of two documents into the queue."""
    parameters = {"translation": translation}
    return ask(store, "align", document=document, parameters=parameters, author=author)


def ask_to_realign(store: Store, document: int, bitext: int, *, author: str | None = None) -> Job:
    """Put the alignment of a bitext, anew between what is settled, into the queue."""
    return ask(store, "align", document=document, parameters={"bitext": bitext}, author=author)


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
