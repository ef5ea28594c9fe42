"""Numbers lost or invented, compared by value in whatever way each side writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.guards.number_words import scale_after, spelled
from workbench.guards.numerals import Numeral, numerals, with_ascii_digits
from workbench.guards.pair import Pair
from workbench.guards.units import converted, has_unit

# The dual needs no numeral: `ساعتان` is two hours.
_DUAL = frozenset({"ar", "he", "sl", "arb", "ary", "arz", "apc", "ajp", "acm", "acq", "aeb", "ars"})
_SMALL = 100
_SHOWN = 5
# Past so many differences no pairing is worth its quadratic time.
_MANY = 40
_ENTITY = re.compile(r"&#\w{1,6};?")
# The scale of `4.2-3.9 million` belongs to both.
_RANGE = re.compile(
    r"\s?(?:[-–—~～至到]|to|and|or|إلى|الى|و|à|et|a|y|e|bis|und|до|и)\s?[0-9][0-9.,]*"
)
# `1430`, `14:30`, and as Arabic documents have it, minutes first: `30/14`
_TIME = re.compile(
    r"(?<![0-9.,:/])(?:([01][0-9]|2[0-3])([0-5][0-9])|([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])"
    r"|([0-5][0-9])/([01]?[0-9]|2[0-3]))(?![0-9])"
)
_CLOCK = re.compile(r"[0-9] ?(?::[0-9]|[ap]\.?m\b|h\b|Uhr|GMT|UTC|hours\b|時|点)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One text with what is needed to tell whether a number of the other side is in it."""

    text: str
    language: str
    numerals: tuple[Numeral, ...]

    def meanings(self, numeral: Numeral) -> frozenset[float]:
        other = _RANGE.match(self.text, numeral.end)
        end = other.end() if other else numeral.end
        scale = scale_after(self.text, end, self.language)
        if scale is None:
            return numeral.values
        return numeral.values | {round(value * scale, 4) for value in numeral.values}

    def known(self) -> frozenset[float]:
        groups = (group for numeral in self.numerals for group in numeral.groups)
        return frozenset(groups).union(*map(self.meanings, self.numerals))


def wrong_numbers(pair: Pair) -> str | None:
    """Digits of one side whose value the other side has neither in digits nor in words.

    Silent about what translators rightly do: separators and digit scripts, words for digits,
    scales, Roman numerals, decades, the 12-hour clock, converted units.
    """
    source = _read(pair.source, pair.source_language)
    draft = _read(pair.draft, pair.target_language)
    if _written(source) == _written(draft):
        return None
    lost, invented = _missing(source, draft), _missing(draft, source)
    if not (lost or invented):
        return None
    lost, invented = _unspelled(lost, source, draft), _unspelled(invented, draft, source)
    lost, invented = _untimed(lost, source, draft), _untimed(invented, draft, source)
    lost, invented = _settled(lost, invented, source, draft)
    return _reason(lost, invented)


def _read(text: str, language: str) -> _Side:
    if "&#" in text:
        text = _ENTITY.sub(" ", text)
    text = with_ascii_digits(text)
    return _Side(text=text, language=language, numerals=tuple(numerals(text)))


def _written(side: _Side) -> set[frozenset[float]]:
    return {numeral.values for numeral in side.numerals}


def _missing(here: _Side, there: _Side) -> list[Numeral]:
    """Numerals of one side that no numeral of the other side can stand for."""
    known = there.known()
    return [
        numeral
        for numeral in here.numerals
        if not _is_optional(numeral)
        and known.isdisjoint(here.meanings(numeral))
        and not known.issuperset(numeral.groups)
    ]


def _is_optional(numeral: Numeral) -> bool:
    """The zeros of `11:00`, list items, and names: the virus of `COVID-19` has another one."""
    return numeral.code or numeral.groups[-1] == 0 == max(numeral.values)


def _unspelled(missing: list[Numeral], here: _Side, there: _Side) -> list[Numeral]:
    """What is left of them when the words of the other side are read as well."""
    if not missing:
        return []
    words = spelled(there.text, there.language)
    return [each for each in missing if not _is_spelled(here.meanings(each), words, here, there)]


def _is_spelled(
    meanings: frozenset[float], words: frozenset[float] | None, here: _Side, there: _Side
) -> bool:
    if 1.0 in meanings or (2.0 in meanings and there.language in _DUAL):
        return True
    if words is None:
        return any(value <= _SMALL and value.is_integer() for value in meanings)
    return not words.isdisjoint(meanings) or any(_is_fraction(each, words) for each in meanings)


def _is_fraction(value: float, words: frozenset[float]) -> bool:
    """`1.5` is `one and a half`; 50 percent and the minutes of 6:30 are `half`."""
    if value % 1 == 0.5 or value in (50, 30):
        return 0.5 in words
    return (value % 1 in (0.25, 0.75) or value in (25, 75, 15, 45)) and 0.25 in words


def _untimed(missing: list[Numeral], here: _Side, there: _Side) -> list[Numeral]:
    """What is left of them without times of day that the other side writes in another way."""
    if not missing:
        return []
    times, others = _times(here.text), _times(there.text)
    same = [span for time in times.keys() & others.keys() for span in times[time]]
    return [each for each in missing if not any(start < each.end <= end for start, end in same)]


def _times(text: str) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Times of day, hour and minute, by where they stand."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for match in _TIME.finditer(text):
        hour = match[1] or match[3] or match[6]
        minute = match[2] or match[4] or match[5]
        found.setdefault((int(hour), int(minute)), []).append(match.span())
    return found


def _settled(
    lost: list[Numeral], invented: list[Numeral], source: _Side, draft: _Side
) -> tuple[list[Numeral], list[Numeral]]:
    """Without pairs that say the same in another way, and repetitions in another unit."""
    if len(lost) + len(invented) > _MANY:
        return lost, invented
    clock = bool(_CLOCK.search(source.text) or _CLOCK.search(draft.text))
    measured = has_unit(source.text) or has_unit(draft.text)
    for numeral in list(lost):
        for other in list(invented):
            if _equivalent(numeral, other, clock=clock, measured=measured):
                lost = [each for each in lost if each is not numeral]
                invented = [each for each in invented if each is not other]
    if measured:
        lost = [each for each in lost if not _restated(each, source)]
        invented = [each for each in invented if not _restated(each, draft)]
    return lost, invented


def _equivalent(one: Numeral, other: Numeral, *, clock: bool, measured: bool) -> bool:
    for left in one.values:
        for right in other.values:
            small, large = sorted((left, right))
            if clock and 1 <= small <= 24 and large in (small + 12, small * 100):
                return True
            if clock and small % 1 and large == small % 1 * 60:  # 1.5 hours are 1:30
                return True
            if small < 100 and 1000 <= large < 2100 and large % 100 == small:
                return True
            if measured and converted(left, right):
                return True
    return False


def _restated(numeral: Numeral, side: _Side) -> bool:
    """Whether the same text has the value in another unit: `70 miles (112 km)`."""
    values = {value for each in side.numerals if each is not numeral for value in each.values}
    return any(converted(value, other) for value in numeral.values for other in values)


def _reason(lost: list[Numeral], invented: list[Numeral]) -> str | None:
    parts = []
    if lost:
        parts.append(_listed(lost, "is missing", "are missing"))
    if invented:
        parts.append(_listed(invented, "is new", "are new"))
    return "; ".join(parts) or None


def _listed(numerals: list[Numeral], one: str, many: str) -> str:
    texts = list(dict.fromkeys(numeral.text[:20] for numeral in numerals))
    if len(texts) == 1:
        return f"number {texts[0]} {one}"
    shown, rest = texts[:_SHOWN], len(texts) - _SHOWN
    last = f"{rest} more" if rest > 0 else shown.pop()
    return f"numbers {', '.join(shown)} and {last} {many}"
