"""Which model drafts a language pair here, and what its drafts say of where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alignments.beads import MachineOrigin
from alignments.languages import primary
from models.catalogue import Catalogue, Model, load_catalogue, ranked
from models.engines.base import Leg, Setup
from models.errors import NoModel
from models.installed import (
    InstalledModel,
    best_installed,
    find_installed,
    installed_models,
)
from models.tags import closest

_PIVOT = "en"
_LEGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A model ready to be run, and the provenance of its drafts."""

    setup: Setup
    origin: MachineOrigin
    context: int = 0
    """How many segments before each one it is to see."""


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
    via: str | None = None,
    context: int = 0,
) -> Machine:
    """Return the model of that id, else the best installed one for the pair.

    `server` and `served_model` are for models that run on somebody's server: its address and its
    own name of the model. With `via` two models are used, into that language and out of it; both
    are chosen here, or named as `FIRST+SECOND`. `context` is how many segments before each one
    the model is to see. Raises NoModel, with the model to get and how, where there is none;
    UnknownModel for an id that nothing has.
    """
    folder = Path(models).expanduser()
    if via is not None:
        return _pivot(source, target, via, folder=folder, model=model)
    found = _found(source, target, folder=folder, model=model)
    if context > found.model.context:
        raise NoModel(_without_context(found.model, context))
    setup = found.setup(server=server, served_model=served_model)
    return Machine(setup=setup, origin=_origin(found, setup, context), context=context)


def machine_of(origin: MachineOrigin, source: str, target: str, *, models: str | Path) -> Machine:
    """Return the model that made a draft, to be run again. Raises as `machine_for` does."""
    return machine_for(
        source,
        target,
        models=models,
        model=origin.model,
        server=origin.options.get("server"),
        served_model=origin.options.get("served_model"),
        via=origin.options.get("via"),
    )


def machines_for(source: str, target: str, *, models: str | Path) -> list[Machine]:
    """Return every model installed for the pair, the best first; none on a server."""
    installed = {each.id: each for each in installed_models(Path(models).expanduser(), catalogue())}
    found = [
        installed[model.id]
        for model in ranked(tuple(each.model for each in installed.values()), source, target)
    ]
    setups = [(each, each.setup()) for each in found]
    return [Machine(setup=setup, origin=_origin(each, setup)) for each, setup in setups]


def _found(source: str, target: str, *, folder: Path, model: str | None) -> InstalledModel:
    if model is None:
        try:
            return best_installed(source, target, folder=folder, catalogue=catalogue())
        except NoModel as error:
            raise NoModel(f"{error}{_way_round(source, target, folder)}") from error
    found = find_installed(model, folder=folder, catalogue=catalogue())
    _check_pair(found, source, target)
    return found


def _way_round(source: str, target: str, folder: Path) -> str:
    """A hint at the models that would do it together, where there are two."""
    try:
        for one, other in ((source, _PIVOT), (_PIVOT, target)):
            best_installed(one, other, folder=folder, catalogue=catalogue())
    except NoModel:
        return ""
    return f"; or go through {_PIVOT} with --via {_PIVOT}"


def _without_context(model: Model, wanted: int) -> str:
    if not model.context:
        return f"model {model.id} was made for single sentences; leave out --context"
    return f"model {model.id} sees {model.context} segments before at most, not {wanted}"


def _pivot(source: str, target: str, via: str, *, folder: Path, model: str | None) -> Machine:
    if primary(via) in (primary(source), primary(target)):
        raise NoModel(f"{source} to {target} cannot go through {via}; leave out --via")
    named = model.split("+") if model else [None, None]
    if len(named) != _LEGS:
        raise NoModel(f"--via {via} takes two models, such as FIRST+SECOND, not {model}")
    pairs = ((source, via), (via, target))
    found = [
        _found(*pair, folder=folder, model=each) for pair, each in zip(pairs, named, strict=True)
    ]
    legs = [
        Leg(setup=each.setup(), source=one, target=other)
        for each, (one, other) in zip(found, pairs, strict=True)
    ]
    origins = [_origin(each, leg.setup) for each, leg in zip(found, legs, strict=True)]
    told = [
        {"source": leg.source, "target": leg.target, **_plain(origin)}
        for leg, origin in zip(legs, origins, strict=True)
    ]
    name = "+".join(origin.model for origin in origins)
    return Machine(
        setup=Setup(family="pivot", model=name, legs=tuple(legs)),
        origin=MachineOrigin(
            engine="pivot",
            model=name,
            revision="+".join(origin.revision for origin in origins),
            options={"via": via, "legs": told},
        ),
    )


def _plain(origin: MachineOrigin) -> dict[str, str]:
    return {"engine": origin.engine, "model": origin.model, "revision": origin.revision}


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


def _origin(found: InstalledModel, setup: Setup, context: int = 0) -> MachineOrigin:
    """A model without a revision of its own is known by the checksum of its largest file."""
    weights = max(found.files, key=lambda file: file.size or 0, default=None)
    checksum = f"sha256:{weights.sha256[:16]}" if weights and weights.sha256 else "unknown"
    options: dict[str, Any] = {"context": context} if context else {}
    if setup.server:
        options |= {"server": setup.server, "served_model": setup.served_model}
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
