"""Translations that come in: whole, once, with all that their file says of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import partial

import pytest

from alignments import formats
from alignments.beads import Origin, State, SubState
from alignments.errors import FormatError, UnknownLanguage
from alignments.formats import ImportReport, ReadOptions
from alignments.store import open_store
from tests.alignments.formats_sample import OPTIONS, SAMPLE
from tests.alignments.test_formats import WITH_TEXT_AS_IT_IS, told
from tests.alignments.test_formats_xliff import xliff2
from tests.alignments.test_formats_xliff_asides import GLOSSARY, MATCHES
from tests.workbench.command_line import CommandLine
from workbench.errors import ImportRefused
from workbench.exporting import export_bitext
from workbench.importing import import_pairs, preview_pairs
from workbench.pair_files import PairChoices, PairFile

ARABIC = PairChoices(language="en", targets=("ar",))

MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="other" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en" srclang="EN-US" datatype="plaintext"/><body>
<tu tuid="greeting" creationid="leila" creationdate="20240102T030405Z"><note>to a friend</note>
<prop type="x-client">Acme</prop>
<tuv xml:lang="EN-US"><seg>Good morning.</seg></tuv>
<tuv xml:lang="ar"><seg>صباح الخير.</seg></tuv>
<tuv xml:lang="fr"><seg>Bonjour.</seg></tuv></tu>
<tu><tuv xml:lang="EN-US"><seg>A <bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept> step.</seg></tuv>
<tuv xml:lang="fr"><seg>Un pas <bpt i="1">&lt;b&gt;</bpt>hardi<ept i="1">&lt;/b&gt;</ept>.</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Kein Englisch.</seg></tuv><tuv xml:lang="fr"><seg>Non.</seg></tuv></tu>
</body></tmx>
"""  # noqa: E501 - a line break would be part of the text


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def file(name, content) -> PairFile:
    data = content.encode() if isinstance(content, str) else content
    return PairFile(name=name, open=partial(io.BytesIO, data))


def imported(store, name, content, choices=None):
    return import_pairs(
        store, [file(name, content)], formats.by_ending(name), choices, author="mira"
    )


def sample(name, units=SAMPLE) -> bytes:
    stream = io.BytesIO()
    formats.load(name).write(units, stream, options=OPTIONS)
    return stream.getvalue()


def stored_units(store, document, language="ar"):
    (bitext,) = (one for one in store.bitexts.of(document.id) if one.language == language)
    return list(store.bitexts.units(bitext.id, include_excluded=True))


@pytest.mark.parametrize("name", WITH_TEXT_AS_IT_IS)
def test_the_store_keeps_all_that_a_file_of_ours_says(store, name) -> None:
    units = [replace(unit, confidence=unit.number * 10.0) for unit in SAMPLE]
    units[4] = replace(units[4], excluded=True)
    known = formats.load(name)
    found = import_pairs(store, [file("sample", sample(name, units))], known, ARABIC)
    back = stored_units(store, found.document)
    assert [told(unit) for unit in back] == [told(unit) for unit in units]
    assert found.document.title == "Tides & tables"


def test_proposals_and_terms_of_xliff_go_out_again(store, tmp_path) -> None:
    asides = (
        f'<m:matches xmlns:m="{MATCHES}"><m:match ref="#s" type="tm"><source>One.</source>'
        f'<target>واحد.</target></m:match></m:matches><g:glossary xmlns:g="{GLOSSARY}">'
        "<g:glossEntry><g:term>one</g:term><g:translation>واحد</g:translation></g:glossEntry>"
        "</g:glossary>"
    )
    body = '<segment id="s" state="final"><source>One.</source><target>واحد.</target></segment>'
    found = imported(store, "a.xlf", xliff2(f'<unit id="u">{asides}{body}</unit>'))
    assert found.report.homeless == {"match": 1, "term": 1}
    export_bitext(store, 1, format="xliff", destination=tmp_path / "b.xlf")
    report = ImportReport()
    content = (tmp_path / "b.xlf").read_bytes()
    [back] = formats.load("xliff").read(io.BytesIO(content), report=report)
    assert list(back.properties) == ["match 1", "term 1"]
    assert report.homeless == {"match": 1, "term": 1}


def test_several_files_are_kept_in_an_archive_as_they_came(store) -> None:
    moses = formats.load("moses")
    sides = [b"One.\nTwo.\n", "واحد.\nاثنان.\n".encode()]
    for names in (("corpus.en", "corpus.ar"), ("lines", "lines")):
        files = [file(name, side) for name, side in zip(names, sides, strict=True)]
        found = import_pairs(store, files, moses, ARABIC)
        content = store.documents.content(found.document.id)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
        assert list(kept.values()) == sides
        assert [name.rpartition("/")[2] for name in kept] == list(names)
        store.shelf.withdraw(found.document.id)
    again = moses.read(io.BytesIO(content), options=ReadOptions(target_language="ar"))
    assert [unit.source for unit in again] == ["One.", "Two."]


class TestAMemoryInSeveralLanguages:
    def test_becomes_a_document_with_a_column_for_each(self, store) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        assert (found.document.title, found.document.language) == ("friends", "en-US")
        assert found.translations == {"ar": {"translated": 1}, "fr": {"translated": 2}}
        bitexts = {one.language: one.id for one in store.bitexts.of(found.document.id)}
        page = store.bitexts.rows(found.document.id, list(bitexts.values()))
        assert [row.text for row in page.rows] == ["Good morning.", "A ⟦1⟧bold⟦/1⟧ step."]
        texts = {language: page.rows[0].cells[each].text for language, each in bitexts.items()}
        assert texts == {"ar": "صباح الخير.", "fr": "Bonjour."}
        # the second has no Arabic yet, and waits for one
        assert page.rows[1].cells[bitexts["ar"]].sub_state is SubState.EMPTY
        assert len(store.revisions.untranslated(bitexts["ar"])) == 1

    def test_says_what_it_left_out(self, store) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        assert found.report.skipped == {"no text in EN-US": 1}
        assert found.report.homeless == {"property x-client": 2}
        assert found.report.codes == 4

    def test_keeps_who_and_when(self, store) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        (unit,) = stored_units(store, found.document)
        revision = unit.revision
        assert (revision.author, revision.origin) == ("leila", Origin.IMPORT)
        assert revision.sub_state is SubState.IMPORTED
        assert revision.created_at.isoformat() == "2024-01-02T03:04:05+00:00"

    def test_inline_codes_come_out_again_where_the_format_has_them(self, store, tmp_path) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        bitext = next(one.id for one in store.bitexts.of(found.document.id) if one.language == "fr")
        row = store.bitexts.rows(found.document.id, [bitext]).rows[1]
        assert row.codes == {"⟦1⟧": "<b>", "⟦/1⟧": "</b>"}
        for name, left_out in (("tmx", 0), ("xliff", 0), ("tsv", 4)):
            path = tmp_path / name
            report = export_bitext(store, bitext, format=name, destination=path)
            assert report.left_out_codes == left_out
            with path.open("rb") as stream:
                (_, back) = formats.load(name).read(stream)
            assert back.source == ("A bold step." if left_out else "A ⟦1⟧bold⟦/1⟧ step.")
            assert back.codes == ({} if left_out else row.codes)

    def test_notes_become_comments(self, store) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        first, _ = store.documents.segments(found.document.id)
        assert [one.text for one in store.comments.of(first.id)] == ["to a friend"]

    def test_a_correction_that_loses_a_code_is_flagged(self, store) -> None:
        found = imported(store, "friends.tmx", MEMORY)
        bitext = next(one.id for one in store.bitexts.of(found.document.id) if one.language == "fr")
        cell = store.bitexts.rows(found.document.id, [bitext]).rows[1].cells[bitext]
        flags = []
        for number, text in enumerate(["Un ⟦1⟧pas.", "Un ⟦1⟧pas⟦/1⟧."], start=1):
            written = store.revisions.correct(
                cell.bead, text=text, state=State.REVIEWED, base_revision=number, author="mira"
            )
            flags.append([flag.reason for flag in written.flags])
        assert flags == [["⟦/1⟧ missing"], []]

    def test_only_the_languages_asked_for_come_in(self, store) -> None:
        choices = PairChoices(targets=("fr", "pt"))
        found = imported(store, "friends.tmx", MEMORY, choices)
        assert list(found.translations) == ["fr"]
        assert found.report.homeless["text in ar"] == 1


def test_the_same_file_again_changes_nothing(store) -> None:
    first = imported(store, "friends.tmx", MEMORY)
    again = imported(store, "renamed.tmx", MEMORY)
    assert (again.new, again.document) == (False, first.document)
    assert len(store.documents.all()) == 1


def test_a_preview_tells_the_same_and_stores_nothing(store) -> None:
    before = preview_pairs(store, [file("m.tmx", MEMORY)], formats.load("tmx"))
    assert not store.documents.all()
    after = imported(store, "m.tmx", MEMORY)
    assert before.as_json() | {"document": after.document.id} == after.as_json()
    assert [row.text for row in before.sample] == ["Good morning.", "A ⟦1⟧bold⟦/1⟧ step."]


def test_a_file_that_breaks_off_leaves_nothing_behind(store) -> None:
    many = sample("tmx", [replace(SAMPLE[0], number=number) for number in range(1, 6000)])
    with pytest.raises(FormatError, match="not well-formed"):
        imported(store, "broken.tmx", many[:-100])
    assert not store.documents.all()
    assert imported(store, "whole.tmx", many, ARABIC).document.segments == 5999


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.tsv",
            "source\ttarget\none\tuno\n",
            "a.tsv does not say its languages; say the one of the source texts and",
        ),
        ("a.tsv", "source\ttarget\n", "a.tsv has no pairs in it"),
        ("a.tsv", "", "a.tsv has no pairs in it"),
        ("a.csv", "source,target\n,uno\n", "a.csv has no pairs that can come in: 1 unit skipped"),
    ],
)
def test_a_file_that_cannot_come_in_says_why(store, name, content, message) -> None:
    choices = None if "one" in content else ARABIC
    with pytest.raises(ImportRefused) as refusal:
        imported(store, name, content, choices)
    assert str(refusal.value).startswith(message)
    assert not store.documents.all()


def test_a_language_that_is_none_is_refused(store) -> None:
    with pytest.raises(UnknownLanguage, match="'english' is not a language tag"):
        imported(store, "a.tsv", "source\ttarget\none\tuno\n", PairChoices(language="english"))


def test_states_without_a_text_and_drafts_keep_their_meaning(store) -> None:
    content = (
        "source,target,state,sub_state\n"
        "One,,translated,edited\nTwo,dois,initial,draft\nThree,três,reviewed,\nFour,,,\n"
    )
    choices = PairChoices(language="en", targets=("pt",))
    found = imported(store, "states.csv", content, choices)
    assert found.translations == {"pt": {"empty": 2, "draft": 1, "reviewed": 1}}
    assert found.report.homeless == {"state translated without a text": 1}
    (bitext,) = store.bitexts.of(found.document.id)
    open_beads = store.revisions.untranslated(bitext.id, model="another")
    assert [number for _, number, _ in open_beads] == [1, 4]
    reviewed = stored_units(store, found.document, "pt")[1]
    assert (reviewed.revision.state, reviewed.revision.sub_state) == (
        State.REVIEWED,
        SubState.IMPORTED,
    )


@pytest.mark.parametrize("separator", ["\t", ","])
def test_a_table_may_have_a_column_for_each_language(store, separator) -> None:
    rows = (("pt-br", "en", "ar"), ("Um.", "One.", "واحد."), ("Dois.", "Two.", ""))
    content = "".join(separator.join(row) + "\n" for row in rows)
    name = "three.tsv" if separator == "\t" else "three.csv"
    found = imported(store, name, content, PairChoices(language="en"))
    assert (found.language, found.segments) == ("en", 2)
    assert found.translations == {"pt-BR": {"translated": 2}, "ar": {"translated": 1, "empty": 1}}
    assert found.report.warnings == ["the first row was taken for languages: pt-BR, en, ar"]
    with pytest.raises(FormatError, match="no column is in fr; there are pt-BR, en, ar"):
        imported(store, name, content + separator, PairChoices(targets=("fr",)))


def test_a_control_character_costs_its_unit_and_is_told(store) -> None:
    found = imported(store, "a.csv", "source,target\nok,bem\nbad\x01,mau\n", ARABIC)
    assert found.segments == 1
    assert found.report.skipped == {"a text has the character U+0001": 1}


class TestOnTheCommandLine:
    @pytest.fixture
    def workbench(self, tmp_path):
        return CommandLine(tmp_path)

    def test_a_memory_comes_in_with_a_report(self, workbench) -> None:
        path = workbench.file("friends.tmx", MEMORY)
        tried = workbench("import", path, "--dry-run").stdout.splitlines()
        assert tried[0] == "nothing was stored; this would come in: friends (en-US, 2 segments)"
        assert workbench.json("documents") == []
        told = workbench("import", path).stdout.splitlines()
        assert told[0] == "document 1: friends (en-US, 2 segments)"
        assert told[1:] == tried[1:]
        assert "  1 unit skipped: no text in EN-US" in told
        (again,) = workbench.json("import", path)
        assert (again["document"], again["new"]) == (1, False)

    def test_a_table_from_standard_input_and_two_plain_files(self, workbench) -> None:
        table = b"uno\tignored\tone\n"
        options = ("--format", "tsv", "--columns", "target,,source", "--language", "en")
        workbench("import", "-", *options, "--to", "es", "--title", "Numbers", given=table)
        workbench.file("c.en", "one\ntwo\n")
        workbench.file("c.pt", "um\ndois\n")
        workbench("import", "c.en", "c.pt", "--format", "moses", "--language", "en", "--to", "pt")
        assert [one["segments"] for one in workbench.json("documents")] == [1, 2]

    def test_a_wrong_file_is_one_line(self, workbench) -> None:
        workbench.file("a.tmx", "<tmx><body><tu>")
        assert "not well-formed" in workbench.refused("import", "a.tmx")
        assert "no format 'tmz'" in workbench.refused("import", "a.tmx", "--format", "tmz")
