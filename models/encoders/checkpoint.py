"""Any sentence-transformers checkpoint in a local directory, through transformers and PyTorch.

What sentence-transformers would do is read from the files it writes: `modules.json`, the pooling's
`config.json`, dense layers and the maximal length. LaBSE is one of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
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
ACTIVATIONS = {"Tanh", "Identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """How token vectors become a sentence's vector."""

    pooling: str
    dense: tuple[Path, ...]
    most_tokens: int


class CheckpointEncoder:
    """A transformer with pooling over its tokens."""

    def __init__(self, directory: Path) -> None:
        self._recipe = _recipe(directory)
        self.name = f"{directory.name}@{_revision(directory)}"
        self._tokenizer, self._model = _transformer(directory)
        self._layers = [_dense(path) for path in self._recipe.dense]

    @classmethod
    def is_installed(cls) -> bool:
        """Whether PyTorch and transformers are there; the weights come from a directory."""
        return find_spec("torch") is not None and find_spec("transformers") is not None

    @classmethod
    def load(cls, directory: Path | None = None) -> CheckpointEncoder:
        """Load from a local directory; one that is missing or incomplete: `ModelFileError`."""
        if directory is None or not directory.is_dir():
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
            return np.empty((0, int(self._model.config.hidden_size)), dtype=np.float32)
        found = np.concatenate(rows)
        vectors = np.empty_like(found)
        vectors[order] = found
        return vectors

    def _encode(self, texts: list[str]) -> Floats:
        import torch

        with torch.inference_mode():
            batch = self._tokenizer(
                texts,
                padding=True,
                truncation=True,
                max_length=self._recipe.most_tokens,
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
    from transformers import AutoModel, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
        model = AutoModel.from_pretrained(directory, local_files_only=True, use_safetensors=True)
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise ModelFileError(
            f"{directory} cannot be loaded ({reason}); it needs config.json, a tokenizer and "
            "model.safetensors"
        ) from error
    return tokenizer, model.eval()


def _recipe(directory: Path) -> _Recipe:
    modules = _json(directory / "modules.json", [])
    pooling, dense = "mean", []
    for module in modules:
        folder = directory / module["path"]
        kind = module["type"].rpartition(".")[2]
        if kind == "Pooling":
            pooling = _pooling(_json(folder / "config.json", {}))
        elif kind == "Dense":
            dense.append(folder)
        elif kind not in {"Transformer", "Normalize"}:
            raise ModelFileError(f"{directory} has a module {kind}, which is not supported")
    settings = _json(directory / "sentence_bert_config.json", {})
    most = int(settings.get("max_seq_length") or 512)
    return _Recipe(pooling=pooling, dense=tuple(dense), most_tokens=most)


def _pooling(config: dict[str, Any]) -> str:
    if config.get("pooling_mode_cls_token") or config.get("pooling_mode") == "cls":
        return "cls"
    if config.get("pooling_mode_max_tokens") or config.get("pooling_mode") == "max":
        return "max"
    return "mean"


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
