"""Units per second of processor time, and memory, of every format.

translate-toolkit's TMX reader goes over the same file in the same run; what is stored goes through
`workbench import` into a new SQLite store.

    python benchmarks/formats.py [UNITS] [FORMAT…]

Each figure is of a process of its own, so that one's memory does not count for the next. Writing
does not count the time that it takes to make the units. What is compared is the median of five
rounds, in which each takes its turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

from alignments import formats
from alignments.beads import Origin, Revision, State, SubState, TranslationUnit
from alignments.formats import ReadOptions, WriteOptions

OPTIONS = WriteOptions(source_language="en", target_language="ar", provenance=False)
READ = ReadOptions(source_language="en", target_language="ar")
ROUNDS = 5


def units(count: int) -> Iterator[TranslationUnit]:
    """Sentences of about the length of news, made one at a time."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        target = f"اجتمعت اللجنة في اليوم {number} وقررت أن تواصل عملها رغم الاعتراضات الكثيرة."
        yield TranslationUnit(
            number=number,
            document="Benchmark",
            source_language="en",
            target_language="ar",
            source=f"On day {number} the committee met & decided to go on in spite of objections.",
            target=target,
            revision=Revision(
                bead=number,
                number=1,
                text=target,
                state=State.TRANSLATED,
                sub_state=SubState.EDITED,
                origin=Origin.HUMAN,
                author="mira",
                machine=None,
                score=None,
                flags=(),
                active_seconds=None,
                created_at=at,
            ),
            excluded=False,
            confidence=None,
        )


def write(name: str, path: Path, count: int) -> float:
    making = 0.0

    def made() -> Iterator[TranslationUnit]:
        """The units in pieces, and the time that making each took."""
        nonlocal making
        coming = units(count)
        while True:
            start = time.process_time()
            piece = list(islice(coming, 1000))
            making += time.process_time() - start
            if not piece:
                return
            yield from piece

    start = time.process_time()
    with path.open("wb") as stream:
        formats.load(name).write(made(), stream, options=OPTIONS)
    return time.process_time() - start - making


def read(name: str, path: Path, count: int) -> float:
    with path.open("rb") as stream:
        units = formats.load(name).read(stream, options=READ)  # loads the reader's modules
        start = time.process_time()
        found = sum(1 for _ in units)
    _check(name, found, count)
    return time.process_time() - start


def store(name: str, path: Path, count: int) -> float:
    from alignments.store import open_store
    from workbench.importing import import_pairs
    from workbench.pair_files import PairFile

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        start = time.process_time()
        with open_store(f"{folder}/store.db") as opened:
            file = PairFile(name=path.name, open=lambda: path.open("rb"))
            found = import_pairs(opened, [file], formats.load(name)).segments
        seconds = time.process_time() - start
    _check(name, found, count)
    return seconds


def read_with_toolkit(name: str, path: Path, count: int) -> float:
    from translate.storage.tmx import tmxfile

    start = time.process_time()
    with path.open("rb") as stream:
        found = sum(1 for each in tmxfile(stream, "en", "ar").units if each.source and each.target)
    _check(name, found, count)
    return time.process_time() - start


def _check(name: str, found: int, count: int) -> None:
    if found != count:
        raise SystemExit(f"{name}: {found} units came back of {count}")


ACTIONS = {"write": write, "read": read, "store": store, "toolkit": read_with_toolkit}


Figures = tuple[float, float]
"""Seconds and megabytes."""


def measured(action: str, name: str, path: Path, count: int) -> Figures:
    """How a process of its own does."""
    command = [sys.executable, __file__, "--one", action, name, str(path), str(count)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, said.stdout.split())
    return seconds, megabytes


def told(action: str, name: str, figures: Figures, count: int) -> None:
    seconds, megabytes = figures
    print(f"{name:10} {action:8} {count / seconds:10,.0f} units/s {megabytes:7.0f} MB", flush=True)


def compare(name: str, path: Path, count: int) -> None:
    """Read, store and the toolkit by turns: a processor's speed changes from minute to minute."""
    actions = ("read", "store", "toolkit")
    rounds = [[measured(action, name, path, count) for action in actions] for _ in range(ROUNDS)]
    middle = {}
    for action, figures in zip(actions, zip(*rounds, strict=True), strict=True):
        seconds, megabytes = (median(each) for each in zip(*figures, strict=True))
        middle[action] = seconds, megabytes
        told(action, name, middle[action], count)
    ours, stored, theirs = middle.values()
    print(f"{name:10} {theirs[0] / ours[0]:.1f} times as fast in", end=" ")
    print(f"{ours[1] / theirs[1]:.2f} of the memory;", end=" ")
    print(f"stored at {theirs[0] / stored[0]:.2f} of the speed that it is read with")


def one(action: str, name: str, path: str, count: str) -> None:
    seconds = ACTIONS[action](name, Path(path), int(count))
    print(seconds, _peak_megabytes())


def _peak_megabytes() -> float:
    """Of this process alone: `ru_maxrss` would count what its parent had when it began."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = status.read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 100_000
    written = [known.name for known in formats.FORMATS.values() if known.writes]
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments[1:] or written:
            known = formats.load(name)
            path = Path(folder) / f"units{known.file_ending}"
            told("write", name, measured("write", name, path, count), count)
            if name == "tmx" and count <= 100_000:  # the toolkit keeps the whole file in memory
                compare(name, path, count)
            elif known.reads and not known.parts:
                for action in ("read", "store")[: 1 + (name == "tmx")]:
                    told(action, name, measured(action, name, path, count), count)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:6])
    else:
        main(sys.argv[1:])
