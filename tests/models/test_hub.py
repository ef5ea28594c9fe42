"""Fetching checkpoints from a hub on this machine, which misbehaves on request."""

import hashlib
import json
import pickle
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import hub
from models.catalogue import Catalogue, load_catalogue
from models.errors import ModelFileError, ModelsError, ModelUnreachable
from models.install import remove
from models.installed import installed_models
from models.lock import read_lock
from models.pull import pull
from tests.models.serving import Shelf, serving

REPOSITORY = "someone/sample-en-ar"
COMMIT = "0123456789abcdef0123456789abcdef01234567"

ENTRY = f"""
[[model]]
id = "sample"
family = "ctranslate2"
source = ["en"]
target = ["ar"]
licence = "Apache-2.0"
hub = "{REPOSITORY}"
"""


@pytest.fixture
def listed(tmp_path: Path) -> Catalogue:
    path = tmp_path / "catalogue.toml"
    path.write_text(ENTRY)
    return load_catalogue(path)


@pytest.fixture
def shelf(marian: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    with serving(Shelf()) as shelf:
        files = {path.name: path.read_bytes() for path in marian.iterdir() if path.is_file()}
        offer(shelf, files)
        monkeypatch.setenv("HF_ENDPOINT", shelf.address)
        yield shelf


def offer(shelf: Shelf, files: dict[str, bytes], *, revision: str = "main") -> None:
    siblings = []
    for name, data in files.items():
        shelf.files[f"/{REPOSITORY}/resolve/{COMMIT}/{name}"] = data
        blob = hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()
        entry: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": blob}
        if len(data) > 50_000:
            entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        siblings.append(entry)
    document = json.dumps({"sha": COMMIT, "siblings": siblings}).encode()
    for name in (revision, COMMIT):
        shelf.files[f"/api/models/{REPOSITORY}/revision/{name}?blobs=true"] = document


def changed(shelf: Shelf, name: str, data: bytes) -> None:
    """Other bytes behind the same promise."""
    shelf.files[f"/{REPOSITORY}/resolve/{COMMIT}/{name}"] = data


def refused(tmp_path: Path, listed: Catalogue, kind: type[ModelsError]) -> str:
    folder = tmp_path / "models"
    with pytest.raises(kind) as caught:
        pull("sample", folder=folder, catalogue=listed)
    assert "\n" not in str(caught.value)
    assert not [each for each in installed_models(folder, listed) if each.id == "sample"]
    return str(caught.value)


def test_a_pulled_checkpoint_is_pinned_converted_and_locked(
    tmp_path: Path, listed: Catalogue, shelf: Shelf
) -> None:
    folder = tmp_path / "models"
    installed = pull("sample", folder=folder, catalogue=listed)
    assert installed.model.revision == COMMIT
    assert read_lock(folder)["sample"].revision == COMMIT
    assert (installed.folder / "ctranslate2-int8" / "model.bin").exists()
    remove("sample", folder=folder, catalogue=listed)
    shelf.files.pop(f"/api/models/{REPOSITORY}/revision/main?blobs=true")
    assert pull("sample", folder=folder, catalogue=listed).files == installed.files


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_a_changed_file_is_refused(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, marian: Path, name: str
) -> None:
    data = bytearray((marian / name).read_bytes())
    data[-1] ^= 1
    changed(shelf, name, bytes(data))
    assert "checksum" in refused(tmp_path, listed, ModelFileError)


def test_a_file_that_breaks_off_is_refused(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, marian: Path
) -> None:
    changed(shelf, "vocab.json", (marian / "vocab.json").read_bytes()[:100])
    assert "could not be fetched" in refused(tmp_path, listed, ModelUnreachable)


@pytest.mark.parametrize("page", [b"<html>", b"[]", b"{}", b'{"sha": 1, "siblings": [3]}'])
def test_a_page_that_describes_no_model_is_said(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, page: bytes
) -> None:
    shelf.files[f"/api/models/{REPOSITORY}/revision/main?blobs=true"] = page
    assert "answered with something that" in refused(tmp_path, listed, ModelUnreachable)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_hub_that_says_no_is_quoted(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, status: int
) -> None:
    shelf.status = status
    assert f"answered {status}" in refused(tmp_path, listed, ModelUnreachable)


def test_a_hub_that_is_not_there_is_said_at_once(
    tmp_path: Path, listed: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    began = time.monotonic()
    said = refused(tmp_path, listed, ModelUnreachable)
    assert time.monotonic() - began < 3
    assert "workbench models pull sample" in said
    assert "workbench models add DIRECTORY" in said


def test_a_slow_hub_is_waited_for(tmp_path: Path, shelf: Shelf) -> None:
    shelf.delay = 0.5
    assert hub.snapshot(REPOSITORY, None).commit == COMMIT


def test_only_what_an_engine_reads_is_fetched(shelf: Shelf, marian: Path) -> None:
    names = [
        "config.json",
        "model.safetensors",
        "pytorch_model.bin",
        "tf_model.h5",
        "run.py",
        "a/b",
    ]
    offer(shelf, dict.fromkeys(names, b"x"))
    found = [file.name for file in hub.snapshot(REPOSITORY, None).files]
    assert found == ["config.json", "model.safetensors"]


def test_weights_that_the_hub_has_only_pickled_are_rewritten(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, marian: Path
) -> None:
    from safetensors.torch import load_file
    from torch import save

    place = tmp_path / "pickled"
    place.mkdir()
    save(load_file(marian / "model.safetensors"), place / "pytorch_model.bin")
    files = {path.name: path.read_bytes() for path in marian.iterdir() if path.is_file()}
    files.pop("model.safetensors")
    files["pytorch_model.bin"] = (place / "pytorch_model.bin").read_bytes()
    offer(shelf, files)
    installed = pull("sample", folder=tmp_path / "models", catalogue=listed)
    names = [file.name for file in installed.files]
    assert "model.safetensors" in names
    assert not list(installed.folder.glob("*.bin"))


class Exploit:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (shutil.rmtree, ("never",))


def test_a_pickle_that_is_more_than_weights_is_not_opened(
    tmp_path: Path, listed: Catalogue, shelf: Shelf, marian: Path
) -> None:
    files = {path.name: path.read_bytes() for path in marian.iterdir() if path.is_file()}
    files.pop("model.safetensors")
    files["pytorch_model.bin"] = pickle.dumps({"weight": Exploit()}) + b"\0" * 60_000
    offer(shelf, files)
    assert "is not plain weights" in refused(tmp_path, listed, ModelFileError)
