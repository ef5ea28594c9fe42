"""Small writes of several threads in one transaction: the disk is waited for once, by all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from alignments.store.database import Database

Result = TypeVar("Result")

_MOST = 20


@dataclass(slots=True)
class _Write:
    """What one thread wants written, and what came of it."""

    work: Callable[[Connection], Any]
    result: Any = None
    error: BaseException | None = None
    over: bool = False

    def run(self, connection: Connection) -> None:
        """Do it."""
        self.result = self.work(connection)

    def run_among_others(self, connection: Connection) -> None:
        """Do it; where it fails, it leaves no trace among the others."""
        try:
            with connection.begin_nested():
                self.run(connection)
        except Exception as error:
            self.error = error


class Together:
    """Writes that come while the disk is busy go to it as one, when it is free.

    Only SQLite needs that, as it lets one write at a time. PostgreSQL does so by itself, and there
    writes that hold rows for each other could wait for each other for ever.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Write] = deque()
        self._lead = Lock()

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do a piece of work, all of it or nothing; it is on disk when this returns."""
        if self._database.dialect != "sqlite":
            with self._database.writing() as connection:
                return work(connection)
        own = _Write(work)
        self._waiting.append(own)
        with self._lead:
            while not own.over:  # else another thread, which led before, has done it
                self._write([self._waiting.popleft() for _ in range(self._ready())])
        if own.error is not None:
            raise own.error
        result: Result = own.result
        return result

    def _ready(self) -> int:
        return min(len(self._waiting), _MOST)

    def _write(self, some: Sequence[_Write]) -> None:
        try:
            with self._database.writing() as connection:
                if len(some) == 1:
                    some[0].run(connection)
                    return
                for each in some:
                    each.run_among_others(connection)
        except BaseException as error:
            for each in some:
                each.error = error
            if not isinstance(error, Exception):  # the program is to end
                raise
        finally:
            for each in some:
                each.over = True
