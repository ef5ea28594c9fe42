"""The panel in a real browser: differences, suggestions, comments, word links."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from alignments.store import JobState
from tests.workbench.test_word_links import pairs
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually, last

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


def test_a_suggestion_is_taken_with_its_number(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.get_by_role("button", name="Other wordings").click()
    proposal = {"text": "صياغة أخرى.", "model": "m", "how": "", "score": None, "flags": []}
    back = {"text": "Another wording.", "model": "m", "chrf": 61.5}
    jobs = []

    def claimed():
        jobs.append(served_store.jobs.claim("w", interactive=True))
        return jobs[-1] is not None

    eventually(claimed, True)
    result = {"proposals": [proposal], "failures": [], "back": back}
    served_store.jobs.finish(jobs[-1].id, "w", JobState.DONE, note="1", result=result)
    expect(editor.page.locator(".back")).to_contain_text("Another wording.")
    editor.edit(1)
    editor.page.keyboard.press("Control+1")
    expect(editor.cell(1).locator("textarea")).to_have_value("صياغة أخرى.")
    expect(editor.page.locator(".diff")).to_contain_text("صياغة")


def test_a_comment_is_said_shown_and_resolved(editor, served_store, document):
    editor.open(document.id)
    editor.edit(2)
    field = editor.page.get_by_label("Comment on this segment")
    field.fill("من قال هذا؟")
    editor.edit(3)
    expect(field).to_have_value("")
    editor.edit(2)
    expect(field).to_have_value("من قال هذا؟")
    editor.page.get_by_role("button", name="Comment", exact=True).click()
    expect(editor.page.locator(".comments")).to_contain_text("mira")
    expect(editor.row(2).locator(".said")).to_have_text("1")
    editor.page.get_by_role("button", name="Resolve").click()
    expect(editor.page.locator(".comments")).to_contain_text("Resolved by mira")
    expect(editor.row(2).locator(".said")).to_have_count(0)


def test_the_words_of_a_row_that_belong_together_light_up(editor, served_store):
    texts = pairs()
    document = seeding.add_document(served_store, [one for one, _ in texts], title="Words")
    seeding.add_drafts(served_store, document, "ar", [other for _, other in texts])
    editor.open(document.id)
    box = editor.row(1).locator(".source").bounding_box()
    editor.page.mouse.move(box["x"] + 50, box["y"] + 20)
    expect(editor.page.locator(".links-by")).to_contain_text("in 42 pairs of this document")
    lit = "[...CSS.highlights.get('workbench-words')].map(String)"
    assert editor.page.evaluate(lit) == ["river", "النهر."]


def test_the_panel_shows_the_draft_against_the_text_by_whole_words(editor, document):
    editor.open(document.id)
    editor.type_over(1, "الجملة الأولى من النص.")
    expect(editor.page.locator(".diff ins")).to_have_text("الأولى")
    expect(editor.page.locator(".diff del")).to_have_text("رقم 1")
    expect(editor.page.locator(".revisions")).to_contain_text("firefox-en-ar-base")


def test_an_undone_confirm_leaves_the_draft_and_what_was_typed(editor, served_store, document):
    editor.open(document.id)
    editor.type_over(1, "نص آخر")
    editor.confirm()
    expect(editor.cell(2).locator("textarea")).to_be_focused()
    editor.page.keyboard.press("Control+z")
    expect(editor.cell(1).locator("textarea")).to_be_focused()
    expect(editor.cell(1).locator("textarea")).to_have_value("نص آخر")
    wanted = ("الجملة رقم 1 من النص.", "initial", "mira")
    eventually(lambda: last(served_store, document, 1), wanted)
    expect(editor.cell(1)).to_have_attribute("data-state", "draft")
    expect(editor.cell(1)).to_have_attribute("data-trouble", "unsaved")
    editor.page.keyboard.press("Control+z")
    expect(editor.cell(1).locator("textarea")).to_have_value("الجملة رقم 1 من النص.")


def test_the_history_tells_of_a_second_try_and_where_memory_will_stand(editor, served_store):
    document = seeding.add_document(served_store, ["One.", "Two."], title="Tried twice")
    bitext = served_store.bitexts.ensure(document.id, "ar")
    drafts = []
    for (bead, _, _), kept in zip(
        served_store.revisions.untranslated(bitext.id), (True, False), strict=True
    ):
        retry = {"because": ["repeated"], "decoding": {"beam": 4}, "kept": kept}
        machine = replace(seeding.MACHINE, options={"retry": retry})
        drafts.append((bead, replace(seeding.draft("نص."), machine=machine)))
    served_store.revisions.add_drafts(drafts)
    editor.open(document.id)
    expect(editor.page.locator(".later")).to_be_hidden()
    editor.edit(1)
    past = editor.page.locator(".revisions")
    expect(past).to_contain_text("From a second try: the first was flagged (repeated).")
    expect(editor.page.locator(".later")).to_contain_text("Memory and termsNone yet.")
    editor.edit(2)
    expect(past).to_contain_text("A second try, as it was flagged (repeated), was no better.")
