"""What every reader is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from alignments.documents import ReadDocument


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
