"""Readers: from the bytes of a file to its blocks."""

from __future__ import annotations

from importlib import import_module

from alignments.documents import ReadDocument
from alignments.errors import ReadError
from alignments.readers.base import Reader, ReadOptions, SourceFile
from alignments.readers.decoding import encode_anyhow, encode_back
from alignments.readers.media_types import DOCX, HTML, MARKDOWN, SRT, TEXT, media_type
from alignments.readers.refusals import refuse_bytes, refuse_long_blocks

__all__ = [
    "DOCX",
    "HTML",
    "MARKDOWN",
    "MEDIA_TYPES",
    "SRT",
    "TEXT",
    "TEXT_TYPES",
    "ReadOptions",
    "encode_anyhow",
    "encode_back",
    "media_type",
    "read",
]

_READERS = {
    TEXT: "alignments.readers.plain_text:read",
    MARKDOWN: "alignments.readers.markdown:read",
    HTML: "alignments.readers.web_page:read",
    DOCX: "alignments.readers.word_document:read",
    SRT: "alignments.readers.subtitles:read",
}

MEDIA_TYPES = tuple(_READERS)

TEXT_TYPES = (TEXT, SRT)
"""Those whose blocks give back the file, byte for byte."""


def read(
    content: bytes,
    *,
    media_type: str,
    name: str = "standard input",
    options: ReadOptions | None = None,
) -> ReadDocument:
    """Read a file of one of `MEDIA_TYPES`; raises `ReadError` with one line of reason.

    For `TEXT_TYPES`, `before + text` of all blocks and `after`, with what codes stand for in
    their places and encoded by `encode_back` in the document's encoding, are `content` again.
    """
    file = SourceFile(name=name, content=content, options=options or ReadOptions())
    reader = _reader(media_type)
    refuse_bytes(file, media_type)
    document = reader(file)
    if not document.blocks:
        raise ReadError(f"{name} has no text in it; nothing to import")
    refuse_long_blocks(document.blocks, name)
    return document


def _reader(media_type: str) -> Reader:
    if media_type not in _READERS:
        raise ReadError(f"no reader for {media_type!r}; known: {', '.join(MEDIA_TYPES)}")
    module, _, name = _READERS[media_type].partition(":")
    found: Reader = getattr(import_module(module), name)
    return found
