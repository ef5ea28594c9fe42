"""Files that are either written whole or left as they were."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from workbench.errors import ExportError

STANDARD_OUTPUT = Path("-")


@contextmanager
def written_whole(paths: Sequence[Path]) -> Iterator[list[BinaryIO]]:
    """Streams for files that appear under their names, all of them, when the block ends well.

    Until then each is a temporary file in the same folder; when the block fails they are gone, and
    what stood there before still does. Raises ExportError, in one line, for what the system
    refuses.
    """
    with _refusals(paths), ExitStack() as stack:
        pending = [stack.enter_context(_Pending(_checked(path))) for path in paths]
        yield [each.stream for each in pending]
        for each in pending:
            each.settle()
        for each in pending:
            each.appear()


def make_folder(path: Path) -> None:
    """Make a folder, and those it is in, where they are not there. Raises ExportError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExportError(f"cannot make the folder {path}: {reason}") from error


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output as bytes, flushed when the block ends."""
    with _refusals([STANDARD_OUTPUT]):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


@contextmanager
def _refusals(paths: Sequence[Path]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if STANDARD_OUTPUT in paths:
            raise ExportError(f"cannot write to standard output: {reason}") from error
        shown = " and ".join(map(str, paths))
        raise ExportError(f"cannot write {shown}: {reason}; nothing was replaced") from error


def _checked(path: Path) -> Path:
    """The file behind the name: a link is followed, so that it stays a link."""
    target = path.resolve()
    if target.is_dir():
        raise ExportError(f"{path} is a folder; give the name of a file")
    if not target.parent.is_dir():
        raise ExportError(f"there is no folder {path.parent}; make it first")
    return target


class _Pending:
    """A file that waits under another name, or a device, which needs no such care."""

    def __init__(self, target: Path) -> None:
        self._target = target
        special = target.exists() and not target.is_file()
        self._temporary = None if special else target.with_name(f".{secrets.token_hex(8)}.part")
        self.stream: BinaryIO

    def __enter__(self) -> _Pending:
        if self._temporary is None:
            self.stream = self._target.open("wb")
        else:
            self.stream = self._temporary.open("xb")
            if self._target.exists():
                self._temporary.chmod(self._target.stat().st_mode & 0o777)
        return self

    def settle(self) -> None:
        """Bring the bytes to the disk."""
        self.stream.flush()
        if self._temporary is not None:
            os.fsync(self.stream.fileno())
        self.stream.close()

    def appear(self) -> None:
        """Take the place of the file with the name."""
        if self._temporary is None:
            return
        self._temporary.replace(self._target)
        self._temporary = None
        _settle_folder(self._target.parent)

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a full disk refuses what is still buffered
            self.stream.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)


def _settle_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can do that with a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
