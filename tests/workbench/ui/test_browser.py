"""Saving in a real browser, against a real server and store: nothing is lost."""

import re
import socket

import pytest
from playwright.sync_api import expect

from alignments.beads import Flag, State, SubState
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import Editor, eventually, history, last
from tests.workbench.ui.conftest import Served

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


def test_a_correction_is_saved_and_the_next_open_segment_waits(editor, served_store, document):
    editor.open(document.id)
    editor.type_over(2, "هذه جملة مصحَّحة.")
    editor.confirm()
    expect(editor.cell(3).locator("textarea")).to_be_focused()
    expect(editor.cell(2)).to_have_attribute("data-state", "translated")
    wanted = ("هذه جملة مصحَّحة.", "translated", "mira")
    eventually(lambda: last(served_store, document, 2), wanted)
    editor.expect_saved()
    bar = editor.page.locator("[data-column] .bar-of-states").first
    expect(bar).to_have_attribute("aria-label", re.compile("1 of 120 confirmed"))


def test_a_confirmed_draft_and_a_reviewed_one_say_which_they_are(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.confirm()
    editor.page.keyboard.press("Control+Shift+Enter")
    editor.expect_saved()
    expect(editor.cell(2)).to_have_attribute("data-state", "reviewed")
    found = served_store.revisions.history(int(editor.cell(1).get_attribute("data-bead")))[-1]
    assert (found.state, found.sub_state) == (State.TRANSLATED, SubState.UNCHANGED)


def test_a_rejected_draft_is_marked_and_kept(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Control+d")
    expect(editor.cell(1)).to_have_attribute("data-state", "rejected")
    expect(editor.cell(2).locator("textarea")).to_be_focused()
    wanted = ("الجملة رقم 1 من النص.", "initial", "mira")
    eventually(lambda: last(served_store, document, 1), wanted)


def test_what_was_typed_and_not_confirmed_survives_a_reload(editor, served_store, document):
    editor.open(document.id)
    editor.type_over(3, "نصف جملة")
    editor.page.reload()
    editor.settle()
    expect(editor.cell(3).locator(".text")).to_have_text("نصف جملة")
    expect(editor.cell(3)).to_have_attribute("data-trouble", "unsaved")
    assert len(history(served_store, document, 3)) == 1


def test_a_text_that_is_on_its_way_is_not_shown_as_confirmed(editor, document):
    editor.open(document.id)
    editor.edit(1)
    held = []
    editor.page.route("**/api/v1/beads/*", lambda route: held.append(route))
    editor.confirm()
    cell = editor.cell(1)
    expect(cell).to_have_attribute("data-trouble", "sending")
    expect(cell.locator(".shape")).to_have_count(0)
    expect(cell.locator(".trouble")).to_have_text("Saving…")
    expect(editor.page.locator(".status")).to_have_text("Saving…")
    held[0].continue_()
    expect(cell.locator(".shape")).to_have_attribute("title", "Confirmed")
    expect(cell.locator(".trouble")).to_have_count(0)
    editor.expect_saved()


def test_ten_quick_confirms_are_ten_revisions(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Control+End")
    for _ in range(10):
        editor.page.keyboard.type("!", delay=0)
        editor.confirm()
    editor.expect_saved()
    for number in range(1, 11):
        assert last(served_store, document, number)[:2] == (
            f"الجملة رقم {number} من النص.!",
            "translated",
        )
        assert len(history(served_store, document, number)) == 2


def test_ten_quick_confirms_arrive_while_the_script_is_busy(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Control+End")
    # Streamlit runs the page's script again at its own key R
    editor.page.evaluate(
        """() => { window.ran = 0;
        const app = document.querySelector("[data-testid=stApp]");
        new MutationObserver(() => (window.ran += app.dataset.testScriptState !== "notRunning"))
            .observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
        const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown",
            { key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true }));
        press();
        window.busy = setInterval(press, 100); }"""
    )
    editor.page.wait_for_function("window.ran > 0")
    for _ in range(10):
        editor.page.keyboard.type("!", delay=0)
        editor.confirm()
    editor.page.evaluate("clearInterval(window.busy)")
    editor.expect_saved()
    for number in range(1, 11):
        assert last(served_store, document, number)[:2] == (
            f"الجملة رقم {number} من النص.!",
            "translated",
        )


def test_confirming_the_last_open_segment_of_a_page_goes_on_to_the_next(
    editor, served_store, document
):
    editor.open(document.id)
    editor.edit(100)
    editor.confirm()
    expect(editor.cell(101).locator("textarea")).to_be_focused()
    expect(editor.page).to_have_url(re.compile("page=2"))
    editor.settle()
    expect(editor.cell(101).locator("textarea")).to_be_focused()


def test_confirmed_texts_arrive_once_after_the_server_was_killed(context, tmp_path):
    from alignments.store import open_store

    server = Served(tmp_path)
    with open_store(server.path) as store:
        document = seeding.add_document(store, [f"Sentence {n}." for n in range(1, 11)])
        seeding.add_drafts(store, document, "ar", [f"جملة {n}." for n in range(1, 11)])
        server.start()
        editor = Editor(context.new_page(), server.address)
        editor.open(document.id)
        editor.edit(1)
        server.kill()
        for _ in range(3):
            editor.page.keyboard.type("!")
            editor.confirm()
        expect(editor.page.locator(".status")).to_contain_text("Offline. 3 confirmed")
        expect(editor.cell(1)).to_have_attribute("data-trouble", "offline")
        server.start()
        editor.expect_saved()
        editor.page.close()
        for number in (1, 2, 3):
            texts = [text for text, _, _ in history(store, document, number)]
            assert texts == [f"جملة {number}.", f"جملة {number}.!"]
    assert server.end() == 0


def test_confirmed_texts_survive_a_browser_that_is_closed_while_offline(context, tmp_path):
    from alignments.store import open_store

    server = Served(tmp_path)
    with open_store(server.path) as store:
        document = seeding.add_document(store, ["One.", "Two."])
        seeding.add_drafts(store, document, "ar", ["واحد.", "اثنان."])
        server.start()
        editor = Editor(context.new_page(), server.address)
        editor.open(document.id)
        editor.type_over(1, "الأول.")
        server.kill()
        editor.confirm()
        expect(editor.page.locator(".status")).to_contain_text("Offline")
        editor.page.close(run_before_unload=False)
        server.start()
        again = Editor(context.new_page(), server.address)
        again.open(document.id)
        again.expect_saved()
        assert [text for text, _, _ in history(store, document, 1)] == ["واحد.", "الأول."]
        expect(again.cell(1).locator(".text")).to_have_text("الأول.")
    server.end()


def test_two_people_on_one_segment_lose_nothing(browser, served, served_store, document):
    contexts = [browser.new_context(), browser.new_context()]
    for live in ("**/events?*", "**/presence"):  # she hears of nothing until she confirms
        contexts[1].route(live, lambda route: route.abort())
    first, second = (Editor(context.new_page(), served.address) for context in contexts)
    first.open(document.id)
    second.open(document.id)
    second.edit(1)
    first.type_over(1, "نص الأولى")
    first.confirm()
    first.expect_saved()
    second.type_over(1, "نص الثانية")
    second.confirm()
    expect(second.cell(1)).to_have_attribute("data-trouble", "conflict")
    second.edit(1)
    panel = second.page.locator(".conflict")
    expect(panel.locator(".theirs")).to_have_text("نص الأولى")
    expect(panel.locator(".mine")).to_have_text("نص الثانية")
    assert last(served_store, document, 1)[0] == "نص الأولى"
    panel.get_by_role("button", name="Keep mine").click()
    eventually(lambda: last(served_store, document, 1)[0], "نص الثانية")
    assert len(history(served_store, document, 1)) == 3
    for context in contexts:
        context.close()


def test_taking_the_other_text_ends_a_conflict(browser, served, served_store, document):
    contexts = [browser.new_context(), browser.new_context()]
    first, second = (Editor(context.new_page(), served.address) for context in contexts)
    first.open(document.id)
    second.open(document.id)
    second.type_over(1, "نص الثانية")
    first.type_over(1, "نص الأولى")
    first.confirm()
    first.expect_saved()
    # live, before she confirms
    expect(second.cell(1)).to_have_attribute("data-trouble", "conflict")
    second.edit(1)
    second.page.get_by_role("button", name="Take theirs").click()
    expect(second.cell(1)).not_to_have_attribute("data-trouble", "conflict")
    expect(second.cell(1).locator(".text")).to_have_text("نص الأولى")
    assert len(history(served_store, document, 1)) == 2
    for context in contexts:
        context.close()


def test_what_two_people_changed_in_one_text_is_put_together(
    browser, served, served_store, document
):
    contexts = [browser.new_context(), browser.new_context()]
    for live in ("**/events?*", "**/presence"):
        contexts[1].route(live, lambda route: route.abort())
    first, second = (Editor(context.new_page(), served.address) for context in contexts)
    first.open(document.id)
    second.open(document.id)
    first.type_over(1, "الجملة الأولى رقم 1 من النص.")
    first.confirm()
    first.expect_saved()
    second.type_over(1, "الجملة رقم 1 من هذا النص.")
    second.confirm()
    expect(second.cell(1)).to_have_attribute("data-trouble", "conflict")
    second.edit(1)
    both = "الجملة الأولى رقم 1 من هذا النص."
    panel = second.page.locator(".conflict")
    expect(panel.locator(".both .mine")).to_have_text(both)
    expect(panel.locator(".both ins")).to_have_text("هذا ")
    panel.get_by_role("button", name="Take both").click()
    expect(second.cell(1).locator("textarea")).to_have_value(both)
    expect(panel).to_have_count(0)
    assert len(history(served_store, document, 1)) == 2  # she has not confirmed it yet
    second.confirm()
    eventually(lambda: last(served_store, document, 1)[0], both)
    assert len(history(served_store, document, 1)) == 3
    for context in contexts:
        context.close()


def test_markup_in_a_text_is_shown_as_text(editor, served_store):
    evil = '<img src=x onerror="window.broken=1"><script>window.broken=1</script> **b** [a](js:1)'
    document = seeding.add_document(served_store, [evil, "Second."], title=f"{evil} $x$")
    flags = {1: Flag(name="numbers", reason=evil)}
    seeding.add_drafts(served_store, document, "ar", [evil, "ثان"], flags=flags)
    editor.open(document.id)
    expect(editor.row(1).locator(".source")).to_have_text(evil)
    expect(editor.cell(1).locator(".text")).to_have_text(evil)
    editor.edit(1)
    expect(editor.page.locator(".flags")).to_contain_text(evil)
    editor.type_over(1, f"{evil} جديد")
    expect(editor.page.locator(".diff")).to_contain_text("onerror")
    editor.confirm()
    editor.expect_saved()
    editor.page.goto(served_address := editor.address)
    expect(editor.page.get_by_role("heading", name=f"{evil} $x$")).to_be_visible()
    assert editor.page.url.rstrip("/") == served_address
    assert editor.page.evaluate("window.broken") is None


def test_an_empty_text_is_not_confirmed(editor, served_store, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Control+a")
    editor.page.keyboard.press("Delete")
    editor.confirm()
    expect(editor.page.locator(".note")).to_contain_text("no text to confirm")
    assert len(history(served_store, document, 1)) == 1


def test_a_text_that_the_server_refuses_stays_and_says_why(editor, served_store, document):
    editor.open(document.id)
    field = editor.edit(1)
    field.evaluate(
        "e => { e.value = 'a\\u0001b'; e.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    editor.confirm()
    expect(editor.cell(1)).to_have_attribute("data-trouble", "refused")
    expect(editor.page.locator(".note")).to_contain_text("U+0001")
    assert len(history(served_store, document, 1)) == 1


def test_the_server_answers_on_this_machine_only(served):
    host, port = served.address.removeprefix("http://").split(":")
    assert host == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", int(port))) != 0


def test_nothing_is_asked_of_another_machine(editor, document):
    asked = []
    editor.page.on("request", lambda request: asked.append(request.url))
    editor.open(document.id)
    editor.page.goto(editor.address)
    editor.page.get_by_role("heading", name="Documents").wait_for()
    foreign = [url for url in asked if not url.startswith((editor.address, "data:", "blob:"))]
    assert foreign == []
