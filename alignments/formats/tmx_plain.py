"""Plain units of TMX, found by one pattern: two variants, no codes, nothing that a parser must see.

The pattern takes less than XML allows, and what it takes means what a parser would make of it.
Whatever else comes is left to the parser. Units that differ in their texts alone are understood
once: languages, properties and dates are worked out for the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    rf"{_whole(_BETWEEN)}<seg>([^<]*+)</seg>{_SPACE}</tuv>{_SPACE}</tu>".encode()
)
"""One unit, from the white space before it on, in five groups: its name; what stands before its
first text; that text; what stands between both; the other text."""

_PARTS = re.compile(f"{_BEFORE}<seg>{_BETWEEN}")
_ONE_ATTRIBUTE = re.compile(r'([A-Za-z][A-Za-z:._-]*)="([^"]*)"')
_ONE_ABOUT = re.compile(f"<(prop|note)({_ATTRIBUTES})>([^<]*)</")
_REFERENCE = re.compile("&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MOST_SHAPES = 4096


class _NotPlain(Exception):
    """The parser has to look at it, if only to say what is wrong."""


@dataclass(slots=True)
class _Shape:
    """What units have in common whose texts alone differ."""

    units: tuple[tuple[Mapping[str, Any], int, int], ...]
    """The fields of each unit that comes of one, and the places of its texts, `-1` for none."""
    report: ImportReport
    times: int = 0


class PlainUnits:
    """Makes units of what the pattern found, and counts what there is to report."""

    def __init__(self, header: dict[str, str], options: ReadOptions, report: ImportReport) -> None:
        self._header = header
        self._options = options
        self._report = report
        self._shapes: dict[tuple[bytes, bytes], _Shape] = {}

    def units(self, found: re.Match[bytes]) -> list[ReadUnit] | None:
        """The units of one `tu`; `None` where the parser has to look at it."""
        name, before, text, between, other = found.groups()
        try:
            shape = self._shapes.get((before, between)) or self._new(before, between)
            texts = (_text(text), _text(other), "")
            key = _text(name) if name else None
        except _NotPlain:
            return None
        shape.times += 1
        return [
            ReadUnit.quick(fields, key or fields["key"], texts[source], texts[target])
            for fields, source, target in shape.units
        ]

    def settle(self) -> None:
        """Add to the report what was only counted."""
        for shape in self._shapes.values():
            self._report.add(shape.report, times=shape.times)
        self._shapes.clear()

    def _new(self, before: bytes, between: bytes) -> _Shape:
        """Understand a unit by way of the reader that understands them all."""
        if len(self._shapes) >= _MOST_SHAPES:
            self.settle()
        parts = _PARTS.fullmatch(_decoded(before + b"<seg>" + between))
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
            (vars(each), int(each.source or -1), int(each.target or -1))
            for each in UnitReader(self._options, report).units(unit)
        )
        shape = self._shapes[before, between] = _Shape(units, report)
        return shape


def _attributes(text: str) -> dict[str, str]:
    found = _ONE_ATTRIBUTE.findall(text)
    attributes = {name: _text(value.encode()) for name, value in found}
    if len(attributes) != len(found):
        raise _NotPlain
    return attributes


def _about(text: str) -> Iterator[tuple[str, str]]:
    for name, attributes, inside in _ONE_ABOUT.findall(text):
        kind = "note" if name == "note" else _attributes(attributes).get("type", "")
        yield kind, _text(inside.encode())


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _NotPlain from error


def _text(raw: bytes) -> str:
    """The text as a parser gives it."""
    text = _decoded(raw)
    if not text.isprintable() or "]]>" in text:
        return _as_parsed(text)
    if "&" not in text:
        return text
    # the commonest reference by far needs no pattern
    ampersands = text.count("&amp;")
    return text.replace("&amp;", "&") if ampersands == text.count("&") else _as_parsed(text)


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
