"""Connections: one SQLite file or a PostgreSQL server, short transactions, plain errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError

from alignments.errors import NotFound, StoreBusy, StoreError
from alignments.store.addresses import make_folder, shown, store_url

_BUSY = (StoreBusy, "another process is writing to it; try again when it has ended")
_SILENT = (StoreError, "no server answers there; is it running, and is the address right?")

# What SQLite's and PostgreSQL's messages mean to a person: kind of error, then the advice.
_CAUSES: dict[str, tuple[type[StoreError], str]] = {
    "is locked": _BUSY,
    "lock timeout": _BUSY,
    "deadlock detected": _BUSY,
    "is full": (StoreError, "the disk is full; nothing was stored, free some space"),
    "No space left": (StoreError, "the server's disk is full; nothing was stored"),
    "disk I/O error": (
        StoreError,
        "the disk cannot be read or written; nothing was stored, see whether it is full",
    ),
    "readonly": (StoreError, "it may only be read; give yourself the right to write to it"),
    "unable to open": (StoreError, "it cannot be opened; have you the right to its folder?"),
    "not a database": (StoreError, "it is not an SQLite file; name another file"),
    "malformed": (StoreError, "the file is damaged; bring back a copy"),
    "Connection refused": _SILENT,
    "No such file or directory": _SILENT,
    "timeout expired": _SILENT,
    "resolve host": (StoreError, "its host name is unknown; is the address right?"),
    "authentication failed": (StoreError, "the server refuses the user or the password"),
    "no password supplied": (StoreError, "the server wants a password; write USER:PASSWORD@HOST"),
    'role "': (StoreError, "the server knows no such user; write USER@HOST"),
    "does not exist": (StoreError, "the server has no such database; make it with 'createdb'"),
}


class Database:
    """An open store's connections. It may be used from several threads."""

    def __init__(self, address: str | Path, *, busy_seconds: float = 5.0) -> None:
        self.url = store_url(address)
        self.name = shown(self.url)
        self._engine = _engine(self.url, busy_seconds)
        self._reading = self._engine
        if self.dialect == "postgresql":
            # else each statement would see a state of its own
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._writing = self._engine.execution_options(workbench_write=True)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one state of the store, whatever is written meanwhile."""
        with self._plain_errors(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; on disk when it ends."""
        with self._plain_errors(), self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if (plain := _plain(self.name, error)) is None:
                raise
            raise plain from error
        except OverflowError as error:  # SQLite has no number of more than 64 bits
            raise _nothing_there(self.name) from error


def _nothing_there(name: str) -> NotFound:
    return NotFound(f"the store {name}: nothing in it has so large a number")


def _plain(name: str, error: DBAPIError) -> StoreError | None:
    """What went wrong outside of the program; `None` for a mistake of the program's own."""
    message = str(error.orig)
    if isinstance(error, DataError) and "out of range" in message:
        return _nothing_there(name)
    # without a statement it was the connection that failed
    if not isinstance(error, OperationalError | InterfaceError) and error.statement is not None:
        return None
    for sign, (kind, advice) in _CAUSES.items():
        if sign in message:
            return kind(f"the store {name}: {advice}")
    first = message.strip().partition("\n")[0]
    return StoreError(f"the store {name}: {first[:1].lower()}{first[1:]}")


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.drivername == "sqlite":
        make_folder(url)
        engine = create_engine(url, connect_args={"timeout": busy_seconds}, max_overflow=40)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    milliseconds = max(1, round(busy_seconds * 1000))  # 0 would mean for ever
    arguments: dict[str, Any] = {"options": f"-c lock_timeout={milliseconds} -c timezone=UTC"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = 10
    try:
        return create_engine(url, connect_args=arguments, max_overflow=40, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            f"the store {shown(url)}: no driver for it; install 'translation-workbench[postgres]'"
        ) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # the driver's own transactions leave out DDL and SELECT; ours are begun in `_begin_sqlite`
    connection.isolation_level = None
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # a transaction that reads first and then writes would fail where another writer came between
    write = connection.get_execution_options().get("workbench_write", False)
    connection.exec_driver_sql("begin immediate" if write else "begin")
