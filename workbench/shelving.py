"""Deleting a document for good: what the store has of it, and the files that were made of it."""

from __future__ import annotations

from pathlib import Path

from alignments.store import Store
from workbench.errors import ExportError
from workbench.jobs.exporting import EXPORT, file_of


def delete_for_good(store: Store, document: int, *, title: str) -> None:
    """Delete an archived document, and its exports that lie on this machine.

    Raises NotFound, StoreError, and ExportError where a file stays.
    """
    exports = [file_of(job) for job in store.jobs.all(document=document) if job.kind == EXPORT]
    store.shelf.delete(document, title=title)
    for path in exports:
        _delete(path)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExportError(f"cannot delete {path}: {reason}; delete it by hand") from error
