"""The lines of a text file, however large it is and whatever it turns out to be."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from alignments.errors import FormatError

LONGEST_LINE = 16 * 2**20
"""In bytes of UTF-8 or in characters: longer lines are refused, so that memory stays bounded."""


def lines(stream: BinaryIO, *, encoding: str = "utf-8") -> Iterator[str]:
    """Every line without its line end, which is a line feed, with or without a carriage return.

    UTF-8, or UTF-16 where a byte order mark says so, or another encoding that has ASCII's line
    feed. Raises FormatError with the line's number.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    start = buffered.peek(4)[:4]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _utf16_lines(buffered)
        return
    if start.startswith(codecs.BOM_UTF8):
        buffered.read(len(codecs.BOM_UTF8))
    yield from _byte_lines(buffered, encoding)


class _Raw(io.RawIOBase):
    """Any readable object as raw bytes, so that it can be buffered and peeked into."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(_Raw(stream), 2**16)


def _byte_lines(stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    number = offset = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        _check_length(len(line), number)
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError as error:
            place = f"byte 0x{line[error.start]:02x} at offset {offset + error.start}"
            raise FormatError(
                f"line {number} is not {encoding.upper()}: {place}; save the file as UTF-8"
            ) from error
        offset += len(line)
        yield _without_end(text)


def _utf16_lines(stream: io.BufferedReader) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")
    number = 0
    try:
        while line := text.readline(LONGEST_LINE):
            number += 1
            _check_length(len(line), number)
            yield _without_end(line)
    except UnicodeError as error:
        raise FormatError(f"line {number + 1} is not UTF-16; save the file as UTF-8") from error
    finally:
        text.detach()


def _check_length(length: int, number: int) -> None:
    if length >= LONGEST_LINE:
        raise FormatError(
            f"line {number} is longer than {LONGEST_LINE // 2**20} MB; is this a text file?"
        )


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")
