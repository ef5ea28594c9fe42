"""Fetching a model that the catalogue knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from models.catalogue import Catalogue, Model
from models.engines.base import CheckCancelled, ModelFile, never_cancelled
from models.errors import InstallError, ModelFileError, ModelUnreachable
from models.files import sha256_of
from models.hub import HubFile, snapshot
from models.install import finish, partial_folder
from models.installed import InstalledModel, installed_models
from models.lock import Locked, read_lock, write_lock
from models.network import Unreachable, download, writing
from models.records import Attachment, Release, releases
from models.unpickle import PICKLE, WEIGHTS, rewrite

Received = Callable[[int, int | None], None]
"""Hears how many bytes have come, and of how many; `None` when that is not known."""

_ZSTANDARD = b"\x28\xb5\x2f\xfd"


def no_report(received: int, total: int | None) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every step of fetching one model needs to know."""

    model: Model
    folder: Path
    received: Received
    check_cancelled: CheckCancelled


def pull(
    id: str,
    *,
    folder: Path,
    catalogue: Catalogue,
    received: Received = no_report,
    check_cancelled: CheckCancelled = never_cancelled,
) -> InstalledModel:
    """Fetch a model into `folder`; one that is here already is returned as it is.

    What was fetched is verified, tried out and only then installed; a pull that broke off is
    taken up where it stopped. `ModelUnreachable` comes within three seconds when there is no
    network.
    """
    model = catalogue.model(id)
    for installed in installed_models(folder, catalogue):
        if installed.id == id:
            return installed
    job = _Job(model=model, folder=folder, received=received, check_cancelled=check_cancelled)
    try:
        return _fetched(job)
    except Unreachable as error:
        raise ModelUnreachable(
            f"model {id} could not be fetched: {error}; try 'workbench models pull {id}' again "
            f"when the network allows, or bring it by hand with 'workbench models add DIRECTORY'"
        ) from error


def _fetched(job: _Job) -> InstalledModel:
    if job.model.records:
        return _from_records(job, job.model.records)
    if job.model.hub:
        return _from_hub(job, job.model.hub)
    raise InstallError(f"model {job.model.id} has no files that could be fetched; {job.model.note}")


def _from_records(job: _Job, pair: str) -> InstalledModel:
    release = _chosen(job, releases(pair), pair)
    staged = partial_folder(job.folder, job.model.id)
    total = sum(attachment.size or 0 for attachment in release.attachments)
    before = 0
    for attachment in release.attachments:
        _fetch_attachment(job, staged, attachment, before, total)
        before += attachment.size or 0
    for leftover in staged.glob("*.part"):
        leftover.unlink()
    model = replace(job.model, revision=release.revision)
    names = [attachment.name for attachment in release.attachments]
    installed = finish(staged, model, job.folder, names=names)
    write_lock(job.folder, model.id, Locked(revision=release.revision, files=installed.files))
    return installed


def _from_hub(job: _Job, repository: str) -> InstalledModel:
    locked = read_lock(job.folder).get(job.model.id)
    wanted = locked.revision if locked else job.model.revision
    found = snapshot(repository, wanted)
    staged = partial_folder(job.folder, job.model.id)
    total = sum(file.size or 0 for file in found.files)
    before = 0
    for file in found.files:
        _fetch_hub_file(job, staged, file, before, total)
        before += file.size or 0
    names = [file.name for file in found.files]
    if PICKLE in names:
        rewrite(staged)
        names[names.index(PICKLE)] = WEIGHTS
    model = replace(job.model, revision=found.commit)
    _check_locked(staged, names, locked)
    installed = finish(staged, model, job.folder, names=names)
    write_lock(job.folder, model.id, Locked(revision=found.commit, files=installed.files))
    return installed


def _fetch_hub_file(job: _Job, staged: Path, file: HubFile, before: int, total: int) -> None:
    path = staged / file.name
    part = staged / f"{file.name}.part"
    if path.exists() and path.stat().st_size == file.size:
        return

    def heard(size: int) -> None:
        job.check_cancelled()
        job.received(before + size, total or None)

    if file.size is None or not (part.exists() and part.stat().st_size == file.size):
        download(file.url, part, size=file.size, received=heard)
    sha256 = sha256_of(part)
    if (wrong := file.wrong(part, sha256)) is not None:
        part.unlink()
        raise _damaged(file.url, wrong, file.sha256 or file.blob or "another")
    part.replace(path)


def _check_locked(staged: Path, names: list[str], locked: Locked | None) -> None:
    remembered = {file.name: file.sha256 for file in locked.files} if locked else {}
    for name in names:
        expected = remembered.get(name)
        if expected and (found := sha256_of(staged / name)) != expected:
            (staged / name).unlink()
            raise _damaged(name, found, expected)


def _chosen(job: _Job, offered: list[Release], pair: str) -> Release:
    """The newest release, or the one that the lock file remembers."""
    if not offered:
        raise Unreachable(f"the Firefox model service offers no model for {pair}")
    locked = read_lock(job.folder).get(job.model.id)
    if locked is None:
        return offered[0]
    wanted = {file.name: file.sha256 for file in locked.files}
    for release in offered:
        if {each.name: each.sha256 for each in release.attachments} == wanted:
            return release
    raise ModelUnreachable(
        f"model {job.model.id} is locked at revision {locked.revision}, which is no longer "
        f"offered; delete its entry from the lock file beside the models to take "
        f"{offered[0].revision}"
    )


def _fetch_attachment(
    job: _Job, staged: Path, attachment: Attachment, before: int, total: int
) -> None:
    path = staged / attachment.name
    if path.exists() and attachment.sha256 and _sha256(path.read_bytes()) == attachment.sha256:
        return
    part = staged / f"{attachment.compressed_sha256 or attachment.name}.part"

    def heard(size: int) -> None:
        job.check_cancelled()
        job.received(before + size, total or None)

    if attachment.size is None:
        part.unlink(missing_ok=True)
    if not _whole(part, attachment):
        download(attachment.url, part, size=attachment.size, received=heard)
    data = part.read_bytes()
    if attachment.compressed_sha256 and _sha256(data) != attachment.compressed_sha256:
        part.unlink()
        raise _damaged(attachment.url, _sha256(data), attachment.compressed_sha256)
    unpacked = _decompressed(data, attachment)
    with writing(path):
        path.write_bytes(unpacked)
    part.unlink()


def _whole(part: Path, attachment: Attachment) -> bool:
    return part.exists() and part.stat().st_size == attachment.size


def _decompressed(data: bytes, attachment: Attachment) -> bytes:
    unpacked = data
    if data.startswith(_ZSTANDARD):
        from fxtranslate import discovery

        try:
            unpacked = discovery.verify_and_decompress(data)
        except ValueError as error:
            raise ModelFileError(
                f"{attachment.url}: cannot be decompressed ({error}); nothing was installed, "
                f"tell whoever runs that server"
            ) from error
    if attachment.sha256 and _sha256(unpacked) != attachment.sha256:
        raise _damaged(attachment.url, _sha256(unpacked), attachment.sha256)
    return unpacked


def _damaged(url: str, found: str, expected: str) -> ModelFileError:
    return ModelFileError(
        f"{url}: checksum {found} where {expected} was expected; nothing was installed, "
        f"pull again or tell whoever runs that server"
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def locked_files(folder: Path, id: str) -> tuple[ModelFile, ...]:
    """The files that the lock file remembers of a model; none if it was never pulled."""
    locked = read_lock(folder).get(id)
    return locked.files if locked else ()
