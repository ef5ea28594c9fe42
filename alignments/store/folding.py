"""What search compares: texts without the differences that a person looks past."""

from __future__ import annotations

from functools import cache
from unicodedata import combining, normalize

from alignments.placeholders import without_codes

# Below it stand the marks that make another letter: the nukta of Hindi, the dakuten of Japanese.
_FIRST_LOOSE_MARK = 10
_IGNORED: dict[int, int | None] = {0x640: None, ord("ı"): ord("i")}  # the tatweel; Turkish I, İ


class _Letters(dict[int, int | None]):
    """What becomes of each character: looked up once, since `translate` asks for every one."""

    def __missing__(self, code: int) -> int | None:
        kept = code if combining(chr(code)) < _FIRST_LOOSE_MARK else None
        self[code] = kept
        return kept


_LETTERS = _Letters(_IGNORED)


def folded(text: str) -> str:
    """Make a text comparable, whatever its case, accents, vowel signs and letter forms.

    `İstanbul` and `ISTANBUL` become one, and so do `Straße` and `STRASSE`, Arabic with and
    without its vowels, and `أ`, `إ`, `آ` and `ا`. Placeholders of inline codes are left out.
    """
    if text.isascii():
        return text.lower()
    text = without_codes(text)
    return normalize("NFC", normalize("NFKD", text).translate(_LETTERS).casefold())


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
