"""`workbench --help` must be instant: nothing heavy loads until it is used."""

import os
import subprocess
import sys

import pytest

HEAVY = {
    "ctranslate2",
    "docx",
    "langcodes",
    "lxml",
    "numpy",
    "pandas",
    "sacrebleu",
    "sqlalchemy",
    "streamlit",
    "torch",
    "trafilatura",
    "transformers",
}


def test_the_command_line_loads_nothing_heavy():
    code = f"import sys, workbench.cli; sys.exit(', '.join({HEAVY} & set(sys.modules)) or 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("said", "threads"),
    [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3"), ({"OMP_NUM_THREADS": "2"}, "None")],
)
def test_products_of_small_matrices_take_one_thread_unless_told_otherwise(
    said: dict[str, str], threads: str
) -> None:
    code = (
        "import atexit, os, sys; from workbench.cli import main; sys.argv[1:] = ['--help']\n"
        "atexit.register(lambda: print(os.environ.get('OPENBLAS_NUM_THREADS'))); main()"
    )
    plain = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain | said
    )
    assert result.stdout.splitlines()[-1] == threads
