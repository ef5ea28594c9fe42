"""A checkpoint directory in the form of the Hugging Face hub, and its tokenizer.

The engines `transformers` and `ctranslate2` go through the same directory, so that what a
model gets to read does not depend on which of them runs it.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.engines.base import Setup
from models.engines.codes import language_token, language_tokens
from models.errors import ModelFileError
from models.files import check_file, remedy
from models.weights import check_weights

Untyped = Any
"""What comes from libraries that say nothing about types."""

LONGEST = 200
"""Tokens to a segment; the models were trained on sentences, and most are shorter."""
_CERTAINLY_SHORT = 150
_POSITIONS = 512

_KINDS = {"marian": "marian", "m2m_100": "m2m_100", "mbart": "mbart", "t5": "t5"}
_TOKENIZER_FILES = {
    "marian": (("source.spm", "target.spm", "vocab.json"),),
    "m2m_100": (("sentencepiece.bpe.model", "vocab.json"),),
    "nllb": (("tokenizer.json",), ("sentencepiece.bpe.model",)),
    "mbart": (("tokenizer.json",), ("sentencepiece.bpe.model",)),
    "t5": (("tokenizer.json",), ("spiece.model",)),
}
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a directory holds, known without loading it."""

    folder: Path
    kind: str
    """`marian`, `m2m_100`, `nllb`, `mbart` or `t5`."""
    config: Mapping[str, Any]

    @property
    def beam_size(self) -> int:
        """What the model's makers set, else four."""
        generation = _json(self.folder / "generation_config.json", missing_ok=True)
        return int(generation.get("num_beams") or self.config.get("num_beams") or 4)


def inspect(folder: Path) -> Checkpoint:
    """Recognise a checkpoint and refuse what must not or cannot be loaded."""
    config = _json(folder / "config.json")
    kind = _kind(folder, config)
    if "auto_map" in config or "auto_map" in _json(
        folder / "tokenizer_config.json", missing_ok=True
    ):
        raise ModelFileError(
            f"{folder}: asks to run code of its own, which is never done; "
            f"look for a model of a kind that needs none"
        )
    weights = list(folder.glob("*.safetensors"))
    if not weights:
        raise ModelFileError(f"{folder}: {_without_weights(folder)}")
    for path in weights:
        check_weights(path)
    if not any(_have(folder, names) for names in _TOKENIZER_FILES[kind]):
        wanted = " or ".join(" and ".join(names) for names in _TOKENIZER_FILES[kind])
        raise ModelFileError(f"{folder}: has no tokenizer; it needs {wanted}")
    return Checkpoint(folder=folder, kind=kind, config=config)


def _have(folder: Path, names: Sequence[str]) -> bool:
    return all((folder / name).is_file() for name in names)


def _without_weights(folder: Path) -> str:
    pickled = [path.name for pattern in _PICKLES for path in folder.glob(pattern)]
    if pickled:
        return (
            f"{pickled[0]} is a pickle, which could run code when opened; "
            f"bring the weights as model.safetensors"
        )
    return "has no weights; it needs model.safetensors"


def _kind(folder: Path, config: Mapping[str, Any]) -> str:
    kind = _KINDS.get(str(config.get("model_type")))
    if kind is None:
        raise ModelFileError(
            f"{folder}: a model of type {config.get('model_type')!r} cannot be run; "
            f"known: {', '.join(_KINDS)}"
        )
    tokenizer = _json(folder / "tokenizer_config.json", missing_ok=True)
    named = f"{tokenizer.get('tokenizer_class')} {config.get('tokenizer_class')}".lower()
    return "nllb" if kind == "m2m_100" and "nllb" in named else kind


def _json(path: Path, *, missing_ok: bool = False) -> dict[str, Any]:
    if missing_ok and not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelFileError(
            f"{path.parent}: has no {path.name}; bring the whole folder of the model"
        ) from error
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{path}: cannot be read ({error}); bring it again") from error
    if not isinstance(document, dict):
        raise ModelFileError(f"{path}: holds no table; bring it again")
    return document


class CheckpointTokenizer:
    """Text to tokens and back, with the model's own way to say which language is wanted."""

    def __init__(self, checkpoint: Checkpoint, setup: Setup) -> None:
        from transformers import AutoTokenizer
        from transformers.utils import logging as library_logging

        library_logging.disable_progress_bar()
        self.kind = checkpoint.kind
        self._setup = setup
        try:
            with warnings.catch_warnings(action="ignore"):
                self.tokenizer: Any = AutoTokenizer.from_pretrained(
                    checkpoint.folder, local_files_only=True, trust_remote_code=False
                )
        except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise ModelFileError(
                f"{checkpoint.folder}: its tokenizer cannot be loaded "
                f"({_first_line(error)}); {remedy(setup.model)}"
            ) from error
        size = int(checkpoint.config.get("vocab_size", 0))
        entries = len(numbered_tokens(self.tokenizer))
        if entries > size:
            raise ModelFileError(
                f"{checkpoint.folder}: its vocabulary has {entries} entries, more than the "
                f"{size} of the model; {remedy(setup.model)}"
            )
        numbered = numbered_tokens(self.tokenizer)
        self._languages = language_tokens(self.kind, numbered)
        apart = {numbered[token] for token in self._languages.values()}
        self._textual = set(numbered.values()) - apart - set(self.tokenizer.all_special_ids)
        self._positions = int(checkpoint.config.get("max_position_embeddings") or _POSITIONS)

    def encode(self, texts: Sequence[str], *, source: str, target: str) -> list[list[int]]:
        """Token numbers of each text, with everything that the model's encoder wants to see."""
        prefix = ""
        if self.kind in ("marian", "t5") and self._languages:
            prefix = f"{self._token(target)} "
        elif self.kind == "m2m_100":
            self.tokenizer.src_lang = self._name(source)
        elif self.kind in ("nllb", "mbart"):
            self.tokenizer.src_lang = self._token(source)
        numbered: list[list[int]] = self.tokenizer([prefix + text for text in texts])["input_ids"]
        return numbered

    def forced_token(self, target: str) -> str | None:
        """The token with which the decoder has to begin, for models that are told so."""
        return None if self.kind in ("marian", "t5") else self._token(target)

    def tokens(self, numbers: Sequence[int]) -> list[str]:
        found: list[str] = self.tokenizer.convert_ids_to_tokens(numbers)
        return found

    def number(self, token: str) -> int:
        found: int = self.tokenizer.convert_tokens_to_ids(token)
        return found

    def decode(self, numbers: Sequence[int]) -> str:
        # Filtered here too: language codes and padding entries do not count as special everywhere
        text: str = self.tokenizer.decode(
            [number for number in numbers if number in self._textual], skip_special_tokens=True
        )
        return text.strip()

    def longest_output(self, rows: Sequence[Sequence[int]]) -> int:
        """How many tokens a translation may have: a loop has to end somewhere."""
        longest = max(map(len, rows), default=0)
        return min(3 * longest + 40, self._positions - 2)

    def too_long(self, text: str) -> bool:
        if len(text) <= _CERTAINLY_SHORT:
            return False
        return len(text) > LONGEST * 10 or len(self.tokenizer.tokenize(text)) > LONGEST

    def _token(self, tag: str) -> str:
        own = dict(self._setup.codes)
        return language_token(tag, self._languages, model=self._setup.model, own=own)

    def _name(self, tag: str) -> str:
        return self._token(tag).strip("_")


def numbered_tokens(tokenizer: Untyped) -> dict[str, int]:
    """Every token by its number, the language codes of M2M100 included.

    Its tokenizer keeps those apart from the vocabulary.
    """
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    return vocabulary | getattr(tokenizer, "lang_token_to_id", {})


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__


def check_sizes(setup: Setup) -> Path:
    """The folder of a model whose files have the sizes they should have."""
    if setup.folder is None:
        raise ModelFileError(f"{setup.model}: has no folder; {remedy(setup.model)}")
    for file in setup.files:
        check_file(setup.folder, file, model=setup.model)
    return setup.folder
