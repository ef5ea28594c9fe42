"""What no reader takes: each is refused with one line of reason, before any work is done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignments.documents import Block
from alignments.errors import ReadError
from alignments.readers.base import SourceFile
from alignments.readers.media_types import DOCX

LARGEST_FILE = 200_000_000
"""In bytes."""
LONGEST_LINE = 1_000_000
"""In characters; no sentence is near it, and nothing downstream is made for it."""

_MAGIC = (
    (b"%PDF-", "a PDF file; save its text as .docx or .txt"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a RIFF media file"),
    (b"OggS", "an Ogg media file"),
    (b"ID3\x03", "an MP3 sound file"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh91AY", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ\x00", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a", "a RAR archive; unpack it first"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that are in no text: most control characters, and those that XML forbids."""


def refuse_bytes(file: SourceFile, media_type: str) -> None:
    """Refuse what is too big, empty or plainly of another kind than text or DOCX."""
    name, content = file.name, file.content
    if len(content) > LARGEST_FILE:
        raise ReadError(
            f"{name} has {len(content):,} bytes, at most {LARGEST_FILE:,} are read; cut it up"
        )
    if not content:
        raise ReadError(f"{name} is empty; nothing to import")
    if kind := binary_kind(content, zip_expected=media_type == DOCX):
        raise ReadError(f"{name} is {kind}")
    if media_type != DOCX and file.options.encoding is None:
        _refuse_nul(name, content)


def binary_kind(content: bytes, *, zip_expected: bool) -> str | None:
    """What a binary file is, and what to do, where its first bytes tell."""
    if content.startswith(_OLE):
        return _ole_kind(content)
    if content.startswith(_ZIP) and not zip_expected:
        return "a zip archive or an office file, not text; save it as .docx or unpack it first"
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)


def _ole_kind(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "protected by a password; save it without one"
    return "an old office file, such as .doc; save it as .docx"


def _refuse_nul(name: str, content: bytes) -> None:
    offset = content.find(b"\x00")
    if offset < 0 or content.startswith(_WIDE_MARKS):
        return
    if wide := _wide_encoding(content):
        raise ReadError(f"{name} is not UTF-8: byte 0x00 at offset {offset}; try --encoding {wide}")
    raise ReadError(f"{name} is a binary file, not text: NUL byte at offset {offset}")


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a byte order mark has its NUL bytes in every other place."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) > max(even, odd) // 20 or max(even, odd) < max(2, len(sample) // 20):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def refuse_text(name: str, text: str) -> None:
    """Refuse text that is all white space, and characters that XML cannot carry."""
    if not text or text.isspace():
        raise ReadError(f"{name} has only white space in it; nothing to import")
    if found := FORBIDDEN.search(text):
        raise ReadError(_forbidden(name, text, found.start()))


def refuse_long_lines(name: str, text: str) -> None:
    """Refuse a text that has a line longer than `LONGEST_LINE`."""
    lines = text.splitlines()
    number = max(range(len(lines)), key=lambda index: len(lines[index]))
    if len(lines[number]) > LONGEST_LINE:
        raise ReadError(
            f"{name}, line {number + 1} has {len(lines[number]):,} characters, at most "
            f"{LONGEST_LINE:,} are read; put line breaks between its paragraphs"
        )


def _forbidden(name: str, text: str, place: int) -> str:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    code = ord(text[place])
    where = f"{name}, line {line}, column {column}"
    if 0x80 <= code <= 0x9F:
        return (
            f"{where}: the control character U+{code:04X} points to a wrong encoding; "
            "try --encoding windows-1252"
        )
    kind = "control character" if code < 0x80 else "noncharacter"
    return f"{where}: the {kind} U+{code:04X} cannot be kept in XML exports; remove it"


def refuse_long_blocks(blocks: Sequence[Block], name: str) -> None:
    """Refuse paragraphs that are too long though none of their lines is."""
    for number, block in enumerate(blocks, start=1):
        if len(block.text) > LONGEST_LINE:
            raise ReadError(
                f"{name}, paragraph {number} has {len(block.text):,} characters, at most "
                f"{LONGEST_LINE:,} are read; divide it"
            )
