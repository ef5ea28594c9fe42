"""Which model drafts a language pair here, and what its drafts say of where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alignments.beads import MachineOrigin
from models.catalogue import Catalogue, Model, load_catalogue
from models.engines.base import Setup
from models.errors import NoModel
from models.installed import (
    InstalledModel,
    best_installed,
    find_installed,
    installed_models,
)
from models.tags import closest


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A model ready to be run, and the provenance of its drafts."""

    setup: Setup
    origin: MachineOrigin


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return load_catalogue()


def machine_for(
    source: str,
    target: str,
    *,
    models: str | Path,
    model: str | None,
    server: str | None = None,
    served_model: str | None = None,
) -> Machine:
    """Return the model of that id, else the best installed one for the pair.

    `server` and `served_model` are for models that run on somebody's server: its address and its
    own name of the model. Raises NoModel, with the model to get and how, where there is none;
    UnknownModel for an id that nothing has.
    """
    folder = Path(models).expanduser()
    if model is None:
        found = best_installed(source, target, folder=folder, catalogue=catalogue())
    else:
        found = find_installed(model, folder=folder, catalogue=catalogue())
        _check_pair(found, source, target)
    setup = found.setup(server=server, served_model=served_model)
    return Machine(setup=setup, origin=_origin(found, setup))


def targets(source: str, *, models: str | Path) -> list[tuple[str, str]]:
    """List what can be translated into now: (language, id of the best model), by language."""
    folder = Path(models).expanduser()
    installed = installed_models(folder, catalogue())
    tags = sorted({tag for each in installed for tag in each.model.target if tag != "*"})
    found = []
    for tag in tags:
        try:
            best = best_installed(source, tag, folder=folder, catalogue=catalogue())
        except NoModel:
            continue
        found.append((tag, best.id))
    return found


def _check_pair(found: InstalledModel, source: str, target: str) -> None:
    if not found.model.translates(source, target):
        pairs = f"{', '.join(found.model.source)} to {', '.join(found.model.target)}"
        raise NoModel(
            f"model {found.id} does not translate {source} to {target}; it translates {pairs}"
        )


def _origin(found: InstalledModel, setup: Setup) -> MachineOrigin:
    """A model without a revision of its own is known by the checksum of its largest file."""
    weights = max(found.files, key=lambda file: file.size or 0, default=None)
    checksum = f"sha256:{weights.sha256[:16]}" if weights and weights.sha256 else "unknown"
    options = {"server": setup.server, "served_model": setup.served_model} if setup.server else {}
    return MachineOrigin(
        engine=setup.family,
        model=found.id,
        revision=found.model.revision or checksum,
        options=options,
    )


def listed(
    *, models: str | Path, source: str | None, target: str | None
) -> list[tuple[Model, str]]:
    """List the models and where they are.

    That is `embedded`, `installed`, `to fetch`, or `on a server`.

    The languages narrow the list; `None` leaves a side open. What is here comes first.
    """
    folder = Path(models).expanduser()
    here = {each.id: each for each in installed_models(folder, catalogue())}
    known = {model.id: model for model in catalogue()} | {
        id: each.model for id, each in here.items()
    }
    found = [
        (model, "on a server" if model.server else _place(here.get(model.id)))
        for model in known.values()
        if _speaks(model.source, source) and _speaks(model.target, target)
    ]
    return sorted(found, key=lambda entry: (entry[1] not in ("embedded", "installed"), entry[0].id))


def _place(installed: InstalledModel | None) -> str:
    if installed is None:
        return "to fetch"
    return "embedded" if installed.embedded or not installed.files else "installed"


def _speaks(offered: tuple[str, ...], wanted: str | None) -> bool:
    return wanted is None or "*" in offered or closest(wanted, offered) is not None
