"""Plain units of TMX, found by one pattern: two variants, no codes, nothing that a parser must see.

The pattern takes less than XML allows, and what it takes means what a parser would make of it.
Whatever else comes is left to the parser. Units that differ in their texts alone are understood
once: languages, properties and dates are worked out for the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alignments.formats.tmx_units import Unit, UnitReader, Variant
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit
from alignments.formats.xml_text import ILLEGAL

_SPACE = r"[ \t\r\n]*+"
_ATTRIBUTE = r'[ \t\r\n]++[A-Za-z][A-Za-z:._-]*+="[^"<&\t\r\n]*+"'
_ATTRIBUTES = f"(?:{_ATTRIBUTE})*+"
_ABOUT = "|".join(f"<{name}{_ATTRIBUTES}>[^<]*+</{name}>{_SPACE}" for name in ("prop", "note"))
_BEFORE = f"({_ATTRIBUTES})>{_SPACE}((?:{_ABOUT})*+)<tuv({_ATTRIBUTES})>{_SPACE}((?:{_ABOUT})*+)"
_BETWEEN = f"{_SPACE}</tuv>{_SPACE}<tuv({_ATTRIBUTES})>{_SPACE}((?:{_ABOUT})*+)"


def _whole(pattern: str) -> str:
    """The pattern with one group around it and none inside."""
    return f"({re.sub(r'[(](?![?])', '(?:', pattern)})"


PLAIN = re.compile(
    rf'{_SPACE}<tu(?: tuid="([^"<&\t\r\n]*+)")?+{_whole(_BEFORE)}<seg>([^<]*+)</seg>'
    rf"{_whole(_BETWEEN)}<seg>([^<]*+)</seg>{_SPACE}</tuv>{_SPACE}</tu>"
)
"""One unit, from the white space before it on, in five groups: its name; what stands before its
first text; that text; what stands between both; the other text."""

_VARYING = {1: r'([^"<&\t\r\n]*+)', 3: "([^<]*+)", 5: "([^<]*+)"}
"""The groups of it that differ from unit to unit, and what they match."""

_PARTS = re.compile(f"{_BEFORE}<seg>{_BETWEEN}")
_ONE_ATTRIBUTE = re.compile(r'([A-Za-z][A-Za-z:._-]*)="([^"]*)"')
_ONE_ABOUT = re.compile(f"<(prop|note)({_ATTRIBUTES})>([^<]*)</")
_REFERENCE = re.compile("&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_SHAPES = 4096
_OFTEN = 50
"""Units of one shape after which a pattern of their own is worth making."""
_LONGEST_FIXED = 5000
"""In characters, of what such a pattern has of the unit: a hostile one would take long to make."""


class _NotPlain(Exception):
    """The parser has to look at it, if only to say what is wrong."""


@dataclass(slots=True)
class _Shape:
    """What units have in common whose texts alone differ."""

    units: tuple[tuple[Mapping[str, Any], int, int], ...]
    """The fields of each unit that comes of one, and the places of its texts, `-1` for none."""
    report: ImportReport
    times: int = 0


@dataclass(frozen=True, slots=True)
class _Usual:
    """How to find units quickly that are as one before but for their names and texts."""

    pattern: re.Pattern[str]
    shape: _Shape
    lines: int
    """That end outside of the texts."""

    @classmethod
    def of(cls, found: re.Match[str], shape: _Shape) -> _Usual:
        """What finds others like the unit that the pattern of all plain ones found."""
        text, end = found.string, found.start()
        pattern, fixed = "", ""
        for group, inside in _VARYING.items():
            if found[group] is None:
                pattern += "()"
                continue
            fixed += text[end : found.start(group)]
            pattern += re.escape(text[end : found.start(group)]) + inside
            end = found.end(group)
        last = text[end : found.end()]
        return cls(re.compile(pattern + re.escape(last)), shape, _lines(fixed + last))


class PlainUnits:
    """Finds plain units and makes units of them, and counts what there is to report."""

    def __init__(self, header: dict[str, str], options: ReadOptions, report: ImportReport) -> None:
        self._header = header
        self._options = options
        self._report = report
        self._shapes: dict[tuple[str, str], _Shape] = {}
        self._usual: _Usual | None = None
        self.lines = 0
        """How many end in what was found."""

    def next(self, text: str, position: int) -> tuple[Sequence[ReadUnit], int] | None:
        """The units of the `tu` that stands at a place, and where it ends.

        `None` where there is none, or the parser has to look at it.
        """
        usual = self._usual
        try:
            if usual is not None and (found := usual.pattern.match(text, position)) is not None:
                return self._units(usual.shape, usual.lines, *found.groups()), found.end()
            if (found := PLAIN.match(text, position)) is None:
                return None
            name, before, one, between, other = found.groups()
            shape = self._shapes.get((before, between)) or self._new(before, between)
            fixed = len(found[0]) - len(one) - len(other)
            if shape.times % _OFTEN == _OFTEN - 1 and fixed < _LONGEST_FIXED:
                self._usual = _Usual.of(found, shape)
            lines = _lines(found[0]) - _lines(one) - _lines(other)
            return self._units(shape, lines, name, one, other), found.end()
        except _NotPlain:
            return None

    def _units(
        self, shape: _Shape, lines: int, name: str | None, one: str, other: str
    ) -> Sequence[ReadUnit]:
        key = _text(name) if name else None
        if one.isprintable() and other.isprintable():
            texts = (_printable(one), _printable(other), "")
        else:
            texts = (_as_parsed(one), _as_parsed(other), "")
            lines += _lines(one) + _lines(other)
        self.lines += lines
        shape.times += 1
        return [
            ReadUnit.quick(said, key or said["key"], texts[source], texts[target])
            for said, source, target in shape.units
        ]

    def settle(self) -> None:
        """Add to the report what was only counted."""
        self._usual = None
        for shape in self._shapes.values():
            self._report.add(shape.report, times=shape.times)
        self._shapes.clear()

    def _new(self, before: str, between: str) -> _Shape:
        """Understand a unit by way of the reader that understands them all."""
        if len(self._shapes) >= _MOST_SHAPES:
            self.settle()
        parts = _PARTS.fullmatch(f"{before}<seg>{between}")
        if parts is None:
            raise _NotPlain
        attributes, about, *variants = parts.groups()
        unit = Unit(_attributes(attributes), self._header, list(_about(about)))
        for place in (0, 1):  # the places stand for the texts
            attributes, about = variants[2 * place : 2 * place + 2]
            unit.variants.append(
                Variant(_attributes(attributes), list(_about(about)), [f"{place}"])
            )
        report = ImportReport()
        units = tuple(
            (dict(vars(each)), int(each.source or -1), int(each.target or -1))
            for each in UnitReader(self._options, report).units(unit)
        )
        shape = self._shapes[before, between] = _Shape(units, report)
        return shape


def _attributes(text: str) -> dict[str, str]:
    found = _ONE_ATTRIBUTE.findall(text)
    attributes = {name: _text(value) for name, value in found}
    if len(attributes) != len(found):
        raise _NotPlain
    return attributes


def _about(text: str) -> Iterator[tuple[str, str]]:
    for name, attributes, inside in _ONE_ABOUT.findall(text):
        kind = "note" if name == "note" else _attributes(attributes).get("type", "")
        yield kind, _text(inside)


def _lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _text(text: str) -> str:
    """The text as a parser gives it."""
    return _printable(text) if text.isprintable() else _as_parsed(text)


def _printable(text: str) -> str:
    """The text, which has no control characters, as a parser gives it."""
    if "]]>" not in text:
        if "&" not in text:
            return text
        # the commonest reference by far needs no pattern
        replaced = text.replace("&amp;", "&")
        if len(text) - len(replaced) == 4 * text.count("&"):
            return replaced
    return _as_parsed(text)


def _as_parsed(text: str) -> str:
    """The text with its line ends made one and its references replaced."""
    if ILLEGAL.search(text) or "]]>" in text:
        raise _NotPlain
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    replaced, count = _REFERENCE.subn(_replaced, text)
    if count != text.count("&"):
        raise _NotPlain
    return replaced


def _replaced(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if number > 0x10FFFF or ILLEGAL.match(chr(number)):
        raise _NotPlain
    return chr(number)
