"""What every reader is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from alignments.documents import ReadDocument
from alignments.errors import UnknownLanguage
from alignments.languages import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a person may say of how a file is to be read."""

    encoding: str | None = None
    """Of text and HTML; found out from the bytes where it is `None`."""
    whole_page: bool = False
    """Of HTML: all its text, menus and footers included, instead of the main text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it came; `name` is how messages call it."""

    name: str
    content: bytes
    options: ReadOptions = field(default_factory=ReadOptions)


Reader = Callable[[SourceFile], ReadDocument]
"""Raises `ReadError` for what it cannot read."""


def declared_language(tag: str | None) -> str | None:
    """What a file says of its language, or `None` where that is no language tag."""
    try:
        return normalised((tag or "").strip())
    except UnknownLanguage:
        return None
