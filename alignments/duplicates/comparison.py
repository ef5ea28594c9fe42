"""Texts as they are compared: without what only writing, not wording, makes different."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category, digit

from alignments.duplicates.negation import NEGATIONS
from alignments.duplicates.shingles import length_for
from alignments.folding import folded
from alignments.languages import primary

_APOSTROPHES = "'’ʼ‘`´"
_SHORT_IN_SHINGLES = 8  # under 40 characters in most languages, about eight words
_NUMBER = re.compile(r"\d+")


class _Signs(dict[int, str]):
    """What each character becomes; asked for once, remembered for the next million."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _compared(chr(code))
        return found


def _compared(sign: str) -> str:
    if sign in _APOSTROPHES:
        return ""
    if sign.isdecimal():
        return "0"
    return "".join(letter if category(letter)[0] in "LMN" else " " for letter in folded(sign))


_SIGNS = _Signs()


def comparable(text: str) -> str:
    """The words of a text as near-duplicates share them.

    Case, accents, vowel signs, tatweel and forms of alef, punctuation and white space are gone,
    and every digit is `0`: sentences made from one template are one text here.
    """
    return " ".join(text.translate(_SIGNS).split())


def particulars(language: str) -> Callable[[str, str], str]:
    """What must be the same before one of two texts can stand for both, by language.

    The function takes a text and its comparable form and names the text's numbers and how often
    it negates: a sentence with another number, or with a `not`, is another sentence, however
    alike the two look. Of a short text it names every word: `He can drive` is not `She can drive`.
    """
    words = frozenset(folded(word) for word in NEGATIONS.get(primary(language), "").split())
    short = _SHORT_IN_SHINGLES * length_for(language)

    def found(text: str, compared: str) -> str:
        if len(compared) < short and "0" not in compared:
            return compared
        numbers = _NUMBER.findall(text) if "0" in compared else ()
        negated = sum(map(words.__contains__, compared.split())) if words else 0
        wording = compared if len(compared) < short else ""
        return " ".join([*sorted(map(_in_ascii, numbers)), "!" * negated, wording])

    return found


def _in_ascii(number: str) -> str:
    return number if number.isascii() else "".join(str(digit(sign)) for sign in number)
