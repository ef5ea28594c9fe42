"""Stand-off alignment: three files that belong together."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from lxml import etree

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from tests.alignments.formats_sample import OPTIONS, SAMPLE

EN = """<text xml:lang="en"><body><p id="1"><s id="1:1">One <hi>bold</hi>
 word.</s> <s id="1:2">Two.</s></p><p><s id="2:1">Three &amp; four.</s><s id="2:2">Five.</s></p>
</body></text>"""
AR = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="ar"><text><body>
<p><s xml:id="a">واحد. اثنان.</s></p><p><s xml:id="b">ثلاثة</s><s xml:id="c">وأربعة.</s>
<s xml:id="d">زائد.</s></p></body></text></TEI>"""
INTERTEXT = """<linkGrp toDoc='book.ar.xml' fromDoc='book.en.xml'>
<link type='1-2' xtargets='a;1:1 1:2' status='man'/>
<link type='2-1' xtargets='b c;2:1' status='auto' mark='1'/>
<link type='0-1' xtargets=';2:2' status='man'/><link type='1-0' xtargets='d;' status='man'/>
</linkGrp>"""
XCES = """<!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">
<cesAlign version="1.0"><linkGrp targType="s" fromDoc="en/b.xml.gz" toDoc="ar/b.xml.gz">
<link xtargets="1:1 1:2;a" id="SL1"/><link xtargets="2:1;b c"/></linkGrp></cesAlign>"""


def read(*files, report=None, **options):
    streams = [io.BytesIO(text.encode() if isinstance(text, str) else text) for text in files]
    report = report or ImportReport()
    wanted = ReadOptions(**options)
    return list(formats.load("tei").read(*streams, options=wanted, report=report))


@pytest.mark.parametrize("order", [(EN, AR, INTERTEXT), (INTERTEXT, AR, EN)])
def test_links_of_any_shape_are_read_whatever_the_order_of_the_files(order) -> None:
    units = read(*order)
    assert [(unit.source, unit.target) for unit in units] == [
        ("One bold word. Two.", "واحد. اثنان."),
        ("Three & four.", "ثلاثة وأربعة."),
        ("Five.", ""),
        ("", "زائد."),
    ]
    assert {(unit.source_language, unit.target_language) for unit in units} == {("en", "ar")}
    assert [[flag.name for flag in unit.flags] for unit in units] == [[], ["alignment"], [], []]


def test_the_links_of_xces_have_their_sides_the_other_way_round() -> None:
    assert [unit.target for unit in read(EN, AR, XCES)] == ["واحد. اثنان.", "ثلاثة وأربعة."]


def test_what_is_written_is_read_again_and_keeps_sentences_apart() -> None:
    units = [replace(SAMPLE[0], source_parts=["The harbour", "opens at six."]), *SAMPLE[1:4]]
    units[0] = replace(units[0], source="The harbour opens at six.")
    known = formats.load("tei")
    options = replace(OPTIONS, file_stem="tides")
    endings = known.part_endings(options)
    assert endings == (".en.xml", ".ar.xml", ".en.ar.xml")
    streams = [io.BytesIO() for _ in endings]
    assert known.write_parts(units, streams, options=options) == 4
    contents = [stream.getvalue() for stream in streams]
    sentences = [each.get("id") for each in etree.fromstring(contents[0]).iter("s")]
    assert sentences == ["1:1", "1:2", "2:1", "3:1", "4:1"]
    links = etree.fromstring(contents[2])
    assert (links.get("toDoc"), links.get("fromDoc")) == ("tides.ar.xml", "tides.en.xml")
    assert dict(links[0].attrib) == {"type": "1-2", "xtargets": "1:1;1:1 1:2", "status": "man"}
    back = read(*contents)
    assert [(unit.source, unit.target) for unit in back] == [
        (unit.source, unit.target) for unit in units
    ]


def test_one_archive_holds_all_three() -> None:
    stream = io.BytesIO()
    formats.load("tei").write(SAMPLE, stream, options=OPTIONS)
    report = ImportReport()
    back = read(stream.getvalue(), report=report, target_language="ar")
    assert [unit.key for unit in back] == [str(number) for number in range(1, len(SAMPLE) + 1)]
    assert formats.by_ending("book.tei.zip") is formats.load("tei")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((EN, AR), "is three files"),
        ((EN, AR, INTERTEXT.replace("b c", "b x")), "names the sentence 'x'"),
        ((EN, AR, INTERTEXT.replace(";2:2", "2:2")), "needs xtargets with one semicolon"),
        ((EN, AR, INTERTEXT[:-5]), "not well-formed"),
    ],
)
def test_what_does_not_fit_together_is_refused(files, message) -> None:
    with pytest.raises(FormatError, match=message):
        read(*files)


def test_of_two_sentences_with_one_id_the_later_is_read_in_the_place_of_the_first() -> None:
    twice = "<p><s id='1'>Old.</s><s id='2'>B.</s><s id='1'>New.</s></p>"
    nested = "<note><p><s id='x'>Novo <note>e</note> velho.</s></p></note>"
    source, target = (f"<text><body>{inside}</body></text>" for inside in (twice, nested))
    links = "<linkGrp><link xtargets='x;1'/><link xtargets=';2'/></linkGrp>"
    found = [(unit.source, unit.target) for unit in read(source, target, links)]
    assert found == [("New.", "Novo e velho."), ("B.", "")]
