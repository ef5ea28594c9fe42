"""The engine families we can load, by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from models.engines.base import DecodingOptions, Engine, Setup
from models.errors import UnknownEngine


@dataclass(frozen=True, slots=True)
class _Family:
    """Where a family's class is, and how much text it likes to get at once."""

    path: str
    characters: int
    other_way: DecodingOptions | None = None
    """How to translate a segment once more when its first translation looks wrong."""


# A wider search that may not repeat itself, and its next best ends as well
_WIDER = DecodingOptions(beam_size=6, alternatives=3, no_repeat_ngram=4)

_FAMILIES = {
    "echo": _Family("models.engines.echo:EchoEngine", 4000),
    "firefox": _Family(
        "models.engines.firefox:FirefoxEngine", 1000, DecodingOptions(alternatives=3)
    ),
    "ctranslate2": _Family("models.engines.ctranslate2:CTranslate2Engine", 6000, _WIDER),
    "openai": _Family("models.engines.openai:OpenAIEngine", 1, DecodingOptions(temperature=0.5)),
    "transformers": _Family("models.engines.transformers:TransformersEngine", 4000, _WIDER),
}

FAMILIES = tuple(_FAMILIES)

_PIVOT = _Family("models.engines.pivot:PivotEngine", 2000, _WIDER)
"""No family for a catalogue: it takes its models from two other entries."""


def _family(name: str) -> _Family:
    if ":" in name:
        return _Family(name, 1000)
    if name == "pivot":
        return _PIVOT
    if name not in _FAMILIES:
        raise UnknownEngine(f"no engine family {name!r}; known: {', '.join(FAMILIES)}")
    return _FAMILIES[name]


def load_engine(setup: Setup) -> Engine:
    """Import one family and load a model with it. Importing them all would load torch.

    A family may also be named as `module:Class`, for engines of one's own. Catalogues and
    manifests cannot do that, so that no model brings code with it.
    """
    module, _, name = _family(setup.family).path.partition(":")
    engine: Engine = getattr(import_module(module), name)(setup)
    return engine


def chunk_characters(family: str) -> int:
    """How many characters of text a worker of this family should get at a time.

    Few where segments are translated one by one, so that results come early; more where
    a batch is what makes the engine fast.
    """
    return _family(family).characters


def other_way(family: str) -> DecodingOptions | None:
    """How to translate a segment again when the first try looks wrong; `None` if in no way.

    The best translation and its alternatives are then worth comparing.
    """
    return _family(family).other_way
