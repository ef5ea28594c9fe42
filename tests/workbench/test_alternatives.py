"""What else a segment could be, the way back, and models side by side, from the command line."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from alignments.placeholders import placeholders, without_codes
from models.catalogue import load_catalogue
from models.installed import find_installed
from tests.workbench.command_line import CommandLine

ARTICLE = """The Harbour

The final whistle ended a run of 18 games in which nobody had beaten the team.

Fish is cheap.
"""


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    """Looked at by many tests, changed by none."""
    workbench = CommandLine(tmp_path_factory.mktemp("translated"))
    workbench("import", workbench.file("harbour.txt", ARTICLE))
    workbench("translate", "1", "--to", "pt")
    return workbench


def test_alternatives_stand_beside_the_draft_with_who_made_them(translated):
    found = translated.json("alternatives", "1", "2", "--to", "pt")
    draft = translated.json("history", "1", "2")["revisions"][0]
    texts = [each["text"] for each in found["proposals"]]
    assert texts
    assert draft["text"] not in texts
    assert len(set(texts)) == len(texts)
    for each in found["proposals"]:
        assert each["machine"]["model"] == "firefox-en-pt-tiny"
        assert each["rank"] > 1
        assert each["how"]
    assert found["failures"] == []


def test_nothing_is_stored_by_looking_at_alternatives(translated):
    translated("alternatives", "1", "2")
    translated("roundtrip", "1", "2")
    assert len(translated.json("history", "1", "2")["revisions"]) == 1


def test_a_translation_goes_back_into_its_source_language(translated):
    found = translated.json("roundtrip", "1", "3")
    assert found["source"] == "Fish is cheap."
    assert found["back"]["machine"]["model"] == "firefox-pt-en-tiny"
    assert "cheap" in found["back"]["text"]
    assert 40 < found["back"]["chrf"] <= 100
    assert "by firefox-pt-en-tiny; likeness" in translated("roundtrip", "1", "3").stdout


def brought_model(workbench, id_: str, source: str, target: str) -> None:
    """The embedded English-Portuguese model under another name, for another pair."""
    embedded = find_installed(
        "firefox-en-pt-tiny", folder=Path("nowhere"), catalogue=load_catalogue()
    )
    workbench("models", "add", embedded.folder, "--id", id_, "--from", source, "--to", target)


@pytest.fixture(scope="module")
def portuguese(tmp_path_factory):
    workbench = CommandLine(tmp_path_factory.mktemp("portuguese"))
    brought_model(workbench, "second", "en", "es")
    workbench("import", workbench.file("a.txt", "O peixe é barato."), "--language", "pt")
    return workbench


class TestAPivot:
    def test_is_taken_only_when_asked_for(self, portuguese):
        line = portuguese.refused("translate", "1", "--to", "es")
        assert line.startswith("no model for pt to es is installed")
        assert line.endswith("or go through en with --via en")

    def test_says_which_models_it_went_through(self, portuguese):
        portuguese("translate", "1", "--to", "es", "--via", "en")
        (revision,) = portuguese.json("history", "1", "1")["revisions"]
        machine = revision["machine"]
        assert "peixe é barato" in revision["text"]
        assert machine["engine"] == "pivot"
        assert machine["model"] == "firefox-pt-en-tiny+second"
        assert machine["options"]["via"] == "en"
        assert [
            (leg["source"], leg["target"], leg["model"]) for leg in machine["options"]["legs"]
        ] == [("pt", "en", "firefox-pt-en-tiny"), ("en", "es", "second")]

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (("--via", "pt"), "pt to es cannot go through pt; leave out --via"),
            (("--via", "en", "--model", "second"), "--via en takes two models, such as"),
            (("--via", "fr"), "no model for pt to fr is installed; get it with"),
            (("--via", "en", "--model", "second+second"), "does not translate pt to en"),
        ],
    )
    def test_that_cannot_be_is_refused(self, portuguese, arguments, reason):
        assert reason in portuguese.refused("translate", "1", "--to", "es", *arguments)


def test_context_is_refused_for_a_model_that_was_not_made_for_it(translated):
    line = translated.refused("translate", "1", "--to", "pt", "--context", "2")
    assert line == ("model firefox-en-pt-tiny was made for single sentences; leave out --context")


class TestComparing:
    MODELS = ("--models", "firefox-en-pt-tiny,echo", "--to", "pt")

    def test_gives_texts_scores_flags_speed_and_memory_of_each(self, translated):
        reference = translated.file(
            "r.txt", "O Porto\nO apito final encerrou uma série de 18 jogos.\nO peixe é barato.\n"
        )
        found = translated.json("compare", "1", *self.MODELS, "--reference", reference)
        first, second = found["models"]
        assert first["machine"]["model"] == "firefox-en-pt-tiny"
        assert first["drafts"]["3"]["result"]["text"] == "O peixe é barato."
        assert second["drafts"]["3"]["result"]["text"] == "[pt] Fish is cheap."
        assert [score["metric"] for score in first["scores"]] == ["BLEU", "chrF2++", "TER"]
        assert first["scores"][0]["value"] > second["scores"][0]["value"]
        assert first["seconds"] > 0
        assert first["memory"] > 1_000_000
        assert {each["metric"] for each in found["differences"]} == {"BLEU", "chrF2++"}
        for each in found["differences"]:
            assert each["difference"] < 0 <= each["p_value"] <= 1
            assert "bs:1000" in each["signature"]
        assert found["against"] == "reference"
        assert any("too few" in warning for warning in found["warnings"])

    def test_prints_it_for_people_and_stores_nothing(self, translated):
        shown = translated("compare", "1", *self.MODELS, "--first", "2").stdout
        assert "no scores: there is neither a --reference nor a confirmed text" in shown
        assert "segment 2" in shown
        assert "[pt] The Harbour" in shown
        assert "segment 3" not in shown
        assert len(translated.json("history", "1", "2")["revisions"]) == 1

    def test_shows_how_far_it_is_and_stops_when_it_is_told_to(self, workbench):
        workbench("import", workbench.file("a.txt", "\n\n".join(f"Fish {n}." for n in range(4000))))
        ours, theirs = os.openpty()
        running = subprocess.Popen(
            [sys.executable, "-m", "workbench", "compare", "1", *self.MODELS],
            env=workbench.environment,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        said = b""
        while b"firefox-en-pt-tiny" not in said:
            said += os.read(ours, 1000)
        running.send_signal(signal.SIGINT)
        with suppress(OSError):  # the terminal is closed
            while piece := os.read(ours, 1000):
                said += piece
        assert running.wait() == 130
        assert running.stdout.read() == b""
        running.stdout.close()
        os.close(ours)
        assert b"stopped; nothing was stored" in said
        assert b"Traceback" not in said

    def test_keeps_the_drafts_of_one_and_scores_by_corrections(self, workbench):
        workbench("import", workbench.file("a.txt", "Fish is cheap."))
        result = workbench("compare", "1", *self.MODELS, "--keep", "firefox-en-pt-tiny")
        assert "1 drafts of firefox-en-pt-tiny are stored" in result.stderr
        workbench("correct", "1", "1", "O peixe está barato.", "--to", "pt")
        found = workbench.json("compare", "1", *self.MODELS)
        assert found["against"] == "corrections"
        assert found["models"][0]["scores"][0]["pairs"] == 1
        assert any("flatter" in warning for warning in found["warnings"])
        workbench("correct", "1", "1", "", "--to", "pt", "--state", "initial")
        assert workbench.refused("roundtrip", "1", "1") == "segment 1 has no text in pt yet"

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (("--models", ",", "--to", "pt"), "no model is given"),
            (("--models", "echo", "--to", "pt", "--keep", "nix"), "--keep nix is none of"),
            (("--models", "openai", "--to", "pt"), "openai cannot be compared: model openai runs"),
            (("--models", "echo", "--to", "pt", "--reference", "no.txt"), "cannot read no.txt"),
        ],
    )
    def test_what_cannot_be_compared_is_said(self, translated, arguments, reason):
        assert reason in translated.refused("compare", "1", *arguments)


MARKED = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="harbour" source-language="en" target-language="pt" datatype="html"><body>
<trans-unit id="1"><source>Fish is <bpt id="1">&lt;b&gt;</bpt>cheap<ept id="1">&lt;/b&gt;</ept>.\
</source></trans-unit>
<trans-unit id="2"><source>The final whistle ended a <g id="1">run</g> of 18 games in which nobody \
had beaten the team.</source></trans-unit></body></file></xliff>
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    workbench = CommandLine(tmp_path_factory.mktemp("marked"))
    workbench("import", workbench.file("harbour.xlf", MARKED))
    workbench("translate", "1", "--to", "pt")
    return workbench


class TestInlineCodes:
    def test_are_not_shown_to_the_models_and_stand_in_what_they_propose(self, marked):
        draft = marked.json("history", "1", "2")["revisions"][0]["text"]
        assert placeholders(draft) == ["⟦1⟧", "⟦/1⟧"]
        texts = [each["text"] for each in marked.json("alternatives", "1", "2")["proposals"]]
        assert texts
        assert {tuple(placeholders(text)) for text in texts} == {("⟦1⟧", "⟦/1⟧")}
        assert without_codes(draft) not in map(without_codes, texts)

    def test_are_left_out_on_the_way_back(self, marked):
        back = marked.json("roundtrip", "1", "1")["back"]
        assert placeholders(back["text"]) == []
        assert back["chrf"] > 70

    def test_are_left_out_of_what_is_compared_and_put_into_what_is_kept(self, marked):
        reference = marked.file("r.tsv", "source\ttarget\nFish is cheap.\tO peixe é barato.\n")
        options = ("--to", "pt", "--first", "1", "--reference", reference)
        options += ("--models", "firefox-en-pt-tiny,echo")
        found = marked.json("compare", "1", *options, "--keep", "echo")
        assert found["segments"] == {"1": "Fish is cheap."}
        assert found["models"][1]["drafts"]["1"]["result"]["text"] == "[pt] Fish is cheap."
        assert found["models"][0]["scores"][1]["value"] == 100
        kept = marked.json("history", "1", "1")["revisions"][-1]["text"]
        assert without_codes(kept) == "[pt] Fish is cheap."
        assert placeholders(kept) == ["⟦1⟧", "⟦/1⟧"]
