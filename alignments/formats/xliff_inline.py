"""The content of XLIFF's `source` and `target`: text and inline codes, of both versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from lxml import etree

from alignments.errors import FormatError
from alignments.formats.codes import InlineCode, Kind, Piece

# 1.2 names its codes by what they do; those of 2.x keep what they are in <originalData>
_ALONE = frozenset({"x", "ph", "it"})
_OPENING = frozenset({"bx", "bpt", "sc"})
_CLOSING = frozenset({"ex", "ept", "ec"})
_POSITIONS: Mapping[str, Kind] = {"open": "open", "close": "close"}  # of <it>
_PAIRED = frozenset({"g", "pc"})
_NATIVE = frozenset({"bpt", "ept", "ph", "it"})
_ANNOTATIONS = frozenset({"mrk", "sm", "em"})

Data = Mapping[str, str]


def pieces_of(element: etree._Element | None, data: Data) -> list[Piece]:
    """The text and codes inside an element, in order; annotations leave only their text."""
    return [] if element is None else list(_inside(element, data))


def local_name(element: etree._Element) -> str:
    """The name without its namespace; an entity is refused."""
    if not isinstance(element.tag, str):
        raise FormatError(
            f"line {element.sourceline} uses {element.text}; write the text that it stands for"
        )
    return local(element.tag)


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def all_text(element: etree._Element) -> str:
    """All the text inside, whatever elements it stands in."""
    return "".join(cast(Iterator[str], element.itertext()))


def _inside(element: etree._Element, data: Data) -> Iterator[Piece]:
    if element.text:
        yield element.text
    for child in element:
        yield from _child(child, local_name(child), data)
        if child.tail:
            yield child.tail


def _child(child: etree._Element, name: str, data: Data) -> Iterator[Piece]:
    if name == "cp":
        yield _character(child)
    elif name in _ANNOTATIONS:
        yield from _inside(child, data)
    elif name in _PAIRED:
        yield _code(child, "open", data, ending="Start")
        yield from _inside(child, data)
        yield _code(child, "close", data, ending="End")
    elif name in _OPENING:
        yield _code(child, "open", data)
    elif name in _CLOSING:
        yield _code(child, "close", data)
    else:  # codes that stand alone, and what no version of the standard knows
        yield _code(child, _POSITIONS.get(child.get("pos") or "", "alone"), data)


def _code(element: etree._Element, kind: Kind, data: Data, *, ending: str = "") -> InlineCode:
    name = element.get("id") or ""
    pair = element.get("startRef") or element.get("rid") or name
    reference = element.get(f"dataRef{ending}")
    native = data.get(reference, "") if reference else _native(element)
    return InlineCode(kind=kind, pair=pair, match=f"id {pair}", data=native, element=element)


def _native(element: etree._Element) -> str:
    if local_name(element) in _NATIVE:
        return all_text(element)
    return element.get("equiv-text") or ""


def _character(element: etree._Element) -> str:
    """A character that XML cannot carry, by its number (2.x, section 4.3.1.10)."""
    try:
        return chr(int(element.get("hex") or "", 16))
    except (ValueError, OverflowError) as error:
        raise FormatError(
            f"line {element.sourceline}: {element.get('hex')!r} is no character in hexadecimal"
        ) from error
