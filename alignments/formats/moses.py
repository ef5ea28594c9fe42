"""Two files with one segment a line each: what Moses and most training pipelines read.

Line ends inside a segment become spaces, so that line 418 is line 418 in both files. Where
machine drafts may be among the targets, a third file `.sub_state` says of every line what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import zip_longest
from typing import BinaryIO, cast

from alignments.beads import TranslationUnit
from alignments.errors import FormatError
from alignments.formats.jsonl import check_languages
from alignments.formats.lines import lines as text_lines
from alignments.formats.packages import opened_package, part
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions

# what str.splitlines, and with it many readers, take for the end of a line
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


_MARKS = ".sub_state"


def part_endings(options: WriteOptions) -> tuple[str, ...]:
    """Of the files, in the order in which `write_parts` wants their streams."""
    check_languages(options)
    sides = (f".{options.source_language}", f".{options.target_language}")
    return (*sides, _MARKS) if options.include_drafts else sides


def part_lines(
    units: Iterable[TranslationUnit], *, options: WriteOptions
) -> Iterator[tuple[str, ...]]:
    """For every unit its line in each file."""
    for unit in units:
        sides = (one_line(unit.source) + "\n", one_line(unit.target) + "\n")
        yield (*sides, f"{unit.revision.sub_state}\n") if options.include_drafts else sides


def one_line(text: str) -> str:
    """The text with a space for every line end."""
    return _LINE_ENDS.sub(" ", text)


def read_parts(
    streams: Sequence[BinaryIO], *, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    """Units of a source and a target file; raises FormatError where one ends before the other."""
    source_stream, target_stream = streams
    pairs = zip_longest(text_lines(source_stream), text_lines(target_stream))
    for number, (source, target) in enumerate(pairs, start=1):
        if source is None or target is None:
            side = "source" if source is None else "target"
            raise FormatError(
                f"the {side} file ends after {number - 1} lines and the other goes on; "
                "both need the same number of lines"
            )
        yield ReadUnit(
            key=str(number),
            source=source,
            target=target,
            source_language=options.source_language,
            target_language=options.target_language,
        )


def read_archive(
    stream: BinaryIO, *, options: ReadOptions, report: ImportReport
) -> Iterator[ReadUnit]:
    """Units of an archive such as we write: a file for each language, which its ending names."""
    with opened_package(stream) as archive, ExitStack() as stack:
        names = [name for name in archive.namelist() if not name.endswith(("/", _MARKS))]
        if len(names) != 2:
            raise FormatError(
                f"the archive has {len(names)} files; two are wanted, such as corpus.en and "
                "corpus.ar"
            )
        names = list(_in_order(names, options))
        streams = [cast(BinaryIO, stack.enter_context(part(archive, name))) for name in names]
        source, target = (_language(name) for name in names)
        told = replace(
            options,
            source_language=options.source_language or source,
            target_language=options.target_language or target,
        )
        yield from read_parts(streams, options=told, report=report)


def _language(name: str) -> str:
    return name.rpartition(".")[2]


def _in_order(names: Sequence[str], options: ReadOptions) -> Sequence[str]:
    """The source first: as the options say, else as they come."""
    first = _language(names[0]).lower()
    turned = first == (options.target_language or "").lower()
    return names[::-1] if turned else names
