"""Punctuation that engines write twice, once in each script: `؟?`."""

from __future__ import annotations

import re

from workbench.guards.pair import Pair

_PLAIN = str.maketrans("،؛؟٪。、！？：；，．।۔", ",;?%.,!?:;,...")
_DOUBLED = re.compile(r"([?;,%])\s*\1|(?<![.])[.] ?[.](?![.\w])|[,;][ ]?[.](?![.\w])")


_NEIGHBOURS = re.compile(r"[?;,%.،؛؟٪。、！？；，．।۔]\s*[?;,%.،؛؟٪。、！？；，．।۔]")
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|apos|nbsp|#x?[0-9a-fA-F]{1,6}) ?;")


def doubled_punctuation(pair: Pair) -> str | None:
    """The same mark twice (`..`, `،,`, `؟?`), a comma before a full stop, or a mark left in code.

    `؟!` is a legitimate pair, dots of omission are three or more, and what the source has itself
    is right.
    """
    entity = _ENTITY.search(pair.draft) if "&" in pair.draft else None
    if entity:
        return None if _ENTITY.search(pair.source) else f"{entity[0]!r} was left in code"
    if not _NEIGHBOURS.search(pair.draft):
        return None
    match = _DOUBLED.search(pair.draft.translate(_PLAIN))
    if match is None or _DOUBLED.search(pair.source.translate(_PLAIN)):
        return None
    return f"doubled punctuation {pair.draft[match.start() : match.end()]!r}"
