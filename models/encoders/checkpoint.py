"""Any sentence-transformers checkpoint in a local directory, through transformers and PyTorch.

What sentence-transformers would do is read from the files it writes: `modules.json`, the pooling's
`config.json`, dense layers and the maximal length. LaBSE is one of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float32]

TEXTS_AT_ONCE = 32
MOST_TOKENS = 512
ACTIVATIONS = {"Tanh", "Identity"}
NEEDED = "it needs config.json, a tokenizer and a whole model.safetensors"
POOLINGS = {"mean", "cls", "max"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """How token vectors become a sentence's vector."""

    pooling: str
    dense: tuple[Path, ...]
    most_tokens: int | None


class CheckpointEncoder:
    """A transformer with pooling over its tokens."""

    def __init__(self, directory: Path) -> None:
        self._recipe = _recipe(directory)
        self.name = f"{directory.name}@{_revision(directory)}"
        self._tokenizer, self._model = _transformer(directory)
        self._most_tokens = self._recipe.most_tokens or min(
            self._tokenizer.model_max_length,
            getattr(self._model.config, "max_position_embeddings", MOST_TOKENS),
        )
        self._layers = [_dense(path) for path in self._recipe.dense]

    @classmethod
    def is_installed(cls) -> bool:
        """Whether PyTorch and transformers are there; the weights come from a directory."""
        return find_spec("torch") is not None and find_spec("transformers") is not None

    @classmethod
    def load(cls, directory: Path | None = None) -> CheckpointEncoder:
        """Load from a local directory; one that is missing or incomplete: `ModelFileError`."""
        if directory is None:
            raise ModelFileError(
                "encoder labse needs the directory of its files; name that instead of labse"
            )
        if not directory.is_dir():
            raise ModelFileError(
                f"no sentence-transformers checkpoint at {directory}; "
                "name the directory that holds its modules.json"
            )
        if not cls.is_installed():
            raise ModelFileError(
                "this encoder needs PyTorch; run: pip install 'translation-workbench[torch]'"
            )
        return cls(directory)

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One unit-length row per sentence, in order."""
        order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
        rows: list[Floats] = []
        for low in range(0, len(order), TEXTS_AT_ONCE):
            rows.append(self._encode([sentences[at] for at in order[low : low + TEXTS_AT_ONCE]]))
        if not rows:
            return np.empty((0, self._width), dtype=np.float32)
        found = np.concatenate(rows)
        vectors = np.empty_like(found)
        vectors[order] = found
        return vectors

    @property
    def _width(self) -> int:
        if self._layers:
            return len(self._layers[-1][0])
        return int(self._model.config.hidden_size)

    def _encode(self, texts: list[str]) -> Floats:
        import torch

        with torch.inference_mode():
            batch = self._tokenizer(
                texts,
                padding=True,
                truncation=True,
                max_length=self._most_tokens,
                return_tensors="pt",
            )
            states = self._model(**batch).last_hidden_state.float()
            mask = batch["attention_mask"][:, :, None].float()
            pooled: Floats = _pooled(states, mask, self._recipe.pooling).numpy()
        for weights, bias, activation in self._layers:
            pooled = pooled @ weights.T + bias
            pooled = np.tanh(pooled) if activation == "Tanh" else pooled
        unit: Floats = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)
        return unit


def _pooled(states: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    if pooling == "cls":
        return states[:, 0]
    if pooling == "max":
        return states.masked_fill(mask == 0, -1e9).max(dim=1).values
    return (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)


def _transformer(directory: Path) -> tuple[Any, Any]:
    from safetensors import SafetensorError
    from transformers import AutoModel, AutoTokenizer

    if "auto_map" in _json(directory / "config.json", {}):
        raise ModelFileError(f"{directory} needs code of its own, which is not run")
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        with _quiet():
            tokenizer = AutoTokenizer.from_pretrained(directory, **local)
            model, found = AutoModel.from_pretrained(
                directory, use_safetensors=True, output_loading_info=True, **local
            )
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelFileError(f"{directory} cannot be loaded ({reason}); {NEEDED}") from error
    # transformers makes up what is missing
    if set(tokenizer.get_vocab()) <= set(tokenizer.all_special_tokens):
        raise ModelFileError(f"{directory} has no tokenizer; {NEEDED}")
    missing = sorted(key for key in found["missing_keys"] if not key.startswith("pooler."))
    if missing:
        raise ModelFileError(f"{directory} lacks weights, such as {missing[0]}; {NEEDED}")
    return tokenizer, model.eval()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the bar for weights that load in a second, and the list of those never used."""
    from transformers.utils import logging

    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()


def _recipe(directory: Path) -> _Recipe:
    pooling, dense = "mean", []
    for kind, folder in _modules(directory):
        if kind == "Pooling":
            pooling = _pooling(folder)
        elif kind == "Dense":
            dense.append(folder)
        elif kind not in {"Transformer", "Normalize"}:
            raise ModelFileError(f"{directory} has a module {kind}, which is not supported")
    most = _json(directory / "sentence_bert_config.json", {}).get("max_seq_length")
    return _Recipe(pooling=pooling, dense=tuple(dense), most_tokens=int(most) if most else None)


def _modules(directory: Path) -> list[tuple[str, Path]]:
    path = directory / "modules.json"
    try:
        return [
            (module["type"].rpartition(".")[2], directory / module["path"])
            for module in _json(path, [])
        ]
    except (TypeError, KeyError, AttributeError) as error:
        raise ModelFileError(f"{path} is not a list of modules with type and path") from error


def _pooling(folder: Path) -> str:
    """The one way of pooling that a checkpoint asks for, by either spelling of its settings."""
    config = _json(folder / "config.json", {})
    asked = [
        key.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token")
        for key, value in config.items()
        if key.startswith("pooling_mode_") and value is True
    ]
    pooling = "+".join(asked) or config.get("pooling_mode", "mean")
    if pooling not in POOLINGS:
        raise ModelFileError(f"{folder} has pooling {pooling}, which is not supported")
    return str(pooling)


def _dense(folder: Path) -> tuple[Floats, Floats | float, str]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    config = _json(folder / "config.json", {})
    activation = str(config.get("activation_function", "Identity")).rpartition(".")[2]
    if activation not in ACTIVATIONS:
        raise ModelFileError(f"{folder} has activation {activation}, which is not supported")
    try:
        stored = load_file(folder / "model.safetensors")
        return stored["linear.weight"], stored.get("linear.bias", 0.0), activation
    except (OSError, KeyError, SafetensorError) as error:
        raise ModelFileError(f"{folder} has no whole model.safetensors ({error})") from error


def _json(path: Path, default: object) -> Any:  # noqa: ANN401
    if not path.exists():
        return default
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelFileError(f"{path} is not JSON ({error})") from error


def _revision(directory: Path) -> str:
    """What tells these weights from others: a digest of the weight file's size and both ends."""
    path = directory / "model.safetensors"
    if not path.exists():
        raise ModelFileError(
            f"{directory} has no model.safetensors; weights in pickles are refused"
        )
    with path.open("rb") as stream:
        start = stream.read(1 << 20)
        stream.seek(max(path.stat().st_size - (1 << 20), 0))
        digest = hashlib.sha256(start + stream.read() + str(path.stat().st_size).encode())
    return digest.hexdigest()[:12]
