"""Exports: what goes out, what stays, and files that are whole or not there."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import docx
import pytest
from lxml import html

from alignments import formats
from alignments.beads import NewRevision, Origin, State, SubState
from alignments.errors import FormatError, NotFound, UnknownFormat
from alignments.formats import ReadOptions
from alignments.store import open_store
from tests.workbench.bitext_sample import filled
from tests.workbench.releasing_sample import add_aligned, pairs
from workbench.errors import ExportError
from workbench.exporting import export_bitext, export_stream, export_units
from workbench.importing import import_pairs
from workbench.pair_files import PairFile


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("exporting") / "store.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def bitext(store):
    return filled(store)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    return path


def numbers(store, bitext, **choices):
    return [unit.number for unit in export_units(store, bitext, **choices)]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"include_drafts": True}, [1, 2, 3, 4, 5]),
        ({"include_drafts": True, "include_excluded": True}, [1, 2, 3, 4, 5, 8]),
        ({"states": {"reviewed", "final"}}, [2, 3]),
        ({"states": {"rejected"}}, [6]),
        ({"states": {"draft"}}, []),
        ({"states": {"draft"}, "include_drafts": True}, [4, 5]),
        ({"states": {"flagged"}, "include_drafts": True}, [4]),
    ],
)
def test_what_goes_out(store, bitext, choices, expected) -> None:
    assert numbers(store, bitext, **choices) == expected


def test_the_report_counts_what_stayed(store, bitext, folder) -> None:
    report = export_bitext(store, bitext, format="tsv", destination=folder / "ferry.tsv")
    assert report.lines() == [
        f"3 units written to {folder / 'ferry.tsv'}",
        "2 untouched machine drafts left out (--include-drafts adds them)",
        "1 rejected left out",
        "1 excluded left out",
    ]


def test_doubtful_pairs_go_out_and_are_counted_or_stay(tmp_path) -> None:
    destination = tmp_path / "pairs.tsv"
    with open_store(tmp_path / "store.db") as store:
        document = add_aligned(store, "Aligned", pairs(1, 2, 3), [90, 40, 50])
        (bitext,) = store.bitexts.of(document.id)
        report = export_bitext(store, bitext.id, format="tsv", destination=destination)
        assert report.lines() == [
            f"3 units written to {destination}",
            "2 of them doubtful: aligned at less than 60, and nobody has looked; settle them on "
            "the page Alignment, or leave them out: --min-confidence 60",
        ]
        surer = {"format": "tsv", "destination": destination, "least_confidence": 60}
        assert export_bitext(store, bitext.id, **surer).lines() == [
            f"1 unit written to {destination}",
            "2 of less confidence left out",
        ]
        with pytest.raises(ExportError, match="a confidence of 101; it may be 0 to 100"):
            export_bitext(store, bitext.id, **surer | {"least_confidence": 101})


def test_a_state_that_does_not_exist_is_told(store, bitext) -> None:
    with pytest.raises(ExportError) as refusal:
        export_units(store, bitext, states={"perfect"})
    assert str(refusal.value) == (
        "no state 'perfect' to export; known: draft, rejected, translated, reviewed, final, flagged"
    )


@pytest.mark.parametrize("name", [each.name for each in formats.FORMATS.values() if each.writes])
class TestEveryFormat:
    def test_the_same_store_gives_the_same_bytes(self, store, bitext, folder, name) -> None:
        choices = {"format": name, "include_drafts": True}
        folders = [folder / "one", folder / "two"]
        for each in folders:
            each.mkdir()
        first, second = (
            export_bitext(store, bitext, destination=each / "ferry", **choices) for each in folders
        )
        assert [path.read_bytes() for path in first.files] == [
            path.read_bytes() for path in second.files
        ]

    def test_the_stream_gives_what_the_file_has(self, store, bitext, folder, name) -> None:
        known = formats.load(name)
        destination = folder / f"ferry{known.file_ending}"
        export_bitext(store, bitext, format=name, destination=destination)
        pieces = export_stream(store, bitext, format=name)
        assert b"".join(pieces) == destination.read_bytes()


def test_drafts_are_marked_in_tables_and_memories(store, bitext, folder) -> None:
    for name in ("tsv", "jsonl", "tmx"):
        export_bitext(
            store,
            bitext,
            format=name,
            destination=folder / name,
            include_drafts=True,
            provenance=False,
        )
        with (folder / name).open("rb") as stream:
            options = ReadOptions(source_language="en", target_language="pt")
            found = list(formats.load(name).read(stream, options=options))
        assert [unit.sub_state for unit in found] == [
            "edited",
            "accepted unchanged",
            "edited",
            "draft",
            "draft",
        ]


def test_provenance_says_which_model_and_who(store, bitext, folder) -> None:
    export_bitext(
        store, bitext, format="jsonl", destination=folder / "a.jsonl", include_drafts=True
    )
    lines = [json.loads(line) for line in (folder / "a.jsonl").read_text().splitlines()]
    assert (lines[0]["author"], lines[0]["model"]) == ("mira", None)
    assert (lines[1]["author"], lines[1]["model"]) == ("mira", "firefox-en-pt")
    assert (lines[3]["author"], lines[3]["model_revision"]) == (None, "1.0")


def test_line_pairs_take_two_files(store, bitext, folder) -> None:
    report = export_bitext(store, bitext, format="moses", destination=folder / "ferry")
    assert [path.name for path in report.files] == ["ferry.en", "ferry.pt"]
    assert (folder / "ferry.pt").read_text().splitlines()[0] == "A balsa sai às nove."


def test_compressed_line_pairs_and_their_marks(store, bitext, folder) -> None:
    report = export_bitext(
        store, bitext, format="moses", destination=folder / "ferry.gz", include_drafts=True
    )
    names = ["ferry.en.gz", "ferry.pt.gz", "ferry.sub_state.gz"]
    assert [path.name for path in report.files] == names


def test_line_pairs_in_one_archive(store, bitext, folder) -> None:
    report = export_bitext(store, bitext, format="moses", destination=folder / "ferry.zip")
    assert report.written == 3
    with zipfile.ZipFile(folder / "ferry.zip") as archive:
        assert archive.namelist() == ["corpus.en", "corpus.pt"]


def test_standard_output_takes_the_bytes(store, bitext, folder, capfdbinary) -> None:
    report = export_bitext(store, bitext, format="tsv", destination=Path("-"))
    export_bitext(store, bitext, format="tsv", destination=folder / "a")
    assert capfdbinary.readouterr().out == (folder / "a").read_bytes()
    assert report.files == ()
    assert report.lines()[0] == "3 units written to standard output"


def test_two_files_do_not_fit_into_standard_output(store, bitext) -> None:
    with pytest.raises(ExportError, match="moses writes several files; give them a name"):
        export_bitext(store, bitext, format="moses", destination=Path("-"))


def test_what_is_not_there_is_told(store, bitext, folder) -> None:
    with pytest.raises(UnknownFormat):
        export_bitext(store, bitext, format="tmz", destination=folder / "a")
    with pytest.raises(NotFound):
        export_bitext(store, 99, format="tmx", destination=folder / "a")
    with pytest.raises(ExportError, match="there is no folder"):
        export_bitext(store, bitext, format="tmx", destination=folder / "b" / "a")
    with pytest.raises(ExportError, match="is a folder; give the name of a file"):
        export_bitext(store, bitext, format="tmx", destination=folder)


def test_a_file_is_replaced_and_keeps_its_permissions(store, bitext, folder) -> None:
    path = folder / "a.tsv"
    path.write_text("old")
    path.chmod(0o640)
    export_bitext(store, bitext, format="tsv", destination=path)
    assert path.read_text().startswith("number\t")
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(folder) == ["a.tsv"]


def test_a_link_stays_a_link(store, bitext, folder) -> None:
    (folder / "real").write_text("old")
    (folder / "link").symlink_to(folder / "real")
    export_bitext(store, bitext, format="tsv", destination=folder / "link")
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_text().startswith("number\t")


def test_an_export_that_fails_leaves_the_old_file(store, bitext, folder) -> None:
    path = folder / "a.jsonl"
    path.write_text("old")
    same = store.bitexts.ensure(store.bitexts.get(bitext).document, "en").id
    with pytest.raises(FormatError, match="source and target are both 'en'"):
        export_bitext(store, same, format="jsonl", destination=path)
    assert path.read_text() == "old"
    assert os.listdir(folder) == ["a.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("name", ["tsv", "tmx"])
def test_a_full_disk_is_told_in_one_line(store, bitext, name) -> None:
    with pytest.raises(ExportError) as refusal:
        export_bitext(store, bitext, format=name, destination=Path("/dev/full"))
    assert str(refusal.value) == (
        "cannot write /dev/full: no space left on device; nothing was replaced"
    )


def test_a_file_that_may_not_grow_leaves_the_old_one(store, bitext, folder) -> None:
    path = folder / "a.tmx"
    path.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        with pytest.raises(ExportError, match="file too large; nothing was replaced"):
            export_bitext(store, bitext, format="tmx", destination=path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_text() == "old"
    assert os.listdir(folder) == ["a.tmx"]


def test_importing_the_module_loads_no_format() -> None:
    script = "import sys, workbench.exporting; print('alignments.formats.tmx' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert printed.stdout.strip() == b"False"


class TestSeveralTranslationsSideBySide:
    @pytest.fixture
    def document(self, tmp_path):
        """Three sentences: Arabic has one for the first two, French none for the third."""
        with open_store(tmp_path / "several.db") as store:
            names = ("b.en.xml", "b.ar.xml", "b.xml")
            texts = (
                _text("en", "One.", "Two.", "Three."),
                _text("ar", "واحد واثنان.", "ثلاثة."),
                '<linkGrp><link xtargets="1;1 2" status="man"/><link xtargets="2;3"/></linkGrp>',
            )
            files = [
                PairFile(name=name, open=partial(io.BytesIO, text.encode()))
                for name, text in zip(names, texts, strict=True)
            ]
            import_pairs(store, files, formats.load("tei"))
            french = store.bitexts.for_drafts(1, "fr")
            page = store.bitexts.rows(1, [french.id])
            for row, text in zip(page.rows, ("Un.", "Deux."), strict=False):
                write(store, row.cells[french.id], text)
            yield store

    def test_a_row_has_whole_beads_in_every_column(self, document, folder) -> None:
        export_bitext(document, 1, beside=[2], format="html", destination=folder / "t.html")
        page = html.parse(folder / "t.html")
        rows = [[cell.text_content() for cell in row] for row in page.iterfind(".//tbody/tr")]
        assert rows == [
            ["1", "One. Two.", "واحد واثنان.", "Un. Deux."],
            ["3", "Three.", "ثلاثة.", ""],
        ]
        assert [cell.get("dir") for cell in page.find(".//tbody/tr")] == [
            "ltr",
            "ltr",
            "rtl",
            "ltr",
        ]

    def test_word_has_a_column_for_each_too(self, document, folder) -> None:
        export_bitext(document, 2, beside=[1], format="docx", destination=folder / "t.docx")
        table = docx.Document(folder / "t.docx").tables[0]
        assert [cell.text for cell in table.rows[1].cells] == [
            "1",
            "One. Two.",
            "Un. Deux.",
            "واحد واثنان.",
        ]

    def test_a_format_for_one_translation_says_so(self, document, folder) -> None:
        with pytest.raises(ExportError, match="tmx holds one translation"):
            export_bitext(document, 1, beside=[2], format="tmx", destination=folder / "t.tmx")


def _text(language, *sentences):
    inside = "".join(f'<s id="{n}">{text}</s>' for n, text in enumerate(sentences, start=1))
    return f'<text xml:lang="{language}"><body><p>{inside}</p></body></text>'


def write(store, cell, text):
    revision = NewRevision(
        text=text, state=State.TRANSLATED, sub_state=SubState.EDITED, origin=Origin.HUMAN
    )
    store.revisions.add(cell.bead, revision, base_revision=0)
