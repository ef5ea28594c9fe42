"""Kinds of attribute values: which texts each allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_NAME_CHARACTERS = (
    "-._:A-Za-z0-9\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f"
    "\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NMTOKEN = f"[{_NAME_CHARACTERS}]+"
_STYLES = (
    "a b bdo big blockquote body br button caption center cite code col colgroup dd del div dl dt "
    "em h1 h2 h3 h4 h5 h6 head hr html i img label legend li ol p pre q s samp select small span "
    "strike strong sub sup table tbody td tfoot th thead title tr tt u ul"
)

Test = Callable[[str], object]


def _matching(pattern: str) -> Test:
    return re.compile(rf"\s*(?:{pattern})\s*").fullmatch


def _one_of(words: str) -> Test:
    return frozenset(words.split()).__contains__


def _between(low: float, high: float) -> Test:
    def test(text: str) -> bool:
        try:
            return low <= float(text) <= high
        except ValueError:
            return False

    return test


def _control(text: str) -> bool:
    """Whether a number in hexadecimal is that of a character that XML cannot carry."""
    if not re.fullmatch("(?:[0-9A-Fa-f]{2}){1,4}", text):
        return False
    number = int(text, 16)
    carried = (
        number in (0x9, 0xA, 0xD)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )
    return number <= 0x10FFFF and not carried


VALUES: Mapping[str, Test] = {
    "nmtoken": _matching(NMTOKEN),
    "nmtokens": _matching(rf"{NMTOKEN}(?:\s+{NMTOKEN})*"),
    "yes-no": _one_of("yes no"),
    "yes-no-first": _one_of("yes no firstNo"),
    "direction": _one_of("ltr rtl auto"),
    "space": _one_of("default preserve"),
    "preserve": _one_of("preserve"),
    "side": _one_of("source target"),
    "part": _one_of("source target ignorable"),
    "state": _one_of("initial translated reviewed final"),
    "own": _matching(r"[^\s:]+:[^\s:]+"),
    "type": _one_of("fmt ui quote link image other"),
    "mark": _matching(r"generic|comment|term|[^\s:]+:[^\s:]+"),
    "match": _one_of("am mt icm idm tb tm other"),
    "version": _one_of("2.0 2.1 2.2"),
    # BCP 47 but for its registry: a first part of one letter is for private use or grandfathered
    "language": _matching(r"(?:[A-Za-z]{2,8}|[xXiI](?=-))(?:-[A-Za-z0-9]{1,8})*"),
    "control": _control,
    "priority": _matching("[1-9]|10"),
    "positive": _matching("0*[1-9][0-9]{0,9}"),
    "percent": _between(0, 100),
    "fraction": _between(0, 1),
    "normal": _one_of("none nfc nfd"),
    "style": _one_of(_STYLES),
}
"""The test for each kind."""

MEANINGS: Mapping[str, str] = {
    "nmtoken": "a name without spaces or signs",
    "nmtokens": "names without signs, apart by spaces",
    "own": "a prefix and a value, such as my:value",
    "mark": "generic, comment, term, or a prefix and a value",
    "control": "the number of a character that XML cannot carry, in hexadecimal",
    "language": "a language tag",
    "percent": "a number from 0 to 100",
    "fraction": "a number from 0 to 1",
    "priority": "a number from 1 to 10",
    "positive": "a whole number above 0",
    "style": "the name of an element of HTML",
}
"""What to write instead, for the kinds whose names do not say it."""
