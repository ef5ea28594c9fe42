"""What search compares: texts without the differences that a person looks past."""

from __future__ import annotations

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
