"""`workbench --help` must be instant: nothing heavy loads until it is used."""

import subprocess
import sys

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
