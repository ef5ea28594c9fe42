"""One door to every format: writing to a stream, in pieces or to several files, and reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import BinaryIO

from alignments.beads import TranslationUnit
from alignments.errors import FormatError, UnknownFormat
from alignments.formats.output import (
    Counted,
    Encoder,
    compressed,
    drained,
    in_pieces,
    zipped,
)
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit, WriteOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """An interchange format, and the module that knows it.

    A module has `lines(units, *, options)` where the format is text, `write(units, stream, *,
    options)` where it is not, or `part_endings(options)` and `part_lines(units, *, options)` where
    it takes several files; and `read` or `read_parts` where it can be read.
    """

    name: str
    file_ending: str
    media_type: str
    description: str
    module: str
    parts: bool = False
    """Whether it takes several files: `encoded` then packs them into one ZIP archive."""
    linked: bool = False
    """Whether it is two texts and their links: beads of any shape, also with one side empty."""
    columns: bool = False
    """Whether it has room for several translations side by side."""
    reads: bool = True
    writes: bool = True
    lossless: bool = True
    """Whether texts and provenance all come back as they went out."""
    codes: bool = False
    """Whether inline codes are written; elsewhere texts go out without them."""
    streams: bool = True
    """Whether the first bytes can go out before the last unit is there."""

    def write(
        self, units: Iterable[TranslationUnit], stream: BinaryIO, *, options: WriteOptions
    ) -> int:
        """Write the units and say how many they were. Memory does not grow with them."""
        tally = Counted(units)
        for piece in self.encoded(tally, options=options):
            stream.write(piece)
        return tally.count

    def encoded(
        self, units: Iterable[TranslationUnit], *, options: WriteOptions
    ) -> Iterator[bytes]:
        """The same bytes in pieces of about 64 KB, for whoever pulls rather than takes."""
        self._check(self.writes, "written")
        module = self._module()
        if self.parts:
            return zipped(module.part_endings(options), module.part_lines(units, options=options))
        if hasattr(module, "lines"):
            pieces = in_pieces(module.lines(units, options=options))
        else:
            pieces = drained(lambda stream: module.write(units, stream, options=options))
        return compressed(pieces) if options.compress else pieces

    def part_endings(self, options: WriteOptions) -> tuple[str, ...]:
        """What is put behind a name for each of the files; a single one for most formats."""
        packed = ".gz" if options.compress else ""
        own = self._module().part_endings(options) if self.parts else (self.file_ending,)
        return tuple(ending + packed for ending in own)

    def write_parts(
        self,
        units: Iterable[TranslationUnit],
        streams: Sequence[BinaryIO],
        *,
        options: WriteOptions,
    ) -> int:
        """Write one stream for each of `part_endings`, side by side, and count the units."""
        if not self.parts:
            return self.write(units, streams[0], options=options)
        tally = Counted(units)
        encoders = [Encoder(stream, compress=options.compress) for stream in streams]
        for pieces in self._module().part_lines(tally, options=options):
            for encoder, piece in zip(encoders, pieces, strict=True):
                encoder.add(piece)
        for encoder in encoders:
            encoder.finish()
        return tally.count

    def read(
        self,
        *streams: BinaryIO,
        options: ReadOptions | None = None,
        report: ImportReport | None = None,
    ) -> Iterator[ReadUnit]:
        """The units of a file, or of the files of a format that has several, packed or not.

        Raises FormatError, in one line, for what the format does not allow.
        """
        self._check(self.reads, "read")
        from alignments.formats.input import guarded, unpacked

        module = self._module()
        options, report = options or ReadOptions(), report or ImportReport()
        opened = [unpacked(stream) for stream in streams]
        if self.parts and len(opened) == 1:
            units = module.read_archive(opened[0], options=options, report=report)
        elif self.parts:
            units = module.read_parts(opened, options=options, report=report)
        else:
            units = module.read(opened[0], options=options, report=report)
        return guarded(units, report)

    def _module(self) -> ModuleType:
        return import_module(self.module)

    def _check(self, able: bool, done: str) -> None:
        if not able:
            raise FormatError(f"{self.name} cannot be {done} here")


_KNOWN = (
    Format(
        name="tsv",
        file_ending=".tsv",
        media_type="text/tab-separated-values",
        description="table with a header for spreadsheets and scripts",
        module="alignments.formats.tsv",
    ),
    Format(
        name="csv",
        file_ending=".csv",
        media_type="text/csv",
        description="table with a header, comma-separated",
        module="alignments.formats.csv_table",
    ),
    Format(
        name="xlsx",
        file_ending=".xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        description="workbook for Excel and LibreOffice",
        module="alignments.formats.xlsx",
        streams=False,
    ),
    Format(
        name="jsonl",
        file_ending=".jsonl",
        media_type="application/jsonl",
        description="JSON lines in the shape of Hugging Face translation data sets",
        module="alignments.formats.jsonl",
    ),
    Format(
        name="parquet",
        file_ending=".parquet",
        media_type="application/vnd.apache.parquet",
        description="columns in the shape of Hugging Face translation data sets",
        module="alignments.formats.parquet",
        streams=False,
    ),
    Format(
        name="tei",
        file_ending=".tei.zip",
        media_type="application/zip",
        description="two texts and the links between their sentences, as InterText has them",
        module="alignments.formats.tei",
        parts=True,
        linked=True,
        lossless=False,
        streams=False,
    ),
    Format(
        name="moses",
        file_ending=".zip",
        media_type="application/zip",
        description="two plain text files, one segment a line each",
        module="alignments.formats.moses",
        parts=True,
        lossless=False,
        streams=False,
    ),
    Format(
        name="tmx",
        file_ending=".tmx",
        media_type="application/x-tmx+xml",
        description="translation memory, TMX 1.4b",
        module="alignments.formats.tmx",
        codes=True,
    ),
    Format(
        name="xliff",
        file_ending=".xlf",
        media_type="application/xliff+xml",
        description="XLIFF 2.1; reads 1.2 and 2.0 to 2.2",
        module="alignments.formats.xliff2",
        codes=True,
    ),
    Format(
        name="xliff-1.2",
        file_ending=".xliff",
        media_type="application/x-xliff+xml",
        description="XLIFF 1.2, for tools that know no other",
        module="alignments.formats.xliff12",
        codes=True,
    ),
    Format(
        name="html",
        file_ending=".html",
        media_type="text/html",
        description="page for readers, side by side and printable",
        module="alignments.formats.html_table",
        columns=True,
        reads=False,
        lossless=False,
    ),
    Format(
        name="docx",
        file_ending=".docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        description="Word document for readers, side by side",
        module="alignments.formats.docx",
        columns=True,
        reads=False,
        lossless=False,
        streams=False,
    ),
    Format(
        name="po",
        file_ending=".po",
        media_type="text/x-gettext-translation",
        description="gettext catalogue for software translation tools",
        module="alignments.formats.po",
    ),
    Format(
        name="sdlxliff",
        file_ending=".sdlxliff",
        media_type="application/x-sdlxliff+xml",
        description="bilingual files of Trados Studio",
        module="alignments.formats.xliff_reader",
        writes=False,
    ),
)

FORMATS = {known.name: known for known in _KNOWN}


def load(name: str) -> Format:
    """The format with that name. Raises UnknownFormat with the nearest name."""
    found = FORMATS.get(name.lower())
    if found is None:
        near = get_close_matches(name.lower(), FORMATS, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownFormat(f"no format {name[:40]!r}; {meant}known: {', '.join(FORMATS)}")
    return found


def by_ending(name: str) -> Format | None:
    """The format of a file with that name, compressed or not; `None` where none has the ending."""
    plain = name.lower().removesuffix(".gz")
    return next((known for known in _KNOWN if plain.endswith(known.file_ending)), None)
