"""The editor in a real browser, against a real server and store."""

import re
import socket

import pytest
from playwright.sync_api import expect, sync_playwright

from alignments.beads import Flag, State, SubState
from alignments.store import JobState
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import ARGUMENTS, Editor, eventually
from tests.workbench.ui.conftest import Served, chromium

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def context(browser):
    """One for all tests, as its cache saves each of them a second; every test has its document."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def editor(context, served):
    page = context.new_page()
    yield Editor(page, served.address)
    page.close()


@pytest.fixture
def document(served_store, request):
    """A document of its own for each test, on two pages."""
    name = request.node.name
    texts = [f"Sentence {number} of {name}." for number in range(1, 121)]
    found = seeding.add_document(served_store, texts, title=name)
    drafts = [f"الجملة رقم {number} من النص." for number in range(1, 121)]
    seeding.add_drafts(served_store, found, "ar", drafts)
    seeding.add_drafts(served_store, found, "pt", [f"Frase {n}." for n in range(1, 121)])
    return found


def history(store, document, number, language="ar"):
    """What was written for one segment, as (text, state, author)."""
    bitext = next(one for one in store.bitexts.of(document.id) if one.language == language)
    rows = store.bitexts.rows(document.id, [bitext.id], offset=number - 1, limit=1).rows
    revisions = store.revisions.history(rows[0].cells[bitext.id].bead)
    return [(found.text, str(found.state), found.author) for found in revisions]


def last(store, document, number, language="ar"):
    return history(store, document, number, language)[-1]


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


def test_each_language_is_written_in_its_own_direction_and_font(editor, served_store):
    document = seeding.article(served_store)
    editor.open(document.id, languages="ar,fa,ur,he")
    styles = (
        editor.row(2)
        .locator(".cell .text")
        .evaluate_all(
            "all => all.map(e => [e.lang, getComputedStyle(e).direction,"
            " getComputedStyle(e).fontFamily.split(',')[0], getComputedStyle(e).textAlign])"
        )
    )
    assert styles == [
        ["ar", "rtl", '"Workbench Naskh"', "start"],
        ["fa", "rtl", '"Workbench Vazirmatn"', "start"],
        ["ur", "rtl", '"Workbench Nastaliq"', "start"],
        ["he", "rtl", '"Workbench Hebrew"', "start"],
    ]
    assert editor.row(2).locator(".source").evaluate("e => getComputedStyle(e).direction") == "ltr"
    field = editor.edit(5, 0)
    assert field.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert field.evaluate("e => getComputedStyle(e).fontFamily").startswith('"Workbench Naskh"')
    editor.page.wait_for_function(
        "[...document.fonts].filter(f => f.family.includes('Workbench'))"
        ".every(f => f.status === 'loaded')"
    )


def test_the_keys_move_between_targets_and_segments(editor, document):
    editor.open(document.id)
    editor.edit(1, 0)
    moves = [
        ("Tab", 1, 1),
        ("Tab", 2, 0),
        ("Shift+Tab", 1, 1),
        ("Alt+ArrowDown", 2, 1),
        ("Alt+ArrowDown", 3, 1),
        ("Alt+ArrowUp", 2, 1),
    ]
    for key, number, column in moves:
        editor.page.keyboard.press(key)
        expect(editor.cell(number, column).locator("textarea")).to_be_focused()


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


def test_keys_lead_to_the_search_and_to_a_segment(editor, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Control+g")
    editor.page.keyboard.type("117")
    editor.page.keyboard.press("Enter")
    expect(editor.cell(117).locator("textarea")).to_be_focused()
    editor.page.keyboard.press("Control+f")
    expect(editor.page.get_by_placeholder("Search source and translations")).to_be_focused()


def test_a_segment_is_split_and_put_together_again(editor, served_store):
    sources = ["Nobody came. Everybody had called 🌊 first.", "The end."]
    document = seeding.add_document(served_store, sources, title="Split")
    seeding.add_drafts(served_store, document, "ar", ["لم يأت أحد. اتصل الجميع أولا.", "النهاية."])
    editor.open(document.id)
    editor.edit(1)
    editor.page.get_by_role("button", name="Split source…").click()
    expect(editor.row(1).locator("textarea.cut")).to_be_focused()
    for _ in range(13):
        editor.page.keyboard.press("ArrowRight")
    editor.page.keyboard.press("x")
    editor.page.keyboard.press("Enter")
    expect(editor.row(2).locator(".source")).to_have_text("Everybody had called 🌊 first.")
    expect(editor.cell(1).locator("textarea")).to_be_focused()
    expect(editor.cell(2)).to_have_attribute("data-state", "empty")
    editor.page.keyboard.press("Control+z")
    expect(editor.row(1).locator(".source")).to_have_text(sources[0])
    expect(editor.page.locator(".body .row")).to_have_count(2)


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


def test_what_is_invisible_is_shown_on_request_and_can_be_inserted(editor, served_store):
    text = "قيمة\u00a0العقد:\u200e ABC\u200f  هنا"
    document = seeding.add_document(served_store, ["Value: ABC  here"], title="Invisible")
    seeding.add_drafts(served_store, document, "ar", [text])
    editor.open(document.id)
    shown = editor.cell(1).locator(".text")
    width = shown.bounding_box()["width"]
    editor.page.get_by_role("button", name="View", exact=True).click()
    editor.page.get_by_label("Spaces and direction marks").check()
    signs = shown.locator(".sign")
    assert signs.evaluate_all("all => all.map(e => e.dataset.sign)") == ["°", "LRM", "RLM", "··"]
    assert "°" in signs.first.evaluate("e => getComputedStyle(e, '::before').content")
    assert (shown.inner_text(), shown.bounding_box()["width"]) == (text, width)
    editor.page.get_by_label("Spaces and direction marks").uncheck()
    editor.edit(1)
    editor.page.keyboard.press("Control+a")
    editor.page.get_by_role("button", name="Insert a character").click()
    editor.page.get_by_role("button", name="Guillemets").click()
    expect(editor.cell(1).locator("textarea")).to_have_value(f"«{text}»")


def test_the_words_of_a_row_that_belong_together_light_up(editor, served_store):
    from tests.workbench.test_word_links import pairs

    texts = pairs()
    document = seeding.add_document(served_store, [one for one, _ in texts], title="Words")
    seeding.add_drafts(served_store, document, "ar", [other for _, other in texts])
    editor.open(document.id)
    box = editor.row(1).locator(".source").bounding_box()
    editor.page.mouse.move(box["x"] + 50, box["y"] + 20)
    expect(editor.page.locator(".links-by")).to_contain_text("in 42 pairs of this document")
    lit = "[...CSS.highlights.get('workbench-words')].map(String)"
    assert editor.page.evaluate(lit) == ["river", "النهر."]


def test_columns_widths_and_density_are_remembered(editor, served_store):
    document = seeding.article(served_store)
    editor.open(document.id)
    columns = editor.page.locator(".head [data-column] .own-name")
    expect(columns).to_have_text(["العربية", "فارسی", "اردو", "עברית"])
    editor.page.get_by_role("button", name="Columns", exact=True).click()
    editor.page.get_by_label("Persian").uncheck()
    editor.page.get_by_label("Portuguese").check()
    editor.page.get_by_role("button", name="View", exact=True).click()
    editor.page.get_by_label("Compact rows").check()
    editor.page.locator(".edge").first.focus()
    before = editor.cell(1).bounding_box()["width"]
    editor.page.keyboard.press("ArrowLeft")
    editor.page.keyboard.press("ArrowLeft")
    assert editor.cell(1).bounding_box()["width"] > before
    editor.page.wait_for_url("**languages=*")
    editor.open(document.id)
    expect(columns).to_have_text(["العربية", "اردو", "עברית", "português"])
    expect(editor.page.locator(".workbench")).to_have_attribute("data-density", "compact")
    assert editor.cell(1).bounding_box()["width"] > before
    editor.page.locator(".edge").first.press("Home")
    editor.page.get_by_role("button", name="View", exact=True).click()
    editor.page.get_by_label("Comfortable rows").check()


def test_escape_restores_the_text_and_lets_tab_leave(editor, served_store, document):
    editor.open(document.id)
    editor.type_over(1, "شيء آخر")
    editor.page.keyboard.press("Escape")
    expect(editor.cell(1)).to_be_focused()
    expect(editor.cell(1).locator(".text")).to_have_text("الجملة رقم 1 من النص.")
    editor.page.keyboard.press("Tab")
    expect(editor.page.locator(".grid :focus")).to_have_count(0)
    assert len(history(served_store, document, 1)) == 1


def test_streamlits_own_keys_stay_silent_while_a_cell_has_the_focus(editor, document):
    editor.open(document.id)
    editor.edit(1)
    editor.page.keyboard.press("Escape")
    editor.page.keyboard.type("rc record clear", delay=5)
    expect(editor.cell(1).locator("textarea")).to_have_value("الجملة رقم 1 من النص.rc record clear")
    expect(editor.page.get_by_role("dialog")).to_have_count(0)


def test_a_key_that_an_input_method_composes_with_confirms_nothing(editor, served_store, document):
    editor.open(document.id)
    field = editor.edit(1)
    field.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true,"
        " isComposing: true, bubbles: true, composed: true, cancelable: true}))"
    )
    expect(field).to_be_focused()
    assert len(history(served_store, document, 1)) == 1


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
    first.type_over(1, "نص الأولى")
    first.confirm()
    first.expect_saved()
    second.type_over(1, "نص الثانية")
    second.confirm()
    expect(second.cell(1)).to_have_attribute("data-trouble", "conflict")
    second.edit(1)
    second.page.get_by_role("button", name="Take theirs").click()
    expect(second.cell(1)).not_to_have_attribute("data-trouble", "conflict")
    expect(second.cell(1).locator(".text")).to_have_text("نص الأولى")
    assert len(history(served_store, document, 1)) == 2
    for context in contexts:
        context.close()


def test_search_and_state_narrow_the_rows_and_stay_in_the_address(editor, served_store, document):
    editor.open(document.id)
    search = editor.page.get_by_placeholder("Search source and translations")
    search.fill("رقم 17")
    search.press("Enter")
    expect(editor.page.locator(".body .row")).to_have_count(1)
    expect(editor.row(17).locator("mark").first).to_have_text("رقم 17")
    editor.page.wait_for_url("**q=*")
    editor.page.reload()
    editor.settle()
    expect(editor.page.locator(".body .row")).to_have_count(1)
    search.fill("")
    search.press("Enter")
    expect(editor.page.locator(".body .row")).to_have_count(100)
    editor.page.get_by_role("radio", name="Confirmed").click()
    expect(editor.page.locator(".nothing")).to_contain_text("No segment matches")
    editor.page.wait_for_url("**state=confirmed*")


def test_the_pages_turn(editor, document):
    editor.open(document.id)
    editor.page.get_by_role("button", name="Next page").click()
    expect(editor.row(101)).to_be_visible()
    expect(editor.page.locator(".foot")).to_contain_text("101–120 of 120")
    editor.page.wait_for_url("**page=2*")
    editor.page.go_back()
    expect(editor.row(1)).to_be_visible()
    editor.open(document.id, page="50")
    expect(editor.row(120)).to_be_attached()
    expect(editor.page.get_by_label("Page", exact=True)).to_have_value("2")
    editor.page.wait_for_url("**page=2*")


def test_a_segment_is_excluded_and_brought_back(editor, served_store, document):
    editor.open(document.id)
    editor.row(4).hover()
    editor.page.get_by_role("button", name="Exclude segment 4", exact=True).click()
    expect(editor.row(4)).to_have_class(re.compile("excluded"))
    eventually(lambda: served_store.documents.get(document.id).excluded, 1)
    editor.page.get_by_role("button", name="Bring segment 4 back").click()
    expect(editor.row(4)).not_to_have_class(re.compile("excluded"))
    eventually(lambda: served_store.documents.get(document.id).excluded, 0)


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


def test_the_panel_shows_the_draft_against_the_text_by_whole_words(editor, document):
    editor.open(document.id)
    editor.type_over(1, "الجملة الأولى من النص.")
    expect(editor.page.locator(".diff ins")).to_have_text("الأولى")
    expect(editor.page.locator(".diff del")).to_have_text("رقم 1")
    expect(editor.page.locator(".revisions")).to_contain_text("firefox-en-ar-base")


def test_narrow_windows_stack_the_texts(editor, document):
    editor.page.set_viewport_size({"width": 900, "height": 900})
    editor.open(document.id)
    source = editor.row(1).locator(".source").bounding_box()
    target = editor.cell(1).bounding_box()
    assert target["y"] >= source["y"] + source["height"] - 1
    panel = editor.page.locator(".panel").bounding_box()
    assert panel["y"] > target["y"]


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
