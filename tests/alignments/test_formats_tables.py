"""TSV and JSON lines: what spreadsheets must not run, and what other people's files look like."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from alignments.formats.tables import escaped, unescaped
from tests.alignments.test_formats import read, unit, written


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from('\t\r\n\\=+-@"tn'))))
def test_escapes_are_undone_exactly(text) -> None:
    assert unescaped(escaped(text)) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@\t\r\n\"'\\x ＝＋－＠")))
def test_no_cell_can_run_or_break_the_row(text) -> None:
    cell = escaped(text)
    assert not cell.startswith(tuple('=+-@\t\r"＝＋－＠'))
    assert not set(cell) & set("\t\r\n")


def test_a_formula_stays_a_text() -> None:
    lines = written("tsv", [unit(1, "=HYPERLINK(1)", "@SUM(1)")]).decode().splitlines()
    assert lines[1].split("\t")[1:3] == ["\\=HYPERLINK(1)", "\\@SUM(1)"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one\tuno\ntwo\tdue\n", [("one", "uno"), ("two", "due")]),
        (b"Target\tNote\tSource\r\nuno\tx\tone\r\n", [("one", "uno")]),
        (b"ar\ten\nwahid\tone\n", [("one", "wahid")]),
        (b"\xef\xbb\xbfsource\ttarget\nC:\\new\tC:\\new\n", [("C:\\new", "C:\\new")]),
        ("source\ttarget\none\tواحد\n".encode("utf-16"), [("one", "واحد")]),
        (b"", []),
        (b"\n\nsource\ttarget\n", []),
    ],
)
def test_tables_of_others_are_read(content, expected) -> None:
    assert [(each.source, each.target) for each in read("tsv", content)] == expected


def test_columns_can_be_named_where_there_is_no_header() -> None:
    options = ReadOptions(columns=("target", "", "source"))
    assert read("tsv", b"uno\tx\tone\n", options)[0].source == "one"


def test_columns_without_a_home_are_kept_and_counted() -> None:
    report = ImportReport()
    [found] = read("tsv", b"source\ttarget\tdomain\na\tb\tlaw\n", report=report)
    assert found.properties == {"domain": "law"}
    assert report.lines() == ["1 unit read", "no place for domain, found once"]


def test_a_state_that_does_not_exist_is_counted_and_left_out() -> None:
    report = ImportReport()
    [found] = read("tsv", b"source\ttarget\tstate\na\tb\tgorgeous\n", report=report)
    assert found.state is None
    assert report.homeless == {"state 'gorgeous'": 1}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"source\ttarget\none\n", "row 2 has one column"),
        (b"one\tuno\ntw\xff\tdue\n", "line 2 is not UTF-8: byte 0xff at offset 10"),
        (b"x" * (17 * 2**20), "line 1 is longer than 16 MB"),
        (b"\xff\xfea", "line 1 is not UTF-16"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(content, reason) -> None:
    with pytest.raises(FormatError, match=reason) as refusal:
        read("tsv", content)
    assert len(str(refusal.value).splitlines()) == 1


def test_json_lines_have_the_shape_that_data_sets_have() -> None:
    [line] = written("jsonl", [unit()]).decode().splitlines()
    assert json.loads(line)["translation"] == {"en": "One.", "ar": "واحد."}
    assert "واحد" in line


def test_every_json_line_has_the_same_keys() -> None:
    lines = written("jsonl").decode().splitlines()
    assert len({tuple(json.loads(line)) for line in lines}) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "line 1 is not JSON: Expecting property name"),
        (b"[1]", "line 1 has no "),
        (b"[" * 100_000, "line 1 is not JSON"),
        (b'{"translation": {"fr": "un", "de": "eins"}}', "it has fr, de"),
        (b'{"translation": {"en": 5, "ar": "x"}}', "line 1: a text is int, not a string"),
        (b'{"translation": {"en": "\\ud800", "ar": "x"}}', "line 1: a text has a lone surrogate"),
    ],
)
def test_what_is_no_translation_in_json_is_refused(line, reason) -> None:
    with pytest.raises(FormatError, match=reason) as refusal:
        read("jsonl", line)
    assert len(str(refusal.value).splitlines()) == 1


def test_languages_come_from_the_file_where_none_are_asked_for() -> None:
    [found] = formats.load("jsonl").read(io.BytesIO(b'{"translation": {"fr": "un", "de": "eins"}}'))
    assert (found.source_language, found.target_language) == ("fr", "de")


def units_or_refusal(name, content) -> str:
    """Nothing where the content can be read, else why it cannot."""
    try:
        read(name, content)
    except FormatError as refusal:
        return str(refusal)
    return ""


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_units_or_one_line(content) -> None:
    for name in ("tsv", "jsonl"):
        assert len(units_or_refusal(name, content).splitlines()) <= 1
