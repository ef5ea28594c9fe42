"""From bytes to text and back, without a loss."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from alignments.errors import ReadError
from alignments.readers.base import SourceFile
from alignments.readers.encoding_guess import advice

MARK = "\ufeff"

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# these are of Python's making, no file is written in them
_NO_ENCODINGS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the Python name of its encoding, and the byte order mark before it, if any.

    In UTF-16 and UTF-32 the mark is a character of the file; that of UTF-8 is part of
    the encoding, `utf-8-sig`.
    """

    text: str
    encoding: str
    mark: str = ""


def decode(file: SourceFile, *, declared: str | None = None) -> Decoded:
    """Decode strictly: by the user's word, a byte order mark, the file's own word, as UTF-8.

    Raises `ReadError` with the offset of the first byte that does not fit, for an unknown
    encoding, and for one that would not give back the same bytes.
    """
    encoding = _encoding(file, declared)
    text = _decoded(file, encoding)
    if not _comes_back(text, encoding, file.content):
        raise ReadError(
            f"{file.name} cannot be given back byte for byte from {encoding}; "
            "convert it to UTF-8 first"
        )
    mark = MARK if encoding.startswith(("utf-16", "utf-32")) and text.startswith(MARK) else ""
    return Decoded(text=text[len(mark) :], encoding=encoding, mark=mark)


def encode_back(text: str, encoding: str) -> bytes:
    """The bytes of a text, byte order mark included, in the encoding `ReadDocument` names."""
    return text.encode(encoding)


def encode_anyhow(text: str, encoding: str) -> bytes:
    """The bytes of a text in its encoding, or in UTF-8 where that has not all its letters."""
    try:
        return encode_back(text, encoding)
    except UnicodeEncodeError:
        return encode_back(text, "utf-8")


def known_encoding(name: str) -> str | None:
    """Python's name of an encoding of text, or `None`."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, ValueError):
        return None
    return None if found.replace("-", "_") in _NO_ENCODINGS else found


def _comes_back(text: str, encoding: str, content: bytes) -> bool:
    try:
        return encode_back(text, encoding) == content
    except UnicodeError:
        return False


def _encoding(file: SourceFile, declared: str | None) -> str:
    asked = file.options.encoding
    marked = next((name for mark, name in _MARKS if file.content.startswith(mark)), None)
    if asked is None:
        return marked or (declared and known_encoding(declared)) or "utf-8"
    known = known_encoding(asked)
    if known is None:
        raise ReadError(
            f"no encoding {asked!r}; such as utf-8, utf-16-le, windows-1252, windows-1256"
        )
    return _with_order(file.name, known, marked)


def _with_order(name: str, asked: str, marked: str | None) -> str:
    """`utf-8` and `utf-16` leave open whether and which mark there is; the file tells."""
    if asked in ("utf-8", "utf-8-sig"):
        return "utf-8-sig" if marked == "utf-8-sig" else "utf-8"
    if asked not in ("utf-16", "utf-32"):
        return asked
    if marked is None or not marked.startswith(asked):
        raise ReadError(f"{name} has no byte order mark; say --encoding {asked}-le or {asked}-be")
    return marked


def _decoded(file: SourceFile, encoding: str) -> str:
    try:
        return file.content.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{file.content[error.start]:02x} at offset {error.start}"
        hint = advice(file.content, error.start, encoding)
        raise ReadError(f"{file.name} is not {_shown(file, encoding)}: {byte}; {hint}") from error
    except UnicodeError as error:
        raise ReadError(f"{file.name} is not {_shown(file, encoding)}: {error}") from error


def _shown(file: SourceFile, encoding: str) -> str:
    """As the user wrote it, or as people write it."""
    name = file.options.encoding or encoding.removesuffix("-sig")
    return name.upper() if name.startswith("utf") else name
