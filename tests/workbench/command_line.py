"""The command as its users run it: a process of its own, a store of its own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.workbench.forking import forking


class CommandLine:
    """Runs `workbench` in a folder, with everything it keeps in that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store.db"
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "HOME": str(folder),
            "COLUMNS": "100",
            "PYTHONWARNINGS": "error",
            "WORKBENCH_STORE": str(self.store),
            "WORKBENCH_MODELS": str(folder / "models"),
            "WORKBENCH_USER": "mira",
        }

    def __call__(
        self, *arguments: str | Path, given: bytes = b"", code: int = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; it must end with `code`."""
        done = self.any_ending(*arguments, given=given, **environment)
        assert done.returncode == code, f"{done.args}\n{done.stdout}\n{done.stderr}"
        return done

    def any_ending(
        self, *arguments: str | Path, given: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; it may fail, but not with a traceback."""
        result = forking().run(
            [str(argument) for argument in arguments],
            given,
            self.folder,
            {**self.environment, **environment},
        )
        out, errors = result.stdout.decode(), result.stderr.decode()
        assert "Traceback" not in errors, errors
        return subprocess.CompletedProcess(result.args, result.returncode, out, errors)

    def json(self, *arguments: str | Path, **more: str):
        return json.loads(self(*arguments, "--json", **more).stdout)

    def refused(self, *arguments: str | Path, given: bytes = b"", **environment: str) -> str:
        """Run a command that must fail; return its one line of reason."""
        result = self(*arguments, given=given, code=1, **environment)
        lines = result.stderr.strip().splitlines()
        assert len(lines) == 1, result.stderr
        return lines[0].removeprefix("workbench: ")

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
