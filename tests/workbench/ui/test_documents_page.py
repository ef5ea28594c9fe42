"""The Documents page: found, tagged, put away, deleted only by title; jobs that are over."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from alignments.store import JobState
from tests.workbench.ui import seeding
from workbench.jobs.translation import ask_for_translation
from workbench.ui import server, state
from workbench.ui.tokens import Tokens


@pytest.fixture
def workbench(store, tmp_path):
    served = state.Workbench(
        store=store, tokens=Tokens(b"k" * 32), user="mira", models=tmp_path / "models"
    )
    state.use(served)
    for title in ("First", "Second"):
        seeding.add_document(store, [title], title=title)
    return served


@pytest.fixture
def page(workbench):
    return AppTest.from_file(str(server.SCRIPT), default_timeout=30).run()


def titles(page):
    return [block.value[3:] for block in page.markdown if block.value.startswith("## ")]


def test_documents_are_found_sorted_and_by_tag(workbench, page):
    assert titles(page) == ["Second", "First"]
    assert titles(page.text_input(key="documents_words").set_value("FIR").run()) == ["First"]
    page.text_input(key="documents_words").set_value("").run()
    assert titles(page.selectbox(key="documents_order").set_value("title").run()) == [
        "First",
        "Second",
    ]
    workbench.store.shelf.set_tags(1, ["news"])
    page.run()
    assert titles(page.multiselect(key="documents_tags").set_value(["news"]).run()) == ["First"]
    assert not page.exception


def test_what_is_archived_is_shown_by_a_switch(workbench, page):
    page.button(key="document_1_menu_archive").click().run()
    assert titles(page) == ["Second"]
    page.toggle(key="documents_archived").set_value(True).run()
    assert titles(page) == ["First"]
    page.button(key="document_1_menu_restore").click().run()
    assert not workbench.store.shelf.archived(1)
    assert not page.exception


def test_the_only_document_comes_back_when_it_was_archived(workbench, page):
    for document in (1, 2):
        workbench.store.shelf.archive(document)
    page.run()
    assert titles(page) == []
    assert page.info[0].value.startswith("Every document is archived")
    page.toggle(key="documents_archived").set_value(True).run()
    assert titles(page) == ["Second", "First"]


def test_the_menu_does_not_lie_over_what_it_opens(page):
    page.session_state["document_1_menu"] = True
    page.button(key="document_1_menu_settings").click().run()
    assert page.session_state["document_1_menu"] is False
    assert page.text_input(key="document_1_menu_setting_title").value == "First"
    assert not page.exception


def settings_form():
    from workbench.ui import state
    from workbench.ui.components import document_menu

    workbench = state.current()
    document = workbench.store.documents.get(1)
    bitexts = workbench.store.bitexts.of(1)
    document_menu.show_settings(workbench, document, bitexts, key="form")


def test_settings_are_kept(workbench):
    workbench.store.bitexts.ensure(1, "ar")
    form = AppTest.from_function(settings_form, default_timeout=30).run()
    form.text_input(key="form_title").set_value("Renamed")
    form.multiselect(key="form_checks_ar").set_value(["numbers"])
    form.button[0].click().run()
    assert not form.exception
    assert workbench.store.documents.get(1).title == "Renamed"
    off = workbench.store.shelf.settings(1).checks_off
    assert "numbers" not in off["ar"]
    assert "spaces" in off["ar"]


def delete_form():
    from workbench.ui import state
    from workbench.ui.components import document_menu

    workbench = state.current()
    document_menu.show_delete(workbench, workbench.store.documents.get(1), key="form")


def test_nothing_is_deleted_without_its_title(workbench):
    workbench.store.shelf.archive(1)
    form = AppTest.from_function(delete_form, default_timeout=30).run()
    for typed, said in (("", "Type the title."), ("first", "not the title")):
        form.text_input(key="form_title").set_value(typed)
        form.button[0].click().run()
        assert said in form.error[0].value
    assert workbench.store.documents.get(1).title == "First"


def test_a_stopped_job_shows_its_log_and_resumes(workbench):
    job = ask_for_translation(workbench.store, 1, "pt", author="mira")
    workbench.store.jobs.claim("tester")
    workbench.store.jobs.finish(job.id, "tester", JobState.CANCELLED, note="stopped")
    page = AppTest.from_file(str(server.SCRIPT), default_timeout=30).run()
    assert "cancelled: stopped" in page.code[0].value
    page.button(key=f"finished_{job.id}").click().run()
    assert workbench.store.jobs.get(job.id).state is JobState.QUEUED


def test_a_translation_says_what_it_is_aligned_with(workbench):
    seeding.alignment(workbench.store, title="Flood")
    page = AppTest.from_file(str(server.SCRIPT), default_timeout=30).run()
    bars = [json.loads(each.proto.json) for each in page.get("bidi_component")]
    said = [each["nothing"] for each in bars if "bars" in each]
    assert said[:2] == ["Aligned as the translation of Flood.", ""]
    assert said[2] == "No translation yet. Press Translate to ask for one."
