"""An XLIFF file that came in goes back with targets and states in it, and with nothing else new."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree

from alignments import formats
from alignments.beads import State
from alignments.errors import FormatError, ReadError
from alignments.store import open_store
from tests.conformance import SUITES
from tests.shared_data import shared
from tests.stores import new_store
from workbench.errors import ImportRefused
from workbench.exporting import Selection
from workbench.giving_back import translated_file
from workbench.importing import import_pairs
from workbench.pair_files import PairChoices, PairFile

EVERYTHING = Selection(
    states=frozenset(("draft", "rejected", "translated", "reviewed", "final", "flagged")),
    include_drafts=True,
    include_excluded=True,
)
OLD = """<?xml version='1.0' encoding='UTF-8' standalone="yes"?>
<!-- made by hand --><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" \
xmlns:x="urn:x" version="1.2">
 <file original="a.html" source-language="en" datatype="html" x:extra="kept">
  <header><skl><internal-file><![CDATA[<p>%1</p>]]></internal-file></skl></header>
  <body>
   <trans-unit id="1" x:limit="40">
    <source>It <g id="b" ctype="bold">never</g> ran<x id="br"/> dry.</source><!-- short -->
    <note>Of a river.</note>
   </trans-unit>
   <trans-unit id="2">
    <source>One. Two.</source>
    <seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source>
   </trans-unit>
   <trans-unit id="3"><source>Untouched &amp; open.</source></trans-unit>
  </body>
 </file>
</xliff>
"""
NEW = """<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en">
<file id="f1"><skeleton>kept</skeleton>
<unit id="u1"><notes><note>Of a river.</note></notes>
<originalData><data id="d1">&lt;b></data><data id="d2">&lt;/b></data></originalData>
<segment id="s1">
 <source>It <pc id="1" dataRefStart="d1" dataRefEnd="d2">never</pc> ran dry.</source>
</segment>
<segment id="s2"><source>Not once.</source></segment>
</unit></file></xliff>
"""


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def imported(store, content: bytes, name: str = "a.xlf", **choices):
    file = PairFile(name=name, open=lambda: io.BytesIO(content))
    found = import_pairs(store, [file], formats.load("xliff"), PairChoices(**choices))
    assert found.document is not None
    return found.document


def translated(store, content: str, texts: dict[int, str], state: State = State.TRANSLATED):
    document = imported(store, content.encode(), targets=("ar",))
    bitext = store.bitexts.ensure(document.id, "ar").id
    for bead, number, _ in store.revisions.untranslated(bitext):
        if number in texts:
            store.revisions.correct(
                bead, text=texts[number], state=state, base_revision=0, author="mira"
            )
    return translated_file(store, bitext)


def test_a_file_of_version_1_has_targets_with_their_codes_and_states(store) -> None:
    texts = {1: "لم ⟦1⟧يجف⟦/1⟧⟦2/⟧ قط.", 2: "واحد.", 3: "اثنان."}
    content, report = translated(store, OLD, texts)
    said = content.decode()
    assert '<target state="translated">لم <g id="b" ctype="bold">يجف</g><x id="br"/> قط.' in said
    assert (
        '<target state="translated"><mrk mtype="seg" mid="1">واحد.</mrk> '
        '<mrk mtype="seg" mid="2">اثنان.</mrk></target>' in said
    )
    assert (report.translated, report.left, report.unplaced) == (3, 1, 0)
    without = re.sub(r"\s*<target.*?</target>", "", said)
    assert without.replace(' target-language="ar"', "") == OLD


def test_a_unit_is_as_far_as_the_least_of_its_segments(store) -> None:
    content, _ = translated(store, OLD, {1: "واحد.", 2: "واحد."}, State.FINAL)
    first, second, third = etree.fromstring(content).findall(".//{*}trans-unit")
    assert first.get("approved") == "yes"
    assert first.find("{*}target").get("state") == "final"
    assert second.get("approved") is None
    assert second.find("{*}target").get("state") == "needs-translation"
    assert second.find("{*}target/{*}mrk[@mid='2']").text is None
    assert third.find("{*}target") is None


def test_a_file_of_version_2_has_a_state_for_every_segment(store) -> None:
    content, report = translated(store, NEW, {1: "لم ⟦1⟧يجف⟦/1⟧."}, State.REVIEWED)
    assert (report.translated, report.left) == (1, 1)
    said = content.decode()
    assert 'srcLang="en" trgLang="ar"' in said
    assert '<segment id="s1" state="reviewed" subState="workbench:edited">' in said
    target = ' <target>لم <pc id="1" dataRefStart="d1" dataRefEnd="d2">يجف</pc>.</target>\n'
    assert target in said
    assert '<segment id="s2"><source>Not once.</source></segment>' in said
    list(formats.load("xliff").read(io.BytesIO(content)))


def test_half_a_code_and_a_second_one_leave_the_file_well_formed(store) -> None:
    content, _ = translated(store, OLD, {1: "⟦/1⟧لم ⟦1⟧يجف⟦2/⟧ قط⟦2/⟧."})
    unit = etree.fromstring(content).find(".//{*}trans-unit")
    assert etree.tostring(unit.find("{*}target"), encoding="unicode").count("<x id") == 1
    assert "".join(unit.find("{*}target").itertext()) == "لم يجف قط."


def test_translations_of_another_language_are_not_mixed_with_ours(store) -> None:
    german = OLD.replace('datatype="html"', 'target-language="de" datatype="html"').replace(
        "</source></trans-unit>", "</source><target>Offen.</target></trans-unit>"
    )
    document = imported(store, german.encode())
    bitext = store.bitexts.ensure(document.id, "ar").id
    bead, number, _ = store.revisions.untranslated(bitext)[0]
    assert number == 1
    store.revisions.correct(
        bead, text="واحد.", state=State.TRANSLATED, base_revision=0, author="mira"
    )
    with pytest.raises(ReadError, match="has translations into de"):
        translated_file(store, bitext)


STUDIO = """\ufeff<?xml version="1.0" encoding="utf-8"?>\
<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" \
xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2" sdl:version="1.0">\
<file original="a.docx" source-language="en-US" target-language="ar-SA" \
datatype="x-sdlfilterframework2">
<header><sdl:ref-files/></header><body><trans-unit id="t"><source>One. <g id="4">Two.</g></source>\
<seg-source><mrk mtype="seg" mid="1">One.</mrk> \
<mrk mtype="seg" mid="2"><g id="4">Two.</g></mrk></seg-source>\
<target><mrk mtype="seg" mid="1">واحد.</mrk> <mrk mtype="seg" mid="2"/></target>\
<sdl:seg-defs><sdl:seg id="1" conf="Draft" origin="mt" origin-system="X" percent="70">\
<sdl:value key="SegmentIdentityHash">abc=</sdl:value>\
<sdl:value key="modified_on">01/01/2026 10:00:00</sdl:value></sdl:seg>\
<sdl:seg id="2"/></sdl:seg-defs></trans-unit></body></file></xliff>"""


def test_a_file_of_trados_has_new_texts_and_confirmation_levels(store) -> None:
    file = PairFile(name="a.docx.sdlxliff", open=lambda: io.BytesIO(STUDIO.encode()))
    document = import_pairs(store, [file], formats.load("sdlxliff")).document
    [bitext] = store.bitexts.of(document.id)
    rows = store.bitexts.rows(document.id, [bitext.id]).rows
    for row, text, state in zip(
        rows, ("أوّلًا.", "⟦1⟧اثنان⟦/1⟧."), (State.FINAL, State.TRANSLATED), strict=True
    ):
        cell = row.cells[bitext.id]
        store.revisions.correct(
            cell.bead, text=text, state=state, base_revision=cell.revision, author="mira"
        )
    content, report = translated_file(store, bitext.id)
    assert (report.translated, report.unplaced) == (2, 0)
    expected = (
        STUDIO.replace("واحد.", "أوّلًا.")
        .replace('mid="2"/>', 'mid="2"><g id="4">اثنان</g>.</mrk>')
        .replace(
            'conf="Draft" origin="mt" origin-system="X" percent="70"',
            'conf="ApprovedSignOff" origin="interactive"',
        )
        .replace('<sdl:seg id="2"/>', '<sdl:seg id="2" conf="Translated" origin="interactive"/>')
    )
    expected = re.sub('<sdl:value key="modified_on">[^<]*</sdl:value>', "", expected)
    assert content.decode() == expected
    found = list(formats.load("sdlxliff").read(io.BytesIO(content)))
    assert [unit.state for unit in found] == [State.FINAL, State.TRANSLATED]


def canonical(content: bytes) -> bytes:
    written: bytes = etree.tostring(etree.fromstring(content), method="c14n2")
    return written


_LARGEST = 100_000  # larger ones say nothing that these do not, and take long
XLIFF_SUITES = [
    one
    for one in SUITES
    if one.format in ("xliff", "sdlxliff") and one.valid and "toolkit" not in one.title
]


@pytest.mark.parametrize("suite", XLIFF_SUITES, ids=lambda suite: suite.title)
def test_a_file_that_nobody_touched_goes_back_as_it_came(suite, store) -> None:
    """Every target is taken, whatever its state, and not one element changes."""
    shared("formats")
    tried = 0
    for path in suite.paths():
        content = path.read_bytes()
        if len(content) > _LARGEST:
            continue
        try:
            document = imported(store, content, path.name)
        except (FormatError, ImportRefused):
            continue
        for bitext in store.bitexts.of(document.id):
            given, report = translated_file(store, bitext.id, EVERYTHING)
            assert report.unplaced == 0, path.name
            assert canonical(given) == canonical(content), path.name
            tried += 1
    assert tried
