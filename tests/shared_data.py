"""Evaluation and conformance data that lies beside the checkout on some machines only."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """The file or folder with that name; skips the test where it is absent."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"needs the data set {name}, which is not on this machine")
    return path
