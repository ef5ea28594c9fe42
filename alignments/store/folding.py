"""What search compares: texts without the differences that a person looks past."""

from __future__ import annotations

from unicodedata import combining, normalize

# Below it stand the marks that make another letter: the nukta of Hindi, the dakuten of Japanese.
_FIRST_LOOSE_MARK = 10
_IGNORED = str.maketrans({"\u0640": None, "ı": "i"})  # the Arabic tatweel; Turkish I, ı, İ, i


def folded(text: str) -> str:
    """Make a text comparable, whatever its case, accents, vowel signs and letter forms.

    `İstanbul` and `ISTANBUL` become one, and so do `Straße` and `STRASSE`, Arabic with and
    without its vowels, and `أ`, `إ`, `آ` and `ا`.
    """
    if text.isascii():
        return text.lower()
    letters = (sign for sign in normalize("NFKD", text) if combining(sign) < _FIRST_LOOSE_MARK)
    return normalize("NFC", "".join(letters).translate(_IGNORED).casefold())
