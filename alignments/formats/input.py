"""What stands before every reader: unpacking, and turning what goes wrong into one line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from alignments.errors import FormatError
from alignments.formats.units import ImportReport, ReadUnit

_GZIP_MAGIC = b"\x1f\x8b"


class Rejoined:
    """A stream whose first bytes were looked at, as if they had not been."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if not self._start:
            return self._stream.read(size)
        if size < 0:
            whole, self._start = self._start + self._stream.read(), b""
            return whole
        piece, self._start = self._start[:size], self._start[size:]
        return piece + self._stream.read(size - len(piece)) if len(piece) < size else piece


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream, or what gzip packed into it. Only `read` can be relied on."""
    start = stream.read(2)
    whole = cast(BinaryIO, Rejoined(start, stream))
    if start == _GZIP_MAGIC:
        return cast(BinaryIO, gzip.GzipFile(fileobj=whole))
    return whole


def guarded(units: Iterator[ReadUnit], report: ImportReport) -> Iterator[ReadUnit]:
    """The units, counted; an archive that breaks off is a FormatError."""
    try:
        for unit in units:
            report.read += 1
            yield unit
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FormatError(f"the gzip file is cut short or damaged ({error})") from error
