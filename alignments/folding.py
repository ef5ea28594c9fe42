"""What search compares: texts without the differences that a person looks past."""

from __future__ import annotations

import re
import sys
from functools import cache
from unicodedata import combining, normalize

from alignments.placeholders import without_codes

# Below it stand the marks that make another letter: the nukta of Hindi, the dakuten of Japanese.
_FIRST_LOOSE_MARK = 10
_TATWEEL = "\u0640"
_IGNORED: dict[int, int | None] = {ord(_TATWEEL): None, ord("ı"): ord("i")}  # Turkish I, İ
_FIRST_MARK, _FIRST_BEYOND = 0x300, 0x10000
_BEYOND = re.compile(f"[{chr(_FIRST_BEYOND)}-{chr(sys.maxunicode)}]")
"""Emoji and old scripts: a set of letters in a pattern is slow where it has some of these."""


class _Letters(dict[int, int | None]):
    """What becomes of each character: looked up once, since `translate` asks for every one."""

    def __missing__(self, code: int) -> int | None:
        kept = code if combining(chr(code)) < _FIRST_LOOSE_MARK else None
        self[code] = kept
        return kept


_LETTERS = _Letters(_IGNORED)


@cache
def _loose() -> re.Pattern[str]:
    """Finds what is left out of texts in the scripts of today."""
    codes = range(_FIRST_MARK, _FIRST_BEYOND)
    marks = [chr(code) for code in codes if combining(chr(code)) >= _FIRST_LOOSE_MARK]
    return re.compile(f"[{_TATWEEL}{''.join(marks)}]")


def folded(text: str) -> str:
    """Make a text comparable, whatever its case, accents, vowel signs and letter forms.

    `İstanbul` and `ISTANBUL` become one, and so do `Straße` and `STRASSE`, Arabic with and
    without its vowels, and `أ`, `إ`, `آ` and `ا`. Placeholders of inline codes are left out.
    """
    if text.isascii():
        return text.lower()
    text = normalize("NFKD", without_codes(text))
    if _BEYOND.search(text):
        text = text.translate(_LETTERS)
    else:  # one pattern is several times as fast as a look at every letter
        text = _loose().sub("", text).replace("ı", "i")
    return normalize("NFC", text.casefold())


class Letters(dict[int, str]):
    """What each letter is compared as, for `str.translate`; filled as letters are met."""

    def __init__(self, *, case: bool, marks: bool, compose: bool) -> None:
        self._case, self._marks, self._compose = case, marks, compose

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if self._marks:
            kept = (one for one in normalize("NFKD", sign) if combining(one) < _FIRST_LOOSE_MARK)
            compared = "".join(kept).translate(_IGNORED)
        else:
            compared = sign if self._compose else normalize("NFD", sign)
        self[code] = compared.casefold() if self._case else compared
        return self[code]


@cache
def letters(*, case: bool, marks: bool, compose: bool = False) -> Letters:
    """A table that looks past case, past marks and letter forms, or past neither.

    With `compose`, letters and their accents are compared as they are written.
    """
    return Letters(case=case, marks=marks, compose=compose)
