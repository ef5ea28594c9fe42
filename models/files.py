"""Model files: what they must be, and reading them without trusting them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.engines.base import ModelFile
from models.errors import ModelFileError

_BLOCK = 1 << 20


def remedy(model: str) -> str:
    """What to do about a model whose files are not what they should be."""
    return (
        f"get it again with 'workbench models remove {model}' and 'workbench models pull {model}'"
    )


def read_checked(folder: Path, file: ModelFile, *, model: str) -> bytes:
    """The bytes of a model's file, which must have the size and checksum that are known of it."""
    path = folder / file.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(
            f"{path}: cannot be read ({error.strerror}); {remedy(model)}"
        ) from error
    if file.size is not None and len(data) != file.size:
        raise ModelFileError(
            f"{path}: {len(data)} bytes where {file.size} were expected; {remedy(model)}"
        )
    found = hashlib.sha256(data).hexdigest() if file.sha256 else None
    if found != file.sha256:
        raise ModelFileError(
            f"{path}: checksum {found} where {file.sha256} was expected; {remedy(model)}"
        )
    return data


def check_file(folder: Path, file: ModelFile, *, model: str, thorough: bool = False) -> None:
    """Check size, and the checksum too when `thorough`, without reading the file into memory."""
    path = folder / file.name
    try:
        size = path.stat().st_size
        found = sha256_of(path) if thorough and file.sha256 else file.sha256
    except OSError as error:
        raise ModelFileError(
            f"{path}: cannot be read ({error.strerror}); {remedy(model)}"
        ) from error
    if file.size is not None and size != file.size:
        raise ModelFileError(
            f"{path}: {size} bytes where {file.size} were expected; {remedy(model)}"
        )
    if found != file.sha256:
        raise ModelFileError(
            f"{path}: checksum {found} where {file.sha256} was expected; {remedy(model)}"
        )


def sha256_of(path: Path) -> str:
    """The checksum of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def described(folder: Path, names: list[str]) -> tuple[ModelFile, ...]:
    """What the files are now, as they should be from now on."""
    return tuple(
        ModelFile(name=name, size=(folder / name).stat().st_size, sha256=sha256_of(folder / name))
        for name in sorted(names)
    )
