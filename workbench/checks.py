"""Checks over what a person wrote: what she should look at once more before it goes out.

They only ever leave a flag; a person's text is stored as she wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from alignments.beads import Flag
from workbench.guards.copying import copied
from workbench.guards.marks import foreign_mark, other_ending, unpaired_quotes
from workbench.guards.numbers import wrong_numbers
from workbench.guards.pair import Pair, read_pair
from workbench.guards.punctuation import doubled_punctuation

_MARKS = str.maketrans("؟？;。！٪﹪", "??;.!%%")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_WIDE = str.maketrans("（）［］｛｝", "()[]{}")
_EMOTICON = re.compile(r"[:;]-?[()]")
# `a)` or `1)` of a list closes what nothing opened
_LIST_MARK = re.compile(r"(?:^|\s)\w{1,3}$")
_SPACES = re.compile(r"(?<=\S)(?: {2,}|[\u00a0 ]{2,}|\t+)(?=\S)")
_BEFORE_MARK = re.compile(r"\S [,.،؛۔](?=\s|$)")


def check_text(
    source: str,
    text: str,
    *,
    source_language: str,
    target_language: str,
    off: Collection[str] = (),
) -> tuple[Flag, ...]:
    """Say what looks wrong about a translation, without the checks that are switched `off`."""
    pair = read_pair(source, text, source_language, target_language)
    found = ((name, check(pair)) for name, check in CHECKS.items() if name not in off)
    return tuple(Flag(name=name, reason=reason) for name, reason in found if reason)


def question(pair: Pair) -> str | None:
    """A question that is none any more, or the other way round."""
    asked, asks = (_ends(text, "?") for text in (pair.source, pair.draft))
    if asked and "?" not in pair.draft.translate(_MARKS):
        return "the source asks, and the translation has no question mark"
    if asks and "?" not in pair.source:
        return "the translation asks, and the source has no question mark"
    return None


def brackets(pair: Pair) -> str | None:
    """A bracket that is opened and not closed, or closed and not opened, unlike in the source."""
    found = _unpaired(pair.draft)
    if found is None or _unpaired(pair.source) is not None:
        return None
    return f"{found!r} has no partner"


def spaces(pair: Pair) -> str | None:
    """Doubled spaces, or one before a comma or full stop, where the source has none."""
    if _SPACES.search(pair.draft) and not _SPACES.search(pair.source):
        return "there are two spaces in a row"
    before = _BEFORE_MARK.search(pair.draft)
    if before and not _BEFORE_MARK.search(pair.source):
        return f"there is a space before {before[0][-1]!r}"
    return None


def _ends(text: str, mark: str) -> bool:
    """Whether that is its last mark, before quotation marks and brackets."""
    return text.translate(_MARKS).rstrip(" \u00a0\u200f\u200e'\"’”»)]").endswith(mark)


def _unpaired(text: str) -> str | None:
    """The first bracket without a partner."""
    text = _EMOTICON.sub("  ", text.translate(_WIDE))
    open_ones: list[str] = []
    for place, sign in enumerate(text):
        if sign in _BRACKETS.values():
            open_ones.append(sign)
        elif sign in _BRACKETS:
            if not open_ones:
                if not _LIST_MARK.search(text[:place]):
                    return sign
            elif open_ones.pop() != _BRACKETS[sign]:
                return sign
    return open_ones[-1] if open_ones else None


CHECKS: dict[str, Callable[[Pair], str | None]] = {
    "untranslated": copied,
    "numbers": wrong_numbers,
    "question": question,
    "brackets": brackets,
    "quotes": unpaired_quotes,
    "spaces": spaces,
    "punctuation": doubled_punctuation,
    "ending": other_ending,
    "marks": foreign_mark,
}
"""Each answers with a reason, or with `None` where the text looks right."""
