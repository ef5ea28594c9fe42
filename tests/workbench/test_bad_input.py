"""What bad input gets: one line of reason, exit code 1, nothing stored, no traceback."""

import io
import resource
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    return archive(**{"word/document.xml": b"\0" * 300_000_000})


BAD_FILES = {
    "photo.png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "photo.png"),
    "report.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "empty.txt": (b"", "empty.txt"),
    "blank.txt": (b" \n\n\t\n", "blank.txt"),
    "latin.txt": ("Un café à Brest.".encode("latin-1"), "byte 0xe9 at offset 6"),
    "line.txt": (b"word " * 10_000_000, "50,000,000"),
    "nul.txt": (b"One.\x00 Two.", "NUL byte at offset 4"),
    "bell.txt": (b"One.\nTwo\x07.", "U+0007"),
    "broken.docx": (b"PK\x03\x04" + b"nothing of a zip", "broken.docx"),
    "cut.docx": (archive(**{"word/document.xml": b"<w:document/>"})[:60], "cut.docx"),
    "noword.docx": (archive(**{"readme.txt": b"hello"}), "word/document.xml"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(workbench, name):
    content, sign = BAD_FILES[name]
    line = workbench.refused("import", workbench.file(name, content))
    assert sign in line
    assert workbench.json("documents") == []


def test_a_zip_bomb_is_refused_before_it_goes_off(workbench):
    line = workbench.refused("import", workbench.file("bomb.docx", bomb()))
    assert "bomb.docx" in line
    assert workbench.json("documents") == []


def test_mixed_line_ends_come_in_with_a_note_and_go_back_byte_for_byte(workbench):
    content = b"One.\r\nTwo.\nThree.\rFour."
    result = workbench("import", workbench.file("mixed.txt", content))
    assert "mixed line ends" in result.stderr

    from alignments.store import open_store

    with open_store(workbench.store) as store:
        assert store.documents.text(1).encode() == content
        assert store.documents.content(1) == content


def test_scripts_never_come_in(workbench):
    page = (
        "<html lang=en><title>A page</title><body><script>steal()</script>"
        "<p onclick='steal()'>Only this sentence is read.</p><script>more()</script>"
        "<style>p{}</style><p>And this one too.</p></body></html>"
    )
    workbench("import", "--whole-page", workbench.file("page.html", page))
    rows = workbench.json("show", "1")["rows"]
    assert [row["text"] for row in rows] == ["Only this sentence is read.", "And this one too."]


def test_a_language_tag_that_is_none(workbench):
    line = workbench.refused("import", workbench.file("a.txt", "Hi."), "--language", "klingonish")
    assert line.startswith("'klingonish' is not a language tag")
    assert workbench.json("documents") == []


def test_an_encoding_that_is_none(workbench):
    line = workbench.refused("import", workbench.file("a.txt", "Hi."), "--encoding", "utf-9")
    assert "utf-9" in line


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["improt"], "no such command 'improt'. Did you mean 'import'?; 'workbench --help' says"),
        (["show"], "missing argument 'DOC'; 'workbench show --help' says"),
        (["show", "1", "--zz"], "no such option: --zz; 'workbench show --help' says"),
        (["models", "drop"], "no such command 'drop'; 'workbench models --help' says"),
    ],
)
def test_a_command_that_is_none_is_refused_in_one_line(workbench, words, reason):
    assert workbench.refused(*words).startswith(reason)


@pytest.mark.parametrize("translation", ["gone.txt", "damaged.docx"])
def test_nothing_is_imported_where_one_of_two_files_cannot_be_aligned(workbench, translation):
    article = workbench.file("article.txt", "One sentence. Another one.")
    workbench.file("damaged.docx", b"PK no archive")
    assert translation in workbench.refused("align", article, translation)
    assert workbench.json("documents") == []


def model_folder(folder: Path) -> Path:
    from models.catalogue import load_catalogue
    from models.installed import find_installed

    installed = find_installed(
        "firefox-en-pt-tiny", folder=folder / "none", catalogue=load_catalogue()
    )
    copy = folder / "mine"
    copy.mkdir()
    for file in installed.files:
        shutil.copy(installed.folder / file.name, copy / file.name)
    return copy


def test_a_model_file_that_is_cut_short_is_not_installed(workbench):
    folder = model_folder(workbench.folder)
    weights = next(folder.glob("model.*.bin"))
    weights.write_bytes(weights.read_bytes()[:1000])
    workbench.refused("models", "add", folder, "--from", "en", "--to", "pt", "--id", "mine")
    assert "mine" not in [model["id"] for model in workbench.json("models", "list")]


def test_a_model_that_changed_since_it_was_installed_is_not_run(workbench):
    folder = model_folder(workbench.folder)
    workbench("models", "add", folder, "--from", "en", "--to", "pt", "--id", "mine")
    weights = next((workbench.folder / "models" / "mine").glob("model.*.bin"))
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(bytes(content))
    workbench("import", workbench.file("a.txt", "Hello."))
    line = workbench.refused("translate", "1", "--to", "pt", "--model", "mine")
    assert "checksum" in line
    assert "models remove mine" in line


def test_a_store_made_by_a_newer_version(workbench):
    workbench("documents")
    with sqlite3.connect(workbench.store) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    assert "a newer version of the workbench made it" in workbench.refused("documents")


def test_a_store_that_is_another_programs_file(workbench):
    workbench.store.write_text("a shopping list")
    assert "not an SQLite file" in workbench.refused("documents")
    assert workbench.store.read_text() == "a shopping list"


def test_a_store_that_another_process_holds(workbench):
    workbench("documents")
    holder = sqlite3.connect(workbench.store, isolation_level=None)
    holder.execute("begin immediate")
    try:
        line = workbench.refused("import", workbench.file("a.txt", "Hello."))
    finally:
        holder.close()
    assert "another process is writing to it" in line
    assert workbench.json("documents") == []


def test_a_disk_that_fills_up_leaves_nothing_half_done(workbench):
    workbench("import", workbench.file("a.txt", "Hello."))
    big = workbench.file("big.txt", "\n\n".join(f"Sentence number {n}." for n in range(50_000)))

    def no_room() -> None:
        # writing past the limit fails as on a full disk; the signal would end the process first
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    result = subprocess.run(
        [sys.executable, "-m", "workbench", "import", str(big)],
        env=workbench.environment,
        capture_output=True,
        text=True,
        preexec_fn=no_room,
        check=False,
    )
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "nothing was stored" in result.stderr
    assert [document["title"] for document in workbench.json("documents")] == ["a"]


def test_an_export_to_a_full_disk_says_so(workbench):
    workbench("import", workbench.file("a.txt", "Hello."))
    workbench("translate", "1", "--to", "pt")
    line = workbench.refused(
        "export", "1", "--to", "pt", "--include-drafts", "--format", "tsv", "-o", "/dev/full"
    )
    assert "/dev/full" in line
    assert "No space left" in line or "full" in line


def test_a_store_address_of_an_unknown_kind(workbench):
    line = workbench.refused("--store", "mysql://somewhere/corpus", "documents")
    assert "store of an unknown kind" in line


def test_a_text_that_is_no_unicode_is_refused(workbench):
    workbench("import", workbench.file("a.txt", "Hello."))
    workbench("translate", "1", "--to", "pt")
    line = workbench.refused("correct", "1", "1", "-", "--to", "pt", given=b"Ol\xe1")
    assert "byte 0xe1 at offset 2" in line
