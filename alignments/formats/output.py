"""From lines of text to bytes: in pieces, compressed, or packed into one archive."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError

PIECE = 2**16
"""How many characters or bytes go out at a time, about."""
_GZIP = 31  # zlib's window bits for a gzip wrapper, whose header it leaves without a date


class Counted:
    """The units, and after they went by, how many they were."""

    def __init__(self, units: Iterable[TranslationUnit]) -> None:
        self._units = units
        self.count = 0

    def __iter__(self) -> Iterator[TranslationUnit]:
        for unit in self._units:
            self.count += 1
            yield unit


def in_pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines as UTF-8, many at a time."""
    waiting: list[str] = []
    length = 0
    for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= PIECE:
            yield _utf8("".join(waiting))
            waiting, length = [], 0
    if waiting:
        yield _utf8("".join(waiting))


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        around = text[max(0, error.start - 20) : error.start + 20]
        raise FormatError(
            f"a text has half a character (U+{ord(text[error.start]):04X}) in {around!a}; "
            "correct the segment"
        ) from error


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces through gzip, without a date or a name, so that the bytes depend on nothing else.

    The bytes of one zlib; another implementation may pack the same text otherwise.
    """
    packer = zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def drained(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """The pieces of a format that needs a file to write to: it gets a temporary one."""
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(max_size=2**22) as file:
        write(file)  # type: ignore[arg-type]
        file.seek(0)
        yield from iter(lambda: file.read(PIECE), b"")


class Encoder:
    """Takes lines for one stream and writes them in pieces, compressed or not."""

    def __init__(self, stream: BinaryIO, *, compress: bool) -> None:
        self._stream = stream
        self._packer = zlib.compressobj(wbits=_GZIP) if compress else None
        self._waiting: list[str] = []
        self._length = 0

    def add(self, line: str) -> None:
        self._waiting.append(line)
        self._length += len(line)
        if self._length >= PIECE:
            self._empty()

    def finish(self) -> None:
        self._empty()
        if self._packer:
            self._stream.write(self._packer.flush())

    def _empty(self) -> None:
        piece = _utf8("".join(self._waiting))
        self._stream.write(self._packer.compress(piece) if self._packer else piece)
        self._waiting, self._length = [], 0


def zipped(endings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """One archive with a file for every ending, all named `corpus`, all of the same old date."""
    from contextlib import ExitStack
    from tempfile import TemporaryFile

    with ExitStack() as stack:
        files = [stack.enter_context(TemporaryFile()) for _ in endings]
        encoders = [Encoder(file, compress=False) for file in files]
        for row in rows:
            for encoder, line in zip(encoders, row, strict=True):
                encoder.add(line)
        for encoder in encoders:
            encoder.finish()
        yield from drained(lambda stream: _archive(endings, files, stream))


def _archive(endings: Sequence[str], files: Sequence[BinaryIO], stream: BinaryIO) -> None:
    import shutil
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    with ZipFile(stream, "w") as archive:
        for ending, file in zip(endings, files, strict=True):
            about = ZipInfo(f"corpus{ending}", date_time=(1980, 1, 1, 0, 0, 0))
            about.compress_type = ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            file.seek(0)
            with archive.open(about, "w", force_zip64=True) as inside:
                shutil.copyfileobj(file, inside)
