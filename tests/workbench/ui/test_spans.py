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


def test_what_is_done_to_segments_is_done_to_those_under_the_cell(editor, served_store, joined):
    def shown():
        return [one.text for one in served_store.documents.segments(joined.id, limit=5)]

    before = shown()
    editor.open(joined.id, languages="pt,he")
    button = editor.page.get_by_role("button", name="Exclude 2–3")
    hebrew(editor, 2).locator(".text").click()
    button.click()
    expect(hebrew(editor, 2)).to_have_attribute("aria-disabled", "true")
    segments = served_store.documents.segments(joined.id, limit=4)
    assert [one.excluded for one in segments] == [False, True, True, False]
    editor.edit(4, 0)
    editor.page.keyboard.press("Control+z")
    expect(hebrew(editor, 2)).not_to_have_attribute("aria-disabled", "true")
    hebrew(editor, 2).locator(".text").click()
    editor.page.get_by_role("button", name="Split 3…").click()
    expect(editor.row(3).locator("textarea.cut")).to_be_focused()
    editor.page.keyboard.press("Escape")
    hebrew(editor, 2).locator(".text").click()
    editor.page.get_by_role("button", name="Merge with 4").click()
    note = "segments 3 and 4 stand in different paragraphs"
    expect(editor.page.get_by_text(note)).to_be_visible()
    assert shown() == before


WORDS = """() => [...(CSS.highlights.get('workbench-words') ?? [])]
  .map((range) => range.toString()).sort()"""


def test_words_are_linked_over_several_segments(editor, served_store, document):
    colours = "red green blue amber black white silver golden".split()
    names = dict(
        zip(colours, "vermelho verde azul cinza preto branco prata ouro".split(), strict=True)
    )
    said = [colours[n % 8] + " " + colours[(n // 8 + 3) % 8] for n in range(120)]
    source = seeding.add_document(served_store, said, title=f"{document.title} colours")
    texts = [" ".join(names[word] for word in line.split()) for line in said]
    together = [f"{texts[0]} {texts[1]}", *texts[2:]]
    target = seeding.add_document(served_store, together, title=f"{source.title} pt", language="pt")
    groups = [[1, 2], *([n] for n in range(3, 121))]
    beads = [NewBead(source=s, target=[n], confidence=90) for n, s in enumerate(groups, start=1)]
    served_store.aligned.add(source.id, target.id, beads)
    editor.open(source.id)
    first = said[1].split()[0]
    editor.row(2).locator(".source").hover(position={"x": 22, "y": 24})
    expect(editor.page.locator(".links-by")).to_contain_text("often go together")
    assert editor.page.evaluate(WORDS) == sorted([first, names[first]])


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


def aligned(store, document, language, texts, sources):
    target = seeding.add_document(
        store, texts, title=f"{document.title} {language}", language=language
    )
    beads = [NewBead(source=s, target=[n], confidence=90) for n, s in enumerate(sources, start=1)]
    store.aligned.add(document.id, target.id, beads)


def test_what_a_translation_adds_stands_at_its_place(editor, served_store):
    document = seeding.add_document(served_store, ["One.", "Two.", "Three."], title="Added")
    arabic = ["مقدمة.", "واحد.", "إضافة من المترجم.", "اثنان.", "ثلاثة."]
    aligned(served_store, document, "ar", arabic, [[], [1], [], [2], [3]])
    aligned(served_store, document, "he", ["אחת ושתיים.", "שלוש."], [[1, 2], [3]])
    editor.open(document.id)
    lines = editor.page.locator(".body .row")
    numbers = lines.evaluate_all("all => all.map(e => e.querySelector('.number span').textContent)")
    assert numbers == ["+", "1", "+", "2", "3"]
    expect(editor.page.locator(".range")).to_have_text("1–3 of 3")
    added = editor.page.locator(".added").nth(1)
    expect(added.locator(".source")).to_have_text("no source")
    expect(added.locator(".text")).to_have_css("direction", "rtl")
    # the Hebrew cell is over two segments, and what stands between them
    top, bottom = editor.row(1).locator(".source"), editor.row(2).locator(".source")
    assert edges(hebrew(editor, 1)) == (edges(top)[0], edges(bottom)[1])
    assert edges(top)[1] == edges(added.locator(".source"))[0]
    editor.edit(1)
    editor.page.keyboard.press("Alt+ArrowDown")
    field = added.locator("textarea")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-label") == "Addition after segment 1, Arabic"
    expect(editor.page.get_by_label("Comment on this segment")).to_be_hidden()
    link = editor.page.get_by_role("link", name="Alignment page")
    assert link.get_attribute("href").startswith(f"align?aligned={document.id}&translation=")
    editor.page.keyboard.type(" حقا", delay=2)
    editor.confirm()
    editor.expect_saved()
    (bitext, _) = served_store.bitexts.of(document.id)
    texts = [
        each.cell.text for each in served_store.bitexts.rows(document.id, [bitext.id]).additions
    ]
    assert texts == ["مقدمة.", "إضافة من المترجم. حقا"]
    editor.page.keyboard.press("Control+z")
    expect(field).to_have_value("إضافة من المترجم. حقا")
    editor.open(document.id, q="مقدمة")
    expect(lines).to_have_count(1)
