"""Segments made fit for an engine: cleaned, measured, and cut where they are too long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
# A hundred characters without a space are no word where words have spaces between them: they
# are a key, a hash or noise, and would keep a neural engine busy for half a minute.
_UNBREAKABLE = re.compile(rf"(?<!\S)[^\s{_UNSPACED}]{{100,}}(?!\S)")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+|[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE)
_BOUNDARIES = (
    re.compile(r"(?<=[.!?…؟۔:;؛])\s|(?<=[。！？；])"),
    re.compile(r"(?<=[,،–—])\s|(?<=[，、])"),
    re.compile(r"\s"),
)
_STOPS = ".۔。।"
_MARKS = "!?…؟！？"
_FULL_STOPS = {"zh": "。", "ja": "。", "yue": "。", "ur": "۔", "hi": "।", "bn": "।", "ne": "।"}
_WITHOUT_STOPS = frozenset({"th", "lo"})
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})


def cleaned(segment: str) -> str:
    """The text on one line, without control characters and lone surrogates."""
    sound = segment.encode("utf-8", "replace").decode("utf-8") if _is_broken(segment) else segment
    visible = "".join(each if each >= " " and each != "\x7f" else " " for each in sound)
    return " ".join(visible.split())


def _is_broken(segment: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in segment)


def says_nothing(text: str) -> bool:
    """Whether there is nothing to translate: no letter at all, or only an address."""
    return not any(each.isalpha() for each in text) or _ADDRESS.fullmatch(text) is not None


def pieces(text: str, too_long: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """The text cut into (piece, whether to translate it), none of those `too_long`."""
    position = 0
    for noise in _UNBREAKABLE.finditer(text):
        yield from _halves(text[position : noise.start()].strip(), too_long)
        yield noise.group(), False
        position = noise.end()
    yield from _halves(text[position:].strip(), too_long)


def _halves(text: str, too_long: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    if not text:
        return
    if len(text) < 2 or not too_long(text):
        yield text, not says_nothing(text)
        return
    middle = _cut(text)
    yield from _halves(text[:middle].strip(), too_long)
    yield from _halves(text[middle:].strip(), too_long)


def _cut(text: str) -> int:
    """Where to cut: the best kind of boundary in the middle half, as central as can be."""
    start, end = len(text) // 4, len(text) - len(text) // 4
    for boundary in _BOUNDARIES:
        ends = (found.end() for found in boundary.finditer(text, start, end))
        places = [place for place in ends if 0 < place < len(text)]
        if places:
            return min(places, key=lambda place: abs(place - len(text) // 2))
    return len(text) // 2


def joined(parts: list[str], target: str) -> str:
    """Translated pieces put together as the target language writes sentences."""
    primary = target.partition("-")[0].lower()
    return ("" if primary in _WITHOUT_SPACES else " ").join(part for part in parts if part)


def ended_otherwise(text: str) -> str:
    """The text without its full stop, or with one where it ends without any mark."""
    if text[-1:] in _STOPS:
        return text.rstrip(_STOPS) or text
    return text if text[-1:] in _MARKS else f"{text}."


def ended_like(text: str, translation: str, target: str) -> str:
    """A translation of `ended_otherwise(text)` with the ending that the text has."""
    if text[-1:] in _MARKS:
        return translation
    if text[-1:] not in _STOPS:
        return translation.rstrip(_STOPS).rstrip() or translation
    primary = target.partition("-")[0].lower()
    if translation[-1:] in _STOPS + _MARKS or primary in _WITHOUT_STOPS:
        return translation
    return translation + _FULL_STOPS.get(primary, ".")
