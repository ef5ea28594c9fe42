"""Reading XLIFF as a stream, with memory for one unit at a time: 1.2 with SDLXLIFF, and 2.0 to 2.2.

Nothing outside of the file is fetched, and entities are not expanded but refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from alignments.errors import FormatError
from alignments.formats.language_match import folded
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit
from alignments.formats.xliff_inline import local_name

OURS = "urn:translation-workbench:provenance:1"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
PIECE = 2**16

_OLDEST = "1.0"  # what a file without a version is taken for
_VERSIONS = (_OLDEST, "1.1", "1.2", "2.0", "2.1", "2.2")
_TAGS = ("{*}xliff", "{*}file", "{*}unit", "{*}trans-unit")


@dataclass(slots=True)
class XliffFile:
    """What the elements around a unit say about it."""

    version: str = ""
    source_language: str = ""
    target_language: str = ""
    document: str | None = None


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """The segments in the order of the file.

    Raises FormatError, with the line where there is one, for what is not XLIFF.
    """
    around = XliffFile()
    for event, element in _events(stream):
        name = local_name(element)
        if event == "start":
            _enter(element, name, around, options)
        elif name in ("unit", "trans-unit"):
            yield from _units(element, around, options, report)
            _forget(element)


def _events(stream: BinaryIO) -> Iterator[tuple[str, etree._Element]]:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=_TAGS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    seen = False
    try:
        while piece := stream.read(PIECE):
            parser.feed(piece)
            for event, element in parser.read_events():
                if not isinstance(element, etree._Element):
                    continue
                seen = seen or local_name(element) == "xliff"
                _check_start(seen)
                yield event, element
            _check_start(seen)
        parser.close()
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "it ends early").partition(", line ")[0].splitlines()[0][:100]
        raise FormatError(f"line {error.lineno} is not well-formed XML: {reason}") from error


def _check_start(seen: bool) -> None:
    if not seen:
        raise FormatError("the file does not begin with <xliff>")


def _enter(element: etree._Element, name: str, around: XliffFile, options: ReadOptions) -> None:
    get = element.get
    if name == "xliff":
        around.version = get("version") or _OLDEST
        if around.version not in _VERSIONS:
            known = ", ".join(_VERSIONS)
            raise FormatError(f"XLIFF {around.version[:10]!r} is not known here; known: {known}")
        around.source_language = get("srcLang") or ""
        around.target_language = get("trgLang") or ""
    elif name == "file":
        around.document = get("original") or None
        around.source_language = get("source-language") or around.source_language
        around.target_language = get("target-language") or around.target_language


def _forget(element: etree._Element) -> None:
    """Free the unit and what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            parent.remove(before)


def _units(
    element: etree._Element, around: XliffFile, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    refusal = _refused(around, options, report)
    if refusal:
        report.skipped[refusal] += 1
        return
    if around.version.startswith("2"):
        from alignments.formats.xliff2_units import units_of
    else:
        from alignments.formats.xliff12_units import units_of
    values = {
        "document": around.document,
        "source_language": options.source_language or around.source_language,
        "target_language": options.target_language or around.target_language,
    }
    yield from units_of(element, values, report)


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
