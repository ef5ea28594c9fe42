"""Fetching models from a server that has them, and from one that misbehaves."""

import hashlib
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalogue import Catalogue
from models.errors import InstallError, ModelFileError, ModelsError, ModelUnreachable
from models.install import remove
from models.installed import InstalledModel, best_installed, installed_models
from models.lock import LOCK_FILE, read_lock
from models.pull import pull
from tests.models.serving import Shelf, model_records, record, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf(embedded: InstalledModel, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A server with the embedded model under another language's name: real weights."""
    with serving(Shelf()) as shelf:
        shelf.offer(model_records(shelf, embedded.folder, embedded.files))
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", shelf.records)
        yield shelf


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A server with small files that are no model, for what goes wrong before loading."""
    with serving(Shelf()) as shelf:
        shelf.offer(small_records(shelf))
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", shelf.records)
        yield shelf


def small_records(shelf: Shelf, **changes: object) -> list[dict[str, object]]:
    return [
        record(shelf, "model.enar.intgemm.alphas.bin", b"model " * 500, **changes),
        record(shelf, "vocab.enar.spm", b"vocabulary " * 100, **changes),
    ]


def pulling(folder: Path, catalogue: Catalogue) -> InstalledModel:
    return pull("firefox-en-ar", folder=folder, catalogue=catalogue)


def refused(folder: Path, catalogue: Catalogue, kind: type[ModelsError]) -> str:
    """What a pull that must fail says; nothing may look installed afterwards."""
    with pytest.raises(kind) as caught:
        pulling(folder, catalogue)
    assert "\n" not in str(caught.value)
    assert not [
        each for each in installed_models(folder, catalogue) if each.folder and not each.embedded
    ]
    assert not (folder / "firefox-en-ar").exists()
    assert not (folder / LOCK_FILE).exists()
    return str(caught.value)


def test_a_pulled_model_is_installed_and_the_best_for_its_pair(
    tmp_path: Path, catalogue: Catalogue, shelf: Shelf, embedded: InstalledModel
) -> None:
    told: list[tuple[int, int | None]] = []
    installed = pull(
        "firefox-en-ar",
        folder=tmp_path,
        catalogue=catalogue,
        received=lambda got, total: told.append((got, total)),
    )
    assert installed.model.revision == "3.0-base"
    assert installed.files == embedded.files
    assert best_installed("en", "ar", folder=tmp_path, catalogue=catalogue) == installed
    assert [got for got, _ in told] == sorted(got for got, _ in told)
    assert told[-1][0] == told[-1][1]
    assert not (tmp_path / ".partial").exists()


def test_a_second_pull_asks_nobody(tmp_path: Path, catalogue: Catalogue, shelf: Shelf) -> None:
    first = pulling(tmp_path, catalogue)
    shelf.requests.clear()
    assert pulling(tmp_path, catalogue) == first
    assert shelf.requests == []


def test_an_embedded_model_needs_no_fetching(tmp_path: Path, catalogue: Catalogue) -> None:
    installed = pull("firefox-en-pt-tiny", folder=tmp_path, catalogue=catalogue)
    assert installed.embedded


def test_the_lock_file_makes_later_pulls_take_the_same_files(
    tmp_path: Path, catalogue: Catalogue, shelf: Shelf, embedded: InstalledModel
) -> None:
    first = pulling(tmp_path, catalogue)
    assert read_lock(tmp_path)["firefox-en-ar"].files == first.files
    remove("firefox-en-ar", folder=tmp_path, catalogue=catalogue)
    old = json.loads(shelf.files["/v1/buckets/main/collections/models/records"])["data"]
    newer = [
        record(shelf, name, b"newer", version="3.1")
        for name in ("model.enar.bin", "vocab.enar.spm")
    ]
    shelf.offer(newer + old)
    assert pulling(tmp_path, catalogue).model.revision == "3.0-base"
    remove("firefox-en-ar", folder=tmp_path, catalogue=catalogue)
    shelf.offer(newer)
    with pytest.raises(ModelUnreachable, match=r"locked at revision 3\.0-base, which is no longer"):
        pulling(tmp_path, catalogue)


def test_the_newest_and_best_complete_release_is_chosen(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    names = ["model.enar.bin", "vocab.enar.spm"]
    small.offer(
        [
            *[record(small, name, b"old", version="3.0") for name in names],
            *[record(small, name, b"tiny", version="3.1", architecture="tiny") for name in names],
            *[
                record(small, name, b"best", version="3.1", architecture="base-memory")
                for name in names
            ],
            record(small, "model.enar.bin", b"without a vocabulary", version="3.9"),
            *[record(small, name, b"for a later engine", version="4.0") for name in names],
            *[
                record(small, name, b"some", version="3.2", filter_expression="env.x")
                for name in names
            ],
        ]
    )
    from models.records import releases

    assert [release.revision for release in releases("en-ar")] == [
        "3.1-base-memory",
        "3.1-tiny",
        "3.0-base",
    ]


def test_a_broken_connection_is_taken_up_again(
    tmp_path: Path, catalogue: Catalogue, shelf: Shelf
) -> None:
    shelf.cut_at, shelf.cuts = 1_000_000, 2
    assert pulling(tmp_path, catalogue).files
    assert [asked for _, asked in shelf.requests if asked] == ["bytes=1000000-", "bytes=2000000-"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_cut_at_any_byte_installs_nothing_and_goes_on_later(
    tmp_path: Path, catalogue: Catalogue, small: Shelf, ranges: bool
) -> None:
    small.ranges = ranges
    length = len(small.files["/attachments/files/model.enar.intgemm.alphas.bin.zst"])
    places = {0, 1, 4, 12, length - 1, *random.Random(3).sample(range(length), 15)}
    for cut in sorted(places):
        if ranges and cut * 3 >= length:
            continue  # three tries bring the whole file
        folder = tmp_path / str(cut)
        small.cut_at, small.cuts = cut, 10_000
        said = refused(folder, catalogue, ModelUnreachable)
        assert "could not be fetched" in said
        small.cut_at = None
        # Whole now, it turns out to be no model
        assert "is no Firefox model" in refused(folder, catalogue, ModelFileError)


def test_a_changed_checksum_installs_nothing_and_is_forgotten(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    path = "/attachments/files/vocab.enar.spm.zst"
    whole = small.files[path]
    small.files[path] = whole[:-1] + b"?"
    said = refused(tmp_path, catalogue, ModelFileError)
    assert hashlib.sha256(whole).hexdigest() in said
    assert "nothing was installed" in said
    small.files[path] = whole
    assert "is no Firefox model" in refused(tmp_path, catalogue, ModelFileError)


def test_a_checksum_of_the_unpacked_file_that_differs_is_refused(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    small.offer(small_records(small, decompressedHash="0" * 64))
    assert "0" * 64 in refused(tmp_path, catalogue, ModelFileError)


def test_an_attachment_that_is_not_compressed_as_it_says_is_refused(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    records = small_records(small)
    broken = b"\x28\xb5\x2f\xfd" + b"nonsense" * 20
    small.files["/attachments/files/vocab.enar.spm.zst"] = broken
    records[1]["attachment"] = {
        "location": "files/vocab.enar.spm.zst",
        "size": len(broken),
        "hash": hashlib.sha256(broken).hexdigest(),
    }
    small.offer(records)
    assert "cannot be decompressed" in refused(tmp_path, catalogue, ModelFileError)


def test_a_record_cannot_name_a_place_outside_the_folder(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    small.offer(
        [
            record(small, "model.enar.bin", b"m", name="../../model.enar.bin"),
            record(small, "vocab.enar.spm", b"v", name="..\\vocab.enar.spm"),
        ]
    )
    refused(tmp_path / "deep" / "models", catalogue, ModelFileError)
    assert not list(tmp_path.glob("*.bin"))
    assert not list((tmp_path / "deep").glob("*.bin"))


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_an_error_page_is_said(
    tmp_path: Path, catalogue: Catalogue, small: Shelf, status: int
) -> None:
    small.status = status
    assert f"answered {status}" in refused(tmp_path, catalogue, ModelUnreachable)


@pytest.mark.parametrize("page", [b"<html>Login</html>", b"[]", b'{"data": 3}', b"{", b"\xff\xfe"])
def test_a_page_that_is_no_list_of_models_is_said(
    tmp_path: Path, catalogue: Catalogue, small: Shelf, page: bytes
) -> None:
    small.files["/v1/buckets/main/collections/models/records"] = page
    assert "answered with something that is" in refused(tmp_path, catalogue, ModelUnreachable)


def test_a_pair_that_the_service_does_not_have_is_said(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    small.offer(small_records(small, targetLanguage="fr"))
    assert "offers no model for en-ar" in refused(tmp_path, catalogue, ModelUnreachable)


class TestWithoutANetwork:
    """One line, within three seconds, that names model, command, and how to bring it by hand."""

    def saying(self, tmp_path: Path, catalogue: Catalogue) -> str:
        began = time.monotonic()
        said = refused(tmp_path, catalogue, ModelUnreachable)
        assert time.monotonic() - began < 3
        assert "workbench models pull firefox-en-ar" in said
        assert "workbench models add DIRECTORY" in said
        return said

    def test_a_port_nobody_listens_on(
        self, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"http://127.0.0.1:{port}/records")
        assert "could not be reached" in self.saying(tmp_path, catalogue)

    def test_a_host_that_swallows_connections(
        self, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.socket() as full, socket.socket() as first, socket.socket() as second:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for client in (first, second):
                client.setblocking(False)
                client.connect_ex(full.getsockname())
            port = full.getsockname()[1]
            monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"http://127.0.0.1:{port}/records")
            assert "did not answer" in self.saying(tmp_path, catalogue)

    def test_a_name_that_does_not_exist(
        self, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://models.invalid/records")
        self.saying(tmp_path, catalogue)

    def test_an_address_that_is_none(
        self, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "ftp://models/records")
        assert "is no http address" in self.saying(tmp_path, catalogue)


def test_cancelling_keeps_what_has_come_and_installs_nothing(
    tmp_path: Path, catalogue: Catalogue, shelf: Shelf
) -> None:
    def cancel() -> None:
        if any(path.stat().st_size > 100_000 for path in tmp_path.rglob("*.part")):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull("firefox-en-ar", folder=tmp_path, catalogue=catalogue, check_cancelled=cancel)
    assert not (tmp_path / "firefox-en-ar").exists()
    shelf.requests.clear()
    assert pulling(tmp_path, catalogue).files
    assert any(asked for _, asked in shelf.requests)


def test_a_full_disk_is_said_in_one_line(tmp_path: Path, small: Shelf) -> None:
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from models.catalogue import load_catalogue\n"
        "from models.errors import InstallError\n"
        "from models.pull import pull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try:\n"
        "    pull('firefox-en-ar', folder=Path(sys.argv[1]), catalogue=load_catalogue())\n"
        "except InstallError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "models")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "cannot be written (File too large); make room there" in done.stdout
    assert done.stdout.count("\n") == 1
    assert not (tmp_path / "models" / "firefox-en-ar").exists()


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InstallError, match="cannot be written"):
        pulling(tmp_path / "file", catalogue)


def test_a_lock_file_that_makes_no_sense_is_named(
    tmp_path: Path, catalogue: Catalogue, small: Shelf
) -> None:
    (tmp_path / LOCK_FILE).write_text('{"firefox-en-ar": 3}')
    with pytest.raises(ModelFileError, match="mend or delete it"):
        pulling(tmp_path, catalogue)
