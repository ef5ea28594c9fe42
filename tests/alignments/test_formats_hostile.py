"""Files that mean harm are refused or read: no hang, no crash, no file from outside, no memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.alignments.hostile import CASES

READ = {"tmx languages"}
MOST_MEGABYTES = 500


@pytest.mark.parametrize("name", CASES)
def test_harm_is_refused_in_one_line_and_little_memory(name) -> None:
    command = [sys.executable, "-m", "tests.alignments.hostile", name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    said, megabytes = done.stdout.splitlines()
    assert said.startswith("20000 units" if name in READ else "refused: ")
    assert "root:" not in said
    assert int(megabytes) < MOST_MEGABYTES
