"""Which models are on this machine, and which of them is best for a language pair.

A model that was fetched or brought by hand is a folder `folder/ID` with its files and a
`manifest.json`, written last; a folder without one is not a model. Embedded models are part of
an installed Python package.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from models.catalogue import Catalogue, Embedded, Model, model_from, ranked, unknown
from models.engines.base import ModelFile, Setup
from models.errors import CatalogueError, ModelFileError, NoModel, UnknownModel
from models.files import check_file, remedy

MANIFEST = "manifest.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """A model whose files are here."""

    model: Model
    folder: Path | None
    """Where its files are; `None` for models that have none."""
    files: tuple[ModelFile, ...] = ()

    @property
    def id(self) -> str:
        return self.model.id

    @property
    def embedded(self) -> bool:
        return self.model.embedded is not None

    @property
    def size(self) -> int:
        """Bytes on disk, as recorded when it was installed."""
        return sum(file.size or 0 for file in self.files)

    def setup(
        self,
        *,
        family: str | None = None,
        threads: int = 1,
        device: str = "cpu",
        compute_type: str | None = None,
        server: str | None = None,
        served_model: str | None = None,
    ) -> Setup:
        """What an `EnginePool` needs to run it, by another family of engine if one is named."""
        return Setup(
            family=family or self.model.family,
            model=self.model.id,
            folder=self.folder,
            files=self.files,
            codes=tuple((code.tag, code.code) for code in self.model.codes),
            threads=threads,
            device=device,
            compute_type=compute_type,
            server=server,
            served_model=served_model,
        )


def installed_models(folder: Path, catalogue: Catalogue) -> tuple[InstalledModel, ...]:
    """Embedded models first, then those in `folder`, by id; broken folders are passed over."""
    found = [
        InstalledModel(model=model, folder=place, files=model.files)
        for model in catalogue
        if model.embedded and (place := embedded_folder(model.embedded))
    ]
    fileless = [
        InstalledModel(model=model, folder=None) for model in catalogue if _needs_no_files(model)
    ]
    return (*found, *fileless, *_in_folder(folder, catalogue))


def _in_folder(folder: Path, catalogue: Catalogue) -> Iterator[InstalledModel]:
    for path in sorted(folder.glob(f"*/{MANIFEST}")):
        try:
            yield _from_manifest(path, catalogue)
        except ModelFileError as error:
            _log.warning("%s", error)


def find_installed(id: str, *, folder: Path, catalogue: Catalogue) -> InstalledModel:
    """The installed model of that id.

    `NoModel` tells how to get it when the catalogue knows it, `UnknownModel` when nothing does.
    """
    installed = installed_models(folder, catalogue)
    for each in installed:
        if each.id == id:
            return each
    broken = folder / id / MANIFEST
    if broken.exists():
        return _from_manifest(broken, catalogue)
    known = [model.id for model in catalogue]
    if id in known:
        raise NoModel(f"model {id} is not installed; {how_to_get(catalogue.model(id))}")
    raise UnknownModel(unknown(id, known + [each.id for each in installed]))


def best_installed(
    source: str, target: str, *, folder: Path, catalogue: Catalogue
) -> InstalledModel:
    """The best model here for the pair, or `NoModel` naming the one to get and how."""
    installed = {each.id: each for each in installed_models(folder, catalogue)}
    for model in ranked(tuple(each.model for each in installed.values()), source, target):
        return installed[model.id]
    wanted = catalogue.for_pair(source, target)
    if not wanted:
        raise NoModel(
            f"no model for {source} to {target} is installed and the catalogue knows none; "
            f"bring one by hand with 'workbench models add DIRECTORY'"
        )
    raise NoModel(f"no model for {source} to {target} is installed; {how_to_get(wanted[0])}")


def how_to_get(model: Model) -> str:
    """The command that gets a model, and what to do without a network."""
    if model.embedded:
        return f"install the package {model.embedded.package} that it comes with"
    return (
        f"get it with 'workbench models pull {model.id}', "
        f"or bring it by hand with 'workbench models add DIRECTORY'"
    )


def check_files(installed: InstalledModel) -> None:
    """Compare every file with what was recorded of it, checksums included."""
    for file in installed.files:
        if installed.folder is not None:
            check_file(installed.folder, file, model=installed.id, thorough=True)


def embedded_folder(embedded: Embedded) -> Path | None:
    """Where the files are, without importing the package; `None` when it is not installed."""
    try:
        place = distribution(embedded.package).locate_file(embedded.folder)
    except PackageNotFoundError:
        return None
    path = Path(str(place))
    return path if path.is_dir() else None


def _needs_no_files(model: Model) -> bool:
    return model.family == "echo" or model.server


def write_manifest(folder: Path, model: Model, files: tuple[ModelFile, ...]) -> None:
    """Record beside its files what a model is; the last step of installing one."""
    entry = {
        key: value
        for key, value in asdict(replace(model, files=files, embedded=None)).items()
        if value not in (None, (), "")
    }
    text = json.dumps(entry, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _from_manifest(path: Path, catalogue: Catalogue) -> InstalledModel:
    """What the manifest says of revision and files, what the catalogue says of the rest."""
    recorded = _read_manifest(path)
    files = recorded.files
    for model in catalogue:
        if model.id == recorded.id:
            recorded = replace(model, revision=recorded.revision, files=files)
    return InstalledModel(model=recorded, folder=path.parent, files=files)


def _read_manifest(path: Path) -> Model:
    name = path.parent.name
    try:
        entry: Any = json.loads(path.read_text(encoding="utf-8"))
        return model_from(entry, f"{name}/{MANIFEST}")
    except (OSError, ValueError, CatalogueError) as error:
        raise ModelFileError(f"{path}: cannot be understood ({error}); {remedy(name)}") from error
