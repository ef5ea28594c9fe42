"""Connections: one SQLite file or a PostgreSQL server, short transactions, plain errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from alignments.errors import StoreBusy, StoreError

# What SQLite's and PostgreSQL's messages mean to a person: kind of error, then the advice.
_CAUSES: dict[str, tuple[type[StoreError], str]] = {
    "is locked": (StoreBusy, "another process is writing to it; try again when it has ended"),
    "lock timeout": (StoreBusy, "another process is writing to it; try again when it has ended"),
    "is full": (StoreError, "the disk is full; nothing was stored, free some space"),
    "disk I/O error": (StoreError, "the disk cannot be written to; nothing was stored"),
    "readonly": (StoreError, "it may only be read; give yourself the right to write to it"),
    "unable to open": (StoreError, "it cannot be opened; is the folder there, and yours?"),
    "not a database": (StoreError, "it is not an SQLite file"),
    "malformed": (StoreError, "the file is damaged; bring back a copy"),
    "Connection refused": (StoreError, "no server answers there"),
    "authentication failed": (StoreError, "the server refuses the user or the password"),
    "does not exist": (StoreError, "the server has no such database; make it with 'createdb'"),
}


class Database:
    """An open store's connections. It may be used from several threads."""

    def __init__(self, address: str | Path, *, busy_seconds: float = 5.0) -> None:
        self.url = store_url(address)
        self.name = _shown(self.url)
        with self._plain_errors():
            self._engine = _engine(self.url, busy_seconds)
        self._writing = self._engine.execution_options(workbench_write=True)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one state of the store, whatever is written meanwhile."""
        with self._plain_errors(), self._engine.begin() as connection:
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
            message = str(error.orig)
            for sign, (kind, advice) in _CAUSES.items():
                if sign in message:
                    raise kind(f"the store {self.name}: {advice}") from error
            raise


def store_url(address: str | Path) -> URL:
    """What an address of a store means: a path, or an SQLAlchemy URL."""
    text = os.fspath(address)
    if "://" not in text:
        return URL.create("sqlite", database=os.path.abspath(os.path.expanduser(text)))
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(f"{text!r} is neither a path nor a database URL") from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        known = "sqlite:///PATH, postgresql+psycopg://USER@HOST/DATABASE"
        raise StoreError(f"{text!r} is a store of an unknown kind; known: a path, {known}")
    return url


def _shown(url: URL) -> str:
    """The address as messages show it, without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        arguments: dict[str, Any] = {"timeout": busy_seconds}
    else:
        milliseconds = int(busy_seconds * 1000)
        arguments = {"options": f"-c lock_timeout={milliseconds} -c timezone=UTC"}
    try:
        engine = create_engine(url, connect_args=arguments, max_overflow=40)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"{_shown(url)}: no driver for it; install 'translation-workbench[postgres]' "
            "and write postgresql+psycopg://"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # the driver's own transactions leave out DDL and SELECT; ours are begun in `_begin_sqlite`
    connection.isolation_level = None
    connection.create_function("fold", 1, str.casefold, deterministic=True)
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # a transaction that reads first and then writes would fail where another writer came between
    write = connection.get_execution_options().get("workbench_write", False)
    connection.exec_driver_sql("begin immediate" if write else "begin")
