"""The demonstration does the main job once, offline, and a second run changes nothing."""

import pytest


@pytest.fixture
def shown(workbench):
    workbench("demo", "--offline")
    return workbench


def test_the_sample_is_translated_aligned_and_exported(shown):
    document, translation = shown.json("documents")
    assert (translation["language"], translation["segments"]) == ("ar", 61)
    by_language = {bitext["language"]: bitext for bitext in document["bitexts"]}
    assert by_language["pt"]["draft"] == by_language["ar"]["translated"] == 61
    names = sorted(path.name for path in (shown.folder / "demo-output").iterdir())
    assert names == [
        "column.en-ar.tmx",
        "column.en-ar.tsv",
        "column.en-pt.tmx",
        "column.en-pt.tsv",
    ]


def test_a_correction_made_since_is_in_the_files_of_a_second_run(shown):
    shown("correct", "1", "5", "Não se ouvia um grito.", "--to", "pt")
    said = shown("demo", "--offline").stdout
    assert "here since an earlier run" in said
    table = (shown.folder / "demo-output" / "column.en-pt.tsv").read_text(encoding="utf-8")
    assert "Não se ouvia um grito." in table
    assert len(shown.json("documents")) == 2
    assert len(shown.json("history", "1", "4", "--to", "pt")["revisions"]) == 1


def test_a_network_that_refuses_is_said_and_the_rest_goes_on(workbench):
    result = workbench("demo", FXTRANSLATE_RECORDS_URL="http://127.0.0.1:9/records")
    assert "firefox-en-ar could not be fetched" in result.stdout
    assert "61 beads, 0 doubtful" in result.stdout
