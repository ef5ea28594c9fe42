"""Unpacking an archive that somebody brought, without trusting it."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zipfile
from pathlib import Path

from models.errors import ModelFileError
from models.network import writing

_MOST_BYTES = 20 << 30
_MOST_FILES = 10_000


def unpack(archive: Path, into: Path) -> None:
    """Unpack a zip or tar archive; `ModelFileError` for anything else and for unsafe ones."""
    try:
        if zipfile.is_zipfile(archive):
            _unpack_zip(archive, into)
        elif tarfile.is_tarfile(archive):
            _unpack_tar(archive, into)
        else:
            raise ModelFileError(
                f"{archive}: neither a folder nor a zip or tar archive; bring the folder "
                f"that holds the model's files"
            )
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zipfile.LargeZipFile) as error:
        raise ModelFileError(
            f"{archive}: a broken archive ({error}); bring it again, or unpacked as a folder"
        ) from error


def _unpack_zip(archive: Path, into: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        infos = packed.infolist()
        _check_extent(archive, [info.file_size for info in infos])
        with writing(into):
            packed.extractall(into)


def _unpack_tar(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as packed:
        members = packed.getmembers()
        _check_extent(archive, [member.size for member in members])
        with writing(into):
            packed.extractall(into, filter="data")


def _check_extent(archive: Path, sizes: list[int]) -> None:
    if len(sizes) > _MOST_FILES or sum(sizes) > _MOST_BYTES:
        raise ModelFileError(
            f"{archive}: {len(sizes)} files of {sum(sizes)} bytes in all are no model; "
            f"unpack it yourself if it really is one"
        )


def copy_unpacked(source: Path, destination: Path) -> None:
    """Copy a file, and decompress it where its name ends in `.gz` and the copy's does not."""
    with writing(destination):
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix != ".gz" or destination.suffix == ".gz":
            shutil.copyfile(source, destination)
            return
        try:
            with gzip.open(source) as packed, destination.open("wb") as file:
                shutil.copyfileobj(packed, file)
        except (gzip.BadGzipFile, EOFError) as error:
            raise ModelFileError(f"{source}: broken gzip data ({error}); bring it again") from error
