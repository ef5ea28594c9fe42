"""JSON lines in the shape of Hugging Face translation data sets.

`{"translation": {"en": "…", "ar": "…"}, "number": 1, "state": "reviewed", …}`; every line has
the same keys, so that `datasets` finds the same features in every file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from alignments.beads import Flag, TranslationUnit
from alignments.errors import FormatError
from alignments.formats.lines import lines as text_lines
from alignments.formats.record import FIELDS, flags_text, record, unit_of
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

_IN_TRANSLATION = {"source", "target", "source_language", "target_language"}


def lines(units: Iterable[TranslationUnit], *, options: WriteOptions) -> Iterator[str]:
    """One line of JSON a unit."""
    check_languages(options)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "), allow_nan=False).encode
    for unit in units:
        yield encode(line_of(unit, options)) + "\n"


def check_languages(options: WriteOptions) -> None:
    """Two texts under one key would be one text."""
    if options.source_language == options.target_language:
        raise FormatError(
            f"source and target are both {options.source_language!r}; this format tells them apart "
            "by their language, use tsv or tmx"
        )


def line_of(unit: TranslationUnit, options: WriteOptions) -> dict[str, Any]:
    """The unit as JSON values."""
    pair = {options.source_language: unit.source, options.target_language: unit.target}
    values = record(unit, provenance=options.provenance)
    shown: dict[str, Any] = {"translation": pair}
    shown |= {name: value for name, value in values.items() if name not in _IN_TRANSLATION}
    if options.provenance:
        shown["flags"] = [
            {"name": flag.name, "reason": flag.reason} for flag in unit.revision.flags
        ]
    return shown


def read(stream: BinaryIO, *, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """Units of lines in the same shape; empty lines mean nothing."""
    for number, line in enumerate(text_lines(stream), start=1):
        if line.strip():
            yield unit_from_json(_parsed(line, number), number, options, report)


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = str(error).partition(": line")[0]
        raise FormatError(f"line {number} is not JSON: {reason}") from error
    if not isinstance(parsed, dict) or not isinstance(parsed.get("translation"), dict):
        raise FormatError(f'line {number} has no {{"translation": {{"en": …, "ar": …}}}}')
    return parsed


def unit_from_json(
    parsed: dict[str, Any], number: int, options: ReadOptions, report: ImportReport
) -> ReadUnit:
    """A unit from JSON values: names that are not ours become properties."""
    source, target = sides(parsed["translation"], number, options)
    pair = parsed["translation"]
    values = {
        **parsed,
        "source": _text(pair[source], number),
        "target": _text(pair[target], number),
        "source_language": source,
        "target_language": target,
    }
    if isinstance(values.get("flags"), list):
        values["flags"] = _flags(values["flags"])
    foreign = {
        name: value if isinstance(value, str) else _shown(value)
        for name, value in parsed.items()
        if name not in FIELDS and name != "translation"
    }
    report.homeless.update(foreign.keys())
    return unit_of(values, report, properties=foreign)


def _shown(value: object) -> str:
    """A property as text. Parquet knows more than JSON: dates, decimals, bytes."""
    return json.dumps(value, ensure_ascii=False, default=_beyond_json).strip('"')


def _beyond_json(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def sides(pair: dict[str, Any], number: int, options: ReadOptions) -> tuple[str, str]:
    """Which keys are source and target: those asked for, else the first two in their order."""
    names = list(pair)
    source = options.source_language or next(iter(names), "")
    target = options.target_language or next((name for name in names if name != source), "")
    if source not in pair or target not in pair:
        found = ", ".join(names) or "none"
        raise FormatError(
            f"line {number} has not the languages {source or '?'} and {target or '?'}; "
            f"it has {found}"
        )
    return source, target


def _text(value: object, number: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FormatError(f"line {number}: a text is {type(value).__name__}, not a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise FormatError(f"line {number}: a text has a lone surrogate; it was cut in a character")
    return value


def _flags(values: list[Any]) -> str:
    return flags_text(
        tuple(
            Flag(name=str(flag.get("name", "")), reason=str(flag.get("reason", "")))
            for flag in values
            if isinstance(flag, dict)
        )
    )
