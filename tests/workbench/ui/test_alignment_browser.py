"""The Alignment page in a real browser: by the keyboard alone, by the mouse, after a restart."""

import pytest
from playwright.sync_api import expect

from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually


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
    yield Tab(page, served.address)
    page.close()


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


def test_keys_that_come_quickly_are_all_done_in_order(tab, served_store, bitext):
    tab.open(bitext)
    tab.sentence(0, "source").focus()
    tab.press("m", "m", "m", "p", "ArrowDown")
    eventually(lambda: shapes(served_store, bitext)[0], (5, 5))
    eventually(lambda: served_store.aligned.page(bitext.id).beads[0].pinned, False)


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
