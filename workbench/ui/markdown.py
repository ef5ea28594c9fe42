"""Text in Markdown: what a person or a file wrote must not become markup."""

from __future__ import annotations

_SPECIAL = frozenset("\\`*_{}[]()#+-.!|<>:~$&=@")


def plain(text: str) -> str:
    """The text as Markdown that shows exactly that text, on one line."""
    one_line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in one_line)
