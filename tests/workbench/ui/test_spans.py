"""Beads over several segments in the editor: their cells span the rows."""

import pytest
from playwright.sync_api import expect

from alignments.store import NewBead
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import last

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

SPANS = [[1], [2, 3], *([n] for n in range(4, 100)), [100, 101], *([n] for n in range(102, 121))]


@pytest.fixture
def joined(served_store, document):
    """The document with a Hebrew translation that says two sentences in one, twice."""
    texts = [f"משפט {number}." for number in range(1, len(SPANS) + 1)]
    title = f"{document.title} he"
    target = seeding.add_document(served_store, texts, title=title, language="he")
    beads = [NewBead(source=s, target=[n], confidence=90) for n, s in enumerate(SPANS, start=1)]
    served_store.aligned.add(document.id, target.id, beads)
    return document


def hebrew(editor, number):
    return editor.row(number).locator(".cell[data-name*=Hebrew]")


def edges(place):
    box = place.bounding_box()
    return round(box["y"]), round(box["y"] + box["height"])


def test_a_bead_over_two_segments_is_one_cell_over_their_rows(editor, served_store, joined):
    editor.open(joined.id, languages="ar,pt,he")
    wide = hebrew(editor, 2)
    expect(hebrew(editor, 3)).to_have_count(0)
    expect(wide).to_have_attribute("aria-rowspan", "2")
    sources = [edges(editor.row(number).locator(".source")) for number in (2, 3)]
    assert edges(wide) == (sources[0][0], sources[1][1])
    assert edges(editor.cell(3, 0)) == sources[1]
    # from either row one comes to the same cell
    editor.edit(3, 1)
    editor.page.keyboard.press("Alt+ArrowRight")
    expect(wide.locator("textarea")).to_be_focused()
    assert wide.locator("textarea").get_attribute("aria-label") == "Segments 2–3, Hebrew"
    for number in (2, 3):
        assert "active" in editor.row(number).get_attribute("class")
    editor.page.keyboard.press("Control+a")
    editor.page.keyboard.type("אחד לשניים.", delay=2)
    editor.confirm()
    editor.expect_saved()
    assert last(served_store, joined, 3, "he") == ("אחד לשניים.", "translated", "mira")
    editor.page.get_by_label("Go to").fill("3")
    editor.page.keyboard.press("Enter")
    expect(wide.locator("textarea")).to_be_focused()


def test_a_page_shows_the_part_of_a_bead_that_is_on_it(editor, joined):
    editor.open(joined.id, languages="pt,he")
    expect(hebrew(editor, 100)).to_contain_text("↓ with segment 101, not shown here")
    expect(hebrew(editor, 2)).not_to_contain_text("not shown here")
    editor.page.get_by_role("button", name="Next page").click()
    editor.row(101).wait_for()
    expect(hebrew(editor, 101)).to_contain_text("↑ with segment 100, not shown here")
    expect(hebrew(editor, 101)).to_contain_text("משפט 99.")


def test_in_a_narrow_window_the_cell_stands_below_what_it_translates(editor, joined):
    editor.page.set_viewport_size({"width": 900, "height": 900})
    editor.open(joined.id, languages="pt,he")
    below = [
        editor.row(2).locator(".source"),
        editor.cell(2, 0),
        editor.row(3).locator(".source"),
        editor.cell(3, 0),
        hebrew(editor, 2),
        editor.row(4).locator(".source"),
    ]
    ends = [edge for place in below for edge in edges(place)]
    assert ends == sorted(ends)
    for number in (2, 3):
        row = editor.row(number)
        assert edges(row.locator(".number"))[0] == edges(row.locator(".source"))[0]
