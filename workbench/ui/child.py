"""The job worker as a child process of the server: started with it, ended with it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence

_LOG = logging.getLogger(__name__)
_SECONDS_TO_STOP = 10
_SECONDS_BETWEEN_STARTS = 2.0


class Worker:
    """Keeps one process running. A worker that ends before its time is started again."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        if self._command:
            await self._launch()
            self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ask the worker to end, and end it where it does not within ten seconds."""
        if self._task is None or self._process is None:
            return
        self._task.cancel()
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _SECONDS_TO_STOP)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _launch(self) -> None:
        # a session of its own: Ctrl-C in the terminal reaches the server alone, which ends the
        # worker; the open pipe lets the worker see when the server is gone
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=sys.platform != "win32",
        )

    async def _watch(self) -> None:
        while self._process is not None:
            code = await self._process.wait()
            _LOG.warning("the job worker ended with exit code %s; starting another", code)
            await asyncio.sleep(_SECONDS_BETWEEN_STARTS)
            await self._launch()
