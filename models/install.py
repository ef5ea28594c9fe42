"""Putting a model where models are kept: whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from models.catalogue import Catalogue, Model
from models.engines.base import ModelFile, Setup
from models.errors import InstallError, ModelFileError, NoModel, UnknownModel
from models.files import described
from models.installed import MANIFEST, InstalledModel, find_installed, write_manifest
from models.network import writing
from models.pool import EnginePool

# One level deeper than models are looked for, so that nothing in it is ever taken for one
_PARTIAL = ".partial"


def partial_folder(folder: Path, id: str) -> Path:
    """Where the files of a model gather until it is whole; kept between tries."""
    path = folder / _PARTIAL / id
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def emptied(folder: Path, id: str) -> Iterator[Path]:
    """A partial folder that starts empty and is gone afterwards, whatever happens."""
    path = folder / _PARTIAL / id
    shutil.rmtree(path, ignore_errors=True)
    try:
        yield partial_folder(folder, id)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        _tidy(folder)


def _tidy(folder: Path) -> None:
    with suppress(OSError):
        (folder / _PARTIAL).rmdir()


def refuse_second(id: str, folder: Path) -> None:
    """`InstallError` if a model of that id stands in the folder already."""
    if (folder / id / MANIFEST).exists():
        raise InstallError(
            f"model {id} is installed already; 'workbench models remove {id}' takes it away first"
        )


def finish(staged: Path, model: Model, folder: Path, *, names: list[str]) -> InstalledModel:
    """Turn a partial folder into an installed model, if it loads and translates.

    `names` are the files that belong to the model, as paths relative to `staged`.
    """
    files = described(staged, names)
    try_out(model, staged, files)
    model = replace(model, files=files, embedded=None)
    with writing(folder / model.id):
        write_manifest(staged, model, files)
        # A folder without a manifest is the remains of something that is no model
        shutil.rmtree(folder / model.id, ignore_errors=True)
        staged.replace(folder / model.id)
        _tidy(folder)
    return InstalledModel(model=model, folder=folder / model.id, files=files)


def try_out(model: Model, place: Path, files: tuple[ModelFile, ...]) -> None:
    """Load the model in a process of its own and translate one sentence with it."""
    setup = Setup(
        family=model.family,
        model=model.id,
        folder=place,
        files=files,
        codes=tuple((code.tag, code.code) for code in model.codes),
    )
    source = model.source[0]
    target = next((each for each in model.target if each != source), model.target[0])
    with EnginePool(setup, time_limit=120.0) as pool:
        try:
            pool.translate(["This is a test."], source=source, target=target)
        except ModelFileError as error:
            # Errors end in what to do; for a model that is not installed that would be wrong
            what = str(error).rpartition("; ")[0].replace(f"{place}/", "").replace(f"{place}", "it")
            raise ModelFileError(
                f"model {model.id} cannot be used: {what}; nothing was installed, "
                f"look for a whole copy of it"
            ) from error


def remove(id: str, *, folder: Path, catalogue: Catalogue) -> int:
    """Delete an installed model; the bytes that were freed. The lock file still knows it."""
    place = folder / id
    if not place.is_dir() or place.name != id or not (place / MANIFEST).exists():
        installed = find_installed(id, folder=folder, catalogue=catalogue)
        if installed.embedded:
            raise InstallError(f"model {id} comes with the program and cannot be removed")
        raise NoModel(f"model {id} has no files here, so there is nothing to remove")
    freed = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    # The manifest goes first: a removal that is cut short leaves no half model that looks whole
    (place / MANIFEST).unlink()
    shutil.rmtree(place)
    return freed


def known_or_none(id: str, catalogue: Catalogue) -> Model | None:
    """The catalogue's model of that id, if there is one."""
    try:
        return catalogue.model(id)
    except UnknownModel:
        return None
