"""What the first pull of a model resolved to, so that later pulls get the same files."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.engines.base import ModelFile
from models.errors import ModelFileError
from models.network import writing

LOCK_FILE = "models.lock.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One model as it was when it was first fetched."""

    revision: str
    files: tuple[ModelFile, ...]


def read_lock(folder: Path) -> dict[str, Locked]:
    """Every locked model by id; nothing when there is no lock file yet."""
    path = folder / LOCK_FILE
    if not path.exists():
        return {}
    try:
        entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {id: _locked(entry) for id, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelFileError(
            f"{path}: cannot be understood ({error}); mend or delete it"
        ) from error


def _locked(entry: dict[str, Any]) -> Locked:
    files = tuple(ModelFile(**file) for file in entry["files"])
    return Locked(revision=entry["revision"], files=files)


def write_lock(folder: Path, id: str, locked: Locked) -> None:
    """Remember one model, replacing what was remembered of it."""
    entries = read_lock(folder) | {id: locked}
    text = json.dumps({id: asdict(entries[id]) for id in sorted(entries)}, indent=2)
    draft = folder / f"{LOCK_FILE}.{os.getpid()}"
    with writing(draft):
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(folder / LOCK_FILE)
