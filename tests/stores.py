"""Stores for tests that are about something else than how a store comes about."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from alignments.store import open_store


def new_store(path: Path) -> Path:
    """Put an empty store where there is none, a copy of a migrated one: that takes the time."""
    if not path.exists():
        path.write_bytes(_migrated())
    return path


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory(prefix="workbench-store-") as folder:
        path = Path(folder, "store.db")
        open_store(path).close()
        return path.read_bytes()
