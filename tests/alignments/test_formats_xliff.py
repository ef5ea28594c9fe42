"""XLIFF 1.2 and 2.x: states by the published table, codes kept, other people's files read."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alignments.beads import State, SubState
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from tests.alignments.formats_sample import OPTIONS, SAMPLE, unit
from tests.alignments.test_formats import read, written
from tests.shared_data import shared

CORE_12 = "urn:oasis:names:tc:xliff:document:1.2"
CORE_20 = "urn:oasis:names:tc:xliff:document:2.0"
CORE_22 = "urn:oasis:names:tc:xliff:document:2.2"
CODES = {"⟦1⟧": "<b>", "⟦/1⟧": "</b>", "⟦2/⟧": "{0}"}


def xliff12(body: str, head: str = 'source-language="en" target-language="ar"') -> bytes:
    return (
        f'<xliff version="1.2" xmlns="{CORE_12}"><file original="a" datatype="plaintext" {head}>'
        f"<body>{body}</body></file></xliff>"
    ).encode()


def xliff2(body: str) -> bytes:
    return (
        f'<xliff version="2.0" xmlns="{CORE_20}" srcLang="en" trgLang="ar"><file id="f">{body}'
        "</file></xliff>"
    ).encode()


# the table that docs/ publishes, in the order: ours, 2.x, 1.2 with qualifier and approved
TABLE = [
    (
        State.INITIAL,
        SubState.DRAFT,
        "initial workbench:mt",
        "needs-review-translation mt-suggestion",
    ),
    (State.TRANSLATED, SubState.EDITED, "translated workbench:edited", "translated "),
    (
        State.TRANSLATED,
        SubState.UNCHANGED,
        "translated workbench:accepted-unchanged",
        "translated leveraged-mt",
    ),
    (State.TRANSLATED, SubState.IMPORTED, "translated workbench:imported", "translated "),
    (State.REVIEWED, SubState.EDITED, "reviewed workbench:edited", "signed-off "),
    (State.FINAL, SubState.EDITED, "final workbench:edited", "final  approved"),
    (
        State.INITIAL,
        SubState.REJECTED,
        "initial workbench:rejected",
        "needs-translation rejected-inaccurate",
    ),
]


@pytest.mark.parametrize(("state", "sub_state", "in_2", "in_12"), TABLE)
def test_states_are_written_by_the_published_table(state, sub_state, in_2, in_12) -> None:
    one = [unit(1, state=state, sub_state=sub_state)]
    segment = etree.fromstring(written("xliff", one)).find(".//{*}segment")
    assert f"{segment.get('state')} {segment.get('subState')}" == in_2
    root = etree.fromstring(written("xliff-1.2", one))
    target = root.find(".//{*}target")
    approved = " approved" if root.find(".//{*}trans-unit").get("approved") == "yes" else ""
    said = f"{target.get('state')} {target.get('state-qualifier') or ''}{approved}"
    assert said == in_12


@pytest.mark.parametrize(
    ("attributes", "approved", "expected"),
    [
        (
            'state="needs-review-translation" state-qualifier="mt-suggestion"',
            "",
            ("initial", "draft"),
        ),
        (
            'state="translated" state-qualifier="leveraged-mt"',
            "",
            ("translated", "accepted unchanged"),
        ),
        ('state="translated"', "", ("translated", "imported")),
        ('state="needs-review-translation"', "", ("translated", "imported")),
        ('state="signed-off"', "", ("reviewed", "imported")),
        ('state="final"', "", ("final", "imported")),
        ("", ' approved="yes"', ("final", "imported")),
        ('state="new"', "", ("initial", "draft")),
        (
            'state="needs-translation" state-qualifier="rejected-grammar"',
            "",
            ("initial", "rejected"),
        ),
        ('state="x-own"', "", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_states_of_other_tools_are_understood(attributes, approved, expected) -> None:
    inside = f"<source>a</source><target {attributes}>b</target>"
    body = f'<trans-unit id="1"{approved}>{inside}</trans-unit>'
    [found] = read("xliff-1.2", xliff12(body))
    assert (found.state, found.sub_state) == expected


def test_a_state_that_another_tool_changed_goes_before_ours() -> None:
    content = written("xliff-1.2", [SAMPLE[6]]).replace(
        b'state="needs-review-translation" state-qualifier="mt-suggestion"', b'state="signed-off"'
    )
    [found] = read("xliff-1.2", content)
    assert (found.state, found.sub_state) == (State.REVIEWED, SubState.IMPORTED)
    assert found.machine.model == "firefox-en-ar"


@pytest.mark.parametrize("name", ["xliff", "xliff-1.2", "tmx"])
def test_codes_come_back_as_they_went(name) -> None:
    coded = unit(1, "Press ⟦1⟧OK⟦/1⟧ ⟦2/⟧", "اضغط ⟦2/⟧ ⟦1⟧موافق⟦/1⟧")
    report = ImportReport()
    [back] = read(name, written(name, [replace(coded, codes=CODES)]), report=report)
    assert (back.source, back.target) == (coded.source, coded.target)
    assert back.codes == CODES
    assert report.codes == 6


def test_control_characters_have_an_element_in_2_x() -> None:
    content = written("xliff", [unit(1, "a\x03b\ufffe")])
    assert b'a<cp hex="0003"/>b<cp hex="FFFE"/>' in content
    assert read("xliff", content)[0].source == "a\x03b\ufffe"
    with pytest.raises(FormatError, match=r"U\+0003"):
        written("xliff-1.2", [unit(1, "a\x03b")])


def test_no_state_stands_without_a_target() -> None:
    content = written("xliff", [unit(1, target="", state=State.FINAL)])
    assert b'state="initial"' in content
    assert b"<target" not in content


def test_directions_are_written() -> None:
    assert b'srcDir="ltr" trgDir="rtl"' in written("xliff")


def test_every_document_has_a_file_of_its_own() -> None:
    others = [replace(each, document="Other") for each in SAMPLE[:2]]
    for name in ("xliff", "xliff-1.2"):
        content = written(name, [*SAMPLE[:2], *others])
        assert content.count(b"<file ") == 2
        documents = [each.document for each in read(name, content)]
        assert documents == ["Tides & tables"] * 2 + ["Other"] * 2


def test_segments_of_a_unit_are_units_of_their_own() -> None:
    body = (
        '<unit id="u"><originalData><data id="d">&lt;br/></data></originalData>'
        '<segment id="a" state="reviewed"><source>One<ph id="1" dataRef="d"/>.</source>'
        '<target>واحد<ph id="1" dataRef="d"/>.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment><source>T<mrk id="m" translate="no">w</mrk>o<cp hex="001F"/></source></segment>'
        "</unit>"
    )
    first, second = read("xliff", xliff2(body))
    assert (first.key, first.source, first.target) == ("u/a", "One⟦1/⟧.", "واحد⟦1/⟧.")
    assert first.codes == {"⟦1/⟧": "<br/>"}
    assert first.state is State.REVIEWED
    assert (second.key, second.source, second.target) == ("u/2", "Two\x1f", "")


@pytest.mark.parametrize("name", ["xliff", "xliff-1.2", "tmx"])
def test_half_of_a_pair_stands_alone_and_stays_half(name) -> None:
    codes = {"⟦1⟧": "<b>", "⟦/1⟧": "</b>", "⟦2⟧": "<i>", "⟦/2⟧": "</i>"}
    half = replace(unit(1, "⟦1⟧Open", "⟦1⟧مفتوح⟦/2⟧"), codes=codes)
    content = written(name, [half])
    assert b"<ept" not in content
    assert b"startRef" not in content
    [back] = read(name, content)
    assert (back.source, back.target) == (half.source, half.target)
    assert back.codes == {"⟦1⟧": "<b>", "⟦/2⟧": "</i>"}


def test_a_code_that_comes_twice_has_two_ids() -> None:
    twice = replace(unit(1, "a⟦1/⟧b⟦1/⟧"), codes={"⟦1/⟧": "<br/>"})
    [back] = read("xliff", written("xliff", [twice]))
    assert [back.source, *back.codes.values()] == ["a⟦1/⟧b⟦2/⟧", "<br/>", "<br/>"]


def test_an_element_of_another_namespace_is_no_unit() -> None:
    body = (
        '<my:unit xmlns:my="urn:my" id="u"/><unit id="u"><segment><source>a</source></segment>'
        "</unit>"
    )
    assert [each.key for each in read("xliff", xliff2(body))] == ["u"]


def test_nested_codes_of_both_kinds() -> None:
    body = (
        '<unit id="u"><segment><source><pc id="1">a<sc id="2"/>b</pc>c<ec startRef="2"/></source>'
        "</segment></unit>"
    )
    [found] = read("xliff", xliff2(body))
    assert found.source == "⟦1⟧a⟦2⟧b⟦/1⟧c⟦/2⟧"


def test_marked_segments_of_1_2() -> None:
    body = (
        '<trans-unit id="7"><source>One. Two.</source><seg-source>'
        '<mrk mtype="seg" mid="1">One.</mrk> '
        '<mrk mtype="seg" mid="2"><g id="g">Two</g>.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">Un.</mrk> <mrk mtype="seg" mid="2"><g id="g">Deux</g>.'
        "</mrk></target><alt-trans><target>x</target></alt-trans><note>Hm.</note></trans-unit>"
    )
    report = ImportReport()
    first, second = read("xliff-1.2", xliff12(body), report=report)
    assert (first.key, first.source, first.target) == ("7/1", "One.", "Un.")
    assert (second.source, second.target) == ("⟦1⟧Two⟦/1⟧.", "⟦1⟧Deux⟦/1⟧.")
    assert first.notes == ("Hm.",)
    assert report.homeless == {"alt-trans": 1}


def test_confirmation_levels_of_trados() -> None:
    content = (
        f'<xliff version="1.2" xmlns="{CORE_12}" xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0">'
        '<file source-language="en-US" target-language="ar-SA"><body><trans-unit id="t">'
        '<source>One.</source><seg-source><mrk mtype="seg" mid="1">One.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">واحد.</mrk></target><sdl:seg-defs>'
        '<sdl:seg id="1" conf="ApprovedSignOff" origin="interactive">'
        '<sdl:value key="last_modified_by">mira</sdl:value>'
        '<sdl:value key="modified_on">12/08/2017 11:41:52</sdl:value></sdl:seg></sdl:seg-defs>'
        "</trans-unit></body></file></xliff>"
    ).encode()
    report = ImportReport()
    [found] = read("sdlxliff", content, report=report)
    assert (found.state, found.author) == (State.FINAL, "mira")
    assert found.revised_at.isoformat() == "2017-12-08T11:41:52+00:00"
    assert "en-US taken for en in 1 unit" in report.lines()


def test_a_file_in_other_languages_is_skipped_and_counted() -> None:
    report = ImportReport()
    body = '<unit id="u"><segment><source>a</source></segment></unit>'
    options = ReadOptions(source_language="en", target_language="de")
    assert read("xliff", xliff2(body), options, report) == []
    assert report.skipped == {"the file says ar, not de": 1}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 0 is not well-formed XML"),
        (b"<tmx/>", "the file does not begin with <xliff>"),
        (b"<html>" + b" " * 100_000, "the file does not begin with <xliff>"),
        (xliff2("").replace(b'"2.0"', b'"9.9"'), "XLIFF '9.9' is not known here"),
        (xliff2("<unit><segment><source>")[:-30], "is not well-formed XML"),
        (xliff2("<a>" * 300), "is not well-formed XML"),
        (
            b'<!DOCTYPE xliff [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
            + xliff2("<unit id='u'><segment><source>&b;</source></segment></unit>"),
            "declares the entity '[ab]'",
        ),
        (
            b'<!DOCTYPE xliff [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            + xliff12("<trans-unit id='u'><source>&a;</source></trans-unit>"),
            "declares the entity 'a'",
        ),
        (
            xliff2('<unit id="u"><segment><source><cp hex="xx"/></source></segment></unit>'),
            "line 1: hex='xx' of <cp> is not the number",
        ),
    ],
)
def test_hostile_and_broken_files_are_refused_in_one_line(content, reason) -> None:
    with pytest.raises(FormatError, match=reason) as refusal:
        read("xliff", content)
    assert len(str(refusal.value).splitlines()) == 1


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 500), st.integers(0, 60))
def test_damage_anywhere_is_read_or_refused(damage, start, length) -> None:
    coded = replace(unit(1, "Press ⟦1⟧OK⟦/1⟧ ⟦2/⟧"), codes=CODES)
    for name in ("xliff", "xliff-1.2"):
        content = bytearray(written(name, [coded]))
        content[start : start + length] = damage
        try:
            read(name, bytes(content))
        except FormatError as refusal:
            said = str(refusal)
        else:
            said = ""
        assert len(said.splitlines()) <= 1


def test_another_reader_finds_the_same_texts() -> None:
    from translate.storage.xliff import Xliff1File

    store = Xliff1File.parsefile(io.BytesIO(written("xliff-1.2")))
    assert [(each.source, each.target) for each in store.units] == [
        (each.source, each.target) for each in SAMPLE
    ]


XML_ATTRIBUTES = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:string"/>
  <xs:attribute name="space" type="xs:string"/>
</xs:schema>"""


class Neighbours(etree.Resolver):
    """Finds imported schemas in one folder, wherever they say they are."""

    def __init__(self, folder):
        super().__init__()
        self._folder = folder

    def resolve(self, address, public, context):
        name = address.rpartition("/")[2]
        if name == "xml.xsd":
            return self.resolve_string(XML_ATTRIBUTES, context)
        return self.resolve_filename(str(self._folder / name), context)


@pytest.mark.parametrize("provenance", [True, False])
def test_what_we_write_is_valid_by_the_official_schema(provenance) -> None:
    folder = shared("formats/oasis_xliff/xliff-22/schemas")
    parser = etree.XMLParser()
    parser.resolvers.add(Neighbours(folder))
    schema = etree.XMLSchema(etree.parse(str(folder / "xliff_core_2.2.xsd"), parser))
    coded = replace(unit(9, "Press ⟦1⟧OK⟦/1⟧ ⟦2/⟧"), codes=CODES)
    options = replace(OPTIONS, provenance=provenance)
    for some_units in (SAMPLE, [], [coded]):
        content = written("xliff", some_units, options)
        # the schema that is at hand is that of 2.2, whose core differs in its names alone
        renamed = content.replace(CORE_20.encode(), CORE_22.encode()).replace(b'"2.1"', b'"2.2"', 1)
        schema.assertValid(etree.fromstring(renamed))
