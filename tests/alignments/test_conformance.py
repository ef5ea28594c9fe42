"""Files that nobody here wrote are read or refused as the page in docs/ says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree
from translate.storage.tmx import tmxfile

from alignments import formats
from alignments.formats import WriteOptions
from alignments.formats.xliff2_rules import RULES
from tests.conformance import PAGE, SUITES, outcome, row
from tests.shared_data import shared

OFFICIAL = "formats/okapi/okapi-integration-tests/src/test/resources/tmx/tmx14.dtd"
BY_TITLE = {suite.title: suite for suite in SUITES}


@pytest.mark.parametrize("title", BY_TITLE)
def test_every_file_has_the_outcome_that_the_page_says(title) -> None:
    shared("formats")
    suite = BY_TITLE[title]
    page = PAGE.read_text(encoding="utf-8")
    [section] = [part for part in page.split("\n## ") if part.startswith(f"{title}\n")]
    expected = [line for line in section.splitlines()[4:] if line.startswith("|")]
    assert [row(suite, path, outcome(path, suite.format)) for path in suite.paths()] == expected


@pytest.mark.parametrize("title", BY_TITLE)
def test_valid_files_are_read_and_invalid_ones_refused_but_for_named_exceptions(title) -> None:
    page = PAGE.read_text(encoding="utf-8")
    [section] = [part for part in page.split("\n## ") if part.startswith(f"{title}\n")]
    good = "units, the same when written and read again" if BY_TITLE[title].valid else "rule `"
    lines = [line for line in section.splitlines()[4:] if line.startswith("|")]
    assert lines
    assert [line for line in lines if good not in line and line.count(": ") == 0] == []


def kit() -> list[Path]:
    """The TMX compliance kit: what a tool must be able to import."""
    shared("formats")
    suites = [suite for suite in SUITES if suite.format == "tmx"]
    paths = [path for suite in suites for path in suite.paths()]
    return [path for path in paths if path.name.startswith("ImportTest")]


def test_what_becomes_of_the_tmx_kit_is_valid_and_read_alike_by_another_reader() -> None:
    dtd = etree.DTD(str(shared(OFFICIAL)))
    assert len(kit()) > 10
    for path in kit():
        units = list(formats.load("tmx").read(io.BytesIO(path.read_bytes())))
        stream = io.BytesIO()
        options = WriteOptions(source_language="en", target_language="ar")
        given = [unit.translation_unit(number) for number, unit in enumerate(units, start=1)]
        formats.load("tmx").write(given, stream, options=options)
        assert dtd.validate(etree.fromstring(stream.getvalue())), path.name
        theirs = tmxfile(io.BytesIO(stream.getvalue()), "en", "ar").units
        plain = [(a, b) for a, b in zip(units, theirs, strict=True) if a.target and not a.codes]
        assert [(a.source, a.target) for a, _ in plain] == [(b.source, b.target) for _, b in plain]


def test_the_page_names_every_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in RULES if f"| `{name}` | {RULES[name]} |" not in page] == []


def test_the_counts_are_those_of_the_suite() -> None:
    shared("formats")
    counts = {title: len(suite.paths()) for title, suite in BY_TITLE.items()}
    assert counts["OASIS XLIFF 2.2, valid core files"] == 25
    assert counts["OASIS XLIFF 2.2, invalid core files"] == 119
    assert counts["OASIS XLIFF 2.2, invalid module files"] == 43
