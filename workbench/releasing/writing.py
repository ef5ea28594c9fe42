"""The files of a release: the pairs in every format, and what was taken out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import workbench
from alignments import formats
from alignments.beads import TranslationUnit
from alignments.formats import WriteOptions
from workbench.releasing.collecting import Collected, Progress
from workbench.releasing.options import ReleaseOptions
from workbench.releasing.sifting import Sifted
from workbench.releasing.sources import Parts
from workbench.releasing.splitting import SPLITS, Split
from workbench.releasing.spool import Spool

FOLDERS = {"parquet": "data"}
"""Where a format's files stand, if not in a folder of its name. `datasets` looks into `data`."""
TAKEN_OUT = "taken-out.tsv"
_TELL_EVERY = 1000


def write_pairs(
    folder: Path,
    spool: Spool,
    sifted: Sifted,
    parts: Parts,
    options: ReleaseOptions,
    progress: Progress,
) -> None:
    """Write every split that has pairs in every format that was asked for."""
    total = int((sifted.splits != Split.OUT).sum()) * len(options.formats)
    tell = _Teller(progress, total)
    for name in options.formats:
        known = formats.load(name)
        for split in SPLITS:
            chosen = sifted.splits == split
            if not chosen.any():
                continue
            place = folder / path_of(name, split)
            place.parent.mkdir(exist_ok=True)
            units = tell.counted(spool.units(chosen), name)
            with place.open("wb") as stream:
                known.write(
                    _numbered(units) if name == "tmx" else units,
                    stream,
                    options=_options(parts, options),
                )


def path_of(format: str, split: Split) -> str:
    """The name of a file, from the folder of the release."""
    ending = formats.load(format).file_ending
    return f"{FOLDERS.get(format, format)}/{split.file_name}{ending}"


def _options(parts: Parts, options: ReleaseOptions) -> WriteOptions:
    return WriteOptions(
        source_language=parts.source_language,
        target_language=parts.target_language,
        include_drafts=options.include_drafts,
        title=options.name,
        tool_version=workbench.__version__,
    )


def _numbered(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """The units by their place in the file: a memory names units, and no two alike."""
    for number, unit in enumerate(units, start=1):
        yield replace(unit, number=number)


class _Teller:
    """Counts units as they go by, over all files."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def counted(self, units: Iterable[TranslationUnit], name: str) -> Iterator[TranslationUnit]:
        for unit in units:
            self._done += 1
            if self._done % _TELL_EVERY == 0 or self._done == self._total:
                self._progress(f"writing {name}", self._done, self._total)
            yield unit


def write_taken_out(path: Path, collected: Collected, sifted: Sifted, parts: Parts) -> None:
    """A line for every pair that was taken out, with the pair that stands for a duplicate."""
    columns = collected.columns
    names = [" ".join(part.name.split()) for part in parts.parts]
    part, number = columns.of("part").tolist(), columns.of("number").tolist()
    because, alike = sifted.because.tolist(), sifted.resemblance.tolist()
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("document\tnumber\treason\tkept_document\tkept_number\tresemblance\n")
        for place, reason in enumerate(sifted.reasons.tolist()):
            if reason < 0:
                continue
            kept = because[place]
            like = (
                (names[part[kept]], str(number[kept]), f"{alike[place]:.2f}")
                if kept >= 0
                else ("", "", "")
            )
            line = (names[part[place]], str(number[place]), sifted.names[reason], *like)
            stream.write("\t".join(line) + "\n")
