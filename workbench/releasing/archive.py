"""A release as one ZIP file, and what it was asked to hold as JSON: for the worker and the UI."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from alignments.store import Store
from workbench.output_files import written_whole
from workbench.releasing.collecting import Progress
from workbench.releasing.options import ReleaseOptions, SplitOptions
from workbench.releasing.release import Release, release

_OLD = (1980, 1, 1, 0, 0, 0)


def release_archive(
    store: Store,
    documents: Sequence[int],
    options: ReleaseOptions,
    path: Path,
    *,
    progress: Progress = lambda stage, done, total: None,
) -> Release:
    """Make a release and pack it; what is packed is a folder of the archive's name.

    The same release gives the same bytes. Raises ReleaseError and ExportError.
    """
    with tempfile.TemporaryDirectory(prefix=".release-", dir=path.parent) as place:
        folder = Path(place) / path.stem
        made = release(store, documents, options, folder, progress=progress)
        with written_whole([path]) as (stream,), ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            files = sorted(each for each in folder.rglob("*") if each.is_file())
            for done, file in enumerate(files, start=1):
                _pack(archive, file, file.relative_to(folder.parent).as_posix())
                progress("packing", done, len(files))
    return made


def _pack(archive: ZipFile, file: Path, name: str) -> None:
    about = ZipInfo(name, date_time=_OLD)
    about.compress_type = ZIP_DEFLATED
    about.external_attr = 0o644 << 16
    with file.open("rb") as source, archive.open(about, "w", force_zip64=True) as inside:
        shutil.copyfileobj(source, inside)


def as_json(options: ReleaseOptions) -> dict[str, Any]:
    """The options as values that JSON can carry."""
    values = asdict(options)
    for name in ("states", "without_flags"):
        values[name] = sorted(values[name])
    values["against"] = [str(path) for path in options.against]
    return values


def from_json(values: Mapping[str, Any]) -> ReleaseOptions:
    """The options that `as_json` told. Raises ReleaseError for what makes no sense."""
    return ReleaseOptions(
        **{
            **values,
            "states": frozenset(values["states"]),
            "without_flags": frozenset(values["without_flags"]),
            "against": tuple(map(Path, values["against"])),
            "formats": tuple(values["formats"]),
            "split": SplitOptions(**values["split"]),
        }
    )
