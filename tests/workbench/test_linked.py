"""Two texts and their links come in as two documents, aligned, and go out as they came."""

from __future__ import annotations

import io
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignments import formats
from alignments.errors import FormatError, StoreError
from alignments.formats import ImportReport
from alignments.formats.tei_beads import read_linked
from alignments.store import open_store
from alignments.store.bead_writer import StagedBitext
from tests.alignments.test_formats_tei import AR, EN, INTERTEXT, XCES
from tests.stores import new_store
from tests.workbench.command_line import CommandLine
from workbench.errors import ImportRefused
from workbench.exporting import export_bitext
from workbench.importing import import_pairs, preview_pairs
from workbench.pair_files import PairChoices, PairFile

TEI = formats.load("tei")


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def files(*contents):
    names = ("book.en.xml", "book.ar.xml", "book.en.ar.xml")
    return [
        PairFile(name=name, open=partial(io.BytesIO, content.encode()))
        for name, content in zip(names, contents, strict=True)
    ]


def shapes(store, bitext):
    """Each bead: its source and target sentences, whether it is pinned."""
    page = store.aligned.page(bitext, limit=500)
    return [
        (
            [segment.text for segment in bead.source],
            [segment.text for segment in bead.target],
            bead.pinned,
        )
        for bead in page.beads
    ]


BEADS = [
    (["One bold word.", "Two."], ["واحد. اثنان."], True),
    (["Three & four."], ["ثلاثة", "وأربعة."], False),
    (["Five."], [], True),
    ([], ["زائد."], True),
]


def test_two_texts_become_two_documents_with_beads_of_any_shape(store):
    found = import_pairs(store, files(EN, AR, INTERTEXT), TEI, PairChoices(licence="CC0-1.0"))
    source, target = store.documents.all()
    assert (found.document, found.segments) == (source, 4)
    assert [(one.title, one.language) for one in (source, target)] == [
        ("book.en", "en"),
        ("book.ar", "ar"),
    ]
    assert (source.licence, target.licence) == ("CC0-1.0", "CC0-1.0")
    assert store.documents.content(target.id) == AR.encode()
    [bitext] = store.bitexts.of(source.id)
    assert bitext.target_document == target.id
    assert shapes(store, bitext.id) == BEADS
    assert found.translations == {"ar": {"empty": 1, "translated": 3}}


def test_what_goes_out_comes_in_alike(store, tmp_path):
    import_pairs(store, files(EN, AR, INTERTEXT), TEI)
    report = export_bitext(store, 1, format="tei", destination=tmp_path / "again.tei.zip")
    assert (report.written, report.left_out_empty) == (4, 0)
    with open_store(tmp_path / "other.db") as other:
        packed = tmp_path / "again.tei.zip"
        again = PairFile(name=packed.name, open=partial(packed.open, "rb"))
        import_pairs(other, [again], TEI, PairChoices(language="en", targets=("ar",)))
        assert shapes(other, 1) == BEADS


def test_a_preview_stores_nothing_and_a_second_time_changes_nothing(store):
    brought = files(EN, AR, XCES)
    seen = preview_pairs(store, brought, TEI)
    assert store.documents.all() == []
    assert seen.beginning()[0] == {"en": "One bold word. Two.", "ar": "واحد. اثنان."}
    assert "2 sentences without a link stand alone" in seen.lines()
    assert import_pairs(store, brought, TEI).new
    assert not import_pairs(store, brought, TEI).new
    assert len(store.documents.all()) == 2


def test_links_that_cross_become_one_bead(store):
    crossing = INTERTEXT.replace("a;1:1 1:2", "b;1:1 1:2").replace("b c;2:1", "a;2:1")
    found = import_pairs(store, files(EN, AR, crossing), TEI)
    assert any("1 link that cross others" in line for line in found.lines())
    first = shapes(store, 1)[0]
    assert first == (["One bold word.", "Two.", "Three & four."], ["واحد. اثنان.", "ثلاثة"], False)


def test_what_cannot_come_in_leaves_nothing(store):
    for texts, kind, message in (
        ((EN, AR, INTERTEXT.replace("b c", "b x")), FormatError, "names the sentence 'x'"),
        ((EN.replace(' xml:lang="en"', ""), AR, INTERTEXT), ImportRefused, "does not say its lang"),
    ):
        with pytest.raises(kind, match=message):
            import_pairs(store, files(*texts), TEI)
    assert store.documents.all() == []


def test_three_files_come_in_at_the_command_line(tmp_path):
    line = CommandLine(tmp_path)
    names = []
    for name, content in zip(("b.en.xml", "b.ar.xml", "b.xml"), (EN, AR, INTERTEXT), strict=True):
        (tmp_path / name).write_text(content)
        names.append(str(tmp_path / name))
    done = line("import", "--format", "tei", *names)
    assert "document 1: b.en (en, 4 segments)" in done.stdout


links = st.lists(
    st.tuples(st.lists(st.integers(1, 9), max_size=3), st.lists(st.integers(1, 9), max_size=3)),
    max_size=9,
)


@given(links)
def test_whatever_the_links_the_beads_cover_both_texts_in_order(found) -> None:
    def text(side):
        inside = "".join(f'<s id="{side}{n}">{side} {n}</s>' for n in range(1, 10))
        return f"<text><body><p>{inside}</p></body></text>"

    listed = "".join(
        f'<link xtargets="{" ".join(f"t{n}" for n in target)};'
        f'{" ".join(f"s{n}" for n in source)}"/>'
        for source, target in found
    )
    parts = [text("s"), text("t"), f"<linkGrp>{listed}</linkGrp>"]
    linked = read_linked([io.BytesIO(part.encode()) for part in parts], ImportReport())
    for side in ("source", "target"):
        covered = [number for bead in linked.beads for number in getattr(bead, side)]
        assert covered == list(range(1, 10))
    together = [bead for bead in linked.beads if bead.source and bead.target]
    for source, target in found:
        if source and target:
            assert any(
                set(source) <= set(bead.source) and set(target) <= set(bead.target)
                for bead in together
            )


def test_nothing_stays_of_texts_that_could_not_be_linked(store, monkeypatch):
    (there,) = [import_pairs(store, files(EN, AR, INTERTEXT), TEI).document]
    store.shelf.archive(there.id)
    store.shelf.delete(there.id, title=there.title)
    before = store.documents.all()  # the Arabic text, which was here already

    def full(*_):
        raise StoreError("the disk is full")

    monkeypatch.setattr(StagedBitext, "show", full)
    with pytest.raises(StoreError, match="full"):
        import_pairs(store, files(EN, AR, INTERTEXT), TEI)
    assert store.documents.all() == before
    monkeypatch.undo()
    assert import_pairs(store, files(EN, AR, INTERTEXT), TEI).new
