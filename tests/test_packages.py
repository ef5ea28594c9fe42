"""Our three top-level names are short; make sure they are ours."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import alignments
import models
import workbench
from tests.test_architecture import imported

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("package", [alignments, models, workbench], ids=lambda p: p.__name__)
def test_the_package_is_the_one_in_this_checkout(package):
    assert Path(package.__file__).parent == ROOT / package.__name__


def test_the_ui_folder_shadows_nothing():
    # `streamlit run` puts this folder first on sys.path
    names = {path.stem for path in (ROOT / "workbench" / "ui").glob("*")}
    assert not names & {"alignments", "models", "workbench", "tests"}


def test_no_ignore_file_hides_a_package():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not {line.strip("/") for line in lines} & {"alignments", "models", "workbench", "tests"}


def declared(*extras):
    """The distributions that are asked for by name, without those that come with them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for name in extras for one in optional[name])]
    return {re.split(r"[^\w.-]", one, maxsplit=1)[0].lower().replace("_", "-") for one in wanted}


@pytest.mark.parametrize(
    ("folders", "extras"),
    [
        (("alignments", "models", "workbench"), ("torch", "e5", "postgres", "sign-in")),
        (("tests",), ("torch", "e5", "postgres", "sign-in", "test")),
    ],
)
def test_whatever_is_imported_is_asked_for(folders, extras):
    known = sys.stdlib_module_names | {"alignments", "models", "workbench", "tests", "docs"}
    makers = packages_distributions()
    asked = declared(*extras)
    found = {
        name
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "data" not in path.parts
        for name in imported(path) - known
    }
    missing = {
        name
        for name in found
        if asked.isdisjoint(one.lower().replace("_", "-") for one in makers.get(name, [name]))
    }
    assert missing == set()
