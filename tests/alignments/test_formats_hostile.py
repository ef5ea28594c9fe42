"""Files that mean harm are refused or read: no hang, no crash, no file from outside, no memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.alignments.hostile import CASES, MANY_LANGUAGES

READ = {"tmx languages"}
MOST_MEGABYTES = 500


@pytest.fixture(scope="module")
def reader():
    """A process that tries one case after the other."""
    command = [sys.executable, "-m", "tests.alignments.hostile"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        _, wrong = process.communicate()
    assert wrong == ""


@pytest.mark.parametrize("name", CASES)
def test_harm_is_refused_in_one_line_and_little_memory(reader, name) -> None:
    reader.stdin.write(f"{name}\n")
    reader.stdin.flush()
    said, megabytes = json.loads(reader.stdout.readline())
    assert said.startswith(f"{MANY_LANGUAGES} units" if name in READ else "refused: ")
    assert len(said.splitlines()) == 1
    assert "root:" not in said
    assert 0 < megabytes < MOST_MEGABYTES
