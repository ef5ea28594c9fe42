"""Stores to test with: an SQLite file, and a database of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alignments.store import Store, open_store
from tests.postgres import Postgres
from tests.stores import new_store


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store is or can be made, on either database."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    address = server.new()
    yield address
    server.drop(address.partition("?")[0].rpartition("/")[2])


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    if "://" not in store_address:
        new_store(Path(store_address))
    with open_store(store_address) as opened:
        yield opened
