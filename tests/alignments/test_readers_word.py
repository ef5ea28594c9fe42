"""Word files: made with python-docx, and broken by hand."""

import io
import re
import zipfile
from functools import partial

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from alignments import readers
from alignments.documents import segmented
from alignments.errors import ReadError
from alignments.readers import DOCX
from alignments.segmentation import sentence_spans
from tests.alignments.shown_blocks import shown

MAIN = "word/document.xml"


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph("Hello")
    return saved(document)


def rebuilt(content: bytes, changes: dict[str, bytes | None], **options) -> bytes:
    """The archive with some members replaced, added, or (`None`) dropped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**members, **changes}.items():
            if data is not None:
                new.writestr(name, data, **options)
    return stream.getvalue()


def with_body(xml: str) -> bytes:
    """A document whose first paragraph is replaced by some XML."""
    document = docx.Document()
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    wrapper = parse_xml(f"<w:body {nsdecls('w')} {names} {math}>{xml}</w:body>")
    for element in reversed(list(wrapper)):
        document.element.body.insert(0, element)
    return saved(document)


def read(content: bytes) -> readers.ReadDocument:
    return readers.read(content, media_type=DOCX, name="book.docx")


def refusal(content: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestBlocks:
    def test_styles_say_what_a_paragraph_is(self):
        document = docx.Document()
        document.add_heading("Heading", 1)
        document.add_heading("The title", 0)
        document.add_heading("Deep", 9)
        document.add_paragraph("Item", style="List Bullet")
        document.add_paragraph("Nested", style="List Number 2")
        document.add_paragraph("Said", style="Intense Quote")
        document.add_paragraph("Under a picture", style="Caption")
        document.add_paragraph("Just so")
        found = read(saved(document))
        assert shown(found.blocks) == (
            "heading 1: Heading\n"
            "heading 1: The title\n"
            "heading 6: Deep\n"
            "list item 1: Item\n"
            "list item 2: Nested\n"
            "quotation: Said\n"
            "caption: Under a picture\n"
            "paragraph: Just so\n"
        )
        assert found.title == "The title"
        assert found.encoding is None

    def test_cells_of_nested_tables_come_in_order(self):
        document = docx.Document()
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, "abcd", strict=True):
            cell.text = text
        table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "nested"
        assert shown(read(saved(document)).blocks) == "".join(
            f"table cell: {text}\n" for text in ("a", "b", "nested", "c", "d")
        )

    def test_merged_cells_come_once(self):
        document = docx.Document()
        table = document.add_table(1, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "wide"
        assert shown(read(saved(document)).blocks) == "table cell: wide\n"

    def test_runs_breaks_tabs_and_links_make_one_text(self):
        found = read(
            with_body(
                "<w:p><w:r><w:t>Un</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bro</w:t></w:r>"
                "<w:r><w:t>ken</w:t><w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t></w:r>"
                "<w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink>"
                "<w:r><w:br w:type='page'/><w:t>next page</w:t></w:r></w:p>"
            )
        )
        assert (
            shown(found.blocks)
            == "paragraph: Un⟦1⟧bro⟦/1⟧ken\\ttab\\nline ⟦2⟧link⟦/2⟧\nparagraph: next page\n"
        )

    def test_tracked_changes_are_accepted(self):
        found = read(
            with_body(
                "<w:p><w:r><w:t xml:space='preserve'>The </w:t></w:r>"
                "<w:ins w:id='1' w:author='a'><w:r><w:t>new</w:t></w:r></w:ins>"
                "<w:del w:id='2' w:author='a'><w:r><w:delText>old</w:delText></w:r></w:del>"
                "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
            )
        )
        assert shown(found.blocks) == "paragraph: The new\n"
        assert list(found.notes) == [
            "tracked changes accepted: 1 insertion kept, 2 deletions dropped"
        ]

    def test_a_numbered_paragraph_is_an_item_at_its_level(self):
        numbered = "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='3'/></w:numPr>"
        found = read(
            with_body(
                f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>a</w:t></w:r></w:p>"
                "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>b</w:t></w:r></w:p>"
                "<w:sdt><w:sdtContent><w:p><w:r><w:t>c</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            )
        )
        assert shown(found.blocks) == "list item 2: a\nheading 3: b\nparagraph: c\n"

    def test_text_boxes_come_once_and_after_their_paragraph(self):
        box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
        found = read(
            with_body(
                f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
                f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
                "<w:r><w:t>around</w:t></w:r></w:p>"
            )
        )
        assert shown(found.blocks) == "paragraph: ⟦1/⟧around\nparagraph: boxed\n"
        assert list(found.notes) == ["1 text box put after the paragraph it is at"]

    def test_what_is_left_out_is_said(self):
        document = docx.Document(
            io.BytesIO(
                with_body(
                    "<w:p><w:r><w:t>Seen</w:t><w:footnoteReference w:id='1'/></w:r>"
                    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
                    "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
                    "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
                )
            )
        )
        document.sections[0].header.paragraphs[0].text = "On every page"
        document.sections[0].footer.paragraphs[0].text = "Below it"
        found = read(saved(document))
        assert shown(found.blocks) == "paragraph: Seen⟦1/⟧⟦2/⟧\n"
        assert found.blocks[0].codes == {"⟦1/⟧": "<footnote>", "⟦2/⟧": "<equation>"}
        assert list(found.notes) == [
            "1 footnote left out",
            "1 stretch of hidden text left out",
            "2 headers and footers left out",
        ]

    def test_a_field_is_a_code_and_a_field_that_links_is_a_link(self):
        page = field("PAGEREF x", "12")
        site = field('HYPERLINK "https://example.org" \\o "Tip"', "the site")
        nested = field("REF y", field("STYLEREF z", "2"))
        found = read(
            with_body(
                f"<w:p>{run('See page ')}{page}{run(' of ')}{site}{run('.')}</w:p>"
                f"<w:p>{run('In ')}{nested}"
                f"<w:fldSimple w:instr='SEQ'>{run('3')}</w:fldSimple></w:p>"
            )
        )
        assert shown(found.blocks) == (
            "paragraph: See page ⟦1/⟧ of ⟦2⟧the site⟦/2⟧.\nparagraph: In ⟦1/⟧⟦2/⟧\n"
        )
        assert [block.codes["⟦1/⟧"] for block in found.blocks] == ["<field 12>", "<field 2>"]

    def test_a_link_that_is_a_whole_paragraph_is_not_lost(self):
        link = f"<w:hyperlink w:anchor='x'>{run('All of it.')}</w:hyperlink>"
        found = read(with_body(f"<w:p>{link}</w:p>"))
        assert shown(found.blocks) == "paragraph: ⟦1⟧All of it.⟦/1⟧\n"

    def test_the_number_of_a_footnote_stays_with_its_sentence(self):
        note = "<w:r><w:footnoteReference w:id='1'/></w:r>"
        found = read(with_body(f"<w:p>{run('One.')}{note}{run(' Two.')}</w:p>"))
        blocks = segmented(found, partial(sentence_spans, language="en")).blocks
        assert [one.text for one in blocks[0].segments] == ["One.⟦1/⟧", "Two."]


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def field(instruction: str, result: str) -> str:
    shown = result if result.startswith("<") else run(result)
    marks = [
        f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end")
    ]
    told = f"<w:r><w:instrText xml:space='preserve'> {instruction} </w:instrText></w:r>"
    return marks[0] + told + marks[1] + shown + marks[2]


class TestBrokenFiles:
    def test_a_zip_that_is_cut_short(self):
        assert refusal(plain()[:-500]) == (
            "book.docx is a broken .docx file (File is not a zip file); "
            "save it again in Word or LibreOffice"
        )

    def test_damaged_bytes_inside(self):
        content = bytearray(rebuilt(plain(), {MAIN: b"<w:document/>" * 500}))
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            start = archive.getinfo(MAIN).header_offset + 30 + len(MAIN)
        content[start + 5 : start + 25] = b"\xff" * 20
        assert refusal(bytes(content)).startswith("book.docx is a broken .docx file (")

    def test_xml_that_is_none(self):
        found = refusal(rebuilt(plain(), {MAIN: b"<w:document><unclosed>"}))
        assert found.startswith("book.docx is a broken .docx file (")
        assert found.endswith("); save it again in Word or LibreOffice")

    @pytest.mark.parametrize(
        "missing", ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]
    )
    def test_a_part_that_is_missing_brings_no_traceback(self, missing):
        try:
            read(rebuilt(plain(), {missing: None}))
        except ReadError as error:
            assert "broken .docx file" in str(error)  # noqa: PT017

    def test_a_zip_of_something_else(self):
        assert refusal(rebuilt(plain(), {MAIN: None})) == (
            "book.docx is not a Word file: there is no word/document.xml in it"
        )

    def test_a_file_with_macros(self):
        kinds = "[Content_Types].xml"
        with zipfile.ZipFile(io.BytesIO(plain())) as archive:
            types = archive.read(kinds)
        plain_type = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        macros = b"vnd.ms-word.document.macroEnabled.main+xml"
        assert refusal(rebuilt(plain(), {kinds: types.replace(plain_type, macros)})) == (
            f"book.docx is no plain Word file but {macros.decode()}; save it as .docx"
        )

    def test_a_picture_that_is_damaged(self):
        content = bytearray(plain())
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            picture = archive.getinfo("docProps/thumbnail.jpeg")
        content[picture.header_offset + 200] ^= 0xFF
        assert refusal(bytes(content)).startswith("book.docx is a broken .docx file (")

    def test_a_document_without_a_body(self):
        empty = f"<w:document {nsdecls('w')}/>".encode()
        assert refusal(rebuilt(plain(), {MAIN: empty})) == (
            "book.docx is a broken .docx file (it has no body); "
            "save it again in Word or LibreOffice"
        )

    def test_a_document_without_text(self):
        assert refusal(saved(docx.Document())) == "book.docx has no text in it; nothing to import"

    def test_deep_nesting(self):
        deep = f"<w:document {nsdecls('w')}>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:document>"
        assert "broken .docx file" in refusal(rebuilt(plain(), {MAIN: deep.encode()}))


class TestHostileFiles:
    def test_a_zip_bomb_by_ratio(self):
        content = rebuilt(plain(), {"word/media/image1.xml": b" " * 50_000_000})
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            packed = archive.getinfo("word/media/image1.xml").compress_size
        assert refusal(content) == (
            "book.docx looks like a zip bomb: word/media/image1.xml unpacks "
            f"from {packed:,} to 50,000,000 bytes"
        )

    def test_a_zip_bomb_by_size(self):
        bomb = {"word/media/image1.bin": bytes(200_000_000)}
        assert re.fullmatch(
            r"book\.docx unpacks to 200,\d+,\d+ bytes, at most 200,000,000 are read; cut it up",
            refusal(rebuilt(plain(), bomb)),
        )

    def test_a_part_outside_of_the_file(self):
        assert refusal(rebuilt(plain(), {"../../etc/passwd": b"x"})) == (
            "book.docx has a part named '../../etc/passwd', outside of itself; it is not safe"
        )

    def test_a_protected_member(self):
        content = bytearray(plain())
        place = content.find(b"PK\x01\x02")
        content[place + 8] |= 1  # the flags in the central directory
        assert refusal(bytes(content)) == (
            "book.docx is protected by a password; save it without one"
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
    def test_entities_are_refused_before_any_parser_sees_them(self, encoding):
        xml = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document/>'
        assert refusal(rebuilt(plain(), {MAIN: xml.encode(encoding)})) == (
            f"book.docx: {MAIN} has <!DOCTYPE in it, which no Word file has; not read"
        )
