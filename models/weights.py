"""The header of a safetensors file, which tells whether the file is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.errors import ModelFileError

_LONGEST_HEADER = 100 << 20


def check_weights(path: Path) -> None:
    """`ModelFileError` unless the file is exactly as long as its own header says."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or length > min(size - 8, _LONGEST_HEADER):
            raise _broken(path, "its header is cut short")
        header = stream.read(length)
    try:
        table: dict[str, Any] = json.loads(header)
        ends = [entry["data_offsets"][1] for name, entry in table.items() if name[:2] != "__"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise _broken(path, "its header makes no sense") from error
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        raise _broken(path, f"{size} bytes where its header tells of {expected}")


def _broken(path: Path, reason: str) -> ModelFileError:
    return ModelFileError(f"{path}: {reason}; bring or fetch the whole file again")
