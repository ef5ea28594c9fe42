"""Characters that no text of ours may hold, because the formats it goes out in cannot."""

from __future__ import annotations

import re

# XML 1.0, section 2.2: what is no Char, and surrogates, which are no text at all
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def refused_character(text: str) -> tuple[int, str] | None:
    """The first character that XML 1.0 cannot carry: its offset and its code, `U+0000`."""
    found = _REFUSED.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None


def without_refused(text: str) -> str:
    """Leave out what `refused_character` refuses. For machine output only: people are asked."""
    return _REFUSED.sub("", text)
