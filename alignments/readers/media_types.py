"""Which kind of file it is, by its name or by its content."""

from __future__ import annotations

import re
from pathlib import PurePath

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SRT = "application/x-subrip"

ENDINGS = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".docx": DOCX,
    ".srt": SRT,
}

_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_SRT_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:\d+[ \t]*\r?\n)?[ \t]*\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->"
)


def media_type(name: str | None, content: bytes) -> str:
    """By the ending of the file's name; where that says nothing, by how the content begins.

    Markdown has no signs of its own, so only a name can tell it from plain text.
    """
    ending = PurePath(name).suffix.lower() if name else ""
    return ENDINGS.get(ending) or _by_content(content)


def _by_content(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04") and b"word/" in content:
        return DOCX
    start = content[:4096]
    if _HTML_START.match(start):
        return HTML
    if _SRT_START.match(start):
        return SRT
    return TEXT
