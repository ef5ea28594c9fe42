"""Numbers written in digits of any script, and the values they can stand for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ANY_DIGITS = re.compile(r"\d+")
_SPACES = " \u00a0\u202f\u2009"
_NUMERAL = re.compile(
    rf"(?<![\d.,])[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])(?:[.,٫][0-9]+)?"
    r"|[0-9]+(?:[.,٫٬،’'·][0-9]+)*"
    r"|(?<![\w.,])[.٫][0-9]+"
)
_DIGITS = re.compile("[0-9]+")
_THOUSANDS_ONLY = frozenset("٬’'" + _SPACES)
_DECIMAL_ONLY = frozenset("٫·")
# A power belongs to its unit: `km2`, `m3`.
# A name before it, or the numeral of a list item: `COVID-19`, `64. The mission`.
_NAME = re.compile("[A-Za-z][-‑–]?$")
_FRACTION = re.compile("[¼½¾⅓⅔⅛⅜⅝⅞]")
_ITEM = re.compile(r"[.)`'’]\s| ?[-–] ")
_POWER = re.compile(r"(?:km|m|cm|mm|mi|ft|dm|كم|كلم|م)$", re.IGNORECASE)
# `1970s`, `1970'ler`, `1970er`, `1970-х`
_DECADE = re.compile(r"['’]?(?:s|er|ern|ler|lar|erne)\b|-?(?:х|е|ті|ых)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """One number in digits: as it is written, its possible values, and its groups of digits.

    `1.234` may be 1234 or 1.234, so it has both values; `12.05.2020` is known by its groups.
    `code` says that it belongs to a name, as in `COVID-19`, or counts the items of a list;
    `end` is where it ends in the text.
    """

    text: str
    values: frozenset[float]
    groups: tuple[float, ...]
    end: int
    code: bool


def with_ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9, position for position."""
    if text.isascii():
        return text
    return _ANY_DIGITS.sub(_ascii, text)


def _ascii(match: re.Match[str]) -> str:
    digits = match[0]
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(d)) for d in digits)


def numerals(text: str) -> list[Numeral]:
    """Every number in a text whose digits are ASCII (see `with_ascii_digits`)."""
    if not _DIGITS.search(text):
        return []
    return [
        _numeral(match, text)
        for match in _NUMERAL.finditer(text)
        if not (
            match[0] in ("2", "3")
            and _POWER.search(text[max(0, match.start() - 2) : match.start()])
        )
    ]


def _numeral(match: re.Match[str], text: str) -> Numeral:
    written = match[0]
    groups = tuple(float(group) for group in _DIGITS.findall(written))
    values = _values(written)
    if _DECADE.match(text, match.end()):
        values |= _decade(groups[0])
    part = _FRACTION.match(text, match.end())
    if part:
        values |= {groups[0] + unicodedata.numeric(part[0])}
    before = text[max(0, match.start() - 2) : match.start()]
    code = bool(
        _NAME.search(before) or (not before.strip("('`‘") and _ITEM.match(text, match.end()))
    )
    return Numeral(text=written, values=values, groups=groups, end=match.end(), code=code)


def _decade(year: float) -> frozenset[float]:
    """`1970s` are the seventies, of the twentieth century."""
    return frozenset({year % 100, year // 100 + 1})


def _values(written: str) -> frozenset[float]:
    separators = [character for character in written if not "0" <= character <= "9"]
    digits = _DIGITS.findall(written)
    joined = float("".join(digits))
    if not separators:
        return frozenset({joined})
    decimal = float("".join(digits[:-1]) + "." + digits[-1])
    if len(digits) == 1:
        return frozenset({decimal})
    if len(set(separators)) > 1:
        return frozenset({decimal if separators[-1] not in separators[:-1] else joined})
    if len(separators) > 1 or separators[0] in _THOUSANDS_ONLY:
        return frozenset({joined})
    grouped = len(digits[1]) == 3 and len(digits[0]) <= 3 and digits[0] != "0"
    if separators[0] in _DECIMAL_ONLY or not grouped:
        return frozenset({decimal})
    return frozenset({joined, decimal})
