"""Units per second of processor time, and memory, of every format.

translate-toolkit's TMX reader goes over the same file in the same run.

    python benchmarks/formats.py [UNITS] [FORMAT…]

Each figure is of a process of its own, so that one's memory does not count for the next.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from alignments import formats
from alignments.beads import Origin, Revision, State, SubState, TranslationUnit
from alignments.formats import ReadOptions, WriteOptions

OPTIONS = WriteOptions(source_language="en", target_language="ar", provenance=False)
READ = ReadOptions(source_language="en", target_language="ar")


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


def write(name: str, path: Path, count: int) -> None:
    with path.open("wb") as stream:
        formats.load(name).write(units(count), stream, options=OPTIONS)


def read(name: str, path: Path, count: int) -> None:
    with path.open("rb") as stream:
        found = sum(1 for _ in formats.load(name).read(stream, options=READ))
    if found != count:
        raise SystemExit(f"{name}: {found} units came back of {count}")


def read_with_toolkit(name: str, path: Path, count: int) -> None:
    from translate.storage.tmx import tmxfile

    with path.open("rb") as stream:
        found = sum(1 for each in tmxfile(stream, "en", "ar").units if each.source and each.target)
    if found != count:
        raise SystemExit(f"{name}: {found} units came back of {count}")


ACTIONS = {"write": write, "read": read, "toolkit": read_with_toolkit}


def measured(action: str, name: str, path: Path, count: int) -> str:
    """One line of the table, from a process of its own."""
    command = [sys.executable, __file__, "--one", action, name, str(path), str(count)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return said.stdout.strip()


def one(action: str, name: str, path: str, count: str) -> None:
    start = time.process_time()
    ACTIONS[action](name, Path(path), int(count))
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:10} {action:8} {int(count) / seconds:10,.0f} units/s {megabytes:7.0f} MB")


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 100_000
    written = [known.name for known in formats.FORMATS.values() if known.writes]
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments[1:] or written:
            known = formats.load(name)
            path = Path(folder) / f"units{known.file_ending}"
            print(measured("write", name, path, count), flush=True)
            if known.reads and not known.parts:
                print(measured("read", name, path, count), flush=True)
            if name == "tmx" and count <= 100_000:  # it keeps the whole file in memory
                print(measured("toolkit", name, path, count), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:6])
    else:
        main(sys.argv[1:])
