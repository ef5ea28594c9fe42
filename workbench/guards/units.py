"""Units of measure that translators convert."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"[0-9][\s\u00a0-]?(?:[°º˚]|kilomet|km|mile|mi\b|mph|kph|f(?:oo|ee)?t\b|m\b|met|inch|in\b|cm|mm"
    r"|yard|pounds?\b|lbs?\b|kg|kilo|ounce|oz\b|gram|g\b|gallon|lit|acre|hectare|ha\b|square|sq\b"
    r"|degree|[FC]\b|pies\b|pieds\b|pouce|livre|mill[ae]s|pés\b|polegada|libra|meile|fuß|zoll|pfund"
    r"|ميل|أميال|كم|كيلو|كلم|قدم|أقدام|متر|أمتار|بوصة|رطل|أرطال|درجة|فدان|هكتار|غالون|جالون|لتر"
    r"|فوت|مایل|کیلو|متر|اینچ|پوند|درجه|پا\b|قد|מייל|ק\"מ|רגל|מטר|миль|мил|км|фут|метр|дюйм"
    r"|фунт|英里|公里|英尺|米|英寸|磅|公斤|平方|摄氏|华氏|度|mil\b|fit\b|inç|derece)",
    re.IGNORECASE,
)
# Miles, feet, inches, yards, pounds, ounces, gallons, acres, square miles and feet; the litre's and
# mile's cousins; centimetres, metres and kilometres of one another's size.
_FACTORS: tuple[float, ...] = (
    1.609,
    0.3048,
    2.54,
    0.9144,
    0.4536,
    28.35,
    3.785,
    4.546,
    0.4047,
    2.59,
    0.0929,
)
_FACTORS += (1.852, 30.48, 25.4, 0.02832, 1.151)
_TOLERANCE = 0.04
_DEGREES = 1.5


def has_unit(text: str) -> bool:
    """Whether a number (in ASCII digits) is followed by a unit that may be converted."""
    return _UNIT.search(text) is not None


def converted(one: float, other: float) -> bool:
    """Whether one value may be the other in another unit, rounded as people round."""
    if not one or not other:
        return False
    small, large = sorted((one, other))
    ratio = large / small
    if any(abs(ratio / max(each, 1 / each) - 1) <= _TOLERANCE for each in _FACTORS):
        return True
    return any(abs(f - (c * 9 / 5 + 32)) <= _DEGREES for f, c in ((one, other), (other, one)))
