"""The grid in a real browser: keys, columns, pages, directions, segments."""

import re

import pytest
from playwright.sync_api import expect

from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually, history
from workbench.documents import keep, read_document

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


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


def test_narrow_windows_stack_the_texts(editor, document):
    editor.page.set_viewport_size({"width": 900, "height": 900})
    editor.open(document.id)
    source = editor.row(1).locator(".source").bounding_box()
    target = editor.cell(1).bounding_box()
    assert target["y"] >= source["y"] + source["height"] - 1
    panel = editor.page.locator(".panel").bounding_box()
    assert panel["y"] > target["y"]


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


def test_a_chip_says_which_code_it_stands_for(editor, served_store):
    link = '<a href="https://example.org/dry?a=1&amp;b=2" title="x">dry</a>'
    page = (
        f"<html lang='en'><body><article><p>It <b>never</b> ran {link}.</p></article></body></html>"
    )
    document = keep(
        served_store, read_document(page.encode(), name="p.html", whole_page=True)
    ).document
    translation = "لم ⟦2⟧يجف⟦/2⟧ ⟦1⟧قط⟦/1⟧."
    seeding.add_drafts(served_store, document, "ar", [translation])
    editor.open(document.id)
    source = editor.row(1).locator(".source .code")
    told = ["<b>", "</b>", '<a href="https://example.org/dry?a=1&b=2">', "</a>"]
    assert [chip.get_attribute("title") for chip in source.all()] == told
    labels = [chip.get_attribute("data-label") for chip in source.all()]
    assert labels == ["b", None, "link", None]
    target = editor.cell(1).locator(".code")
    assert [chip.get_attribute("title") for chip in target.all()] == told[2:] + told[:2]
