"""Jobs of the kind `export`: a large bitext as a file, in a folder of the machine of the worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from alignments.beads import Bitext
from alignments.formats import load
from alignments.store import Job, Store
from workbench.exporting import Selection, export_stream
from workbench.giving_back import ORIGINAL, ending_of, translated_file
from workbench.jobs.kinds import ask
from workbench.jobs.work import Outcome, Work
from workbench.output_files import make_folder, written_whole

EXPORT = "export"


def asked_for(
    bitext: Bitext, *, format: str, drafts: bool, beside: Sequence[int], folder: Path
) -> dict[str, Any]:
    """The parameters of a job: two that are equal ask for the same file."""
    return {
        "bitext": bitext.id,
        "language": bitext.language,
        "format": format,
        "drafts": drafts,
        "beside": list(beside),
        "folder": str(folder),
    }


def ask_for_export(
    store: Store, bitext: Bitext, parameters: Mapping[str, Any], *, author: str | None = None
) -> Job:
    """Put an export into the queue. A worker makes it, in the folder that is named."""
    return ask(store, EXPORT, document=bitext.document, parameters=parameters, author=author)


def file_of(job: Job) -> Path:
    """The file that a job of this kind makes."""
    return Path(job.parameters["folder"]) / f"export-{job.id}"


def ending_of_export(store: Store, job: Job) -> str:
    """How the name of its file ends for people."""
    if job.parameters["format"] == ORIGINAL:
        bitext = store.bitexts.get(job.parameters["bitext"])
        return ending_of(store.documents.get(bitext.document))
    return load(job.parameters["format"]).file_ending


def run(work: Work) -> Outcome:
    """Write the file; a job that was stopped begins anew."""
    path = file_of(work.job)
    make_folder(path.parent)
    with work.alive(), written_whole([path]) as (stream,):
        for piece in _pieces(work):
            stream.write(piece)
            work.check_cancelled()
    _delete_older(work)
    megabytes = path.stat().st_size / 2**20
    return Outcome(note=f"{work.parameters['format']}, {megabytes:,.1f} MB")


def _delete_older(work: Work) -> None:
    """The same file as it was before is of no use any more."""
    for job in work.store.jobs.all(document=work.job.document):
        if job.kind == EXPORT and job.parameters == work.parameters and job.id < work.job.id:
            file_of(job).unlink(missing_ok=True)


def _pieces(work: Work) -> Iterator[bytes]:
    said = work.parameters
    bitext, drafts = said["bitext"], said["drafts"]
    if said["format"] == ORIGINAL:
        yield translated_file(work.store, bitext, Selection(include_drafts=drafts))[0]
        return
    total = work.store.bitexts.progress(work.document().id)[bitext]
    going = total.confirmed + (total.draft if drafts else 0)

    def gone(count: int) -> None:
        work.progress(count, max(count, going))
        work.check_cancelled()

    yield from export_stream(
        work.store,
        bitext,
        format=said["format"],
        include_drafts=drafts,
        beside=said["beside"],
        progress=gone,
    )
