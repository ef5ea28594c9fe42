"""TMX: valid by the DTD, understood by another reader, and nothing lost from other people's."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from tests.alignments.formats_sample import GOLDEN, OPTIONS, SAMPLE, unit, units
from tests.alignments.test_formats import read, written
from tests.shared_data import shared

OFFICIAL = "formats/okapi/okapi-integration-tests/src/test/resources/tmx/tmx14.dtd"


def valid(content: bytes, dtd: etree.DTD) -> bool:
    return dtd.validate(etree.fromstring(content))


def tmx(body: str, header: str = 'srclang="en"', version: str = "1.4") -> bytes:
    return (
        f'<?xml version="1.0"?>\n<tmx version="{version}"><header {header}/>'
        f"<body>{body}</body></tmx>"
    ).encode()


def pair(source: str = "one", target: str = "واحد", **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<tu{said}><tuv xml:lang="en"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="ar"><seg>{target}</seg></tuv></tu>'
    )


@settings(deadline=None)
@given(units())
def test_what_we_write_is_valid(some_units) -> None:
    assert valid(written("tmx", some_units), etree.DTD(str(GOLDEN / "tmx14.dtd")))


@pytest.mark.parametrize("provenance", [True, False])
def test_what_we_write_is_valid_by_the_official_definition(provenance) -> None:
    content = written("tmx", options=replace(OPTIONS, provenance=provenance))
    assert valid(content, etree.DTD(str(shared(OFFICIAL))))


def test_another_reader_finds_the_same_texts() -> None:
    from translate.storage.tmx import tmxfile

    store = tmxfile(io.BytesIO(written("tmx")), "en", "ar")
    assert [(each.source, each.target) for each in store.units] == [
        (each.source, each.target) for each in SAMPLE
    ]


def test_units_of_one_number_have_names_of_their_own() -> None:
    content = written("tmx", [unit(4), unit(4), unit(4), unit(5)])
    assert [each.key for each in read("tmx", content)] == ["4", "4-2", "4-3", "5"]


def test_an_empty_target_is_left_out_rather_than_empty() -> None:
    content = written("tmx", [unit(1, target="")])
    assert content.count(b"<tuv") == 1
    assert read("tmx", content)[0].target == ""


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_a_character_that_xml_has_not_is_refused_with_its_number(character) -> None:
    with pytest.raises(FormatError, match=rf"cannot carry the character U\+{ord(character):04X}"):
        written("tmx", [unit(1, f"a{character}b")])


def test_a_carriage_return_survives() -> None:
    assert read("tmx", written("tmx", [unit(1, "a\rb\r\nc")]))[0].source == "a\rb\r\nc"


def test_the_oldest_version_calls_the_language_lang() -> None:
    body = '<tu><tuv lang="EN"><seg>one</seg></tuv><tuv lang="AR"><seg>two</seg></tuv></tu>'
    [found] = read("tmx", tmx(body, version="1.1"))
    assert (found.source, found.target) == ("one", "two")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-6"])
def test_encodings(encoding) -> None:
    text = tmx(pair()).decode().replace('"1.0"', f'"1.0" encoding="{encoding.split("-sig")[0]}"')
    if encoding == "utf-16-le":
        text = "\ufeff" + text.replace("utf-16-le", "utf-16")
    assert read("tmx", text.encode(encoding))[0].target == "واحد"


class TestLanguages:
    BODY = (
        '<tu><tuv xml:lang="EN-us"><seg>color</seg></tuv><tuv xml:lang="fr"><seg>couleur</seg>'
        '</tuv><tuv xml:lang="ar-EG"><seg>لون</seg></tuv></tu>'
    )

    def test_a_near_language_is_taken_and_counted(self) -> None:
        report = ImportReport()
        [found] = read("tmx", tmx(self.BODY), report=report)
        assert (found.source, found.target) == ("color", "لون")
        assert (found.source_language, found.target_language) == ("en", "ar")
        assert "EN-us taken for en in 1 unit" in report.lines()
        assert "ar-EG taken for ar in 1 unit" in report.lines()
        assert "no place for variant in fr, found once" in report.lines()

    def test_the_very_tag_goes_before_a_near_one(self) -> None:
        options = ReadOptions(source_language="en-GB", target_language="ar")
        body = (
            pair()
            .replace('"en"', '"en-US"')
            .replace("</tu>", '<tuv xml:lang="EN-gb"><seg>colour</seg></tuv></tu>')
        )
        assert read("tmx", tmx(body), options)[0].source == "colour"

    def test_the_file_decides_where_nothing_is_asked_for(self) -> None:
        [found] = formats.load("tmx").read(io.BytesIO(tmx(self.BODY, 'srclang="fr"')))
        assert (found.source_language, found.target_language) == ("fr", "EN-us")

    def test_a_unit_without_the_language_is_skipped_and_counted(self) -> None:
        report = ImportReport()
        options = ReadOptions(source_language="en", target_language="de")
        assert read("tmx", tmx(pair() + self.BODY), options, report) == []
        assert report.skipped == {"no text in de": 2}

    def test_a_missing_source_is_skipped_and_counted(self) -> None:
        report = ImportReport()
        body = '<tu><tuv xml:lang="ar"><seg>واحد</seg></tuv></tu><tu></tu>'
        assert read("tmx", tmx(body), report=report) == []
        assert report.skipped == {"no text in en": 1, "no text in any language": 1}

    def test_every_variant_in_the_target_language_is_a_unit(self) -> None:
        body = pair().replace("</tu>", '<tuv xml:lang="AR"><seg>فرد</seg></tuv></tu>')
        assert [each.target for each in read("tmx", tmx(body))] == ["واحد", "فرد"]


class TestInlineCodes:
    SOURCE = 'Press <bpt i="1" x="1">&lt;b></bpt>OK<ept i="1">&lt;/b></ept><ph x="2">{0}</ph> now'
    TARGET = 'اضغط <ph x="2">{0}</ph><bpt i="7" x="1">&lt;b></bpt>موافق<ept i="7">&lt;/b></ept>'

    def test_codes_become_placeholders_with_the_same_numbers_on_both_sides(self) -> None:
        report = ImportReport()
        [found] = read("tmx", tmx(pair(self.SOURCE, self.TARGET)), report=report)
        assert found.source == "Press ⟦1⟧OK⟦/1⟧⟦2/⟧ now"
        assert found.target == "اضغط ⟦2/⟧⟦1⟧موافق⟦/1⟧"
        assert found.codes == {"⟦1⟧": "<b>", "⟦/1⟧": "</b>", "⟦2/⟧": "{0}"}
        assert report.codes == 6

    def test_codes_are_written_as_elements_again(self) -> None:
        [found] = read("tmx", tmx(pair(self.SOURCE, self.TARGET)))
        again = written("tmx", [found.translation_unit(1)])
        assert valid(again, etree.DTD(str(GOLDEN / "tmx14.dtd")))
        [back] = read("tmx", again)
        assert (back.source, back.target, back.codes) == (found.source, found.target, found.codes)

    def test_text_that_looks_like_a_placeholder_stays_text(self) -> None:
        [found] = read("tmx", tmx(pair('See ⟦3⟧ <ph x="1">br</ph>', "⟦3⟧")))
        assert found.source == "See ⟦3⟧ ⟦4/⟧"
        assert found.codes == {"⟦4/⟧": "br"}

    def test_text_inside_highlights_is_kept(self) -> None:
        [found] = read("tmx", tmx(pair("a <hi>b <hi>c</hi></hi> d")))
        assert found.source == "a ⟦1⟧b ⟦2⟧c⟦/2⟧⟦/1⟧ d"

    def test_a_code_inside_a_code_belongs_to_it(self) -> None:
        [found] = read("tmx", tmx(pair("a<ph>x<sub>deep<ph>y</ph></sub>z</ph>b")))
        assert found.codes == {"⟦1/⟧": "xdeepyz"}


def test_authors_and_dates_stand_on_the_unit_or_on_the_variant() -> None:
    body = pair(changeid="tom", changedate="20250102T030405Z", creationid="ann")
    [found] = read("tmx", tmx(body))
    assert found.author == "tom"
    assert found.revised_at.isoformat() == "2025-01-02T03:04:05+00:00"
    better = body.replace('xml:lang="ar"', 'xml:lang="ar" changeid="mira"')
    assert read("tmx", tmx(better))[0].author == "mira"


def test_what_has_no_home_is_kept_and_counted() -> None:
    report = ImportReport()
    body = pair(usagecount="3").replace(
        '"3">', '"3"><note>Hm.</note><prop type="domain">law</prop>'
    )
    [found] = read("tmx", tmx(body), report=report)
    assert found.notes == ("Hm.",)
    assert found.properties == {"domain": "law"}
    assert report.homeless == {"property domain": 1, "attribute usagecount": 1}


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<tmx version="1.4"><header/><body>{pair("&b;")}</body></tmx>'
)
OUTSIDE = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB.encode(), "line 1 declares the entity 'a'"),
        (OUTSIDE.encode(), "line 1 declares the entity 'a'"),
        (tmx("<a>" * 100), "nested more than 64 deep"),
        (tmx(pair("<hi>" * 100)), "nested more than 64 deep"),
        (tmx(pair("x" * 10_000_001)), "longer than 10000000 characters"),
        (tmx(pair())[:-9], "line 2 is not well-formed XML: "),
        (b"", "not well-formed XML: no element found"),
        (b"plain text", "line 1 is not well-formed XML"),
        (b"<html><body/></html>", "the file begins with <html>, not with <tmx>"),
        (tmx(pair("&nbsp;")), "line 2 is not well-formed XML: undefined entity"),
        (b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + tmx(pair("&nbsp;"))[22:], "uses &nbsp; which"),
        (b'<?xml version="1.0" encoding="klingon"?><tmx/>', "unknown encoding: klingon"),
        ('<?xml version="1.0" encoding="utf-8"?><tmx>é'.encode("latin-1"), "not well-formed"),
        (tmx('<tuv xml:lang="en"><seg>x</seg></tuv>'), "a <tuv> stands outside of a <tu>"),
    ],
)
def test_hostile_and_broken_files_are_refused_in_one_line(content, reason) -> None:
    with pytest.raises(FormatError, match=reason) as refusal:
        read("tmx", content)
    assert len(str(refusal.value).splitlines()) == 1
    assert len(str(refusal.value)) < 200


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 60))
def test_damage_anywhere_is_read_or_refused(damage, start, length) -> None:
    content = bytearray(tmx(pair(TestInlineCodes.SOURCE, TestInlineCodes.TARGET)))
    content[start : start + length] = damage
    try:
        read("tmx", bytes(content))
    except FormatError as refusal:
        said = str(refusal)
    else:
        said = ""
    assert len(said.splitlines()) <= 1


def test_a_memory_of_three_thousand_units_goes_in_and_out_again() -> None:
    content = (shared("tico19") / "tmx" / "all.en-ar.tmx").read_bytes()
    units_read = read("tmx", content)
    assert len(units_read) == 3071
    given_on = [each.translation_unit(number) for number, each in enumerate(units_read, start=1)]
    back = read("tmx", written("tmx", given_on))
    assert [(each.source, each.target) for each in back] == [
        (each.source, each.target) for each in units_read
    ]
