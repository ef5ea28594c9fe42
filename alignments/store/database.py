"""Connections: one SQLite file or a PostgreSQL server, short transactions, plain errors."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, cast

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from alignments.errors import NotFound, StoreBusy, StoreError, StoreUnreachable
from alignments.store.addresses import make_folder, shown, store_url
from alignments.store.found import Found
from alignments.store.texts import Texts
from alignments.store.versions import Versions

_BUSY = (StoreBusy, "another process is writing to it; try again when it has ended")
_SILENT = (StoreUnreachable, "no server answers there; is it running, and is the address right?")
_GONE = (StoreUnreachable, "its server is starting, stopping or gone; try again in a moment")

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
    "server closed the connection": _GONE,
    "terminating connection": _GONE,
    "connection is closed": _GONE,
    "connection is lost": _GONE,
    "starting up": _GONE,
    "shutting down": _GONE,
    "resolve host": (StoreError, "its host name is unknown; is the address right?"),
    "authentication failed": (StoreError, "the server refuses the user or the password"),
    "no password supplied": (StoreError, "the server wants a password; write USER:PASSWORD@HOST"),
    'role "': (StoreError, "the server knows no such user; write USER@HOST"),
    "does not exist": (StoreError, "the server has no such database; make it with 'createdb'"),
}
_CONNECTIONS = 20
"""As many are kept open: to open one takes longer than what most of them are opened for."""
_SECONDS_TO_TRUST = 1.0
"""So long an idle connection to PostgreSQL is taken to be alive."""
_SECONDS_TO_LOOK_AGAIN = 0.001
_SECONDS_TO_GIVE_WAY = 0.003


class Database:
    """An open store's connections. It may be used from several threads."""

    def __init__(self, address: str | Path, *, busy_seconds: float = 5.0) -> None:
        self.url = store_url(address)
        self.name = shown(self.url)
        self._engine = _engine(self.url, busy_seconds)
        self._busy_seconds = busy_seconds
        self._turn = Lock()
        self._versions = Versions(self.url)
        self.found = Found(self._versions.of)
        self.texts = Texts() if self.dialect == "sqlite" else None
        self._reading = self._engine
        if self.dialect == "postgresql":
            # else each statement would see a state of its own
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ")
            self._glancing = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writing = {
            lasting: self._engine.execution_options(workbench_write=True, workbench_lasting=lasting)
            for lasting in (True, False)
        }

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
    def glancing(self) -> Iterator[Connection]:
        """Run one statement: its answer is of one state, without a transaction around it."""
        if self.dialect == "sqlite":
            with self.reading() as connection:
                yield connection
            return
        with self._plain_errors(), self._glancing.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Connection]:
        """All or nothing; on disk when it ends.

        What is not `lasting` is on disk with the next that is, and does not wait for it.
        """
        with self._plain_errors(), self._own_turn(), self._writing[lasting].begin() as connection:
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Like `writing`, for tables that are put in the place of others: nothing goes with those.

        Nobody else in this process uses the store meanwhile.
        """
        apart = self._writing[True].execution_options(workbench_rebuild=True)
        try:
            with self._plain_errors(), apart.begin() as connection:
                yield connection
        finally:
            self._engine.dispose()  # SQLite's other connections keep to foreign keys

    def give_way(self) -> None:
        """Let others write, between the parts of long work.

        Who waits for SQLite looks again every millisecond, and would else always come too late.
        """
        if self.dialect == "sqlite":
            time.sleep(_SECONDS_TO_GIVE_WAY)

    def close(self) -> None:
        self._versions.close()
        self._engine.dispose()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        """Only one thread at a time asks SQLite to write: the others would disturb it."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=self._busy_seconds):
            kind, advice = _BUSY
            raise kind(f"the store {self.name}: {advice}")
        try:
            yield
        finally:
            self._turn.release()

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
    pool: dict[str, Any] = {"pool_size": _CONNECTIONS, "max_overflow": 40}
    milliseconds = max(1, round(busy_seconds * 1000))  # 0 would mean for ever to PostgreSQL
    if url.drivername == "sqlite":
        make_folder(url)
        engine = create_engine(url, connect_args={"timeout": busy_seconds}, **pool)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, milliseconds))
        return engine
    arguments: dict[str, Any] = {"options": f"-c lock_timeout={milliseconds} -c timezone=UTC"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = 10
    try:
        engine = create_engine(url, connect_args=arguments, **pool)
    except ImportError as error:
        raise StoreError(
            f"the store {shown(url)}: no driver for it; install 'translation-workbench[postgres]'"
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "checkout", partial(_taken_out, engine.dialect))
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # the driver's own transactions leave out DDL and SELECT; ours are begun in `_begin_sqlite`
    connection.isolation_level = None
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")


def _put_back(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["idle_since"] = time.monotonic()


def _taken_out(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Let a connection that lay idle for long be opened anew where its server went meanwhile.

    To ask the server each time, as the pool would, is a quarter of what a small write asks of it.
    """
    idle = time.monotonic() - record.info.get("idle_since", time.monotonic())
    if idle < _SECONDS_TO_TRUST:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError("the server is gone") from error


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("workbench_lasting", True):
        connection.exec_driver_sql("set local synchronous_commit = off")


def _begin_sqlite(milliseconds: int, connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("workbench_write", False):
        connection.exec_driver_sql("begin")
        return
    # a transaction that reads first and then writes would fail where another writer came between
    raw = cast("sqlite3.Connection", connection.connection.driver_connection)
    raw.execute("pragma busy_timeout = 0")
    if options.get("workbench_rebuild", False):
        raw.execute("pragma foreign_keys = off")  # within a transaction it would do nothing
    raw.execute(f"pragma synchronous = {'full' if options['workbench_lasting'] else 'normal'}")
    try:
        if not _begun(raw, milliseconds / 1000):
            connection.exec_driver_sql("begin immediate")  # fails, in the words of SQLAlchemy
    finally:
        raw.execute(f"pragma busy_timeout = {milliseconds}")


def _begun(connection: sqlite3.Connection, seconds: float) -> bool:
    """Begin to write as soon as the one who writes is done.

    SQLite by itself would look again ever less often, at last every tenth of a second.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute("begin immediate")
        except sqlite3.Error as error:
            if "is locked" not in str(error) or time.monotonic() > deadline:
                return False
        else:
            return True
        time.sleep(_SECONDS_TO_LOOK_AGAIN)
