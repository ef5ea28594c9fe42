"""A folder that appears whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import ReleaseError

CHECKSUMS = "SHA256SUMS"


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder that gets its name when the block ends well, and is gone when it does not.

    Raises ReleaseError where something stands there already, or the system refuses.
    """
    target = path.absolute()
    _check(path, target)
    pending = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        pending.mkdir()
        yield pending
        _settle(pending)
        pending.rename(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReleaseError(f"cannot write {path}: {reason}; nothing was released") from error
    finally:
        shutil.rmtree(pending, ignore_errors=True)


def _check(path: Path, target: Path) -> None:
    if target.is_dir() and any(target.iterdir()):
        raise ReleaseError(f"{path} is there and not empty; name a new folder, or delete it first")
    if target.exists() and not target.is_dir():
        raise ReleaseError(f"{path} is a file; name a new folder")
    if not target.parent.is_dir():
        raise ReleaseError(f"there is no folder {path.parent}; make it first")


def _settle(folder: Path) -> None:
    """Bring the bytes to the disk."""
    for file in _files(folder):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def write_checksums(folder: Path) -> None:
    """One line a file, as `sha256sum --check` reads it."""
    lines = []
    for file in _files(folder):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {file.relative_to(folder).as_posix()}\n")
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
