"""The command in processes that have its libraries already: importing them takes most of its time.

`python -m tests.workbench.forking` waits for commands, a line of JSON each. Every command is a
process of its own, with its own environment, folder and files; what it would import by itself is
there before it starts, and that is all that is different.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

LIBRARIES = (
    "alignments.aligner",
    "alignments.readers",
    "alignments.segmentation",
    "alignments.store",
    "alembic.command",
    "langcodes.language_distance",
    "models.encoders.use",
    "numpy",
    "platformdirs.unix",
    "pydantic.json_schema",
    "rich.progress",
    "rich.table",
    "sentencex",
    "sqlalchemy.dialects.sqlite",
    "workbench.cli",
    "workbench.aligning",
    "workbench.documents",
    "workbench.exporting",
    "workbench.importing",
    "workbench.settings",
)
"""Those that many commands import, and that start no threads."""
_SECONDS = 120
ROOT = Path(__file__).parents[2]


class Forking:
    """The process that commands are forked from."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "error", "OPENBLAS_NUM_THREADS": "1"},
        )

    def run(
        self, arguments: Sequence[str], given: bytes, folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `workbench` and wait for its end."""
        with tempfile.TemporaryDirectory(prefix="workbench-command-") as place:
            files = [str(Path(place, name)) for name in ("in", "out", "errors")]
            Path(files[0]).write_bytes(given)
            asked = {
                "arguments": list(arguments),
                "files": files,
                "folder": str(folder),
                "environment": dict(environment),
            }
            code = int(self._answer(json.dumps(asked)))
            out, errors = (Path(file).read_bytes() for file in files[1:])
        return subprocess.CompletedProcess(["workbench", *arguments], code, out, errors)

    def _answer(self, line: str) -> bytes:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        return process.stdout.readline()

    def close(self) -> None:
        self._process.communicate()


@cache
def forking() -> Forking:
    """The one of this test run."""
    started = Forking()
    atexit.register(started.close)
    return started


def _serve() -> None:
    for name in LIBRARIES:
        import_module(name)
    gc.freeze()  # the end of a command need not go through all of it
    # the standard streams are for the commands
    with os.fdopen(os.dup(0)) as commands, os.fdopen(os.dup(1), "w") as answers:
        for line in commands:
            child = os.fork()
            if child == 0:
                _be(**json.loads(line))  # and its process ends there
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _be(arguments: list[str], files: list[str], folder: str, environment: dict[str, str]) -> None:
    """The command; this process ends with it."""
    signal.alarm(_SECONDS)
    for stream, file in enumerate(files):
        opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    from workbench.cli import main

    sys.exit(main())


if __name__ == "__main__":
    _serve()
