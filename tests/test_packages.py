"""Our three top-level names are short; make sure they are ours."""

from pathlib import Path

import pytest

import alignments
import models
import workbench

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
