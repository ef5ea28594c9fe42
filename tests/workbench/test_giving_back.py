"""The file that came in comes back translated, with its layout."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from lxml import html

from alignments.beads import State
from alignments.documents import Block, ReadDocument
from alignments.placeholders import placeholders
from alignments.store import open_store
from tests.stores import new_store
from tests.workbench.command_line import CommandLine
from workbench.documents import keep, read_document
from workbench.exporting import Selection
from workbench.giving_back import translated_file

FIELD = (qn("w:t"), qn("w:fldChar"), qn("w:instrText"))
PAGE = """<html lang="en"><head><title>T</title><meta charset="windows-1252">
<style>p { color: red }</style></head><body><nav><a href="/">Home</a></nav><article>
<h1 class="big">The river</h1>
<p id="first">It <b>never</b> ran <a href="https://example.org/dry" title="x">dry</a>. Not once.</p>
<p>Two lines<br>in one <img src="i.png"> paragraph.</p>
<ul><li><em>One thing.</em></li></ul></article><script>let x = 1</script></body></html>"""


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def translated(store, content, name, texts, *, language="ar", **options):
    """Import a file and confirm a translation for each of its segments; `None` leaves one open."""
    document = keep(store, read_document(content, name=name, **options)).document
    bitext = store.bitexts.ensure(document.id, language)
    for bead, number, _ in store.revisions.untranslated(bitext.id):
        text = texts[number - 1] if number <= len(texts) else None
        if text is not None:
            store.revisions.correct(
                bead, text=text, state=State.TRANSLATED, base_revision=0, author="mira"
            )
    return bitext.id


def sources(store, bitext):
    document = store.bitexts.get(bitext).document
    return [segment.text for segment in store.documents.segments(document)]


class TestTexts:
    def test_subtitles_keep_their_numbers_and_times(self, store) -> None:
        film = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Who</i> is there?\r\n\r\n"
        film += "2\r\n00:00:03,000 --> 00:00:04,000\r\nNobody.\r\n"
        bitext = translated(store, film.encode(), "film.srt", ["⟦1⟧من⟦/1⟧ هناك؟", None])
        content, report = translated_file(store, bitext)
        assert content.decode() == film.replace("<i>Who</i> is there?", "<i>من</i> هناك؟")
        assert report.left_out == {"empty": 1}

    def test_markdown_keeps_its_marks(self, store) -> None:
        text = "# Title\n\n- one *item*\n- two\n\n> A **quote. More** of it.\n\n```\ncode\n```\n"
        new = ["عنوان", "⟦1⟧عنصر⟦/1⟧، واحد", None, "⟦1⟧اقتباس.", "وأكثر⟦/1⟧ منه."]
        bitext = translated(store, text.encode(), "a.md", new)
        assert sources(store, bitext)[3:5] == ["A ⟦1⟧quote.", "More⟦/1⟧ of it."]
        content, report = translated_file(store, bitext)
        assert content.decode() == (
            "# عنوان\n\n- *عنصر*، واحد\n- two\n\n> **اقتباس. وأكثر** منه.\n\n```\ncode\n```\n"
        )
        assert (report.translated, report.left_out) == (4, {"excluded": 1, "empty": 1})

    def test_markdown_that_came_in_before_it_had_codes(self, store) -> None:
        block = Block(text="A **b** *c*", before="- ")
        new = replace(
            read_document(b"- A **b** *c*\n", name="a.md"),
            read=ReadDocument(blocks=[block], after="\n", encoding="utf-8"),
        )
        document = keep(store, new).document
        bitext = store.bitexts.ensure(document.id, "ar")
        ((bead, _, _),) = store.revisions.untranslated(bitext.id)
        store.revisions.correct(
            bead, text="أ **ب**", state=State.TRANSLATED, base_revision=0, author="mira"
        )
        assert translated_file(store, bitext.id)[0].decode() == "- أ **ب**\n"

    def test_an_encoding_that_has_not_the_letters_gives_way_to_utf_8(self, store) -> None:
        bitext = translated(store, "Café.".encode("cp1252"), "a.txt", ["مقهى."], encoding="cp1252")
        assert translated_file(store, bitext)[0].decode() == "مقهى."


class TestWebPages:
    @pytest.fixture
    def bitext(self, store):
        new = [
            "النهر",
            "لم ⟦2⟧يجف⟦/2⟧ ⟦1⟧قط⟦/1⟧.",
            "ولا مرة.",
            "سطران\nفي ⟦1/⟧ فقرة.",
            "شيء واحد.",
        ]
        content = PAGE.encode()
        return translated(store, content, "page.html", ["الرئيسية", *new], whole_page=True)

    def test_have_their_marks_as_codes(self, store, bitext) -> None:
        assert sources(store, bitext) == [
            "Home",
            "The river",
            "It ⟦1⟧never⟦/1⟧ ran ⟦2⟧dry⟦/2⟧.",
            "Not once.",
            "Two lines\nin one ⟦1/⟧ paragraph.",
            "One thing.",
        ]

    def test_come_back_with_their_elements_right_to_left(self, store, bitext) -> None:
        content, report = translated_file(store, bitext)
        page = html.document_fromstring(content)
        assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
        first = page.get_element_by_id("first")
        assert first.text_content() == "لم يجف قط. ولا مرة."
        (link, bold) = first.findall("a") + first.findall("b")
        assert (link.text, link.get("href")) == ("يجف", "https://example.org/dry")
        assert bold.text == "قط"
        (image,) = page.iter("img")
        assert image.getprevious().tag == "br"
        assert page.find(".//h1").get("class") == "big"
        assert page.find(".//li/em").text == "شيء واحد."
        assert page.find(".//script").text == "let x = 1"
        assert [meta.get("charset") for meta in page.iter("meta")] == ["utf-8"]
        assert report.unplaced == 0

    def test_the_style_that_most_of_a_paragraph_has_goes_without_saying(self, store) -> None:
        page = (
            '<p><span class="a">It never ran </span><span class="b">dry</span>'
            '<span class="a">, they say. Not once.</span></p>'
        )
        new = ["لم ⟦1⟧يجف⟦/1⟧ قط.", "ولا مرة."]
        bitext = translated(store, page.encode(), "p.html", new, whole_page=True)
        assert sources(store, bitext) == ["It never ran ⟦1⟧dry⟦/1⟧, they say.", "Not once."]
        assert (
            '<p><span class="a">لم </span><span class="b">يجف</span>'
            '<span class="a"> قط. ولا مرة.</span></p>'
        ) in translated_file(store, bitext)[0].decode()

    def test_what_stays_in_the_source_language_keeps_its_direction(self, store) -> None:
        bitext = translated(store, PAGE.encode(), "p.html", [None, "النهر"], whole_page=True)
        page = html.document_fromstring(translated_file(store, bitext)[0])
        assert page.find(".//h1").get("dir") is None
        first = page.get_element_by_id("first")
        assert (first.get("lang"), first.get("dir")) == ("en", "ltr")

    def test_what_is_not_translated_stays(self, store) -> None:
        new = [None, "O rio"]
        page = PAGE.encode()
        bitext = translated(store, page, "p.html", new, language="pt", whole_page=True)
        content, report = translated_file(store, bitext)
        assert "It <b>never</b> ran <a" in content.decode()
        assert "O rio</h1>" in content.decode()
        assert b"dir=" not in content.replace(b'<html lang="pt" dir="ltr">', b"")
        assert (report.translated, report.left) == (1, 5)


class TestWordFiles:
    def content(self) -> bytes:
        document = docx.Document()
        document.add_heading("The river", 1)
        paragraph = document.add_paragraph("It ")
        paragraph.add_run("never").bold = True
        paragraph.add_run(" ran dry. ")
        paragraph.add_run("Not once.").font.color.rgb = RGBColor(200, 0, 0)
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Left", "Right"
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    def back(self, store, texts, language="ar"):
        bitext = translated(store, self.content(), "r.docx", texts, language=language)
        content, _ = translated_file(store, bitext)
        assert content == translated_file(store, bitext)[0]
        return bitext, docx.Document(io.BytesIO(content))

    def test_come_back_with_their_runs_right_to_left(self, store) -> None:
        new = ["النهر", "⟦1⟧لم⟦/1⟧ يجف.", "⟦2⟧ولا مرة.⟦/2⟧", "يسار", "يمين"]
        bitext, document = self.back(store, new)
        assert sources(store, bitext)[1:3] == ["It ⟦1⟧never⟦/1⟧ ran dry.", "⟦2⟧Not once.⟦/2⟧"]
        heading, paragraph = document.paragraphs
        assert (heading.text, heading.style.name) == ("النهر", "Heading 1")
        assert paragraph.text == "لم يجف. ولا مرة."
        bold = [run.text for run in paragraph.runs if run.bold]
        red = [run.text for run in paragraph.runs if run.font.color.rgb]
        assert (bold, red) == (["لم"], ["ولا مرة."])
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None
        assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in paragraph.runs)
        assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
        assert document.tables[0].cell(0, 0).text == "يسار"

    def test_fields_come_back_at_their_places_and_a_contents_field_stays_whole(self, store) -> None:
        document = docx.Document()
        begin, separate, end = (
            f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>'
            for kind in ("begin", "separate", "end")
        )
        told = f"<w:r {nsdecls('w')}><w:instrText>PAGEREF x</w:instrText></w:r>"
        first = document.add_paragraph("See page ")
        for xml in (begin, told, separate, told.replace("instrText", "t"), end):
            first._p.append(parse_xml(xml))
        first.add_run(" now.")
        second, third = document.add_paragraph(), document.add_paragraph("Two")
        for xml in (begin, told.replace("PAGEREF x", "TOC"), separate):
            second._p.append(parse_xml(xml))
        second.add_run("One")
        third._p.append(parse_xml(end))
        stream = io.BytesIO()
        document.save(stream)
        new = ["انظر ⟦1/⟧ الآن.", "واحد", "اثنان"]
        bitext = translated(store, stream.getvalue(), "f.docx", new)
        back = docx.Document(io.BytesIO(translated_file(store, bitext)[0]))
        told_by = [
            [child.text or child.get(qn("w:fldCharType")) for child in paragraph._p.iter(*FIELD)]
            for paragraph in back.paragraphs
        ]
        assert told_by == [
            ["انظر ", "begin", "PAGEREF x", "separate", "PAGEREF x", "end", " الآن."],
            ["begin", "TOC", "separate", "واحد"],
            ["اثنان", "end"],
        ]

    def test_a_left_to_right_translation_has_nothing_of_that(self, store) -> None:
        _, document = self.back(store, ["O rio", None, None, "Esquerda"], language="pt")
        assert b"bidi" not in document.element.xml.encode()
        assert document.paragraphs[0].text == "O rio"
        assert [run.text for run in document.paragraphs[1].runs if run.bold] == ["never"]
        assert document.tables[0].cell(0, 1).text == "Right"


def test_only_what_may_go_out_goes(store) -> None:
    bitext = translated(store, b"One. Two.", "a.txt", ["Um."], language="pt")
    content, report = translated_file(store, bitext, Selection(states=frozenset({"final"})))
    assert content == b"One. Two."
    assert report.lines()[0].startswith("0 of 2 segments translated")


def test_a_memory_cannot_be_given_back(tmp_path) -> None:
    workbench = CommandLine(tmp_path)
    workbench.file("m.csv", "source,target\nOne.,Um.\n")
    workbench("import", "m.csv", "--language", "en", "--to", "pt")
    refusal = workbench.refused("export", "1", "--to", "pt", "--format", "original", "-o", "x.csv")
    assert "text/csv cannot be given back; export it as csv (text, Markdown" in refusal
    workbench.file("a.md", "# One **two**\n")
    assert "2 inline codes kept as placeholders" in workbench("import", "a.md").stderr
    workbench("translate", "2", "--to", "pt", code=0)
    told = workbench("export", "2", "--to", "pt", "--format", "original", "-o", "a.pt.md").stderr
    assert "1 left in the source language: untouched machine drafts" in told


def test_the_codes_of_a_sentence_stay_with_it(store) -> None:
    page = "<p>A <b>bold start. And</b> an end.</p><p><i>All.</i> <u>Of</u> it.</p>"
    bitext = translated(store, page.encode(), "p.html", [], whole_page=True)
    texts = sources(store, bitext)
    assert texts == ["A ⟦1⟧bold start.", "And⟦/1⟧ an end.", "⟦1⟧All.⟦/1⟧", "⟦2⟧Of⟦/2⟧ it."]
    assert all(placeholders(text) for text in texts)
