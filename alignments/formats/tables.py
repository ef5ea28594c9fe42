r"""What tables share: cells that no spreadsheet runs, and rows read by the names of columns.

In a text, `\t`, `\n`, `\r` and `\\` stand for a tab, a line feed, a carriage return and a
backslash. A text that a spreadsheet could take for a formula or for an opening quotation mark
(a leading `=`, `+`, `-`, `@`, their full-width forms, or `"`) gets a backslash before it: the
cell then starts with that backslash and is plain text. Reading takes the backslashes away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.language_match import nearest
from alignments.formats.record import FIELDS, TEXTS, Value, record, unit_of
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ORIGINALS = {"t": "\t", "n": "\n", "r": "\r"}
_RUNS = tuple('=+-@＝＋－＠"')
_HEADERLESS = ("source", "target")
_LOOKS_LIKE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")

Row = Sequence[str]


def column_names(options: WriteOptions) -> tuple[str, ...]:
    """The columns of a table that is written. Raises FormatError for a field that is none."""
    if options.columns is None:
        return FIELDS if options.provenance else TEXTS
    unknown = [name for name in options.columns if name not in FIELDS]
    if unknown:
        raise FormatError(f"no field {unknown[0]!r} for a column; known: {', '.join(FIELDS)}")
    return options.columns


def row_values(unit: TranslationUnit, options: WriteOptions) -> Iterable[Value]:
    """The values of a unit for the columns that are written."""
    if options.columns is None:
        return record(unit, provenance=options.provenance).values()
    values = record(unit)
    return [values[name] for name in options.columns]


def cell(value: Value) -> str:
    """A value as the text of a cell; numbers stay numbers."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else repr(value)


def escaped(text: str) -> str:
    """The text as a cell holds it."""
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
    return "\\" + text if text.startswith(_RUNS) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` made the cell from."""
    if "\\" not in cell:
        return cell
    return _ESCAPED.sub(lambda match: _ORIGINALS.get(match[1], match[1]), cell)


def read_rows(
    rows: Iterator[Row], *, options: ReadOptions, report: ImportReport, escapes: bool = True
) -> Iterator[ReadUnit]:
    """Units by the header's columns, in any order; without a header the first two columns.

    A header of nothing but language tags names a text in each of its columns.

    Our escapes are undone where the header has all that ours has, or where the options say so;
    `escapes` is False for tables that need none.
    """
    first = next(rows, None)
    if first is None:
        return
    ours = escapes and set(TEXTS) <= set(first)
    undo = ours if options.escaped is None else options.escaped
    columns = options.columns or header(first, options)
    if columns is None and (tags := language_columns(first)):
        yield from _by_language(rows, tags, options, report, undo=bool(options.escaped))
        return
    if options.columns or columns is None:
        columns = columns or _HEADERLESS
        yield unit_of_row(first, columns, options, report, undo=undo)
    for number, row in enumerate(rows, start=2):
        if len(row) < 2:
            raise FormatError(f"row {number} has one column; source and target need one each")
        yield unit_of_row(row, columns, options, report, undo=undo)


def header(row: Row, options: ReadOptions) -> tuple[str, ...] | None:
    """The fields that a first row names, if it does: ours, or two language tags."""
    named = [name.strip().lower().replace(" ", "_") for name in row]
    if {"source", "target"} <= set(named):
        return tuple(named)
    languages = {
        (options.source_language or "").lower(): "source",
        (options.target_language or "").lower(): "target",
    }
    fields = tuple(languages.get(name, name) for name in named)
    return fields if {"source", "target"} <= set(fields) else None


def language_columns(row: Row) -> tuple[str, ...]:
    """The languages that a first row names, one for every column, if that is all it does."""
    from alignments.errors import UnknownLanguage
    from alignments.languages import normalised

    if len(row) < 2 or not all(_LOOKS_LIKE_TAG.fullmatch(name.strip()) for name in row):
        return ()
    try:
        tags = tuple(normalised(name.strip()) for name in row)
    except UnknownLanguage:
        return ()
    return tags if len(set(tags)) == len(tags) else ()


def _by_language(
    rows: Iterator[Row],
    tags: Sequence[str],
    options: ReadOptions,
    report: ImportReport,
    *,
    undo: bool,
) -> Iterator[ReadUnit]:
    """A unit for every target that is asked for, or for every other column."""
    report.warnings.append(f"the first row was taken for languages: {', '.join(tags)}")
    source = nearest(options.source_language, tags) if options.source_language else tags[0]
    others = [tag for tag in tags if tag != source]
    if options.target_language:
        others = [tag for tag in others if tag == nearest(options.target_language, others)]
    elif not options.every_target:
        others = others[:1]
    if source is None or not others:
        wanted = options.target_language if source else options.source_language
        raise FormatError(f"no column is in {wanted}; there are {', '.join(tags)}")
    for number, row in enumerate(rows, start=1):
        texts = dict(zip(tags, map(unescaped, row) if undo else row, strict=False))
        for target in others:
            values = {
                "number": str(number),
                "source": texts.get(source, ""),
                "target": texts.get(target, ""),
                "source_language": options.source_language or source,
                "target_language": options.target_language or target,
            }
            yield unit_of(values, report)


def unit_of_row(
    row: Row, columns: Sequence[str], options: ReadOptions, report: ImportReport, *, undo: bool
) -> ReadUnit:
    """A unit from cells; columns whose names are not ours become properties."""
    cells = [unescaped(one) for one in row] if undo else row
    values = {name: one for name, one in zip(columns, cells, strict=False) if name}
    values.setdefault("source_language", options.source_language or "")
    values.setdefault("target_language", options.target_language or "")
    foreign = {name: one for name, one in values.items() if name not in FIELDS and one}
    report.homeless.update(foreign.keys())
    return unit_of(values, report, properties=foreign)
