"""A disk that is full, and a file that may only be read: one line, and the store stays whole."""

from __future__ import annotations

import os
import pickle
import resource
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from alignments.errors import StoreError
from alignments.store import open_store
from tests.alignments.store.samples import (
    add_document,
    correct,
    draft,
    new_document,
    numbered,
    prepared,
    whole,
)

LONG = "A sentence that needs some room on the disk. " * 200


def in_a_child(work):
    """What the work returns, done in a forked process, so that its limits end with it."""
    told, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(told)
            with os.fdopen(say, "wb") as pipe:
                pickle.dump(work(), pipe)
        finally:
            os._exit(0)
    os.close(say)
    with open(told, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer)


def line_of(work):
    """The line that the work is refused with."""
    try:
        work()
    except StoreError as error:
        return str(error)
    return None


def assert_whole(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def fill(store, bead):
    """Write until there is no room. How many corrections were acknowledged, and the line."""
    for number in range(10_000):
        line = line_of(lambda number=number: correct(store, bead, f"{number} {LONG}", number))
        if line is not None:
            return number, line
    return None


def assert_recovers(path, bead, written):
    with open_store(path) as store:
        assert len(store.revisions.history(bead)) == written
        correct(store, bead, "there is room again", written)
    assert_whole(path)


def test_a_full_disk_is_said_in_one_line_and_nothing_is_half_written(small_disk):
    path = small_disk / "store.db"
    with open_store(path) as store:
        bitext, beads = prepared(store, 400)
        written, line = fill(store, beads[0])
        assert "the disk is full; nothing was stored" in line or "see whether it is full" in line
        assert written > 1
        drafts = [(bead, draft(LONG)) for bead in beads[1:]]
        assert line_of(lambda: store.revisions.add_drafts(drafts)) is not None
        document = new_document(*[LONG] * 400, title="late")
        assert line_of(lambda: store.documents.add(document, whole)) is not None
        assert len(store.documents.all()) == 1
        assert store.bitexts.progress(bitext.document)[bitext.id].draft == 0
    (small_disk / "ballast").unlink()
    assert_recovers(path, beads[0], written)


def test_a_limit_on_the_size_of_files_is_said_in_one_line(tmp_path):
    path = tmp_path / "store.db"
    with open_store(path) as store:
        _, (bead, *_) = prepared(store)

    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        with open_store(path) as store:
            return fill(store, bead)

    written, line = in_a_child(work)
    assert written > 1
    assert "\n" not in line
    assert line.startswith(f"the store {path}: the disk ")
    assert_recovers(path, bead, written)


def test_a_store_cannot_be_made_on_a_full_disk(small_disk):
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "more").write_bytes(bytes(4_000_000))
    line = line_of(lambda: open_store(small_disk / "store.db").close())
    assert line is not None
    assert "disk" in line
    (small_disk / "more").unlink()
    open_store(small_disk / "store.db").close()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes, one of them taken by a file named `ballast`."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small disk: {mounted.stderr.strip()}")
    (place / "ballast").write_bytes(bytes(1_000_000))
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def readable_store():
    """A store in a folder where a user without rights may only read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with open_store(path) as store:
            add_document(store, *numbered(3))
            store.bitexts.ensure(1, "ar")
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        yield path
        Path(folder).chmod(0o755)


def test_a_file_that_may_only_be_read_is_said_in_one_line(readable_store):
    def work():
        if os.geteuid() == 0:
            os.setuid(65534)  # the superuser may write anywhere

        def write():
            with open_store(readable_store) as store:
                store.bitexts.ensure(1, "fr")

        return line_of(write)

    line = in_a_child(work)
    assert line is not None
    assert "it may only be read" in line or "it cannot be opened" in line
    assert "\n" not in line
