"""The Alignment page in a real browser: by the keyboard alone, by the mouse, after a restart."""

import pytest
from playwright.sync_api import expect

from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually
from workbench.jobs.lane import Lane


@pytest.fixture
def bitext(served_store, request):
    return seeding.alignment(served_store, title=request.node.name)


class Tab:
    """A tab with the page in it."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def open(self, bitext, order="document"):
        asked = f"aligned={bitext.document}&translation={bitext.id}&order={order}"
        self.page.goto(f"{self.address}/align?{asked}")
        self.settle()

    def settle(self):
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        expect(self.page.locator(".beads")).to_have_attribute("aria-busy", "false")
        self.page.locator(".bead").first.wait_for()

    def bead(self, place):
        return self.page.locator(".bead:not(.around)").nth(place)

    def sentence(self, place, side, index=0):
        return self.bead(place).locator(f".side.{side} .sentence").nth(index)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def expect_note(self, words):
        expect(self.page.locator(".note")).to_have_text(words)


@pytest.fixture
def tab(context, served):
    page = context.new_page()
    missing = []
    page.on("response", lambda found: missing.append(found.url) if found.status == 404 else None)
    yield Tab(page, served.address)
    page.close()
    assert missing == []


def shapes(store, bitext):
    return [(bead.source, bead.target) for bead in store.aligned.standing(bitext.id)]


def test_everything_goes_by_the_keyboard_alone(tab, served_store, bitext):
    before = shapes(served_store, bitext)
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    # the cursor on the second sentence: the second part begins with it
    tab.press("ArrowDown", "s")
    tab.expect_note("Split.")
    assert shapes(served_store, bitext)[:2] == [(1, 1), (1, 1)]
    tab.press("Alt+ArrowDown")
    tab.expect_note("Moved.")
    assert shapes(served_store, bitext)[:2] == [(0, 1), (2, 1)]
    tab.press("Control+z", "Control+z")
    eventually(lambda: shapes(served_store, bitext), before)
    tab.press("m")
    eventually(lambda: shapes(served_store, bitext)[0], (3, 3))
    tab.press("n")
    eventually(lambda: shapes(served_store, bitext)[:6], [(1, 0)] * 3 + [(0, 1)] * 3)
    tab.press("Control+z", "Control+Shift+z", "Control+z", "Control+z")
    eventually(lambda: shapes(served_store, bitext), before)


def test_a_sentence_is_cut_at_the_cursor_by_keys_and_by_mouse(tab, served_store, bitext):
    before = shapes(served_store, bitext)
    tab.open(bitext)
    tab.sentence(1, "target").focus()
    tab.press("c")
    field = tab.page.locator("textarea.cut")
    expect(field).to_be_focused()
    tab.press("x", "Escape", "c", "Home", *["Control+ArrowLeft"] * 2, "Enter")
    tab.expect_note("Sentence cut in two.")
    first = tab.sentence(1, "target").locator(".text")
    expect(first).to_have_text(" ".join(seeding.SENTENCES[2]["ar"].split()[:2]))
    # the hand is on the second part, so that the bead can be split there
    expect(tab.sentence(1, "target", 1)).to_be_focused()
    assert shapes(served_store, bitext)[1] == (1, 2)
    tab.press("s")
    eventually(lambda: shapes(served_store, bitext)[1:3], [(1, 1), (0, 1)])
    tab.press("Control+z", "Control+z")
    eventually(lambda: shapes(served_store, bitext), before)
    tab.expect_note("Undone: sentence cut in two.")
    # the middle of the sentence lies where it is clicked
    tab.sentence(0, "source").locator(".text").dblclick()
    expect(field).to_be_focused()
    tab.press("Enter")
    tab.expect_note("Sentence cut in two.")
    assert shapes(served_store, bitext)[0] == (3, 2)
    tab.page.get_by_role("button", name="Undo").click()
    eventually(lambda: shapes(served_store, bitext), before)


def test_keys_go_to_the_ends_and_from_page_to_page(tab, served_store):
    long = seeding.alignment(served_store, title="Long", repeats=30)
    tab.open(long)
    tab.sentence(0, "target").focus()
    tab.press("End")
    expect(tab.sentence(99, "target")).to_be_focused()
    tab.press("PageDown")
    expect(tab.page.locator(".range")).to_have_text("101–200 of 239 beads")
    expect(tab.sentence(0, "source")).to_be_focused()
    tab.press("PageDown")
    expect(tab.page.locator(".bead.active")).not_to_have_attribute("data-bead", "0")
    expect(tab.sentence(0, "source")).not_to_be_focused()
    tab.press("Home", "PageUp")
    expect(tab.page.locator(".range")).to_have_text("1–100 of 239 beads")
    expect(tab.sentence(99, "source")).to_be_focused()
    tab.press("Control+End")
    expect(tab.sentence(38, "source")).to_be_focused()
    tab.press("Control+Home")
    expect(tab.sentence(0, "source")).to_be_focused()


def test_keys_that_come_quickly_are_all_done_in_order(tab, served_store, bitext):
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    tab.press("m", "m", "m", "p", "ArrowDown")
    eventually(lambda: shapes(served_store, bitext)[0], (5, 5))
    eventually(lambda: served_store.aligned.page(bitext.id).beads[0].pinned, False)


def test_several_translations_stand_beside_one_source(tab, served_store, bitext):
    title = served_store.documents.get(bitext.document).title
    persian = seeding.further_alignment(served_store, bitext, "fa", f"{title} fa")
    before = [shapes(served_store, each) for each in (bitext, persian)]
    tab.open(bitext)
    tab.page.get_by_role("button", name="Columns").click()
    tab.page.get_by_role("button", name=f"Persian · {title} fa").click()
    tab.page.keyboard.press("Escape")
    wide = tab.page.locator(".joined", has_text=seeding.SENTENCES[2]["fa"])
    expect(wide).to_have_count(1)
    # it stands beside both of its sentences, which two Arabic beads are over
    top, bottom = (source(tab, number).bounding_box() for number in (1, 2))
    side = wide.locator(".side").bounding_box()
    assert side["y"] <= top["y"]
    assert side["y"] + side["height"] >= bottom["y"] + bottom["height"]
    source(tab, 2).locator(".sentence").focus()
    tab.press("2", "ArrowRight", "ArrowRight")
    expect(wide.locator(".sentence")).to_be_focused()
    expect(tab.page.locator(".panel h2")).to_have_text("Sentences 2–3 ↔ 2فارسی")
    read = []
    tab.page.on("request", lambda one: read.append(one.url) if "/beads?" in one.url else None)
    tab.press("m")
    tab.expect_note("Merged.")
    expect(wide).to_contain_text(seeding.SENTENCES[3]["fa"])
    assert read == []  # what the operation left is enough to draw the page
    assert shapes(served_store, persian)[:2] == [(1, 1), (3, 2)]
    assert shapes(served_store, bitext) == before[0]
    tab.press("1", "m")
    eventually(lambda: shapes(served_store, bitext)[0], (3, 3))
    tab.press("ArrowLeft", "Control+z", "Control+z")
    eventually(lambda: [shapes(served_store, each) for each in (bitext, persian)], before)
    # the address keeps what is shown
    tab.page.reload()
    tab.settle()
    expect(tab.page.get_by_role("button", name="Work on Persian")).to_be_visible()
    tab.page.get_by_role("button", name="Work on Persian").click()
    expect(tab.page.locator(".figures h3")).to_have_text("The whole in Persian")
    # out of the order of the document, the neighbours are those of the translation worked on
    tab.page.get_by_text("Doubtful first").click()
    expect(tab.page.locator(".around .joined")).to_contain_text(seeding.SENTENCES[2]["ar"])
    source(tab, 0).locator(".sentence").focus()
    tab.press("2")
    expect(tab.page.locator(".around .joined")).to_contain_text(seeding.SENTENCES[2]["fa"])


def source(tab, place):
    return tab.page.locator(".several .side.source").nth(place)


def test_accepting_goes_on_to_the_next(tab, served_store, bitext):
    tab.open(bitext, order="doubtful")
    expect(tab.bead(0)).to_have_attribute("data-grade", "low")
    tab.sentence(0, "source").focus()
    tab.press("Enter", "Enter")
    eventually(lambda: sum(b.fixed for b in served_store.aligned.standing(bitext.id)), 2)
    expect(tab.bead(2)).to_have_class("bead pair active")
    # its neighbours in the document stand faintly around it
    expect(tab.page.locator(".around")).to_have_count(2)


def test_all_above_a_threshold_are_accepted_by_the_mouse(tab, served_store, bitext):
    tab.open(bitext)
    slider = tab.page.get_by_role("slider")
    slider.fill("95")
    tab.page.get_by_role("button", name="Accept 2 of 95 or more").click()
    tab.expect_note("Accepted.")
    assert served_store.aligned.summary(bitext.id).pinned == 2
    expect(tab.bead(1)).to_have_attribute("data-grade", "settled")
    tab.page.get_by_role("button", name="Undo").click()
    eventually(lambda: served_store.aligned.summary(bitext.id).pinned, 0)


def test_the_mouse_does_what_the_keys_do(tab, served_store, bitext):
    tab.open(bitext)
    tab.sentence(1, "target").click()
    tab.page.get_by_role("button", name="Merge with next").click()
    tab.expect_note("Merged.")
    tab.page.get_by_role("button", name="Make null").click()
    tab.expect_note("Made null.")
    assert shapes(served_store, bitext)[1:5] == [(1, 0), (1, 0), (0, 1), (0, 1)]


def test_arabic_runs_from_right_to_left_in_its_own_column(tab, bitext):
    tab.open(bitext)
    text = tab.sentence(0, "target").locator(".text")
    assert text.evaluate("node => getComputedStyle(node).direction") == "rtl"
    number = tab.sentence(0, "target").locator(".count").bounding_box()
    assert number["x"] > text.bounding_box()["x"]
    source = tab.sentence(0, "source").locator(".text")
    assert source.evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_what_others_changed_is_shown_instead_of_being_overwritten(tab, served_store, bitext):
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    served_store.operations.merge(served_store.aligned.standing(bitext.id)[0].id, author="ana")
    tab.press("m")
    expect(tab.page.locator(".note")).to_contain_text("look again")
    expect(tab.bead(0).locator(".side.source .sentence")).to_have_count(3)
    assert shapes(served_store, bitext)[0] == (3, 3)


def test_undo_goes_on_after_the_server_was_killed(tab, served, served_store, bitext):
    before = shapes(served_store, bitext)
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    tab.press("m")
    tab.expect_note("Merged.")
    served.kill()
    tab.press("m")  # waits for the server
    expect(tab.page.locator(".status")).to_contain_text("does not answer")
    served.start()
    eventually(lambda: shapes(served_store, bitext)[0], (4, 4), seconds=30)
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    tab.press("Control+z", "Control+z")
    eventually(lambda: shapes(served_store, bitext), before)


def test_two_files_are_aligned_from_the_dialog(tab, served, served_store, bitext, tmp_path):
    for language in ("en", "pt"):
        lines = [row[language] for row in seeding.SENTENCES[:3]]
        (tmp_path / f"river.{language}.txt").write_text("\n\n".join(lines))
    tab.open(bitext)
    tab.page.get_by_role("button", name="Align files").click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Align", exact=True).click()
    expect(dialog).to_contain_text("choose a file first")
    for place, language in enumerate(("en", "pt")):
        field = dialog.locator("input[type=file]").nth(place)
        field.set_input_files(tmp_path / f"river.{language}.txt")
        expect(dialog).to_contain_text(f"river.{language}.txt")
    dialog.get_by_role("button", name="Align", exact=True).click()
    # a plain text does not say its language
    expect(dialog).to_contain_text("Both texts are in English")
    dialog.get_by_label("Language").nth(1).fill("pt")
    tab.press("Enter")
    dialog.get_by_role("button", name="Align", exact=True).click()
    expect(dialog).to_have_count(0)
    (job,) = served_store.jobs.all(unfinished=True)
    assert (job.kind, job.author) == ("align", "mira")
    assert Lane(served_store, "worker", str(served.models)).run_next()
    document = served_store.documents.get(job.document)
    assert document.title == "river.en"
    (made,) = served_store.bitexts.of(document.id)
    tab.open(made)
    expect(tab.sentence(2, "target")).to_contain_text(seeding.SENTENCES[2]["pt"])
