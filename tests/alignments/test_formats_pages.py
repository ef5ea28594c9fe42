"""What is made for people: pages, documents and workbooks; and catalogues and data sets."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime

import docx
import pyarrow
import pyarrow.parquet
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from alignments.beads import State, SubState
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from tests.alignments.formats_sample import OPTIONS, SAMPLE, unit
from tests.alignments.test_formats import READ, read, written
from tests.shared_data import shared


def package(**parts: str) -> bytes:
    """A workbook of the given parts, under the names that Excel gives them."""
    names = {
        "workbook": "xl/workbook.xml",
        "relations": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(names[name], content)
    return stream.getvalue()


def with_offset(content: bytes, offset: int) -> bytes:
    """The package with another place for its directory, which stands in its last 22 bytes."""
    return content[:-6] + offset.to_bytes(4, "little") + content[-2:]


WORKBOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" r:id="r9"/></sheets></workbook>'
)
RELATIONS = '<Relationships><Relationship Id="r9" Target="worksheets/sheet1.xml"/></Relationships>'


def workbook(rows: str, strings: str = "<sst/>") -> bytes:
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    return package(workbook=WORKBOOK, relations=RELATIONS, sheet=sheet, strings=strings)


class TestPages:
    def test_every_cell_says_its_language_and_direction(self) -> None:
        page = html.document_fromstring(written("html"))
        cells = page.xpath("//tbody/tr[1]/td")
        assert [cell.get("dir") for cell in cells] == ["ltr", "ltr", "rtl", "ltr"]
        assert [cell.get("lang") for cell in cells] == [None, "en", "ar", "en"]

    def test_nothing_is_run_or_fetched(self) -> None:
        content = written("html", [unit(1, "<script>alert(1)</script>", '"><img src=x>')])
        page = html.document_fromstring(content)
        assert not page.xpath("//script | //img | //link | //*[@src] | //*[@href]")
        assert page.xpath("string(//tbody/tr/td[2])") == "<script>alert(1)</script>"

    def test_what_nobody_answers_for_says_so_with_and_without_provenance(self) -> None:
        for options in (OPTIONS, replace(OPTIONS, provenance=False)):
            page = html.document_fromstring(written("html", options=options))
            assert "draft" in page.xpath("string(//tbody/tr[7])")
            assert "draft" not in page.xpath("string(//tbody/tr[6])")


class TestDocuments:
    def test_word_finds_the_texts_in_a_table(self) -> None:
        table = docx.Document(io.BytesIO(written("docx"))).tables[0]
        rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
        assert rows[0] == ("№", "English", "العربية")
        assert rows[1] == ("1", SAMPLE[0].source, SAMPLE[0].target)
        assert rows[5][1] == SAMPLE[4].source
        assert rows[7][2].endswith("[draft]")

    def test_right_to_left_is_of_the_paragraph_and_of_the_run(self) -> None:
        table = docx.Document(io.BytesIO(written("docx"))).tables[0]
        english, arabic = (table.rows[1].cells[place].paragraphs[0]._p for place in (1, 2))
        assert arabic.find(f".//{qn('w:pPr')}/{qn('w:bidi')}") is not None
        assert arabic.find(f".//{qn('w:rPr')}/{qn('w:rtl')}") is not None
        assert english.find(f".//{qn('w:bidi')}") is None


class TestWorkbooks:
    def test_a_formula_is_a_text(self) -> None:
        with zipfile.ZipFile(io.BytesIO(written("xlsx"))) as archive:
            sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        cell = sheet.findall(".//{*}row")[3].findall("{*}c")[1]
        assert cell.get("t") == "inlineStr"
        assert "".join(cell.itertext()) == "=SUM(A1:A9) is a formula."
        assert not sheet.findall(".//{*}f")

    def test_texts_that_look_like_its_escapes_and_controls_come_back(self) -> None:
        texts = ["_x000D_", "__x0041_", "a\rb", "a\x03b", " a ", "_x00G0_"]
        back = read("xlsx", written("xlsx", [unit(1, text) for text in texts]))
        assert [each.source for each in back] == texts

    def test_the_target_column_is_read_from_the_right(self) -> None:
        with zipfile.ZipFile(io.BytesIO(written("xlsx"))) as archive:
            sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        assert [cell.get("s") for cell in sheet.findall(".//{*}row")[1]][1:3] == ["1", "2"]

    def test_a_text_longer_than_a_cell_is_refused(self) -> None:
        with pytest.raises(FormatError, match="more than 32767 characters; use csv or tsv"):
            written("xlsx", [unit(1, "x" * 32_768)])

    def test_what_excel_wrote_is_read(self) -> None:
        strings = (
            "<sst><si><t>en</t></si><si><t>ar</t></si><si><r><t>on</t></r><r><t>e</t></r>"
            "<rPh><t>reading</t></rPh></si></sst>"
        )
        rows = (
            '<row><c r="B1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row><row/>'
            '<row r="7"><c r="B7" t="s"><v>2</v></c><c r="D7"><f>1+1</f><v>2</v></c></row>'
        )
        [found] = read("xlsx", workbook(rows, strings))
        assert (found.source, found.target) == ("one", "2")

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"plain", "no ZIP package"),
            (written("xlsx")[:-40], "no ZIP package or is damaged"),
            (package(sheet="<a/>"), "the package has no part xl/workbook.xml"),
            (package(workbook=WORKBOOK, relations="<a/>"), "the workbook has no sheet"),
            (package(workbook="<a", relations="<a/>"), "a part that is not XML"),
            (workbook("<row><c t='s'><v>4</v></c><c><v>1</v></c></row>"), "shared text '4'"),
            (workbook(" " * 40_000_000), "unpacks to 40"),
            (with_offset(written("xlsx"), 0xF0000000), "no ZIP package or is damaged"),
        ],
    )
    def test_broken_and_hostile_packages_are_refused_in_one_line(self, content, reason) -> None:
        with pytest.raises(FormatError, match=reason) as refusal:
            read("xlsx", content)
        assert len(str(refusal.value).splitlines()) == 1

    def test_a_path_out_of_the_package_leads_nowhere(self) -> None:
        relations = RELATIONS.replace("worksheets/", "../../../etc/")
        with pytest.raises(FormatError, match="the package has no part"):
            read("xlsx", package(workbook=WORKBOOK, relations=relations))


class TestCatalogues:
    def test_drafts_are_fuzzy_and_another_reader_agrees(self) -> None:
        from translate.storage.po import pofile

        entries = pofile.parsefile(io.BytesIO(written("po"))).units[1:]
        assert [(str(each.source), str(each.target)) for each in entries] == [
            (each.source, each.target) for each in SAMPLE
        ]
        assert [each.isfuzzy() for each in entries].index(True) == 6

    def test_a_state_that_another_tool_changed_goes_before_ours(self) -> None:
        content = written("po", [SAMPLE[6]]).replace(b"#, fuzzy\n", b"")
        [found] = read("po", content)
        assert (found.state, found.sub_state) == (State.TRANSLATED, SubState.IMPORTED)

    def test_what_others_write_is_read(self) -> None:
        content = (
            'msgid ""\nmsgstr ""\n"Language: ar\\n"\n\n'
            "# A note.\n#: file.c:3\n#, fuzzy, c-format\n"
            'msgid "One "\n"line\\n"\nmsgstr "سطر\\n"\n'
            'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "ملف"\nmsgstr[1] "ملفات"\n\n'
            '#~ msgid "gone"\n#~ msgstr "ذهب"\n'
        ).encode()
        report = ImportReport()
        first, one, many = read("po", content, ReadOptions(), report)
        assert (first.source, first.target, first.notes) == ("One line\n", "سطر\n", ("A note.",))
        assert (first.sub_state, first.target_language) == (SubState.DRAFT, "ar")
        assert (one.source, one.target) == ("%d file", "ملف")
        assert (many.source, many.target) == ("%d files", "ملفات")
        assert report.skipped == {"obsolete entry": 1}

    @pytest.mark.parametrize("encoding", ["CHARSET", "uu", "klingon"])
    def test_an_encoding_that_is_none_counts_as_utf_8(self, encoding) -> None:
        head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={encoding}\\n"\n\n'
        [found] = read("po", f'{head}msgid "one"\nmsgstr "واحد"\n'.encode())
        assert found.target == "واحد"

    def test_the_declared_encoding_is_used(self) -> None:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=windows-1256\\n"\n\n'
        [found] = read("po", f'{head}msgid "one"\nmsgstr "واحد"\n'.encode("windows-1256"))
        assert found.target == "واحد"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b'msgid "a\n', "line 1 is neither"),
            (b'msgid "a"\nhello\n', "line 2 is neither"),
            (b'"lost"\n', "line 1 is neither"),
            (b'msgid "a"\n' + (b'"' + b"x" * 1000 + b'"\n') * 10_001, "an entry is longer than"),
        ],
    )
    def test_what_is_no_catalogue_is_refused(self, content, reason) -> None:
        with pytest.raises(FormatError, match=reason):
            read("po", content)

    def test_the_catalogues_of_other_tools_are_read_and_written(self) -> None:
        folder = shared("formats")
        refused = set()
        for path in sorted(folder.rglob("*.po")):
            try:
                units_read = read("po", path.read_bytes(), ReadOptions())
            except FormatError:
                refused.add(path.name)
                continue
            given = [each.translation_unit(number) for number, each in enumerate(units_read, 1)]
            assert [(each.source, each.target) for each in read("po", written("po", given))] == [
                (each.source, each.target) for each in units_read
            ], path.name
        assert refused == {
            "ExportTest1D.po",  # Latin-1 without a word about it
            "ExportTest1D_fr.po",
            "msgctxt_notes.po",  # begins in the middle of a header
        }


class TestParquet:
    def test_the_columns_do_not_depend_on_the_units(self) -> None:
        def schema(some_units):
            return pyarrow.parquet.read_schema(io.BytesIO(written("parquet", some_units)))

        assert schema([]).equals(schema(SAMPLE), check_metadata=True)

    def test_the_features_name_every_column(self) -> None:
        schema = pyarrow.parquet.read_schema(io.BytesIO(written("parquet")))
        features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
        assert list(features) == schema.names
        assert features["translation"] == {"languages": ["en", "ar"], "_type": "Translation"}

    def test_two_plain_columns_are_read(self) -> None:
        stream = io.BytesIO()
        table = pyarrow.table({"source": ["one"], "target": ["واحد"], "domain": ["x"]})
        pyarrow.parquet.write_table(table, stream)
        [found] = read("parquet", stream.getvalue(), READ)
        assert (found.source, found.target) == ("one", "واحد")
        assert found.properties == {"domain": "x"}

    def test_values_that_json_does_not_know_are_kept_as_text(self) -> None:
        stream = io.BytesIO()
        table = pyarrow.table(
            {
                "source": ["one"],
                "target": ["واحد"],
                "day": [date(2026, 3, 1)],
                "raw": [b"\xff\0"],
                "times": [[datetime(2026, 3, 1, 12)]],
            }
        )
        pyarrow.parquet.write_table(table, stream)
        [found] = read("parquet", stream.getvalue(), READ)
        assert found.properties == {
            "day": "2026-03-01",
            "raw": "ff00",
            "times": '["2026-03-01 12:00:00"]',
        }

    def test_names_and_texts_that_are_no_unicode_are_refused(self) -> None:
        letters = [pyarrow.array([text]).cast(pyarrow.binary()) for text in ("ab", "cd")]
        table = pyarrow.table(dict(zip(("source", "target"), letters, strict=True)))
        schema = pyarrow.schema([("source", pyarrow.string()), ("target", pyarrow.string())])
        stream = io.BytesIO()
        plain = {"compression": "none", "use_dictionary": False, "write_statistics": False}
        pyarrow.parquet.write_table(table.cast(schema), stream, **plain)
        for before, after in ((b"ab", b"a\xff"), (b"source", b"sour\xffe")):
            with pytest.raises(FormatError, match="no Parquet or is damaged"):
                read("parquet", stream.getvalue().replace(before, after), READ)

    @pytest.mark.parametrize("content", [b"", b"PAR1", written("parquet")[:-20]])
    def test_what_is_no_parquet_is_refused_in_one_line(self, content) -> None:
        with pytest.raises(FormatError, match="no Parquet or is damaged") as refusal:
            read("parquet", content)
        assert len(str(refusal.value).splitlines()) == 1


@settings(deadline=None)
@given(st.sampled_from(["csv", "xlsx", "po"]), st.binary(max_size=60), st.integers(0, 900))
def test_damage_anywhere_is_read_or_refused(name, damage, start) -> None:
    content = bytearray(written(name, SAMPLE[:1]))
    content[start : start + len(damage)] = damage
    try:
        read(name, bytes(content))
    except FormatError as refusal:
        said = str(refusal)
    else:
        said = ""
    assert len(said.splitlines()) <= 1
