"""Installing a model that somebody brought by hand: a folder, or an archive of one."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.archives import copy_unpacked, unpack
from models.catalogue import Catalogue, Model
from models.engines.base import ModelFile
from models.engines.checkpoint import inspect
from models.errors import InstallError, ModelFileError
from models.files import sha256_of
from models.hub import reads
from models.install import emptied, finish, known_or_none, refuse_second
from models.installed import MANIFEST, InstalledModel
from models.lock import read_lock
from models.tags import normalised

_NAMES = ("model.*.bin", "vocab.*.spm", "srcvocab.*.spm", "trgvocab.*.spm", "lex.*.bin")
_PAIR = re.compile(r"^model\.([a-z]{2,3})-?([a-z]{2,3})\.")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
UNKNOWN_LICENCE = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What was recognised in a folder: a model, and which file goes where."""

    model: Model
    files: dict[str, Path]
    """The name a file gets when installed, and where it is now."""


def add(
    path: Path,
    *,
    folder: Path,
    catalogue: Catalogue,
    id: str | None = None,
    source: str | None = None,
    target: str | None = None,
) -> InstalledModel:
    """Copy a model from a folder or archive into `folder`, after trying it out.

    It gets the id of the catalogue's model for the same languages where there is one that is
    not installed yet. `source` and `target` are needed where file names do not tell them.
    """
    if not path.exists():
        raise ModelFileError(f"{path}: does not exist; name the folder that holds the model")
    if path.is_dir():
        return _add_folder(path, folder, catalogue, id, (source, target))
    with tempfile.TemporaryDirectory() as unpacked:
        unpack(path, Path(unpacked))
        return _add_folder(Path(unpacked), folder, catalogue, id, (source, target))


Languages = tuple[str | None, str | None]


def _add_folder(
    place: Path, folder: Path, catalogue: Catalogue, id: str | None, languages: Languages
) -> InstalledModel:
    brought = _recognised(_model_folder(place), catalogue, id, languages)
    refuse_second(brought.model.id, folder)
    with emptied(folder, brought.model.id) as staged:
        for name, origin in brought.files.items():
            copy_unpacked(origin, staged / name)
        _check_pinned(brought.model, staged, folder)
        return finish(staged, brought.model, folder, names=list(brought.files))


def _model_folder(place: Path) -> Path:
    """The folder itself, or the only folder in it, as archives often have it."""
    inside = [each for each in place.iterdir() if not each.name.startswith((".", "__MACOSX"))]
    if len(inside) == 1 and inside[0].is_dir():
        return _model_folder(inside[0])
    return place


def _recognised(place: Path, catalogue: Catalogue, id: str | None, languages: Languages) -> Brought:
    if (place / "config.json").exists():
        return _checkpoint(place, catalogue, id, languages)
    files = _firefox_files(place)
    if not any(name.startswith("model.") for name in files):
        raise ModelFileError(
            f"{place}: no model here; a Firefox model has files called model.*.bin and "
            f"vocab.*.spm, a checkpoint config.json and model.safetensors"
        )
    source, target = _languages(place, list(files), languages)
    model = _described(catalogue, "firefox", source, target, id)
    return Brought(model=model, files=files)


def _checkpoint(place: Path, catalogue: Catalogue, id: str | None, languages: Languages) -> Brought:
    """A folder in the form of the hub; only what an engine reads is taken."""
    checkpoint = inspect(place)
    files = {path.name: path for path in place.iterdir() if path.is_file() and reads(path.name)}
    known = known_or_none(id or place.name.lower(), catalogue)
    if known is not None and known.hub:
        return Brought(model=known, files=files)
    told = (
        languages[0] or _told_by_tokenizer(place, "source_lang"),
        languages[1] or _told_by_tokenizer(place, "target_lang"),
    )
    source, target = _both(place, told, checkpoint.kind)
    model = _described(catalogue, "ctranslate2", source, target, id)
    return Brought(model=model, files=files)


def _told_by_tokenizer(place: Path, key: str) -> str | None:
    try:
        told = json.loads((place / "tokenizer_config.json").read_text(encoding="utf-8")).get(key)
    except (OSError, ValueError, AttributeError):
        return None
    return told if isinstance(told, str) and _TAG.fullmatch(told) else None


def _both(place: Path, told: Languages, kind: str) -> tuple[str, str]:
    source, target = told
    if source is None or target is None:
        raise ModelFileError(
            f"{place}: nothing in this {kind} model tells the languages; say them, "
            f"such as '--from en --to ar'"
        )
    return normalised(source), normalised(target)


def _firefox_files(place: Path) -> dict[str, Path]:
    """The files of a Firefox model, by the names they have once unpacked."""
    return {
        found.name.removesuffix(".gz"): found
        for pattern in _NAMES
        for found in (*place.glob(pattern), *place.glob(f"{pattern}.gz"))
    }


def _languages(place: Path, names: list[str], told: Languages) -> tuple[str, str]:
    read = next((pair for name in names if (pair := _pair_in(name))), (None, None))
    source, target = told[0] or read[0], told[1] or read[1]
    if source is None or target is None:
        raise ModelFileError(
            f"{place}: the names of the files do not tell the languages; say them, "
            f"such as '--from en --to ar'"
        )
    return normalised(source), normalised(target)


def _pair_in(name: str) -> tuple[str, str] | None:
    """The languages in a name such as `model.enar.bin`; one is English in all these models."""
    found = _PAIR.match(name)
    return (found[1], found[2]) if found and "en" in found.groups() else None


def _described(
    catalogue: Catalogue, family: str, source: str, target: str, id: str | None
) -> Model:
    """The catalogue's entry for this model, or a new one that claims nothing."""
    if id is None:
        id = f"{family}-{source}-{target}".lower()
    if not _ID.fullmatch(id) or id == MANIFEST:
        raise InstallError(f"{id!r} cannot be a model's id; use letters a-z, digits, '-', '.', '_'")
    known = known_or_none(id, catalogue)
    if known is None:
        return Model(
            id=id, family=family, source=(source,), target=(target,), licence=UNKNOWN_LICENCE
        )
    if known.embedded or known.family != family or not known.translates(source, target):
        raise InstallError(
            f"the catalogue's {id} is another model than this one for {source} to {target}; "
            f"give it another id with '--id'"
        )
    return known


def _check_pinned(model: Model, staged: Path, folder: Path) -> None:
    """The catalogue or the lock file may know what the files of this model must be."""
    locked = read_lock(folder).get(model.id)
    expected: tuple[ModelFile, ...] = model.files or (locked.files if locked else ())
    for file in expected:
        path = staged / file.name
        found = sha256_of(path) if path.is_file() else "nothing"
        if file.sha256 and found != file.sha256:
            raise ModelFileError(
                f"{file.name}: checksum {found} where {file.sha256} was expected of {model.id}; "
                f"give it another id with '--id' if it is another model"
            )
