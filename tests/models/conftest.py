"""Models that several tests use: the embedded ones, and copies of their files."""

import shutil
from pathlib import Path

import pytest

from models.catalogue import Catalogue, load_catalogue
from models.installed import InstalledModel, find_installed

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


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> str:
    """A family of engines that workers can import only with the checkout on their path."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return "tests.models.misbehaving:MisbehavingEngine"
