"""Aligning a document with a translation that exists, from the command line."""

import json
import shutil
from importlib.resources import files

import pytest

from alignments.store import open_store
from tests.workbench.command_line import CommandLine
from workbench.aligning import confirmed_lexicon
from workbench.jobs import ask
from workbench.jobs.lane import Lane

SAMPLE = files("workbench") / "sample"
REPARAGRAPHED = SAMPLE / "reparagraphed"


def beads(text: str) -> set[str]:
    """Beads with text on both sides, as published figures count them."""
    return {
        line.replace(" ", "")
        for line in text.splitlines()
        if not line.startswith("[]") and not line.endswith("[]")
    }


def strict_f1(found: set[str], gold: set[str]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold))


@pytest.mark.parametrize("language", ["ar", "fr", "fa"])
def test_segmented_files_align_as_the_gold_says(tmp_path, language):
    workbench = CommandLine(tmp_path)
    result = workbench(
        "align",
        "--segmented",
        REPARAGRAPHED / "column.en.sentences.txt",
        REPARAGRAPHED / f"column.{language}.sentences.txt",
        "--languages",
        f"en,{language}",
    )
    gold = (REPARAGRAPHED / f"gold.{language}.beads").read_text(encoding="utf-8")
    assert strict_f1(beads(result.stdout), beads(gold)) > 0.9
    assert not workbench.store.exists()


def test_a_table_of_beads_has_texts_and_confidence(workbench):
    source = workbench.file("a.txt", "Two ships came.\nNobody saw them.\n")
    target = workbench.file("b.txt", "Vieram dois navios.\nNinguém os viu.\n")
    out = workbench.folder / "beads.tsv"
    workbench(
        "align", "--segmented", source, target, "--languages", "en,pt", "--format", "tsv", "-o", out
    )
    header, first, second = out.read_text(encoding="utf-8").splitlines()
    assert header.split("\t")[:3] == ["source_segments", "target_segments", "confidence"]
    assert first.split("\t")[3:5] == ["Two ships came.", "Vieram dois navios."]
    assert 0 <= int(second.split("\t")[2]) <= 100


@pytest.fixture(scope="module")
def aligned_once(tmp_path_factory):
    """What one run of the command leaves behind."""
    workbench = CommandLine(tmp_path_factory.mktemp("aligned"))
    workbench("align", SAMPLE / "column.en.md", REPARAGRAPHED / "column.ar.txt",
              "--languages", "en,ar")  # fmt: skip
    return workbench.folder


@pytest.fixture
def aligned(workbench, aligned_once):
    shutil.copytree(aligned_once, workbench.folder, dirs_exist_ok=True)
    return workbench


def test_two_files_become_a_bitext_of_two_documents(aligned):
    source, target = aligned.json("documents")
    assert [source["language"], target["language"]] == ["en", "ar"]
    (bitext,) = source["bitexts"]
    assert bitext["language"] == "ar"
    rows = aligned.json("show", "1")["rows"]
    (wide,) = [row for row in rows if row["number"] == 23]
    assert wide["cells"]["ar"]["rows"] == 2
    assert "حصاد" in wide["cells"]["ar"]["text"]


def test_an_aligned_bitext_is_exported_and_corrected_as_any_other(aligned):
    aligned("correct", "1", "5", "لم يصرخ أحد.", "--to", "ar")
    aligned("export", "1", "--to", "ar", "-o", aligned.folder / "corpus.jsonl")
    lines = (aligned.folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    assert any("لم يصرخ أحد." in line for line in lines)
    assert any(
        "You can postpone a payment. You cannot postpone a harvest." in each for each in lines
    )


def test_the_same_two_documents_are_aligned_once(aligned):
    assert "aligned already" in aligned.refused("align", "1", "2")


def test_a_document_is_not_its_own_translation(aligned):
    assert aligned.refused("align", "1", "1") == "document 1 cannot be aligned with itself"


def test_texts_that_are_no_translations_are_said_to_be_none(workbench):
    source = workbench.file(
        "a.txt",
        "\n".join(f"The harbour took in {n} ships and sold their grain." for n in range(20)),
    )
    target = workbench.file(
        "b.txt",
        "\n".join(f"Minha avó cozinha sopa de legumes com {n * 7} amigas." for n in range(20)),
    )
    result = workbench("align", "--segmented", source, target, "--languages", "en,pt",
                       "--format", "tsv")  # fmt: skip
    confidences = [
        int(line.split("\t")[2])
        for line in result.stdout.splitlines()[1:]
        if all(line.split("\t")[:2])
    ]
    assert max(confidences, default=0) <= 60
    assert result.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--languages", "en"), "--languages wants two"),
        (("--segmented",), "say the languages of the two files"),
        (("--languages", "en,pt", "--encoder", "nix"), "no encoder 'nix'"),
        (("--segmented", "--languages", "en,pt", "--format", "x"), "no format 'x' for beads"),
    ],
)
def test_a_users_error_is_one_line(workbench, arguments, reason):
    files = [workbench.file(name, "One.\n") for name in ("a.txt", "b.txt")]
    assert workbench.refused("align", *files, *arguments).startswith(reason)


def test_what_people_settled_stays_when_a_document_is_aligned_again(aligned):
    aligned("correct", "1", "5", "لم يصرخ أحد.", "--to", "ar")
    with open_store(aligned.store) as store:
        (bitext,) = store.bitexts.of(1)
        before = store.aligned.standing(bitext.id)
        store.operations.merge(before[20].id)
    said = aligned("align", "--again", "1").stdout
    assert "2 kept as people left them" in said
    with open_store(aligned.store) as store:
        after = store.aligned.page(bitext.id, limit=200).beads
        assert [bead.text for bead in after].count("لم يصرخ أحد.") == 1
        (made,) = [bead for bead in after if bead.pinned]
        assert len(made.source) == before[20].source + before[21].source
        assert store.operations.undo(1).kind == "realign"
    (report,) = aligned.json("align", "--again", "1", "--to", "ar")
    assert report["kept"] == 2


def test_a_pin_guides_what_is_aligned_again(aligned):
    with open_store(aligned.store) as store:
        (bitext,) = store.bitexts.of(1)
        beads = store.aligned.page(bitext.id, limit=200).beads
        # a wrong boundary, and one of its two sides pinned where it belongs
        first, second = beads[9:11]
        store.operations.move(first.id, side="target", to="next")
        store.operations.undo(1)
        store.operations.pin([second.id], True)
    aligned("align", "--again", "1")
    with open_store(aligned.store) as store:
        assert second.id in [bead.id for bead in store.aligned.standing(bitext.id)]


def test_a_summary_says_what_wants_a_person_and_changes_nothing(aligned):
    with open_store(aligned.store) as store:
        bitext = store.bitexts.of(1)[0]
        first, *_ = store.aligned.page(bitext.id).beads
        store.operations.separate(first.id, author="ana")
        alone = [bead.id for bead in store.aligned.page(bitext.id, limit=2).beads]
        before = store.aligned.standing(bitext.id)
    told = aligned("align", "1", "--summary").stdout
    beads = f"{len(before)} beads: "
    assert told.startswith(f"document 1 aligned into ar with document 2\n{beads}")
    assert "without a partner: 2 source and 3 target segments" in told
    assert "    -  1 ↔ ∅          A River Cannot Be Run From a Spreadsheet\n" in told
    (found,) = json.loads(aligned("align", "1", "--summary", "--json").stdout)
    assert [bead["id"] for bead in found["alone"][:2]] == alone
    with open_store(aligned.store) as store:
        assert store.aligned.standing(bitext.id) == before


def test_a_column_of_drafts_is_not_aligned_again(workbench):
    workbench("import", workbench.file("a.txt", "One.\n"), "--language", "en")
    assert "was aligned with no translation" in workbench.refused("align", "--again", "1")


def test_a_worker_aligns_and_aligns_again(aligned):
    with open_store(aligned.store) as store:
        ask(store, "align", document=1, parameters={"bitext": store.bitexts.of(1)[0].id})
        lane = Lane(store, "worker", str(aligned.folder / "models"))
        assert lane.run_next()
        (job,) = store.jobs.all()
        assert job.state == "done", job.note
        assert job.note == "0 beads changed, 0 kept as people left them"


def test_words_of_confirmed_pairs_help_to_align(workbench):
    lines = [f"the grey heron number {number} sleeps" for number in range(60)]
    pairs = "".join(f"{line}\tdie graue Zahl {at} ruht\n" for at, line in enumerate(lines))
    table = workbench.file("pairs.tsv", f"source\ttarget\n{pairs}")
    workbench("import", table, "--language", "en", "--to", "de")
    with open_store(workbench.store) as store:
        assert len(store.confirmed.texts("en-GB", "de", most=50)) == 50
        assert store.confirmed.texts("en", "fr", most=50) == []
        known = confirmed_lexicon(store, "en", "de")
        assert confirmed_lexicon(store, "de", "en") == {}
    assert known["sleeps", "ruht"] > 0.2
    assert ("#1", "#2") not in known


def test_drafts_stand_beside_a_translation_that_is_aligned(workbench):
    """What its translator left out is not for a machine to fill in."""
    source = workbench.file("a.txt", "Fish is cheap.\n\nNobody saw the two ships in the harbour.\n")
    target = workbench.file("b.txt", "O peixe é barato.\n")
    workbench("align", source, target, "--languages", "en,pt")
    before = workbench("export", "1", "--to", "pt", "--format", "tsv", "-o", "-").stdout
    told = workbench("translate", "1", "--to", "pt").stderr
    assert "pt is a translation that is aligned; the drafts go beside it, to pt~machine" in told
    columns = workbench.json("documents")[0]["bitexts"]
    assert [(one["label"], one["draft"]) for one in columns] == [("", 0), ("machine", 2)]
    assert workbench("export", "1", "--to", "pt", "--format", "tsv", "-o", "-").stdout == before
    workbench("correct", "1", "2", "Ninguém viu os dois navios.", "--to", "pt~machine")
    options = ("--format", "tsv", "-o", "-", "--include-drafts")
    drafted = workbench("export", "1", "--to", "pt~machine", *options).stdout
    assert "Ninguém viu os dois navios." in drafted
    again = workbench.json("translate", "1", "--to", "pt")
    assert again[0]["written"] == 0
    assert "there are: pt, pt~machine" in workbench.refused("score", "1", "--to", "pt~other",
                                                            "--against", "corrections")  # fmt: skip
