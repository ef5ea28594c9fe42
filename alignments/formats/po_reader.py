"""Reading gettext PO, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from alignments.beads import State, SubState
from alignments.errors import FormatError
from alignments.formats.input import Rejoined
from alignments.formats.lines import lines as text_lines
from alignments.formats.record import FIELDS, unit_of
from alignments.formats.tables import unescaped
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit

MARK = "x-workbench-"
"""Begins the comments that hold our provenance."""
LONGEST_ENTRY = 2_000_000
"""In characters, of one entry."""

_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,3}\])?)(?:\s*(".*))?$')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s*$')
_CHARSET = re.compile(rb"charset= ?([A-Za-z0-9_-]{1,40})")
_HEADER = 2**12
"""How many bytes are searched for the encoding."""
_ESCAPED = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "a": "\a", "b": "\b"}


@dataclass(slots=True)
class _Entry:
    strings: dict[str, list[str]] = field(default_factory=dict)
    """The strings of every keyword, still apart: adding each to a long text would copy it."""
    comments: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    homeless: set[str] = field(default_factory=set)
    """Kinds of comments that the domain has no place for."""
    obsolete: int = 0
    """How many entries are commented out here, one after the other."""
    length: int = 0

    @property
    def texts(self) -> dict[str, str]:
        return {keyword: "".join(strings) for keyword, strings in self.strings.items()}

    @property
    def complete(self) -> bool:
        return bool(self.obsolete) or any(name.startswith("msgstr") for name in self.strings)

    @property
    def begun(self) -> bool:
        return bool(self.strings or self.obsolete)


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """A unit for every entry; a plural's forms are units of their own.

    Raises FormatError with the line for what is not PO.
    """
    header: dict[str, str] = {}
    for entry in _entries(stream, report):
        texts = entry.texts
        if entry.obsolete:
            report.skipped["obsolete entry"] += entry.obsolete
        elif texts.get("msgid") == "" and "msgctxt" not in texts:
            header = _header(texts.get("msgstr", ""))
        elif "msgid" in texts:
            yield from _units(entry, texts, header, options, report)


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines in the encoding that the header declares."""
    start = stream.read(_HEADER)
    found = _CHARSET.search(start)
    encoding = found[1].decode().lower() if found else "utf-8"
    whole = cast(BinaryIO, Rejoined(start, stream))
    try:
        "x".encode(encoding)  # an empty text would not ask for the codec
    except (LookupError, UnicodeError):  # a template says CHARSET
        encoding = "utf-8"
    return text_lines(whole, encoding=encoding)


def _entries(stream: BinaryIO, report: ImportReport) -> Iterator[_Entry]:
    entry, keyword = _Entry(), ""
    for number, line in enumerate(_lines(stream), start=1):
        # white space at the end of a comment of ours belongs to a value
        text = line if line.startswith("#") else line.strip()
        if not text:
            keyword = ""
            if entry.begun:
                yield entry
                entry = _Entry()
            continue
        if text.startswith("domain "):  # of Solaris, and of nobody else
            report.homeless["domain"] += 1
            continue
        if _begins(text) and entry.complete:
            yield entry
            entry, keyword = _Entry(), ""
        keyword = _add(entry, text, keyword, number)
    if entry.begun:
        yield entry


def _begins(text: str) -> bool:
    """Whether a line can be the first of an entry; more of the commented-out ones cannot."""
    return text.startswith(("#", "msgctxt", "msgid")) and not text.startswith(
        ("msgid_plural", "#~")
    )


def _add(entry: _Entry, text: str, keyword: str, number: int) -> str:
    """Take a line into the entry and return the keyword that the next string goes on with."""
    entry.length += len(text)
    if entry.length > LONGEST_ENTRY:
        raise FormatError(f"line {number}: an entry is longer than {LONGEST_ENTRY} characters")
    if text.startswith("#"):
        _add_comment(entry, text)
        return keyword
    found = _KEYWORD.match(text)
    if found:
        keyword, text = found[1], found[2] or '""'
        entry.strings[keyword] = []
    string = _STRING.match(text)
    if not keyword or not string:
        raise FormatError(f"line {number} is neither a keyword with a string nor a comment")
    entry.strings[keyword].append(_ESCAPED.sub(_unescape, string[1]))
    return keyword


def _add_comment(entry: _Entry, text: str) -> None:
    if text.startswith("#~"):
        entry.obsolete += text.startswith(("#~ msgid ", '#~ msgid"'))
    elif text.startswith("#,"):
        entry.flags |= {flag.strip() for flag in text[2:].split(",")}
    elif text.startswith(("#|", "#:")):
        entry.homeless.add("previous text" if text[1] == "|" else "reference to the program")
    else:
        entry.comments.append(text[1:].removeprefix(".").removeprefix(" "))


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8))
    return _CONTROLS.get(code, code)


def _header(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _units(
    entry: _Entry,
    texts: dict[str, str],
    header: dict[str, str],
    options: ReadOptions,
    report: ImportReport,
) -> Iterator[ReadUnit]:
    comments = [text for text in entry.comments if text.strip()]
    report.homeless.update(entry.homeless)
    report.homeless.update(f"flag {flag}" for flag in entry.flags - {"fuzzy"})
    notes = tuple(text.strip() for text in comments if not text.startswith(MARK))
    values: dict[str, str | None] = {
        "source_language": options.source_language or header.get("x-source-language"),
        "target_language": options.target_language or header.get("language"),
        "number": texts.get("msgctxt"),
    }
    for text in comments:
        name, _, value = text.removeprefix(MARK).partition(": ")
        if text.startswith(MARK) and name in FIELDS:
            values[name] = unescaped(value)
    for form, (source, target) in enumerate(_forms(texts)):
        own = values | {"source": source, "target": target} | _state(entry, values, target)
        if form:
            report.homeless["plural form"] += 1
        yield unit_of(own, report, notes=notes)


def _forms(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Source and target; of a plural every form, all but the first beside the plural source."""
    plural = texts.get("msgid_plural")
    if plural is None:
        return [(texts["msgid"], texts.get("msgstr", ""))]
    targets = [text for name, text in texts.items() if name.startswith("msgstr")]
    sources = [texts["msgid"]] + [plural] * max(len(targets) - 1, 0)
    return list(zip(sources, targets, strict=False))


def _state(entry: _Entry, values: dict[str, str | None], target: str) -> dict[str, str]:
    """Fuzzy is a draft. What we wrote about an entry holds while it agrees with that."""
    fuzzy = "fuzzy" in entry.flags
    ours = values.get("state")
    if ours and (not target or fuzzy == (ours == State.INITIAL.value)):
        return {}
    if not target:
        return {"state": State.INITIAL.value, "sub_state": SubState.EMPTY.value}
    if fuzzy:
        return {"state": State.INITIAL.value, "sub_state": SubState.DRAFT.value}
    return {"state": State.TRANSLATED.value, "sub_state": SubState.IMPORTED.value}
