"""Files with translations on their way in: what there is to read, how, and what came of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from alignments.documents import Document
from alignments.errors import ReadError
from alignments.formats import ImportReport
from alignments.languages import normalised
from alignments.pairs import PairRow
from alignments.placeholders import without_codes
from workbench.errors import ImportRefused

STANDARD_INPUT = "-"
Progress = Callable[[int, int, str], None]
"""Hears how much of a file was read, of how much, in KB, and what came of it; may raise to stop."""
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
    otherwise: str | None = None
    """Of the source texts, where nobody says it."""
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
                **{target.language: _short(target.text) for target in row.targets},
            }
            for row in self.sample
        ]


def _short(text: str) -> str:
    shown = without_codes(text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[: _SHOWN_CHARACTERS - 1]}…"


def _counted(states: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in states.items() if count)


def language_of(tag: str | None, name: str) -> str:
    """A language as we write it. Raises ImportRefused where none is named."""
    if tag is None:
        raise ImportRefused(
            f"{name} does not say its languages; say the one of the source texts and the one of "
            "the translations (--language en --to ar)"
        )
    return normalised(tag)


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
