"""Bringing translations in: from the units of an interchange file to a document and its bitexts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO

from alignments.documents import Document
from alignments.formats import Format, ImportReport, ReadOptions, ReadUnit, by_ending
from alignments.formats.packages import packed
from alignments.languages import normalised
from alignments.pairs import PairRow
from alignments.store import NewPairs, Store
from workbench.errors import ImportRefused
from workbench.linked import import_linked, preview_linked
from workbench.pair_files import (
    PairChoices,
    PairFile,
    PairsImported,
    Progress,
    language_of,
)
from workbench.pair_rows import PairRows

KEPT_BYTES = 64 * 2**20
"""Files up to this size are kept as they came; of larger ones, only what they say."""
_PIECE = 2**20
_ROWS_BETWEEN_SIGNS = 500


def pairs_format(name: str, start: bytes = b"") -> Format | None:
    """The format of a file with translations; `None` for a document in one language."""
    found = by_ending(name)
    if found is None or not found.reads:
        return None
    return found


def import_pairs(
    store: Store,
    files: Sequence[PairFile],
    known: Format,
    choices: PairChoices | None = None,
    *,
    author: str | None = None,
    progress: Progress | None = None,
) -> PairsImported:
    """Keep the pairs of a file as a document with its bitexts: all of them or nothing.

    The same file again changes nothing. Raises AlignmentsError for what cannot be read, and
    ImportRefused where the file does not say its languages, or holds no pairs.
    """
    choices = choices or PairChoices()
    if known.linked:
        return import_linked(store, files, choices, author=author, progress=progress)
    digest, size = _digest(files)
    if (there := _there(store, digest, choices.language)) is not None:
        return _known_already(store, there)
    with _Reading(files, known, choices, _Gauge(size, progress)) as reading:
        new = NewPairs(
            title=reading.title,
            language=reading.language,
            media_type=known.media_type,
            digest=digest,
            content=_content(files, size, reading.report),
            source=files[0].name,
            author=author,
            licence=choices.licence,
            retrieved_from=choices.retrieved_from,
        )
        document = store.pairs.add(new, reading.rows())
        return replace(reading.outcome(), document=document)


def preview_pairs(
    store: Store,
    files: Sequence[PairFile],
    known: Format,
    choices: PairChoices | None = None,
    *,
    progress: Progress | None = None,
) -> PairsImported:
    """What `import_pairs` would do, without doing it."""
    choices = choices or PairChoices()
    if known.linked:
        return preview_linked(files, choices)
    digest, size = _digest(files)
    if (there := _there(store, digest, choices.language)) is not None:
        return _known_already(store, there)
    with _Reading(files, known, choices, _Gauge(size, progress)) as reading:
        for _ in reading.rows():
            pass
        return reading.outcome()


class _Gauge:
    """Says how far a file has been read."""

    def __init__(self, size: int, heard: Progress | None) -> None:
        self._size, self._heard = size, heard
        self._furthest = 0

    def show(self, streams: Sequence[BinaryIO], rows: int) -> None:
        """An archive is read back and forth: it never goes back here."""
        if self._heard is not None:
            there = sum(stream.tell() for stream in streams if not stream.closed)
            self._furthest = max(self._furthest, there)
            self._heard(self._furthest // 1024, self._size // 1024, f"{rows:,} segments")


class _Reading:
    """One pass over a file, and what there is to tell of it."""

    def __init__(
        self, files: Sequence[PairFile], known: Format, choices: PairChoices, gauge: _Gauge
    ) -> None:
        self._gauge = gauge
        self.report = ImportReport()
        self._name = files[0].name
        single = choices.targets[0] if len(choices.targets) == 1 else None
        options = ReadOptions(
            source_language=choices.language,
            target_language=single,
            every_target=single is None,
            columns=choices.columns,
        )
        self._streams = [file.open() for file in files]
        try:
            self._units = known.read(*self._streams, options=options, report=self.report)
            self._first = self._first_unit()
            said = choices.language or self._first.source_language or choices.otherwise
            self.language = language_of(said, self._name)
        except BaseException:
            self._close()
            raise
        stem = PurePath(self._name.removesuffix(".gz")).stem
        self.title = choices.title or self._first.document or stem
        self._rows = PairRows(self.language, choices.targets, self.report, title=self.title)

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for stream in self._streams:
            stream.close()

    def _first_unit(self) -> ReadUnit:
        unit = next(self._units, None)
        if unit is None:
            raise ImportRefused(f"{self._name} has no pairs in it{self._reasons()}")
        return unit

    def _reasons(self) -> str:
        told = "; ".join(self.report.lines()[1:])
        return f": {told}" if told else ""

    def rows(self) -> Iterator[PairRow]:
        """The rows, of which there is at least one."""
        for number, row in enumerate(self._rows.of(chain([self._first], self._units))):
            if number % _ROWS_BETWEEN_SIGNS == 0:
                self._gauge.show(self._streams, number)
            yield row
        if not self._rows.count:
            raise ImportRefused(f"{self._name} has no pairs that can come in{self._reasons()}")

    def outcome(self) -> PairsImported:
        """What there is to tell when all rows went by."""
        rows = self._rows
        return PairsImported(
            document=None,
            new=True,
            title=self.title,
            language=self.language,
            segments=rows.count,
            translations={language: dict(states) for language, states in rows.standings.items()},
            report=self.report,
            sample=tuple(rows.sample),
        )


def _digest(files: Sequence[PairFile]) -> tuple[str, int]:
    """SHA-256 of all bytes, and how many there are."""
    digest, size = hashlib.sha256(), 0
    for file in files:
        with file.open() as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    return digest.hexdigest(), size


def _content(files: Sequence[PairFile], size: int, report: ImportReport) -> bytes:
    """The file as it came, where it can be kept; of several, an archive of all."""
    if size > KEPT_BYTES:
        report.warnings.append(
            f"the file itself is not kept, since it has more than {KEPT_BYTES // 2**20} MB; "
            "all of its pairs are"
        )
        return b""
    contents = []
    for file in files:
        with file.open() as stream:
            contents.append((file.name, stream.read()))
    return contents[0][1] if len(contents) == 1 else packed(contents)


def _there(store: Store, digest: str, language: str | None) -> Document | None:
    """The document that the same bytes made before."""
    tag = normalised(language) if language else None
    found = store.pairs.known(digest)
    return next((one for one in found if tag in (None, one.language)), None)


def _known_already(store: Store, document: Document) -> PairsImported:
    progress = store.bitexts.progress(document.id)
    return PairsImported(
        document=document,
        new=False,
        title=document.title,
        language=document.language,
        segments=document.segments,
        translations={
            bitext.language: {
                name: getattr(progress[bitext.id], name)
                for name in ("empty", "draft", "rejected", "translated", "reviewed", "final")
            }
            for bitext in store.bitexts.of(document.id)
        },
    )
