"""A word for every state that a store is in, whoever changes it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from threading import Lock

from sqlalchemy import URL, Connection


class Versions:
    """Tells whether anything was written to a store, by whatever connection or process."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._watching: sqlite3.Connection | None = None
        self._lock = Lock()

    def of(self, connection: Connection) -> str | None:
        """Return a word for the state that a transaction sees; `None` where it cannot be told.

        It is the first thing to ask in a transaction: SQLite's may be of an earlier state than the
        transaction, never of a later one.
        """
        if self._url.drivername != "sqlite":
            return str(connection.exec_driver_sql("select pg_current_snapshot()").scalar_one())
        with self._lock, suppress(sqlite3.Error):
            return str(self._watcher().execute("pragma data_version").fetchone()[0])
        return None

    def _watcher(self) -> sqlite3.Connection:
        """A connection that writes nothing: SQLite counts for it what all others do."""
        if self._watching is None:
            self._watching = sqlite3.connect(str(self._url.database), check_same_thread=False)
        return self._watching

    def close(self) -> None:
        with self._lock:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
