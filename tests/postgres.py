"""A real PostgreSQL server for tests, and a fresh database in it for each."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, make_url, text

from alignments.store import open_store

if TYPE_CHECKING:
    from pgserver.postgres_server import PostgresServer

# the processes of one test run may share a server
_TEMPLATE = f"workbench_test_template_{os.getpid()}"


class PostgresMissing(Exception):
    """No PostgreSQL server is to be had; the message says why."""


class Postgres:
    """A server, whose databases are copies of one that has been migrated."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        self.drop(_TEMPLATE)
        self._run(f"create database {_TEMPLATE}")
        open_store(self.address(_TEMPLATE)).close()

    def address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def new(self, *, migrated: bool = True) -> str:
        """Make a database; its address."""
        name = f"workbench_test_{os.getpid()}_{next(self._numbers)}"
        self._run(f"create database {name} template {_TEMPLATE if migrated else 'template0'}")
        return self.address(name)

    @contextmanager
    def wanting_passwords(self) -> Iterator[str]:
        """Give the address of a database that lets its user in with a password only."""
        with self._connected() as connection:
            connection.execute(text("create role careful login password 'right'"))
            rules = Path(str(connection.execute(text("show hba_file")).scalar()))
            before = rules.read_text()
            rules.write_text(f"local all careful scram-sha-256\n{before}")
            connection.execute(text("select pg_reload_conf()"))
        try:
            yield self._url.set(username="careful").render_as_string(hide_password=False)
        finally:
            rules.write_text(before)
            self._run("select pg_reload_conf()")
            self._run("drop role careful")

    def drop(self, name: str) -> None:
        self._run(f"drop database if exists {name} with (force)")

    def _run(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(text(statement))

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """The server that WORKBENCH_TEST_POSTGRES names, else one of our own while the tests run.

    Raises PostgresMissing where there is none to be had.
    """
    if named := os.environ.get("WORKBENCH_TEST_POSTGRES"):
        yield Postgres(make_url(named))
        return
    folder = Path(tempfile.mkdtemp(prefix="workbench-postgres-"))
    try:
        server = _start(folder)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PostgresMissing(f"no PostgreSQL server starts here: {error!r}") from error
    try:
        yield Postgres(make_url(server.get_uri()))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR
        import pgserver

        server = pgserver.get_server(folder, cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"alter system set {setting} = off")  # nothing here must outlive the server
    server.psql("select pg_reload_conf()")
    return server
