"""Every page, on an empty and on a full store, as Streamlit runs it without a browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from alignments.store import JobState
from tests.workbench.ui import seeding
from workbench.jobs.translation import ask_for_translation
from workbench.ui import server, state
from workbench.ui.navigation import pages
from workbench.ui.tokens import Claim, Tokens

TOKENS = Tokens(b"k" * 32)


@pytest.fixture
def workbench(store, tmp_path):
    served = state.Workbench(store=store, tokens=TOKENS, user="mira", models=tmp_path / "models")
    state.use(served)
    return served


def run(shown="documents", /, **query):
    test = AppTest.from_file(str(server.SCRIPT), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    if shown != "documents":
        test.switch_page(f"views/{shown}.py")
    return test.run()


def form_for_translation():
    """The form of the dialog, which AppTest closes when something in it is pressed."""
    from workbench.ui import state
    from workbench.ui.components import translate_form

    workbench = state.current()
    translate_form.show(workbench, workbench.store.documents.all()[0], key="form")


def grid(test):
    """What the editor's component was handed."""
    return json.loads(test.get("bidi_component")[0].proto.json)


@pytest.mark.parametrize("page", ["documents", "editor", "align", "release", "quality"])
@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_every_page_runs(workbench, page, full):
    if full:
        seeding.article(workbench.store)
        seeding.add_document(workbench.store, ["Not translated."], title="Note")
    assert not run(page).exception


def test_an_alignment_is_handed_to_its_component(workbench):
    bitext = seeding.alignment(workbench.store)
    test = run("align", order="document")
    assert not test.exception
    handed = grid(test)
    assert [target["bitext"] for target in handed["targets"]] == [bitext.id]
    assert handed["order"] == "document"
    assert handed["targets"][0]["direction"] == "rtl"


def test_the_table_of_pages_is_what_is_tested():
    assert set(pages()) == {"documents", "editor", "align", "release", "quality"}


def test_an_empty_store_says_what_to_do(workbench):
    assert "Nothing here yet" in run().markdown[0].value
    assert "Import a document" in run("editor").info[0].value


def test_documents_are_listed_the_newest_first(workbench):
    seeding.add_document(workbench.store, ["One."], title="First")
    seeding.add_document(workbench.store, ["Two."], title="Second")
    shown = [block.value for block in run().markdown if block.value.startswith("## ")]
    assert shown == ["## Second", "## First"]


def test_a_title_is_never_taken_for_markup(workbench):
    seeding.add_document(workbench.store, ["One."], title="**bold** [x](y) $a$ <b>")
    (shown,) = [block.value for block in run().markdown if block.value.startswith("## ")]
    assert shown == r"## \*\*bold\*\* \[x\]\(y\) \$a\$ \<b\>"


def test_the_editor_gets_the_columns_and_a_token_for_its_document(workbench):
    document = seeding.article(workbench.store, languages=("ar", "pt"))
    data = grid(run("editor", doc=str(document.id)))
    assert data["document"] == document.id
    assert [(column["language"], column["direction"]) for column in data["columns"]] == [
        ("ar", "rtl"),
        ("pt", "ltr"),
    ]
    assert TOKENS.document(data["token"]) == Claim(user="mira", document=document.id)


def test_the_address_says_what_the_editor_shows(workbench):
    first = seeding.article(workbench.store, languages=("ar", "pt"), repeats=10)
    seeding.add_document(workbench.store, ["Newer."], title="Newer")
    test = run("editor", doc=str(first.id), languages="pt", state="draft", q="river", page="1")
    data = grid(test)
    assert data["document"] == first.id
    assert data["shown"] == [next(c["bitext"] for c in data["columns"] if c["language"] == "pt")]
    assert data["view"] == {"states": "draft", "query": "river", "column": ""}


@pytest.mark.parametrize(
    "query",
    [
        {"doc": "999"},
        {"doc": "x", "page": "-1"},
        {"page": "9" * 30},
        {"languages": "xx,,~", "state": "lost"},
    ],
)
def test_an_address_that_makes_no_sense_shows_the_newest_document(workbench, query):
    document = seeding.article(workbench.store, languages=("ar",))
    test = run("editor", **query)
    assert not test.exception
    assert (grid(test)["document"], grid(test)["page"]) == (document.id, 1)
    assert [each.value[:32] for each in test.toast] == ["The document of this link is arc"] * (
        "doc" in query
    )


def test_choosing_a_state_goes_back_to_the_first_page(workbench):
    document = seeding.article(workbench.store, languages=("ar",), repeats=10)
    test = run("editor", doc=str(document.id), page="2")
    assert grid(test)["page"] == 2
    test.button_group(key="state").set_value("draft").run()
    assert (grid(test)["page"], grid(test)["view"]["states"]) == (1, "draft")


def test_a_job_is_shown_and_can_be_cancelled(workbench):
    document = seeding.add_document(workbench.store, ["One."])
    job = ask_for_translation(workbench.store, document.id, "pt")
    test = run()
    test.button(key=f"jobs_{job.id}").click().run()
    assert not test.exception
    assert workbench.store.jobs.get(job.id).state is JobState.CANCELLED


def test_a_failed_job_says_why_and_can_be_tried_again(workbench):
    document = seeding.add_document(workbench.store, ["One."])
    job = ask_for_translation(workbench.store, document.id, "pt")
    workbench.store.jobs.claim("tester")
    workbench.store.jobs.finish(job.id, "tester", JobState.FAILED, note="no such model")
    test = run()
    assert "no such model" in test.error[0].value
    test.button(key=f"document_{document.id}_retry").click().run()
    assert workbench.store.jobs.get(job.id).state is JobState.QUEUED


def test_an_uploaded_file_becomes_a_document(workbench):
    test = run()
    test.file_uploader[0].upload("note.txt", b"One. Two.", "text/plain")
    test.button[0].click().run()
    assert not test.exception
    assert [one.title for one in workbench.store.documents.all()] == ["note"]


def test_a_file_that_cannot_be_read_says_why(workbench):
    test = run()
    test.file_uploader[0].upload("note.txt", b"\x00\x01\x02\x00", "text/plain")
    test.button[0].click().run()
    assert not test.exception
    assert r"note\.txt was not imported" in test.error[0].value
    assert workbench.store.documents.all() == []


def asked_for(*languages):
    test = AppTest.from_function(form_for_translation, default_timeout=30).run()
    test.multiselect(key="form_languages").set_value(list(languages))
    test.button[0].click().run()
    assert not test.exception
    return test


def test_asking_for_a_language_puts_a_job_into_the_queue(workbench):
    document = seeding.add_document(workbench.store, ["One."])
    asked_for("pt")
    (job,) = workbench.store.jobs.all(document=document.id)
    assert (job.parameters["language"], job.author) == ("pt", "mira")


def test_a_draft_may_be_asked_for_through_another_language(workbench):
    seeding.add_document(workbench.store, ["Um."], language="pt")
    test = AppTest.from_function(form_for_translation, default_timeout=30).run()
    test.multiselect(key="form_languages").select("ar")
    test.selectbox(key="form_via").select("en")
    test.button[0].click().run()
    assert not test.exception
    assert "en to ar" in test.error[0].value.replace("\\", "")
    assert workbench.store.jobs.all() == []


def test_a_language_without_a_model_says_how_to_get_one(workbench):
    seeding.add_document(workbench.store, ["One."])
    said = asked_for("ar").error[0].value.replace("\\", "")
    assert "workbench models" in said
    assert workbench.store.jobs.all() == []


def test_what_was_asked_for_is_said_beside_what_could_not(workbench):
    seeding.add_document(workbench.store, ["One."])
    test = asked_for("ar", "pt")
    assert "en to ar" in test.error[0].value
    assert test.info[0].value == "The drafts into Portuguese are on their way."
    assert [job.parameters["language"] for job in workbench.store.jobs.all()] == ["pt"]


def test_the_forms_open_over_the_list(workbench):
    document = seeding.article(workbench.store, languages=("ar",))
    for name in ("translate", "export"):
        test = run().button(key=f"document_{document.id}_{name}").click().run()
        assert not test.exception


def test_an_export_offers_what_is_confirmed(workbench):
    document = seeding.article(workbench.store, languages=("ar",))
    test = run()
    test.button(key=f"document_{document.id}_export").click().run()
    assert not test.exception
    assert "Nothing is confirmed yet" in test.info[0].value


def test_an_export_says_how_many_segments_are_flagged(workbench):
    bitext = seeding.alignment(workbench.store)
    test = run()
    test.button(key=f"document_{bitext.document}_export").click().run()
    assert any("1 segment flagged" in caption.value for caption in test.caption)
