"""Texts that break editors: very long, piled with marks, right-to-left with figures inside."""

import unicodedata

import pytest
from playwright.sync_api import expect

from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually, last

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
PILED = "e" + "\u0301\u0323\u0308" * 40
STORM = (
    f"{FAMILY} \U0001f3f3\ufe0f\u200d\U0001f308 {PILED} مُحَمَّدٌ {'ـ' * 30} ก็็็็ 𝕬𝖟 \U0001f1f8\U0001f1e6"
)


def test_a_segment_of_20_000_characters_is_edited_and_saved(editor, served_store):
    text = " ".join(f"word{number}" for number in range(2200))[:20_000]
    document = seeding.add_document(served_store, [text, "Short."], title="Long")
    seeding.add_drafts(served_store, document, "ar", ["كلمة " * 4000, "قصير."])
    editor.open(document.id)
    field = editor.edit(1)
    editor.page.keyboard.press("Control+End")
    editor.page.keyboard.type("انتهى", delay=2)
    editor.confirm()
    expect(editor.cell(2).locator("textarea")).to_be_focused()
    expect(field).to_have_count(0)
    eventually(lambda: last(served_store, document, 1)[0], "كلمة " * 4000 + "انتهى")


def test_a_storm_of_emoji_and_marks_comes_through_unchanged(editor, served_store):
    document = seeding.add_document(served_store, [STORM, "Next."], title="Storm")
    seeding.add_drafts(served_store, document, "ar", [STORM, "التالي."])
    editor.open(document.id)
    assert editor.row(1).locator(".source").evaluate("e => e.textContent") == STORM
    field = editor.edit(1)
    editor.page.keyboard.press("Control+End")
    editor.page.keyboard.insert_text("🌊")
    assert field.input_value() == STORM + "🌊"
    editor.confirm()
    eventually(lambda: last(served_store, document, 1)[0], STORM + "🌊")
    assert editor.cell(1).locator(".text").evaluate("e => e.textContent") == STORM + "🌊"
    box = editor.row(1).bounding_box()
    assert box["width"] <= editor.page.locator(".grid").bounding_box()["width"]


def test_a_hundred_arabic_segments_with_figures_inside_read_from_the_right(editor, served_store):
    def arabic(number):
        return f"OECD: نمت صادرات API رقم {number} بنسبة 14.7% في عام 2025!"

    texts = [f"OECD: exports grew, number {number}!" for number in range(1, 101)]
    document = seeding.add_document(served_store, texts, title="Figures")
    drafts = [arabic(number) for number in range(1, 101)]
    seeding.add_drafts(served_store, document, "ar", drafts)
    editor.open(document.id)
    texts = editor.page.locator(".cell .text")
    expect(texts).to_have_text(drafts)
    directions = texts.evaluate_all(
        "all => [...new Set(all.map(e => getComputedStyle(e).direction))]"
    )
    assert directions == ["rtl"]
    # where the first and the last character are drawn: the sentence begins right and ends left
    ends = """e => { const at = (from) => { const range = document.createRange();
        range.setStart(e.firstChild, from); range.setEnd(e.firstChild, from + 1);
        return range.getBoundingClientRect(); };
        const all = e.getBoundingClientRect(), last = at(e.textContent.length - 1);
        const later = last.left < at(8).left || last.top > at(8).top;
        return [at(0).right > all.left + all.width / 2, later]; }"""
    assert texts.first.evaluate(ends) == [True, True]
    field = editor.edit(50)
    assert field.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert all(unicodedata.category(sign) != "Cf" for sign in field.input_value())
