"""The dependency rule: workbench imports the other two; they import neither it nor each other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FORBIDDEN = {
    "alignments": {"models", "workbench", "streamlit", "typer", "torch", "transformers"},
    "models": {"alignments", "workbench", "streamlit", "typer"},
}


def imported(path: Path) -> set[str]:
    """The top-level names a file imports, wherever in the file it does so."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_keeps_to_its_layer(package):
    broken = {
        str(path.relative_to(ROOT)): sorted(found)
        for path in (ROOT / package).rglob("*.py")
        if (found := imported(path) & FORBIDDEN[package])
    }
    assert not broken


def test_streamlit_stays_in_the_ui():
    ui = ROOT / "workbench" / "ui"
    outside = [path for path in (ROOT / "workbench").rglob("*.py") if ui not in path.parents]
    assert not [path for path in outside if "streamlit" in imported(path)]


def test_nothing_reads_the_shared_data_but_tests_and_benchmarks():
    packages = [ROOT / name for name in ("alignments", "models", "workbench")]
    files = [path for package in packages for path in package.rglob("*.py")]
    assert not [path for path in files if "../shared" in path.read_text(encoding="utf-8")]
