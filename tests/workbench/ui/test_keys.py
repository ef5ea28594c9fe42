"""The keys, each pressed in a real browser: with Ctrl, with Cmd, and while a text is composed."""

import pytest
from playwright.sync_api import expect

from alignments.store import JobState
from tests.workbench.ui.browser import eventually, history, last

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

EVERY_KEY = [
    *("Control+Enter", "Control+Shift+Enter", "Control+d", "Control+z", "Control+1"),
    *("Control+f", "Control+h", "Control+g", "Meta+Enter", "Meta+d"),
    *("Alt+ArrowDown", "Alt+ArrowUp", "Alt+ArrowRight", "Alt+ArrowLeft", "Escape"),
]


def open_cell(editor, number, column=0):
    return expect(editor.cell(number, column).locator("textarea"))


def test_alt_and_an_arrow_move_and_stay_on_the_page_where_there_is_no_neighbour(editor, document):
    editor.page.goto(editor.address)
    editor.open(document.id)
    editor.edit(1, 0)
    for key, number, column in (
        ("Alt+ArrowRight", 1, 1),
        ("Alt+ArrowRight", 1, 1),
        ("Alt+ArrowDown", 2, 1),
        ("Alt+ArrowLeft", 2, 0),
        ("Alt+ArrowLeft", 2, 0),
        ("Alt+ArrowUp", 1, 0),
        ("Alt+ArrowUp", 1, 0),
    ):
        editor.page.keyboard.press(key)
        open_cell(editor, number, column).to_be_focused()
    editor.page.keyboard.press("Escape")
    editor.page.keyboard.press("Alt+ArrowLeft")
    expect(editor.cell(1)).to_be_focused()
    editor.page.keyboard.press("Alt+ArrowRight")
    expect(editor.cell(1, 1)).to_be_focused()
    assert "/editor" in editor.page.url


def test_the_command_key_does_what_the_control_key_does(editor, served_store, document):
    editor.open(document.id)
    keys = editor.page.keyboard
    editor.edit(1)
    keys.press("Meta+Enter")
    open_cell(editor, 2).to_be_focused()
    keys.press("Meta+Shift+Enter")
    open_cell(editor, 3).to_be_focused()
    keys.press("Meta+d")
    open_cell(editor, 4).to_be_focused()
    editor.expect_saved()
    states = [last(served_store, document, number)[1] for number in (1, 2, 3)]
    assert states == ["translated", "reviewed", "initial"]
    keys.press("Meta+z")
    open_cell(editor, 3).to_be_focused()
    expect(editor.cell(3)).to_have_attribute("data-state", "draft")
    keys.press("Meta+g")
    expect(editor.page.get_by_label("Go to segment")).to_be_focused()
    keys.press("Escape")
    open_cell(editor, 3).to_be_focused()
    keys.press("Meta+f")
    expect(editor.page.get_by_placeholder("Search source and translations")).to_be_focused()


def test_a_question_mark_shows_the_keys_and_ctrl_h_opens_replace(editor, document):
    editor.open(document.id)
    keys = editor.page.locator("details.keys")
    shown = keys.evaluate("each => each.open")
    editor.edit(1)
    editor.page.keyboard.press("Escape")
    editor.page.keyboard.press("?")
    assert keys.evaluate("each => each.open") is not shown
    editor.page.keyboard.press("?")
    editor.page.keyboard.press("Enter")
    open_cell(editor, 1).to_be_focused()
    editor.page.keyboard.press("Control+h")
    expect(editor.page.get_by_role("dialog")).to_be_visible()
    editor.page.keyboard.press("Escape")
    expect(editor.page.get_by_role("dialog")).to_have_count(0)


def test_tab_leaves_the_grid_at_either_end(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1, 0)
    editor.page.keyboard.press("Shift+Tab")
    expect(editor.page.locator(".body :focus")).to_have_count(0)
    editor.edit(100, 1)
    editor.page.keyboard.press("Tab")
    expect(editor.page.locator(".body :focus")).to_have_count(0)
    expect(editor.page.locator(".foot :focus")).to_have_count(1)


def test_no_key_does_anything_while_an_input_method_composes(editor, served_store, document):
    editor.open(document.id)
    field = editor.edit(1)
    method = editor.page.context.new_cdp_session(editor.page)
    field.evaluate("e => e.addEventListener('keydown', ({ isComposing }) => "
                   "(window.composing ??= []).push(isComposing))")  # fmt: skip
    for key in EVERY_KEY:
        composing = {"text": "か", "selectionStart": 1, "selectionEnd": 1}
        method.send("Input.imeSetComposition", composing)
        editor.page.keyboard.press(key)
        expect(field).to_be_focused()
    assert set(editor.page.evaluate("window.composing")) == {True}
    method.send("Input.insertText", {"text": "か"})
    expect(field).to_have_value("الجملة رقم 1 من النص.か")
    expect(editor.page.get_by_role("dialog")).to_have_count(0)
    assert len(history(served_store, document, 1)) == 1
    editor.confirm()
    eventually(lambda: last(served_store, document, 1)[0], "الجملة رقم 1 من النص.か")


def test_each_suggestion_has_its_digit(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.get_by_role("button", name="Other wordings").click()
    jobs = []

    def claimed():
        jobs.append(served_store.jobs.claim("w", interactive=True))
        return jobs[-1] is not None

    eventually(claimed, True)
    texts = [f"صياغة {number}." for number in range(1, 10)]
    proposals = [{"text": text, "model": "m", "how": "", "flags": []} for text in texts]
    result = {"proposals": proposals, "failures": [], "back": None}
    served_store.jobs.finish(jobs[-1].id, "w", JobState.DONE, note="9", result=result)
    expect(editor.page.locator("[data-suggestion]")).to_have_count(9)
    editor.edit(1)
    for digit, text in enumerate(texts, start=1):
        editor.page.keyboard.press(f"Control+{digit}")
        open_cell(editor, 1).to_have_value(text)
