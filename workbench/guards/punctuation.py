"""Punctuation that engines write twice, once in each script: `؟?`."""

from __future__ import annotations

import re

from workbench.guards.pair import Pair

_PLAIN = str.maketrans("،؛؟٪。、！？：；，．।۔", ",;?%.,!?:;,...")
_DOUBLED = re.compile(r"([?;,:%])\s*\1|(?<![.])[.] ?[.](?![.\w])|[,;][ ]?[.](?![.\w])")


def doubled_punctuation(pair: Pair) -> str | None:
    """The same mark twice (`..`, `،,`, `؟?`) or a comma before a full stop, not so in the source.

    `؟!` is a legitimate pair, dots of omission are three or more.
    """
    match = _DOUBLED.search(pair.draft.translate(_PLAIN))
    if match is None or _DOUBLED.search(pair.source.translate(_PLAIN)):
        return None
    return f"doubled punctuation {pair.draft[match.start() : match.end()]!r}"
