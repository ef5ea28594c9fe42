"""Releases: what comes, what goes, and that the folder is true, whole and the same again."""

from __future__ import annotations

import hashlib
import json

import pytest

from alignments import formats
from alignments.beads import State
from alignments.store import open_store
from tests.stores import new_store
from tests.workbench.releasing_sample import add, add_aligned, pairs, sentence, translation
from workbench.errors import ReleaseError
from workbench.importing import import_pairs
from workbench.pair_files import PairChoices, opened_files
from workbench.releasing.options import ReleaseOptions, SplitOptions
from workbench.releasing.release import release

BOTH = SplitOptions(dev=0.2, test=0.2)


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def made(store, tmp_path):
    """Release what is in the store, into a new folder each time."""

    def make(*, documents=None, **options):
        names = [each.id for each in store.documents.all() if each.language == "en"]
        folder = tmp_path / f"release-{len(list(tmp_path.glob('release-*')))}"
        return release(store, documents or names, ReleaseOptions(language="ar", **options), folder)

    return make


def texts(made, split="train"):
    """The pairs of a split, as its JSONL has them."""
    path = made.folder / "jsonl" / f"{split}.jsonl"
    if not path.exists():
        return []
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(line["translation"]["en"], line["translation"]["ar"]) for line in lines]


def all_texts(made):
    return [pair for split in ("train", "dev", "test") for pair in texts(made, split)]


def taken_out(made):
    lines = (made.folder / "taken-out.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def card(made):
    return (made.folder / "README.md").read_text(encoding="utf-8")


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_all_formats_have_the_same_pairs(store, made):
    for number in range(4):
        add(store, f"Text {number}", pairs(*range(number * 10, number * 10 + 10)))
    result = made(split=BOTH)
    assert sum(each.pairs for each in result.facts.splits) == result.facts.pairs == 40
    for split in ("train", "dev", "test"):
        expected = texts(result, split)
        assert expected
        for name, place in (("parquet", "data"), ("tsv", "tsv"), ("tmx", "tmx")):
            path = result.folder / place / f"{split}.{name}"
            with path.open("rb") as stream:
                read = [(unit.source, unit.target) for unit in formats.load(name).read(stream)]
            assert read == expected


def test_a_release_made_again_is_the_same_to_the_byte(store, made, monkeypatch):
    for number in range(3):
        add(store, f"Text {number}", pairs(*range(number * 7, number * 7 + 9)))
    first = contents(made(split=BOTH).folder)
    assert contents(made(split=BOTH).folder) == first
    assert {"README.md", "SHA256SUMS", "release.json", "taken-out.tsv"} < first.keys()


def test_a_release_of_a_postgresql_store_has_the_same_pairs(store, made, postgres, tmp_path):
    with open_store(postgres.new()) as other:
        for opened in (store, other):
            for number in range(3):
                add(opened, f"Text {number}", pairs(*range(number * 7, number * 7 + 9)))
        result = release(
            other, [1, 2, 3], ReleaseOptions(language="ar", split=BOTH), tmp_path / "other"
        )
    expected = made(split=BOTH)
    for split in ("train", "dev", "test"):
        assert texts(result, split) == texts(expected, split) != []
    assert taken_out(result) == taken_out(expected) != []
    assert result.facts.splits == expected.facts.splits
    assert result.facts.efforts == expected.facts.efforts != ()


def test_the_checksums_are_those_of_all_files(store, made):
    add(store, "Text", pairs(1, 2, 3))
    files = contents(made().folder)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]


def test_what_a_person_did_not_confirm_stays_out(store, made):
    document = add(store, "Text", pairs(*range(8)), drafts=(2, 3))
    store.documents.set_excluded(document.id, [4], True)
    bead = next(iter(store.bitexts.rows(document.id, [1]).rows[4].cells.values()))
    store.revisions.correct(
        bead.bead, text=bead.text, state=State.INITIAL, base_revision=2, author="mira"
    )
    result = made()
    assert len(all_texts(result)) == 4
    assert result.facts.left_out == {
        "excluded by a person": 1,
        "rejected by a person": 1,
        "untouched machine drafts": 2,
    }
    assert result.facts.drafts == 0
    assert not any("machine output" in line for line in result.warnings())


def test_drafts_come_when_asked_for_and_are_marked_everywhere(store, made):
    add(store, "Text", pairs(*range(4)), drafts=(2,))
    result = made(include_drafts=True)
    assert result.facts.drafts == 1
    assert any("nobody has looked at" in line for line in result.warnings())
    assert "**Machine output.** 1 of the targets (25.0%)" in card(result)
    lines = map(json.loads, (result.folder / "jsonl/train.jsonl").read_text().splitlines())
    assert [line["sub_state"] for line in lines] == ["edited", "draft", "edited", "edited"]
    with (result.folder / "tmx/train.tmx").open("rb") as stream:
        states = [unit.sub_state for unit in formats.load("tmx").read(stream)]
    assert states == ["edited", "draft", "edited", "edited"]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"states": frozenset({"final"})}, [2]),
        ({"without_flags": frozenset({"numbers"}), "include_drafts": True}, [1, 2, 4]),
        ({"without_flags": frozenset({"length"}), "include_drafts": True}, [1, 2, 3, 4]),
        ({"without_flags": frozenset({"any"}), "include_drafts": True}, [1, 2, 4]),
    ],
)
def test_states_and_flags_choose(store, made, options, kept):
    add(
        store,
        "Text",
        pairs(1, 2, 3, 4),
        drafts=(3,),
        states={2: State.FINAL},
        flags={3: "numbers"},
    )
    assert texts(made(**options)) == pairs(*kept)


def test_confidence_chooses_among_aligned_pairs_only(store, made):
    add_aligned(store, "Aligned", pairs(1, 2, 3), [90, 40, 60])
    add(store, "Text", pairs(4))
    assert texts(made(least_confidence=95)) == pairs(4)
    assert texts(made(least_confidence=0)) == pairs(1, 2, 3, 4)


def test_doubtful_pairs_stay_out_unless_somebody_looked_at_them(store, made):
    document = add_aligned(store, "Aligned", pairs(1, 2, 3, 4), [90, 40, 40, 40])
    (bitext,) = store.bitexts.of(document.id)
    rows = store.bitexts.rows(document.id, [bitext.id]).rows
    *_, pinned, confirmed = (row.cells[bitext.id] for row in rows)
    store.operations.pin([pinned.bead], True)
    store.revisions.correct(
        confirmed.bead,
        text=confirmed.text,
        state=State.TRANSLATED,
        base_revision=confirmed.revision,
        author="mira",
    )
    result = made()
    assert texts(result) == pairs(1, 3, 4)
    assert "| 1 | aligned at a confidence below 60, and not looked at |" in card(result)


def test_of_duplicates_the_better_state_stays(store, made):
    long = "The council of the old harbour town met again on Monday evening in the great hall."
    twin = long.replace("great hall", "great halls").replace("Monday", "monday")
    add(store, "First", [(long, translation(1)), *pairs(5)])
    add(
        store,
        "Second",
        [(long, translation(1)), (twin, translation(1)), *pairs(6)],
        states={2: State.REVIEWED},
    )
    result = made()
    assert all_texts(result) == [*pairs(5), (twin, translation(1)), *pairs(6)]
    assert result.facts.taken_out == {"near-duplicates": 2}
    assert {(line[0], line[1], *line[3:5]) for line in taken_out(result)} == {
        ("First", "1", "Second", "2"),
        ("Second", "1", "Second", "2"),
    }


def test_exact_and_near_duplicates_are_told_apart(store, made):
    source, target = pairs(1)[0]
    add(store, "Text", [(source, target), (source, f" {target}"), (source.upper(), target)])
    facts = made().facts
    assert facts.pairs == 1
    assert facts.taken_out == {"exact duplicates": 1, "near-duplicates": 1}


def test_another_number_or_a_negation_is_another_pair(store, made):
    frame = "The council of the old harbour town has {} that {} boats may leave before the winter."
    sources = [frame.format("said", 12), frame.format("said", 13), frame.format("not said", 12)]
    add(store, "Text", [(source, translation(1)) for source in sources])
    assert made().facts.pairs == 3


def test_what_other_corpora_have_is_taken_out(store, made, tmp_path):
    add(store, "Text", pairs(1, 2, 3, 4))
    lines = tmp_path / "devtest.en.txt"
    lines.write_text(f"Something else\n{sentence(2).upper()}\n", encoding="utf-8")
    memory = tmp_path / "memory.tsv"
    memory.write_text(f"source\ttarget\nUnlike\t{translation(3)}\n", encoding="utf-8")
    result = made(against=(lines, memory))
    assert texts(result) == pairs(1, 4)
    assert result.facts.taken_out == {
        "in devtest.en.txt, or near-duplicates of it": 1,
        "in memory.tsv, or near-duplicates of it": 1,
    }
    assert "`devtest.en.txt`, `memory.tsv`" in card(result)


def test_documents_stay_whole_in_a_split(store, made):
    for number in range(6):
        add(store, f"Text {number}", pairs(*range(number * 10, number * 10 + 10)))
    result = made(split=BOTH)
    assert {each.name: each.pairs for each in result.facts.splits} == {
        "train": 40,
        "dev": 10,
        "test": 10,
    }
    assert {each.split for each in result.facts.documents} == {"train", "dev", "test"}
    others = {
        json.dumps(all_texts(made(split=SplitOptions(seed=n, dev=0.2, test=0.2)))) for n in range(5)
    }
    assert len(others) > 1


def test_nothing_leaks_between_the_splits(store, made):
    """Every document has one sentence that differs from those of the others in a number only."""
    frame = "The committee of the harbour town adopted its resolution {} at the meeting of the day."
    for number in range(6):
        start = number * 10
        own = (frame.format(number), translation(start + 9))
        add(store, f"Text {number}", [*pairs(*range(start, start + 9)), own])
    result = made(split=BOTH)
    assert result.facts.leaks_left == 0
    assert result.facts.taken_out == {
        "from dev, as test has a near-duplicate": 1,
        "from train, as dev or test has a near-duplicate": 4,
    }
    assert sum(source.startswith("The committee") for source, _ in all_texts(result)) == 1
    assert "either of its texts shares 80% or more with one in another split" in card(result)
    assert "of all their different sequences of 5 characters" in card(result)


@pytest.mark.parametrize("count", [1, 2])
def test_few_documents_are_not_split_and_it_is_said(store, made, count):
    for number in range(count):
        add(store, f"Text {number}", pairs(*range(number * 60, number * 60 + 60)))
    result = made()
    assert not texts(result, "test")
    (warning,) = result.warnings()
    assert "cannot be split by document: everything is train" in warning
    assert warning in card(result)
    by_passage = made(split=SplitOptions(by="passage", dev=0.2, test=0.2))
    assert texts(by_passage, "test")
    assert not by_passage.warnings()
    assert "train and test may hold passages of one document" in card(by_passage)


def test_a_release_without_a_licence_says_so_loudly(store, made):
    add(store, "Free", pairs(1))
    add(store, "Unknown", pairs(2), licence=None)
    result = made()
    assert any(line.startswith("NO LICENCE: 1 of 2 documents") for line in result.warnings())
    assert "> **No licence.** 1 document has none" in card(result)
    assert "\nlicense: unknown\n" in card(result)


def test_a_document_that_has_no_translation_is_named(store, made):
    add_aligned(store, "Aligned", pairs(1, 2), [90, 90])
    assert not any("without a translation" in line for line in made().warnings())
    add(store, "Elsewhere [draft]", pairs(3), language="fr")
    result = made()
    told = "without a translation into ar, and so left out: Elsewhere [draft]"
    assert told in result.warnings()
    assert (
        r"without a translation into Arabic (written right to left): Elsewhere \[draft\]."
        in card(result)
    )


def test_a_translation_has_a_licence_of_its_own(store, made):
    add_aligned(store, "Aligned", pairs(1, 2), [90, 90])
    assert any("NO LICENCE" in line for line in made().warnings())
    target = store.documents.find("Aligned (ar)")
    store.documents.describe(target.id, licence="CC-BY-4.0", retrieved_from="A Book | 1999")
    result = made()
    assert not any("NO LICENCE" in line for line in result.warnings())
    assert "CC0-1.0; translation: CC-BY-4.0" in card(result)
    assert r"A Book \| 1999" in card(result)
    assert "\nlicense: other\n" in card(result)


def test_people_have_pseudonyms_in_every_file(store, made):
    add(store, "Text", pairs(*range(10)), authors=("mira lund", "omar hadi"))
    result = made()
    assert len(result.facts.people) == 2
    everything = b"".join(contents(result.folder).values())
    assert b"mira" not in everything
    assert b"omar" not in everything
    assert [each.name for each in made().facts.people] == [
        each.name for each in result.facts.people
    ]
    assert result.facts.people[0].name.encode() in everything


def test_the_card_measures_drafts_against_corrections(store, made):
    add(store, "Text", pairs(*range(10)))
    (effort,) = made().facts.efforts
    assert (effort.name, effort.drafts, effort.unchanged) == ("firefox-en-pt@1.0", 10, 2)
    hter = next(score for score in effort.scores if score.metric == "HTER")
    # every text has seven words, and eight of ten drafts lack the last
    assert hter.value == pytest.approx(100 * 8 / 70)
    assert hter.signature in card(made())
    assert effort.scores[0].signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:2")


def test_the_card_shows_what_pairs_look_like(store, made):
    add(store, "Text", [("A *bold* | <word>.", "كلمة [واحدة].")])
    shown = card(made())
    row = r'| A \*bold\* \| &lt;word>. | <span dir="rtl">كلمة \[واحدة\].</span> |'
    assert row in shown


def test_a_flag_that_was_put_aside_is_none(store, made):
    document = add(store, "Text", pairs(1, 2), drafts=(1, 2), flags={1: "numbers", 2: "numbers"})
    bitext = store.bitexts.of(document.id)[0].id
    cell = store.bitexts.rows(document.id, [bitext]).rows[0].cells[bitext]
    store.flags.dismiss(cell.bead, "numbers", base_revision=cell.revision, author="mira")
    result = made(include_drafts=True, without_flags=frozenset({"any"}))
    assert texts(result) == pairs(1)
    assert result.facts.flagged == 0


def test_inline_codes_are_no_part_of_a_corpus(store, made, tmp_path):
    path = tmp_path / "memory.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu>'
        '<tuv xml:lang="en"><seg>A <ph>&lt;b/&gt;</ph>bold word for the harbour.</seg></tuv>'
        '<tuv xml:lang="ar"><seg>كلمة <ph>&lt;b/&gt;</ph>بارزة للميناء.</seg></tuv>'
        "</tu></body></tmx>",
        encoding="utf-8",
    )
    with opened_files([str(path)]) as files:
        import_pairs(store, files, formats.load("tmx"), PairChoices(language="en"))
    assert "⟦" in next(store.bitexts.units(1)).source
    assert texts(made()) == [("A bold word for the harbour.", "كلمة بارزة للميناء.")]


def test_documents_of_one_title_are_told_apart(store, made):
    add(store, "Text", pairs(1))
    add(store, "Text", pairs(2))
    assert [each.name for each in made().facts.documents] == ["Text (1)", "Text (2)"]


def test_a_folder_that_is_not_empty_is_left_alone(store, tmp_path):
    add(store, "Text", pairs(1))
    folder = tmp_path / "there"
    folder.mkdir()
    options = ReleaseOptions(language="ar")
    release(store, [1], options, folder)
    before = contents(folder)
    with pytest.raises(ReleaseError, match="there and not empty"):
        release(store, [1], options, folder)
    assert contents(folder) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, ReleaseError])
def test_a_release_that_is_interrupted_leaves_nothing(store, tmp_path, error):
    add(store, "Text", pairs(1, 2))
    before = {path.name for path in tmp_path.iterdir()}

    def interrupted(stage, done, total):
        if stage.startswith("writing"):
            raise error

    with pytest.raises(error):
        release(store, [1], ReleaseOptions(language="ar"), tmp_path / "out", progress=interrupted)
    assert {path.name for path in tmp_path.iterdir()} <= before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"near": 0.5}, "near-duplicates from 0.5; it may be 0.8 to 1"),
        ({"least_confidence": 101}, "a confidence of 101; it may be 0 to 100"),
        ({"formats": ("docx",)}, "no format 'docx' in a release"),
        ({"formats": ()}, "no format none"),
        ({"states": frozenset({"lost"})}, "no state 'lost'"),
    ],
)
def test_what_makes_no_sense_is_refused(made, options, told, store):
    add(store, "Text", pairs(1))
    with pytest.raises(Exception, match=told):
        made(**options)


def test_nothing_to_release_is_refused_with_the_reason(store, made, tmp_path):
    with pytest.raises(ReleaseError, match="no document is named"):
        release(store, [], ReleaseOptions(language="ar"), tmp_path / "out")
    document = add(store, "Text", pairs(1, 2), drafts=(1, 2))
    with pytest.raises(ReleaseError, match="2 untouched machine drafts; confirm some"):
        made()
    with pytest.raises(ReleaseError, match="no translation into fr of the documents 1"):
        release(store, [document.id], ReleaseOptions(language="fr"), tmp_path / "out")
    other = tmp_path / "own.txt"
    other.write_text("\n".join(sentence(number) for number in (1, 2)), encoding="utf-8")
    with pytest.raises(ReleaseError, match="nothing is left to release: 2 in own"):
        made(include_drafts=True, against=(other,))


def test_the_command_releases_and_says_what_it_did(workbench):
    with open_store(workbench.store) as store:
        for number in range(3):
            add(store, f"Text {number}", pairs(*range(number * 9, number * 9 + 9)), drafts=(1,))
        add(store, "Other", pairs(90), language="fr", licence=None)
    said = workbench("release", "--all", "--to", "ar", "-o", "corpus").stderr
    assert "24 pairs released in corpus (train 8, dev 8, test 8)" in said
    assert "3 left out: untouched machine drafts" in said
    assert "LICENCE" not in said
    found = workbench.json(
        "release", "Text 1", "Text 2", "--to", "ar", "-o", "two", "--formats", "tsv", "--near", "1"
    )
    assert (found["folder"], found["pairs"], found["without_licence"]) == ("two", 16, 0)
    assert not (workbench.folder / "two" / "tmx").exists()
    assert "there and not empty" in workbench.refused("release", "1", "--to", "ar", "-o", "two")
    assert "no document is named" in workbench.refused("release", "--to", "ar", "-o", "none")
    assert "cannot read lost.txt" in workbench.refused(
        "release", "1", "--to", "ar", "-o", "none", "--against", "lost.txt"
    )


def test_a_document_is_described(workbench):
    note = workbench.file("note.txt", "One sentence.")
    workbench("import", note, "--license", "CC0-1.0")
    assert "licence: CC0-1.0" in workbench("describe", "1").stdout
    workbench("describe", "1", "--source", "A Book", "--licence", "")
    assert workbench.json("describe", "1")["retrieved_from"] == "A Book"
    assert workbench.json("documents")[0]["licence"] is None
    again = workbench("import", note, "--licence", "CC0-1.0")
    assert "its licence and source stay" in again.stderr
