"""The engine families we can load, by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from models.engines.base import Engine, Setup
from models.errors import UnknownEngine


@dataclass(frozen=True, slots=True)
class _Family:
    """Where a family's class is, and how much text it likes to get at once."""

    path: str
    characters: int


_FAMILIES = {
    "echo": _Family("models.engines.echo:EchoEngine", 4000),
    "firefox": _Family("models.engines.firefox:FirefoxEngine", 1000),
    "ctranslate2": _Family("models.engines.ctranslate2:CTranslate2Engine", 6000),
    "openai": _Family("models.engines.openai:OpenAIEngine", 1),
    "transformers": _Family("models.engines.transformers:TransformersEngine", 4000),
}

FAMILIES = tuple(_FAMILIES)


def _family(name: str) -> _Family:
    if ":" in name:
        return _Family(name, 1000)
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
