"""Punctuation of a translation against that of its source, and of its own language.

What people leave or add on purpose, such as a full stop after a heading, is not looked at: each of
these flags less than one human translation in two hundred, and most of those rightly.
"""

from __future__ import annotations

import re

from workbench.guards.pair import Pair
from workbench.guards.scripts import LETTERS

# each with how it is written elsewhere: the last sign of a sentence that another has to answer for
_ENDINGS = {
    "!": ("!", "！"),
    ":": (":", "："),
    "…": ("…", "...", "⋯", "‥", "。。。", "۔۔۔"),
}
_CLOSING = " \u00a0\u200e\u200f'\"’”“»›)]}）」』】"
_NEAR_THE_END = 12
"""Characters: there a colon may stand before a last word that the source has elsewhere."""

_ARABIC_LETTER = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff"
_FOREIGN = {
    "Arab": re.compile(rf"(?<=[{_ARABIC_LETTER}])[\u064b-\u065f]* ?([?,;])(?!\d)"),
    **{
        script: re.compile(rf"(?<=[{LETTERS[script]}])([?!,;])")
        for script in ("Hans", "Hant", "Jpan")
    },
}
_IN_LATIN = re.compile("([،؛؟۔])")
_WIDE = {"?": "？", "!": "！", ",": "，", ";": "；"}
_RIGHT = {
    "Arab": {"?": "؟", ",": "،", ";": "؛"},
    "Hans": _WIDE,
    "Hant": _WIDE,
    "Jpan": {**_WIDE, ",": "、"},
}
# Hebrew abbreviates with one before the last letter
_ABBREVIATING = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea](?![\u05d0-\u05ea]))')


def other_ending(pair: Pair) -> str | None:
    """A last exclamation mark, colon or ellipsis that the other text has nowhere near its end."""
    for mark, ways in _ENDINGS.items():
        if _ends(pair.source, ways) and not _has(pair.draft, mark, ways):
            return f"the source ends with {mark!r}, and the translation has none"
        if _ends(pair.draft, ways) and not _has(pair.source, mark, ways):
            return f"the translation ends with {mark!r}, and the source has none"
    if pair.target_language == "es" and _ends(pair.draft, ("?",)) and "¿" not in pair.draft:
        return "the question does not begin with '¿'"
    return None


def foreign_mark(pair: Pair) -> str | None:
    """A mark of another script behind a letter of this one: `?` for `؟`, `,` for `،` or `，`."""
    script = pair.target_script
    pattern = _FOREIGN.get(script, _IN_LATIN)
    found = pattern.search(pair.draft)
    if found is None:
        return None
    mark = found[1]
    if script not in _FOREIGN:
        return f"{mark!r} is no mark of this language"
    return f"{mark!r} is written {_RIGHT[script][mark]!r} in this language"


def unpaired_quotes(pair: Pair) -> str | None:
    """A quotation mark without its partner, where those of the source have theirs."""
    found = _unpaired(pair.draft)
    if found is None or _unpaired(pair.source) is not None:
        return None
    return f"the quotation mark {found!r} has no partner"


def _ends(text: str, ways: tuple[str, ...]) -> bool:
    return text.rstrip(_CLOSING).endswith(ways)


def _has(text: str, mark: str, ways: tuple[str, ...]) -> bool:
    where = text[-_NEAR_THE_END:] if mark == ":" else text
    return any(way in where for way in ways)


def _unpaired(text: str) -> str | None:
    """The first kind of quotation mark that does not come out even, in whatever language."""
    if _ABBREVIATING.sub("", text).count('"') % 2:
        return '"'
    low, left, right = (text.count(mark) for mark in "„“”")
    if low:  # German „…“, Polish „…”
        return "„" if low != left + right else None
    for opening, closing in ("“”", "«»", "「」", "『』"):
        opened, closed = text.count(opening), text.count(closing)
        # Swedish and Finnish write ”…” and »…»
        if opened != closed and (opened or closed % 2):
            return opening if opened > closed else closing
    return None
