"""Sentence-transformers checkpoints in a directory, loaded and run for real."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.encoders import choose_encoder, load_encoder
from models.encoders.cache import MemoryCache
from models.encoders.checkpoint import CheckpointEncoder
from models.errors import ModelFileError
from tests.models.sentence_checkpoints import (
    NARROW,
    WIDTH,
    build_transformer,
    write_json,
    write_modules,
)

SENTENCES = [
    "the river has not reached the sea since march.",
    "yes.",
    "لم يصل النهر إلى البحر منذ مارس.",
    "",
    "a longer one, " * 4,
    *(f"sentence {'abcdefghij'[number % 10] * (number + 1)}" for number in range(30)),
]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """More would wait for each other longer than these small models take."""
    torch = pytest.importorskip("torch")  # as late as this: every process that collects would wait
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def mean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints") / "mean"
    build_transformer(folder)
    write_modules(folder)
    return folder


@pytest.fixture(scope="module")
def cls(mean: Path) -> Path:
    return _like(mean, "cls", pooling="cls")


@pytest.fixture(scope="module")
def labse(mean: Path) -> Path:
    return _like(mean, "labse", pooling="cls", dense=True)


def _like(mean: Path, name: str, **options) -> Path:
    folder = shutil.copytree(mean, mean.with_name(name))
    write_modules(folder, **options)
    return folder


@pytest.fixture
def copied(mean: Path, tmp_path: Path) -> Path:
    """A checkpoint to spoil."""
    return shutil.copytree(mean, tmp_path / "copied")


def states(folder: Path, text: str) -> np.ndarray:
    """The token vectors that transformers gives for one text, unpadded."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        batch = tokenizer([text], return_tensors="pt")
        return model(**batch).last_hidden_state[0].numpy()


def unit(row: np.ndarray) -> np.ndarray:
    return row / np.linalg.norm(row)


def test_mean_pooling_is_the_mean_of_the_tokens(mean: Path) -> None:
    rows = CheckpointEncoder.load(mean).encode(SENTENCES[:3])
    for row, text in zip(rows, SENTENCES, strict=False):
        assert np.allclose(row, unit(states(mean, text).mean(axis=0)), atol=1e-5)


def test_cls_pooling_is_the_first_token(cls: Path) -> None:
    rows = CheckpointEncoder.load(cls).encode(SENTENCES[:3])
    for row, text in zip(rows, SENTENCES, strict=False):
        assert np.allclose(row, unit(states(cls, text)[0]), atol=1e-5)


def test_a_dense_layer_comes_after_pooling(labse: Path) -> None:
    from safetensors.numpy import load_file

    layer = load_file(labse / "2_Dense" / "model.safetensors")
    pooled = states(labse, SENTENCES[0])[0]
    expected = np.tanh(layer["linear.weight"] @ pooled + layer["linear.bias"])
    row = CheckpointEncoder.load(labse).encode(SENTENCES[:1])[0]
    assert row.shape == (NARROW,)
    assert np.allclose(row, unit(expected), atol=1e-5)


@pytest.mark.parametrize("name", ["mean", "cls", "labse"])
def test_batches_give_the_rows_of_texts_one_by_one(
    name: str, request: pytest.FixtureRequest
) -> None:
    encoder = CheckpointEncoder.load(request.getfixturevalue(name))
    together = encoder.encode(SENTENCES)
    alone = np.concatenate([encoder.encode([sentence]) for sentence in SENTENCES])
    assert np.allclose(together, alone, atol=1e-5)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert together.dtype == np.float32


@pytest.mark.parametrize(("name", "width"), [("mean", WIDTH), ("labse", NARROW)])
def test_nothing_gives_no_rows_of_the_width(
    name: str, width: int, request: pytest.FixtureRequest
) -> None:
    assert CheckpointEncoder.load(request.getfixturevalue(name)).encode([]).shape == (0, width)


def test_a_text_longer_than_the_model_is_cut_to_what_it_reads(copied: Path) -> None:
    encoder = CheckpointEncoder.load(copied)
    long, longer = encoder.encode(["b " * 100, "b " * 300])
    assert np.allclose(long, longer, atol=1e-5)
    write_json(copied / "sentence_bert_config.json", {"max_seq_length": 8})
    short, cut = CheckpointEncoder.load(copied).encode(["b " * 6, "b " * 300])
    assert np.allclose(short, cut, atol=1e-5)


def test_a_directory_is_an_encoder_by_its_name(mean: Path) -> None:
    chosen = choose_encoder(["en", "is"], str(mean))
    assert chosen.warnings == ()
    assert chosen.name is not None
    encoder = load_encoder(chosen.name, cache=MemoryCache())
    assert encoder.name.startswith(f"{mean.name}@")
    assert encoder.encode(SENTENCES).shape == (len(SENTENCES), WIDTH)


def test_a_checkpoint_needs_its_directory() -> None:
    with pytest.raises(ModelFileError, match="encoder labse needs the directory of its files"):
        load_encoder("labse")


def without_tokenizer(folder: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        (folder / name).unlink(missing_ok=True)


def with_pickled_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def with_cut_weights(folder: Path) -> None:
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])


def without_half_of_the_weights(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    kept = {name: rows for name, rows in weights.items() if ".layer.0." not in name}
    save_file(kept, folder / "model.safetensors")


def with_code_of_its_own(folder: Path) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["model_type"] = "its_own"
    config["auto_map"] = {"AutoConfig": "code.Config", "AutoModel": "code.Model"}
    write_json(path, config)
    (folder / "code.py").write_text(f"open({str(folder / 'was_run')!r}, 'w').close()\n")


def with_a_broken_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": 1', encoding="utf-8")


def with_an_unknown_module(folder: Path) -> None:
    write_json(folder / "modules.json", [{"path": "", "type": "sentence_transformers.models.CNN"}])


def with_modules_that_are_not_a_list(folder: Path) -> None:
    write_json(folder / "modules.json", {"Transformer": ""})


def with_pooling_that_we_lack(folder: Path) -> None:
    write_json(folder / "1_Pooling" / "config.json", {"pooling_mode_lasttoken": True})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without_tokenizer, "no tokenizer"),
        (with_pickled_weights, "weights in pickles are refused"),
        (with_cut_weights, "cannot be loaded"),
        (without_half_of_the_weights, "lacks weights, such as encoder.layer.0"),
        (with_code_of_its_own, "code of its own"),
        (with_a_broken_tokenizer, "cannot be loaded"),
        (with_an_unknown_module, "module CNN"),
        (with_modules_that_are_not_a_list, "modules.json"),
        (with_pooling_that_we_lack, "pooling lasttoken"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(copied: Path, spoil, reason: str) -> None:
    spoil(copied)
    with pytest.raises(ModelFileError, match=reason) as refused:
        CheckpointEncoder.load(copied)
    assert "\n" not in str(refused.value)
    assert str(copied) in str(refused.value)
    assert not (copied / "was_run").exists()
