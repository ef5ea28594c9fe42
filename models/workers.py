"""Worker processes as the pool sees them: started, spoken to, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import IO

from models import protocol
from models.engines.base import Setup

Heard = Callable[["WorkerProcess", protocol.Message | None], None]

_TAIL = 4096


class WorkerProcess:
    """One process with one model.

    `heard` is called from another thread with every message, and with `None` at its end.
    """

    def __init__(self, setup: Setup, heard: Heard, *, niceness: int = 0) -> None:
        self.ready = False
        self.chunk: object = None
        """What it is working on; kept here by the pool."""
        self.deadline: float | None = None
        self.reason: str | None = None
        """Why the pool ended it, when it did."""
        self.memory = 0
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `stop`)
        self._process = subprocess.Popen(
            # -P: a folder called `models` in the working directory is not ours
            [sys.executable, "-P", "-m", "models.worker", str(niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=_environment(setup.threads),
        )
        self._requests, self._answers = _pipes(self._process)
        self._listener = threading.Thread(target=self._listen, args=(heard,), daemon=True)
        self._listener.start()
        self.send(protocol.setup_message(setup))

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: protocol.Message) -> None:
        """Hand over a message; a process that has just died is heard of in the usual way."""
        try:
            protocol.write_message(self._requests, message)
        except OSError:
            return

    def ending(self) -> str:
        """How the process, which has closed its end, came to stop."""
        self._process.wait()
        said = self.reason or self._complaint()
        self.stop()
        return said

    def _complaint(self) -> str:
        """The signal that ended it, or the last line it wrote to standard error."""
        if self._process.returncode is not None and self._process.returncode < 0:
            return _ending(self._process.returncode)
        size = self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, size - _TAIL))
        lines = self._complaints.read().decode("utf-8", "replace").split("\n")
        told = [line.strip() for line in lines if line.strip()]
        return told[-1] if told else _ending(self._process.returncode)

    def interrupt(self) -> None:
        """End the process; that it has ended is heard of in the usual way."""
        self._process.kill()

    def stop(self) -> None:
        """End the process now and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._requests, self._answers, self._complaints):
            _close(pipe)

    def _listen(self, heard: Heard) -> None:
        while True:
            message = protocol.read_message(self._answers)
            heard(self, message)
            if message is None:
                return


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a worker needs pipes on both sides")
    return process.stdin, process.stdout


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        # What was buffered for a dead process cannot be flushed, and need not be.
        return


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return f"it ended with exit code {code}"
    perhaps = ", perhaps for want of memory" if -code == signal.SIGKILL else ""
    return f"it was ended by signal {-code}{perhaps}"


def _environment(threads: int) -> dict[str, str]:
    return dict(os.environ) | {
        "OMP_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "false",
        "RUST_BACKTRACE": "0",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "PYTHONWARNINGS": "ignore",
    }
