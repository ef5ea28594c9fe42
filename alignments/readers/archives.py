"""Office files are zip archives of XML: what is checked before anything is unpacked or parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from alignments.errors import ReadError

LARGEST_UNPACKED = 200_000_000
"""In bytes, of all members together."""
HIGHEST_RATIO = 200
"""Of the unpacked to the packed size of a member; deflate reaches 1,032 on nothing but zeros."""
_SMALL = 1_000_000
"""In bytes, unpacked; whatever its ratio, no smaller member does harm."""
_MOST_MEMBERS = 20_000
_DECLARATION = "<!DOCTYPE"
_ENTITY = "<!ENTITY"


def refuse_unsafe(name: str, content: bytes, *, main: str) -> None:
    """Refuse what is broken, encrypted or a bomb, or declares entities; `main` has to be there.

    Sizes are those the archive declares, which unpacking never exceeds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_listing(name, archive.infolist())
            if main not in archive.namelist():
                raise ReadError(f"{name} is not a Word file: there is no {main} in it")
            for member in archive.infolist():
                data = archive.read(member)  # checks its checksum, pictures' too
                if member.filename.endswith((".xml", ".rels")):
                    _refuse_declarations(name, member.filename, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise ReadError(
            f"{name} is a broken .docx file ({error}); save it again in Word or LibreOffice"
        ) from error


def _refuse_listing(name: str, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if total > LARGEST_UNPACKED:
        raise ReadError(
            f"{name} unpacks to {total:,} bytes, at most {LARGEST_UNPACKED:,} are read; cut it up"
        )
    if len(members) > _MOST_MEMBERS:
        raise ReadError(f"{name} has {len(members):,} parts; no Word file has that many")
    for member in members:
        _refuse_member(name, member)


def _refuse_member(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise ReadError(f"{name} is protected by a password; save it without one")
    path = member.filename
    if path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/"):
        raise ReadError(f"{name} has a part named {path!r}, outside of itself; it is not safe")
    if member.file_size > max(_SMALL, HIGHEST_RATIO * member.compress_size):
        raise ReadError(
            f"{name} looks like a zip bomb: {path} unpacks from {member.compress_size:,} "
            f"to {member.file_size:,} bytes"
        )


def _refuse_declarations(name: str, path: str, xml: bytes) -> None:
    for word in (_DECLARATION, _ENTITY):
        # in UTF-16 either byte order has the one without its last zero byte
        if word.encode() in xml or word.encode("utf-16-le")[:-1] in xml:
            raise ReadError(f"{name}: {path} has {word} in it, which no Word file has; not read")
