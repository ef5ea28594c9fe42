"""From one interchange format to another, without a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import workbench
from alignments.beads import TranslationUnit
from alignments.formats import Format, ImportReport, ReadOptions, ReadUnit, WriteOptions
from alignments.formats.units import counted
from workbench.errors import ExportError
from workbench.exporting import count_codes, destinations, plain_unit, write_units
from workbench.pair_files import PairFile

_LOOKED_AT = 1000
"""How many units are read in search of one that names its target language."""
_UNKNOWN = "und"
_WITHOUT_LANGUAGES = ("tsv", "csv", "xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertChoices:
    """What a person may say of how a file is converted."""

    language: str | None = None
    """Of the source texts; `None` takes what the file says."""
    target: str | None = None
    """The translation that goes out; `None` takes the first there is."""
    columns: tuple[str, ...] | None = None
    """Of a table that is read: a name for each column, `""` for one left out."""
    fields: tuple[str, ...] | None = None
    """Of a table that is written: its columns, in this order."""
    provenance: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of the units of a file."""

    written: int
    report: ImportReport
    files: tuple[Path, ...]
    """None for standard output."""
    codes_left_out: int = 0
    """How many inline codes the format that was written has no place for."""

    def lines(self) -> list[str]:
        """The report as text, one line a fact."""
        where = " and ".join(str(path) for path in self.files) or "standard output"
        told = [*self.report.lines(), f"{counted(self.written, 'unit')} written to {where}"]
        if self.codes_left_out:
            told.append(f"{self.codes_left_out} inline codes left out (tmx and xliff keep them)")
        return told

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON can carry."""
        return {
            "written": self.written,
            "files": [str(path) for path in self.files],
            "codes_left_out": self.codes_left_out,
            "report": self.report.as_json(),
        }


def convert(
    files: Sequence[PairFile],
    known: Format,
    destination: Path,
    wanted: Format,
    choices: ConvertChoices | None = None,
) -> Converted:
    """Read the units of a file and write them in another format, whole or not at all.

    Memory does not grow with them. Raises FormatError and ExportError.
    """
    choices = choices or ConvertChoices()
    first = _first_translated(files, known, choices)
    stream = _Stream(first, choices, keep_codes=wanted.codes)
    if _UNKNOWN in (stream.source, stream.target) and wanted.name not in _WITHOUT_LANGUAGES:
        raise ExportError(
            f"{files[0].name} does not say its languages; say them with --languages en,ar"
        )
    report = ImportReport()
    # from now on the target has a name, so that every unit gives its text in that language
    target = None if stream.target == _UNKNOWN else stream.target
    with _reading(files, known, replace(choices, target=target), report) as units:
        options = _write_options(stream, choices, destination)
        paths = destinations(wanted, destination, options)
        written = write_units(wanted, stream.units(units), paths, options)
    return Converted(
        written=written, report=report, files=paths, codes_left_out=stream.codes_left_out
    )


@contextmanager
def _reading(
    files: Sequence[PairFile], known: Format, choices: ConvertChoices, report: ImportReport
) -> Iterator[Iterator[ReadUnit]]:
    options = ReadOptions(
        source_language=choices.language,
        target_language=choices.target,
        columns=choices.columns,
    )
    with ExitStack() as stack:
        streams = [stack.enter_context(file.open()) for file in files]
        yield known.read(*streams, options=options, report=report)


def _first_translated(
    files: Sequence[PairFile], known: Format, choices: ConvertChoices
) -> ReadUnit | None:
    """The first unit that names its target language, else the first of all."""
    with _reading(files, known, choices, ImportReport()) as units:
        looked_at = list(islice(units, 1))
        for unit in chain(looked_at, islice(units, _LOOKED_AT)):
            if unit.target_language:
                return unit
    return next(iter(looked_at), None)


class _Stream:
    """Units on their way from a reader to a writer."""

    def __init__(
        self,
        first: ReadUnit | None,
        choices: ConvertChoices,
        *,
        keep_codes: bool,
    ) -> None:
        self.source = choices.language or (first.source_language if first else None) or _UNKNOWN
        self.target = choices.target or (first.target_language if first else None) or _UNKNOWN
        self.title = (first.document if first else None) or ""
        self.codes_left_out = 0
        self._keep_codes = keep_codes

    def units(self, units: Iterator[ReadUnit]) -> Iterator[TranslationUnit]:
        for count, unit in enumerate(units, start=1):
            key = unit.key or ""
            number = int(key) if key.isdecimal() and len(key) < 10 else count
            found = unit.translation_unit(
                number, source_language=self.source, target_language=self.target
            )
            yield found if self._keep_codes or not found.codes else self._plain(found)

    def _plain(self, unit: TranslationUnit) -> TranslationUnit:
        self.codes_left_out += count_codes(unit)
        return plain_unit(unit)


def _write_options(stream: _Stream, choices: ConvertChoices, destination: Path) -> WriteOptions:
    return WriteOptions(
        source_language=stream.source,
        target_language=stream.target,
        provenance=choices.provenance,
        include_drafts=True,
        compress=destination.suffix.lower() == ".gz",
        title=stream.title,
        tool_version=workbench.__version__,
        columns=choices.fields,
    )
