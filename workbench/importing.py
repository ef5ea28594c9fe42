"""Bringing translations in: from the units of an interchange file to a document and its bitexts."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from alignments.documents import Document
from alignments.errors import ReadError
from alignments.formats import Format, ImportReport, ReadOptions, ReadUnit, by_ending
from alignments.languages import normalised
from alignments.placeholders import without_codes
from alignments.store import NewPairs, PairRow, Store
from workbench.errors import ImportRefused
from workbench.pair_rows import PairRows

KEPT_BYTES = 64 * 2**20
"""Files up to this size are kept as they came; of larger ones, only what they say."""
STANDARD_INPUT = "-"
Progress = Callable[[int, int, str], None]
"""Hears how much of a file was read, of how much, in KB, and what came of it; may raise to stop."""
_PIECE = 2**20
_ROWS_BETWEEN_SIGNS = 500
_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFile:
    """A file with translations, which may be read more than once."""

    name: str
    open: Callable[[], BinaryIO]
    """Gives its bytes from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChoices:
    """What a person may say of how pairs are to be read."""

    language: str | None = None
    """Of the source texts; `None` takes what the file says."""
    targets: tuple[str, ...] = ()
    """The languages that come in; none of them means every one there is."""
    title: str | None = None
    columns: tuple[str, ...] | None = None
    """Of a table without a header, or with another: a name for each, `""` for one left out."""
    licence: str | None = None
    retrieved_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsImported:
    """What came of a file, or would come of it."""

    document: Document | None
    """`None` where nothing was to be stored."""
    new: bool
    """False where the file was there already; then nothing was read or changed."""
    title: str
    language: str
    segments: int
    translations: dict[str, dict[str, int]] = field(default_factory=dict)
    """For every language how many units stand in which state."""
    report: ImportReport = field(default_factory=ImportReport)
    sample: tuple[PairRow, ...] = ()
    """The first rows, to look at."""

    def lines(self) -> list[str]:
        """The report as text, one line a fact."""
        told = [f"{language}: {_counted(states)}" for language, states in self.translations.items()]
        return told + (self.report.lines() if self.new else [])

    def as_json(self) -> dict[str, Any]:
        """The report as values that JSON can carry."""
        return {
            "document": self.document.id if self.document else None,
            "new": self.new,
            "title": self.title,
            "language": self.language,
            "segments": self.segments,
            "translations": self.translations,
            "report": self.report.as_json(),
            "sample": self.beginning(),
        }

    def beginning(self) -> list[dict[str, str]]:
        """The first rows: their texts, cut short, by language."""
        return [
            {
                self.language: _short(row.text),
                **{target.language: _short(target.revision.text) for target in row.targets},
            }
            for row in self.sample
        ]


def _short(text: str) -> str:
    shown = without_codes(text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[: _SHOWN_CHARACTERS - 1]}…"


def _counted(states: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in states.items() if count)


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
            self.language = _language(choices.language or self._first.source_language, self._name)
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


def _language(tag: str | None, name: str) -> str:
    if tag is None:
        raise ImportRefused(
            f"{name} does not say its languages; say the one of the source texts and the one of "
            "the translations (--language en --to ar)"
        )
    return normalised(tag)


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
    """The file as it came, where it can be kept; several files have no place."""
    if size <= KEPT_BYTES and len(files) == 1:
        with files[0].open() as stream:
            return stream.read()
    if size > KEPT_BYTES:
        report.warnings.append(
            f"the file itself is not kept, since it has more than {KEPT_BYTES // 2**20} MB; "
            "all of its pairs are"
        )
    return b""


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


@contextmanager
def opened_files(paths: Sequence[str]) -> Iterator[list[PairFile]]:
    """Files by their paths; standard input, `-`, is put aside so that it can be read again."""
    with ExitStack() as stack:
        yield [_pair_file(path, stack) for path in paths]


def _pair_file(path: str, stack: ExitStack) -> PairFile:
    if path != STANDARD_INPUT:
        return PairFile(name=PurePath(path).name, open=partial(_open, path))
    folder = Path(stack.enter_context(TemporaryDirectory()))
    with (folder / "input").open("wb") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    return PairFile(name="standard input", open=partial(_open, str(folder / "input")))


def _open(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {(error.strerror or '').lower()}") from error
