"""ZIP packages of XML parts, such as DOCX and XLSX: written alike each time, read with limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from alignments.errors import FormatError

LARGEST_PART = 2**29
"""In bytes, unpacked: a part that says it is larger is refused before it is opened."""
HIGHEST_RATIO = 200
"""Between unpacked and packed size: text packs to a tenth, a bomb to a thousandth."""
_IN_MEMORY = 2**24


def write_package(stream: BinaryIO, parts: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write parts by name, all with the same old date: the same parts are the same bytes."""
    with ZipFile(stream, "w") as archive:
        for name, pieces in parts:
            about = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            about.compress_type = ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            with archive.open(about, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of whole files. Where two have one name, each has a numbered folder of its own."""
    names = [name for name, _ in files]
    if len(set(names)) < len(names):
        names = [f"{number}/{name}" for number, name in enumerate(names, start=1)]
    stream = BytesIO()
    write_package(
        stream, [(name, [content]) for name, (_, content) in zip(names, files, strict=True)]
    )
    return stream.getvalue()


@contextmanager
def opened_package(stream: BinaryIO) -> Iterator[ZipFile]:
    """The archive in a stream of any kind. Nothing is ever unpacked to a name of its own choice."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        while piece := stream.read(2**20):
            file.write(piece)
            if file.tell() > LARGEST_PART:
                raise FormatError(f"the file is larger than {LARGEST_PART // 2**20} MB")
        try:
            with ZipFile(file) as archive:
                yield archive
        # zipfile has no error of its own for offsets that lead out of the file: a ValueError it is
        except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            reason = str(error)[:80]
            raise FormatError(f"the file is no ZIP package or is damaged: {reason}") from error


def part(archive: ZipFile, name: str) -> IO[bytes]:
    """A part by its name, refused where it would unpack to more than any table has."""
    try:
        about = archive.getinfo(name)
    except KeyError as error:
        raise FormatError(f"the package has no part {name}") from error
    packed = max(about.compress_size, 2**16)
    if about.file_size > LARGEST_PART or about.file_size > packed * HIGHEST_RATIO:
        raise FormatError(f"the part {name} unpacks to {about.file_size} bytes; that is no table")
    return archive.open(about)


def archived(content: bytes, ending: str) -> list[tuple[str, bytes]]:
    """The parts of an archive whose names end so: the last piece of each name, and its bytes."""
    with opened_package(BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith(ending))
        if sum(archive.getinfo(name).file_size for name in names) > LARGEST_PART:
            raise FormatError(f"the archive unpacks to more than {LARGEST_PART // 2**20} MB")
        found = []
        for name in names:
            with part(archive, name) as opened:
                found.append((name.rpartition("/")[2], opened.read()))
        return found
