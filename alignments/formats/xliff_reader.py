"""Reading XLIFF as a stream, with memory for one unit at a time: 1.2 with SDLXLIFF, and 2.0 to 2.2.

Nothing outside of the file is fetched, and entities are not expanded but refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from alignments.errors import FormatError
from alignments.formats import xliff2_units, xliff12_units
from alignments.formats.language_match import folded
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit
from alignments.formats.xliff2_plain import plain_unit
from alignments.formats.xliff2_rules import Checker
from alignments.formats.xliff2_rules.grammar import ITS
from alignments.formats.xliff_inline import local, local_name

OURS = "urn:translation-workbench:provenance:1"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
PIECE = 2**16

_OLDEST = "1.0"  # what a file without a version is taken for
_VERSIONS = (_OLDEST, "1.1", "1.2", "2.0", "2.1", "2.2")
_NAMES = ("xliff", "file", "group", "unit", "trans-unit", "bin-unit")
LONGEST_UNIT = 2**26
"""In bytes, of a unit or of what stands between two: beyond it a file is damaged or hostile."""
MOST_MARKUP = 500_000
"""In tags, of the same: each takes more memory than a byte of text."""


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KNOWN_ATTRIBUTES = {
    "xliff": frozenset({"version", "srcLang", "trgLang", _SPACE, f"{{{ITS}}}version"}),
    "file": frozenset(
        {"id", "original", "srcDir", "trgDir", "source-language", "target-language", "datatype"}
        | {_SPACE}
    ),
    "group": frozenset({"id", _SPACE}),
}


@dataclass(slots=True)
class XliffFile:
    """What the elements around a unit say about it."""

    version: str = ""
    source_language: str = ""
    target_language: str = ""
    document: str | None = None
    checker: Checker | None = None
    """Checks the rules of version 2."""


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """The segments in the order of the file.

    Raises FormatError, with the line where there is one, for what is not XLIFF, and for what
    breaks a rule of XLIFF 2.
    """
    around = XliffFile()
    for event, name, element in _events(stream):
        if name in ("unit", "trans-unit"):
            if event == "end":
                yield from _units(element, around, options, report)
                _forget(element, report)
            continue
        if name == "bin-unit":
            report.skipped["it holds no text but a file"] += event == "end"
            continue
        if event == "start":
            _enter(element, name, around, report)
        if around.checker:
            (around.checker.start if event == "start" else around.checker.end)(element, name)
        if event == "end":
            _forget(element, report)


def _events(stream: BinaryIO) -> Iterator[tuple[str, str, etree._Element]]:
    """The elements around units and the units, with their names; others of their kin are not."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in _NAMES],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    names: dict[str, str] = {}
    length = markup = 0
    try:
        while piece := stream.read(PIECE):
            length, markup = length + len(piece), markup + piece.count(b"<")
            if length > LONGEST_UNIT or markup > MOST_MARKUP:
                raise FormatError(
                    f"there is no end of a unit in {length} bytes with {markup} tags; "
                    f"{LONGEST_UNIT} and {MOST_MARKUP} are the most"
                )
            parser.feed(piece)
            for event, element in parser.read_events():
                if not isinstance(element, etree._Element):
                    continue
                if not names:
                    names = _names(element)
                    _refuse_entities(element)
                if str(element.tag) in names:
                    length = markup = 0
                    yield event, names[str(element.tag)], element
            _check_start(bool(names))
        parser.close()
    except etree.XMLSyntaxError as error:
        # what libxml2 says, without where, and without the options that it would have set
        reason = re.split(", (?:line|try|use|see) ", error.msg or "it ends early")[0]
        reason = reason.splitlines()[0][:100]
        raise FormatError(f"line {error.lineno} is not well-formed XML: {reason}") from error


def _refuse_entities(root: etree._Element) -> None:
    """An attribute would have them expanded without a trace."""
    definitions: Any = root.getroottree().docinfo.internalDTD  # whose stubs leave this out
    for entity in definitions.entities() if definitions is not None else ():
        raise FormatError(
            f"line 1 declares the entity {entity.name[:40]!r}; write its text instead"
        )


def _names(root: etree._Element) -> dict[str, str]:
    """The names that matter as they are in the namespace of the file."""
    _check_start(local_name(root) == "xliff")
    namespace = str(root.tag).removesuffix("xliff")
    return {f"{namespace}{name}": name for name in _NAMES}


def _check_start(seen: bool) -> None:
    if not seen:
        raise FormatError("the file does not begin with <xliff>")


def _enter(
    element: etree._Element,
    name: str,
    around: XliffFile,
    report: ImportReport,
) -> None:
    get = element.get
    if name == "xliff":
        around.version = get("version") or _OLDEST
        if around.version not in _VERSIONS:
            known = ", ".join(_VERSIONS)
            raise FormatError(f"XLIFF {around.version[:10]!r} is not known here; known: {known}")
        around.source_language = get("srcLang") or ""
        around.target_language = get("trgLang") or ""
        if around.version[0] == "2":
            around.checker = Checker()
    elif name == "file":
        around.document = get("original") or None
        around.source_language = get("source-language") or around.source_language
        around.target_language = get("target-language") or around.target_language
    ours = _KNOWN_ATTRIBUTES.get(name, frozenset())
    unknown = [local(str(said)) for said, _ in element.items() if said not in ours]
    report.homeless.update(f"attribute {said} of {name}" for said in unknown)


def _forget(element: etree._Element, report: ImportReport) -> None:
    """Free the unit and what stands before it, which is counted where it had no home."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            name = local_name(before)
            if name not in _NAMES:
                report.homeless[f"{name} of {local_name(parent)}"] += 1
            parent.remove(before)


def _units(
    element: etree._Element, around: XliffFile, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    if around.checker:
        plain = plain_unit(element)
        around.checker.unit(element, plain=plain is not None)
    refusal = _refused(around, options, report)
    if refusal:
        report.skipped[refusal] += 1
        return
    values = {
        "document": around.document,
        "source_language": options.source_language or around.source_language or None,
        "target_language": options.target_language or around.target_language or None,
    }
    if not around.checker:
        yield from xliff12_units.units_of(element, values, report)
    elif plain and plain.id != xliff2_units.NO_UNIT:
        yield xliff2_units.plain_unit_of(plain, values)
    else:
        yield from xliff2_units.units_of(element, values, report)


def _refused(around: XliffFile, options: ReadOptions, report: ImportReport) -> str | None:
    """Why the file's units are not those asked for; near languages are taken and counted."""
    for found, asked in (
        (around.source_language, options.source_language),
        (around.target_language, options.target_language),
    ):
        if not asked or not found or folded(asked) == folded(found):
            continue
        if folded(asked).partition("-")[0] != folded(found).partition("-")[0]:
            return f"the file says {found}, not {asked}"
        report.languages[found, asked] += 1
    return None
