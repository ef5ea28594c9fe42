"""The main job from the command line, on real weights and a real store."""

import pytest

from alignments.store import NewBead, open_store
from tests.workbench.ui import seeding

ARTICLE = """The Harbour

The port of Lisbon handled 480 ships in May. Is that many? Nobody knows.

- Fish is cheap.
- Bread costs 2.50 euros.

Subscribe to our newsletter.
"""


@pytest.fixture
def article(workbench):
    workbench("import", workbench.file("harbour.txt", ARTICLE))
    return workbench


def test_an_imported_file_is_cut_into_segments(workbench):
    result = workbench("import", workbench.file("harbour.txt", ARTICLE))
    assert result.stdout == "document 1: The Harbour (en, 7 segments)\n"
    rows = workbench.json("show", "1")["rows"]
    assert [row["text"] for row in rows][1:4] == [
        "The port of Lisbon handled 480 ships in May.",
        "Is that many?",
        "Nobody knows.",
    ]


def test_standard_input_is_a_file_too(workbench):
    result = workbench("import", "-", "--title", "From a pipe", given=b"One. Two.")
    assert result.stdout == "document 1: From a pipe (en, 2 segments)\n"


def test_the_same_bytes_twice_change_nothing(article):
    result = article("import", article.folder / "harbour.txt")
    assert result.stdout == "document 1 is this file already: The Harbour; nothing changed\n"
    assert len(article.json("documents")) == 1


def test_one_bad_file_does_not_keep_the_others_out(workbench):
    good, bad = workbench.file("good.txt", "Fine."), workbench.file("bad.txt", b"\x00\x01")
    result = workbench("import", bad, good, code=1)
    assert result.stdout == "document 1: good (en, 1 segments)\n"
    assert len(result.stderr.splitlines()) == 1


def test_drafts_say_which_model_made_them(article):
    result = article("translate", "1", "--to", "pt")
    assert result.stdout.startswith("pt: 7 drafts by firefox-en-pt-tiny, ")
    history = article.json("history", "1", "2", "--to", "pt")["revisions"]
    assert "480" in history[0]["text"]
    assert history[0]["origin"] == "machine"
    assert history[0]["machine"]["engine"] == "firefox"
    assert history[0]["machine"]["model"] == "firefox-en-pt-tiny"
    assert history[0]["machine"]["revision"] == "1693087644"


def test_a_second_run_translates_only_what_is_missing(article):
    article("exclude", "1", "5-7")
    assert article("translate", "1", "--to", "pt").stdout.startswith("pt: 4 drafts")
    article("include", "1", "6")
    assert article("translate", "1", "--to", "pt").stdout.startswith("pt: 1 drafts")
    assert "nothing to translate" in article("translate", "1", "--to", "pt").stdout


def test_a_language_without_a_model_does_not_stop_the_others(article):
    result = article("translate", "1", "--to", "ar,pt", code=1)
    assert result.stdout.startswith("pt: 7 drafts")
    (line,) = result.stderr.splitlines()
    assert "no model for en to ar is installed" in line
    assert "workbench models pull firefox-en-ar" in line
    assert "workbench models add" in line


def test_a_correction_is_signed_and_the_draft_stays_in_the_history(article):
    article("translate", "1", "--to", "pt")
    result = article("correct", "1", "3", "São muitos?", "--to", "pt")
    assert result.stdout == "segment 3, revision 2: edited\n"
    draft, correction = article.json("history", "1", "3", "--to", "pt")["revisions"]
    assert (draft["origin"], draft["author"]) == ("machine", None)
    assert (correction["text"], correction["author"]) == ("São muitos?", "mira")


def test_a_draft_confirmed_as_it_is_says_so(article):
    article("translate", "1", "--to", "pt")
    assert "accepted unchanged" in article("correct", "1", "4", "--to", "pt").stdout


def test_a_correction_that_comes_too_late_is_refused_and_kept(article):
    article("translate", "1", "--to", "pt")
    article("correct", "1", "3", "Primeira.", "--to", "pt")
    late = ("correct", "1", "3", "Segunda.", "--to", "pt", "--base-revision", "1")
    assert "was changed" in article.refused(*late)
    history = article.json("history", "1", "3", "--to", "pt")
    assert [revision["text"] for revision in history["revisions"]][-1] == "Primeira."
    assert [refused["text"] for refused in history["refused"]] == ["Segunda."]


def test_another_model_drafts_again_but_never_over_a_person(article):
    article("translate", "1", "--to", "pt")
    article("correct", "1", "3", "São muitos?", "--to", "pt")
    article("translate", "1", "--to", "pt", "--model", "echo")
    cells = [next(iter(row["cells"].values())) for row in article.json("show", "1")["rows"]]
    assert cells[0]["text"] == "[pt] The Harbour"
    assert cells[2]["text"] == "São muitos?"


def test_columns_show_states_and_excluded_segments(article):
    article("translate", "1", "--to", "pt")
    article("correct", "1", "3", "São muitos?", "--to", "pt")
    article("exclude", "1", "7")
    shown = article("show", "1", "--to", "pt", "--segments", "3,7").stdout
    assert "✓" in shown
    assert "São muitos?" in shown
    assert "–" in shown


def test_what_a_translation_adds_is_shown_at_its_place(workbench):
    with open_store(workbench.store) as store:
        source = seeding.add_document(store, ["One.", "Two."], title="Added")
        target = seeding.add_document(store, ["Um.", "Mais.", "Dois."], title="pt", language="pt")
        beads = [([1], 1), ([], 2), ([2], 3)]
        store.aligned.add(
            source.id, target.id, [NewBead(source=s, target=[n], confidence=90) for s, n in beads]
        )
    lines = [line.split() for line in workbench("show", "1").stdout.splitlines()]
    assert [line for line in lines if line and line[0] in ("1", "+", "2")][1:] == [
        ["1", "One.", "✓", "Um."],
        ["+", "✓", "Mais."],
        ["2", "Two.", "✓", "Dois."],
    ]
    (addition,) = workbench.json("show", "1")["additions"]
    assert (addition["after"], addition["cells"]["pt"]["text"]) == (1, "Mais.")
    assert workbench.json("show", "1", "--segments", "2")["additions"] == []


def test_arabic_stands_at_the_right_of_its_column(workbench):
    text = "انعقد الاجتماع في لشبونة."
    workbench("import", workbench.file("a.txt", text), "--language", "ar")
    line = next(line for line in workbench("show", "1").stdout.splitlines() if text in line)
    assert line.rstrip().endswith(text)
    assert len(line[: line.index(text)].rstrip()) < 10


def test_documents_are_found_by_how_their_title_begins(article):
    assert article.json("show", "the harb")["document"]["id"] == 1
    assert article.refused("show", "nothing") == (
        "no document 'nothing'; 'workbench documents' lists them"
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("show", "9"), "no document '9'; 'workbench documents' lists them"),
        (("exclude", "1", "1-99"), "document 1 has no segment 99; it has 1 to 7"),
        (("exclude", "1", "x"), "'x' is not a segment number; write 7, or 35-38"),
        (("exclude", "1", "5-2"), "the range 5-2 ends before it begins; write 2-5"),
        (("correct", "1", "1", "a", "--to", "pt"), "say which translation is meant"),
        (("translate", "1", "--to", "english"), "'english' is not a language tag"),
        (("translate", "1", "--to", "pt", "--model", "nix"), "no model 'nix'"),
        (("translate", "1", "--to", "en"), "no model for en to en"),
        (("import", "absent.txt"), "absent.txt cannot be read: No such file or directory"),
    ],
)
def test_a_users_error_is_one_line(article, arguments, reason):
    assert article.refused(*arguments).startswith(reason)


def test_an_empty_text_cannot_be_confirmed(article):
    article("translate", "1", "--to", "pt")
    line = article.refused("correct", "1", "1", " ", "--to", "pt")
    assert line.startswith("an empty text cannot be translated")


def test_unknown_settings_are_refused(workbench):
    path = workbench.file("settings.toml", 'stor = "x.db"\n')
    line = workbench.refused("documents", WORKBENCH_SETTINGS=str(path))
    known = "store, models, user, address, sign_in, sign_in_client, sign_in_secret, owners"
    assert line.endswith(f"settings.toml sets 'stor'; known: {known}")


def test_flags_come_before_the_environment_and_that_before_the_file(workbench):
    path = workbench.file("settings.toml", 'user = "file"\nstore = "from-file.db"\n')
    settings = {"WORKBENCH_SETTINGS": str(path), "WORKBENCH_USER": "variable"}
    workbench("import", workbench.file("a.txt", "Hello."), **settings)
    workbench("translate", "1", "--to", "pt", **settings)
    workbench("correct", "1", "1", "Olá.", "--to", "pt", **settings)
    workbench("--user", "flag", "correct", "1", "1", "Oi.", "--to", "pt", **settings)
    authors = [each["author"] for each in workbench.json("history", "1", "1")["revisions"]]
    assert authors == [None, "variable", "flag"]
    assert not (workbench.folder / "from-file.db").exists()
