"""Files that nobody here wrote are read or refused as the page in docs/ says."""

from __future__ import annotations

import pytest

from alignments.formats.xliff2_rules import RULES
from tests.conformance import PAGE, SUITES, outcome, row
from tests.shared_data import shared

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


def test_the_page_names_every_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in RULES if f"| `{name}` | {RULES[name]} |" not in page] == []


def test_the_counts_are_those_of_the_suite() -> None:
    shared("formats")
    counts = {title: len(suite.paths()) for title, suite in BY_TITLE.items()}
    assert counts["OASIS XLIFF 2.2, valid core files"] == 25
    assert counts["OASIS XLIFF 2.2, invalid core files"] == 119
    assert counts["OASIS XLIFF 2.2, invalid module files"] == 43
