"""Where a store is: a path or an SQLAlchemy URL, and how messages show it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from alignments.errors import StoreError

# what people and other programs write, and the one driver of each database that we use
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_KNOWN = "a path, sqlite:///PATH, postgresql+psycopg://USER@HOST/DATABASE"


def store_url(address: str | Path) -> URL:
    """What an address of a store means. Raises StoreError, without the password in it."""
    text = os.fspath(address)
    if "://" not in text:
        return URL.create("sqlite", database=_absolute(text))
    kind = text.partition("://")[0]
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"'{kind}://…' is no database URL; known: {_KNOWN}") from error
    if url.drivername not in _DRIVERS:
        raise StoreError(f"'{kind}://…' is a store of an unknown kind; known: {_KNOWN}")
    url = url.set(drivername=_DRIVERS[url.drivername])
    return _on_disk(url) if url.drivername == "sqlite" else url


def shown(url: URL) -> str:
    """The address as messages show it: no password, wherever in the URL one stands."""
    if url.drivername == "sqlite":
        return str(url.database)
    options = {name: value for name, value in url.query.items() if "pass" not in name}
    return url.set(query=options).render_as_string(hide_password=True)


def make_folder(url: URL) -> None:
    """Make the folder that an SQLite file is to stand in. Raises StoreError."""
    path = Path(str(url.database))
    if path.is_dir():
        raise StoreError(f"the store {path}: it is a folder; name a file in it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the store {path}: its folder cannot be made ({error.strerror}); name another file"
        ) from error


def _absolute(path: str) -> str:
    if not path.strip():
        raise StoreError(f"the path {path!r} is empty; known: {_KNOWN}")
    return os.path.abspath(os.path.expanduser(path))


def _on_disk(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise StoreError("a store in memory would be gone at the end; name a file")
    return url.set(database=_absolute(url.database))
