"""Which models there are: `catalogue.toml`, read into values that cannot change."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from models.engines import FAMILIES
from models.engines.base import ModelFile
from models.errors import CatalogueError, UnknownModel
from models.tags import closest

CATALOGUE = Path(__file__).with_name("catalogue.toml")

COMPARABLE = ("BLEU", "FLORES-200 devtest")
"""The metric and test set by which models are ranked: scores on others say nothing here."""

ANY_LANGUAGE = "*"


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What somebody measured for one language pair, and who says so."""

    pair: str
    """Such as `en-ar`."""
    metric: str
    value: float
    test_set: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """Where in an installed Python distribution the files of a model are."""

    package: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The model's own name of a language, such as `arb_Arab` for `ar`."""

    tag: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model: what it translates, where it comes from, what is known of it."""

    id: str
    family: str
    """An engine family; a model of `ctranslate2` runs as `transformers` too."""
    source: tuple[str, ...]
    target: tuple[str, ...]
    licence: str
    size: int | None = None
    """Bytes to fetch; `None` where it could not be verified."""
    revision: str | None = None
    """The pinned one; `None` where the first `pull` decides and the lock file remembers."""
    hub: str | None = None
    """Its repository on the Hugging Face hub."""
    records: str | None = None
    """`source-target` as the Firefox model service names the pair."""
    embedded: Embedded | None = None
    server: bool = False
    """Whether it runs on a server that somebody else started."""
    commercial: bool = True
    """Whether the licence allows commercial use."""
    context: int = 0
    """How many segments before the one to translate it was made to see."""
    note: str = ""
    unverified: tuple[str, ...] = ()
    """Keys of this entry, such as `licence`, that could not be confirmed."""
    defect: str = ""
    """What is known to go wrong with it."""
    files: tuple[ModelFile, ...] = ()
    codes: tuple[Code, ...] = ()
    scores: tuple[Score, ...] = ()

    def translates(self, source: str, target: str) -> bool:
        """Whether it takes the one language and gives the other, or wider tags of the two."""
        if ANY_LANGUAGE in self.source:
            return True
        taken, given = closest(source, self.source), closest(target, self.target)
        return taken is not None and given is not None and taken != given

    def score(self, source: str, target: str) -> float | None:
        """The comparable score for the pair, if one was published."""
        pair = f"{closest(source, self.source)}-{closest(target, self.target)}"
        found = [each.value for each in self.scores if _ranks(each, pair)]
        return max(found, default=None)


def _ranks(score: Score, pair: str) -> bool:
    return score.pair == pair and (score.metric, score.test_set) == COMPARABLE


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models, in the order of the file."""

    models: tuple[Model, ...]

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models)

    def model(self, id: str) -> Model:
        """The model of that id, or `UnknownModel` with the nearest one there is."""
        for model in self.models:
            if model.id == id:
                return model
        raise UnknownModel(unknown(id, [model.id for model in self.models]))

    def for_pair(self, source: str, target: str) -> tuple[Model, ...]:
        """Models between two languages, the best published score first, unscored ones last.

        `pt-BR` finds models for `pt`. Models that take any language are never proposed.
        """
        return ranked(self.models, source, target)


def ranked(models: tuple[Model, ...], source: str, target: str) -> tuple[Model, ...]:
    """Those of the models that serve the pair, best first."""
    serving = [
        model
        for model in models
        if ANY_LANGUAGE not in model.source and model.translates(source, target)
    ]
    return tuple(sorted(serving, key=lambda model: -(model.score(source, target) or 0.0)))


def unknown(id: str, known: list[str]) -> str:
    """What to say about a model that does not exist."""
    near = difflib.get_close_matches(id, known, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ";"
    return f"no model {id!r}{meant} 'workbench models list' shows all"


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read the catalogue that ships, or another one; `CatalogueError` says what is wrong in it."""
    path = path or CATALOGUE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: cannot be read ({error})") from error
    if unexpected := set(table) - {"model"}:
        raise CatalogueError(
            f"{path.name}: unknown key {min(unexpected)!r}; there are only [[model]] entries"
        )
    models: list[Model] = []
    for number, entry in enumerate(table.get("model", []), start=1):
        model = model_from(entry, f"{path.name}, {_entry_name(entry, number)}")
        if model.id in {each.id for each in models}:
            raise CatalogueError(f"{path.name}: two entries are called {model.id!r}")
        models.append(model)
    return Catalogue(tuple(models))


def _entry_name(entry: object, number: int) -> str:
    named = entry.get("id") if isinstance(entry, dict) else None
    return f"entry {named!r}" if isinstance(named, str) else f"entry number {number}"


_LISTS: dict[str, type] = {"files": ModelFile, "codes": Code, "scores": Score}
_NAMED: dict[str, type] = {"embedded": Embedded}


def model_from(entry: object, place: str) -> Model:
    """Make a model of a table, refusing keys and values that are none; `place` says where."""
    values = dict(_table(entry, place))
    for key, kind in _LISTS.items():
        if key in values:
            values[key] = tuple(
                _value(kind, each, f"{place}, {key} number {number}")
                for number, each in enumerate(_list(values[key], f"{place}, key {key!r}"), start=1)
            )
    for key, kind in _NAMED.items():
        if key in values:
            values[key] = _value(kind, values[key], f"{place}, {key}")
    for key in ("source", "target", "unverified"):
        if key in values:
            values[key] = tuple(_list(values[key], f"{place}, key {key!r}"))
    model = _value(Model, values, place)
    if model.family not in FAMILIES:
        raise CatalogueError(
            f"{place}: no engine family {model.family!r}; known: {', '.join(FAMILIES)}"
        )
    if unknown_keys := set(model.unverified) - {field.name for field in fields(Model)}:
        raise CatalogueError(f"{place}, key 'unverified': there is no key {min(unknown_keys)!r}")
    return model


def _table(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CatalogueError(f"{place}: a table is wanted, not {value!r}")
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise CatalogueError(f"{place}: a list is wanted, not {value!r}")
    return value


def _value(kind: type[T], entry: object, place: str) -> T:
    """A frozen value from a table, every key known and of the type its field says."""
    table = _table(entry, place)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if unexpected := set(table) - set(known):
        raise CatalogueError(f"{place}: unknown key {min(unexpected)!r}; known: {', '.join(known)}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise CatalogueError(f"{place}: key {name!r} is missing")
        if name in table:
            _check_type(table[name], str(field.type), f"{place}, key {name!r}")
    return kind(**table)


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "str | None": (str,),
    "int": (int,),
    "int | None": (int,),
    "float": (int, float),
    "bool": (bool,),
    "tuple[str, ...]": (tuple,),
}


def _check_type(value: object, wanted: str, place: str) -> None:
    allowed = _TYPES.get(wanted)
    if allowed is None:
        return
    fits = isinstance(value, allowed) and (bool in allowed or not isinstance(value, bool))
    if fits and wanted == "tuple[str, ...]":
        fits = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    if not fits:
        raise CatalogueError(f"{place}: {wanted.partition(' ')[0]} is wanted, not {value!r}")
