"""Numbers written in words: `three million`, `ثلاثة وعشرون`, `dix-sept`, `二十三`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAME_LETTERS = str.maketrans("ىیئةۀکہھ", "يييههكهه", "\u0640\u200c\u200d")
_ROMAN = re.compile(r"\b(?=[IVXL]{2}|[VX]\b)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z]{4})")
_ROMAN_ITEM = re.compile(r"\((?=[ivx])(x{0,3}(?:ix|iv|v?i{0,3}))\)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_HAN = re.compile("[〇零一二两兩三四五六七八九十百千万萬亿億半双雙]+")
_HAN_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_HAN_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9, "双": 2, "雙": 2}
_HAN_UNITS = {"十": 10.0, "百": 100.0, "千": 1000.0, "십": 10.0, "백": 100.0, "천": 1000.0}
_HAN_MYRIADS = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "만": 1e4, "억": 1e8}
_HAN_SCALE = re.compile(" ?[余多餘]?([十百千万萬亿億십백천만억]+)")
_HAN_LANGUAGES = frozenset({"zh", "ja", "yue"})
_MYRIAD_LANGUAGES = _HAN_LANGUAGES | {"ko"}
_SCALE_WORD = re.compile(r"[\s\u00a0-]{0,2}([^\W\d_]+)")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The number words of one language, folded (see `fold`).

    `values` are added to each other, `scales` multiply what stands before them, a word may be
    both; those in `alone` do neither. `stems` are beginnings of words. `pieces` splits words such
    as `dreiundzwanzig`.
    """

    values: dict[str, tuple[float, ...]]
    scales: dict[str, float]
    alone: dict[str, float]
    stems: frozenset[str]
    joiners: frozenset[str]
    prefixes: tuple[str, ...]
    pieces: re.Pattern[str] | None

    def find(self, word: str) -> str | None:
        """The entry a folded word belongs to, with its prefix or ending taken off."""
        if self._has(word):
            return word
        for prefix in self.prefixes:
            rest = word.removeprefix(prefix)
            if rest != word and self._has(rest):
                return rest
        if self.stems:
            for end in range(len(word), _SHORTEST_STEM - 1, -1):
                if word[:end] in self.stems:
                    return word[:end]
        return None

    def _has(self, word: str) -> bool:
        return word in self.values or word in self.scales or word in self.alone


def fold(text: str) -> str:
    """Lower case, without accents, hamzas and vowel marks, one letter for each Arabic shape."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_SAME_LETTERS))
    return "".join(filter(_is_base, decomposed))


def _is_base(character: str) -> bool:
    return character.isascii() or unicodedata.category(character) != "Mn"


def spelled(text: str, language: str) -> frozenset[float] | None:
    """Every value that the number words of a text may stand for, alone and taken together.

    `None` for a language whose number words are not known.
    """
    if language in _HAN_LANGUAGES:
        return frozenset(_han_values(text)) | _roman(text)
    vocabulary = number_words(language)
    if vocabulary is None:
        return None
    return frozenset(_values(_words(fold(text), vocabulary), vocabulary)) | _roman(text)


def scale_after(text: str, end: int, language: str) -> float | None:
    """What the word that follows a number multiplies it by: 1,000,000 of `2.3 million`."""
    if language in _MYRIAD_LANGUAGES:
        match = _HAN_SCALE.match(text, end)
        return _product(match[1]) if match else None
    vocabulary, match = number_words(language), _SCALE_WORD.match(text, end)
    if vocabulary is None or match is None:
        return None
    return vocabulary.scales.get(vocabulary.find(fold(match[1])) or "")


@cache
def number_words(language: str) -> NumberWords | None:
    table = _tables().get(language)
    return _read(table) if table else None


def _words(text: str, vocabulary: NumberWords) -> Iterator[str]:
    for word in _WORD.findall(text):
        if vocabulary.pieces:
            yield from _pieces(word, vocabulary.pieces)
        else:
            yield word


def _pieces(word: str, piece: re.Pattern[str]) -> list[str]:
    """`drei`, `und`, `zwanzig`; a word that is not made of number words stays whole."""
    found = piece.findall(word)
    return found if sum(map(len, found)) == len(word) else [word]


def _values(words: Iterator[str], vocabulary: NumberWords) -> Iterator[float]:
    """Each word alone, with the one before it, and with all of its row before it."""
    total = current = last = 0.0
    for word in words:
        entry = vocabulary.find(word)
        if entry is None or entry in vocabulary.alone:
            if entry:
                yield vocabulary.alone[entry]
            if word not in vocabulary.joiners:
                total = current = last = 0.0
            continue
        yield from vocabulary.values.get(entry, ())
        scale = vocabulary.scales.get(entry)
        if scale is None or (scale < 100 and not 1 < current < 10):
            value = vocabulary.values.get(entry, (scale or 0.0,))[0]
            yield last + value
            current, last = current + value, value
        elif scale < 1000:
            yield scale
            current = (current or 1) * scale
        else:
            yield scale
            total, current = total + (current or 1) * scale, 0.0
        yield total + current


def _roman(text: str) -> frozenset[float]:
    """Roman numerals: those in capitals, and the items of a list, `(iv)`."""
    found = [match[0] for match in _ROMAN.finditer(text)]
    found += [match[1].upper() for match in _ROMAN_ITEM.finditer(text)]
    return frozenset(float(_roman_value(numeral)) for numeral in found)


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    followed = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in followed)


def _han_values(text: str) -> Iterator[float]:
    for match in _HAN.finditer(text):
        if "半" in match[0]:
            yield 0.5
        yield from (float(_HAN_DIGITS[each]) for each in match[0] if each in _HAN_DIGITS)
        yield _han_value(match[0])


def _han_value(written: str) -> float:
    total = section = number = 0.0
    for character in written:
        if character in _HAN_DIGITS:
            number = number * 10 + _HAN_DIGITS[character]
        elif character in _HAN_UNITS:
            section, number = section + (number or 1) * _HAN_UNITS[character], 0.0
        elif character in _HAN_MYRIADS:
            total = (total + section + number or 1) * _HAN_MYRIADS[character]
            section = number = 0.0
    return total + section + number


def _product(written: str) -> float:
    product = 1.0
    for character in written:
        product *= _HAN_UNITS.get(character) or _HAN_MYRIADS[character]
    return product


def _read(table: dict[str, Any]) -> NumberWords:
    months = enumerate(table["months"].split(), start=1)
    alone = table["alone"] + "\n".join(f"{n} {names.replace('/', ' ')}" for n, names in months)
    values: dict[str, tuple[float, ...]] = {}
    for value, word in _lines(table["values"]):
        values[word] = (*values.get(word, ()), value)
    scales = {word: value for value, word in _lines(table["scales"])}
    joiners = frozenset(table["joiners"].split())
    blocks = (table["values"], table["scales"], alone)
    return NumberWords(
        values=values,
        scales=scales,
        alone={word: value for value, word in _lines(alone)},
        stems=frozenset(fold(w[:-1]) for block in blocks for w in block.split() if w[-1] == "*"),
        joiners=joiners,
        prefixes=tuple(table.get("prefixes", "").split()),
        pieces=_splitter([*values, *scales, *joiners]) if table.get("compound") else None,
    )


def _splitter(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def _lines(block: str) -> Iterator[tuple[float, str]]:
    """Value and folded word, or beginning of a word, for each word of a block."""
    for line in block.splitlines():
        value, *words = line.split()
        for word in words:
            yield float(value), fold(word.rstrip("*"))


@cache
def _tables() -> dict[str, Any]:
    text = files("workbench.guards").joinpath("numbers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
