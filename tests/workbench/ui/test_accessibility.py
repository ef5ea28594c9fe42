"""What axe-core finds on the pages and on what opens over them: nothing, in either theme."""

import pytest
from playwright.sync_api import expect

from alignments.beads import Flag, State
from alignments.roles import Role
from tests.workbench.ui import axe, seeding
from tests.workbench.ui.browser import Editor

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture
def themed(context, served):
    """A tab that is looked at in both themes."""
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    yield Editor(page, served.address)
    page.close()


def found(page):
    """What is wrong in the theme of the moment, and with the colours of the other, which stays."""
    wrong = axe.found(page)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if dark else "dark")
    shown = "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme"
    page.wait_for_function(f"{shown} === '{'light' if dark else 'dark'}'")
    return wrong + axe.found(page, rules=axe.COLOURS)


@pytest.fixture
def rivers(served_store, request):
    """A document with a flagged draft and a confirmed one."""
    document = seeding.add_document(
        served_store, ["One river.", "Two rivers."], title=request.node.name
    )
    flags = {1: Flag(name="numbers", reason="the number 1 is missing")}
    bitext = seeding.add_drafts(served_store, document, "ar", ["نهر.", "نهران."], flags=flags)
    cell = served_store.bitexts.rows(document.id, [bitext]).rows[1].cells[bitext]
    served_store.revisions.correct(
        cell.bead, text="نهران اثنان.", state=State.TRANSLATED, base_revision=1, author="salma"
    )
    return document


def test_axe_finds_nothing_in_the_editor(themed, rivers):
    page = themed.page
    themed.open(rivers.id)
    themed.edit(1)
    page.locator(".revisions").wait_for()
    assert found(page) == []
    page.get_by_role("button", name="Columns", exact=True).click()
    assert found(page) == []
    page.keyboard.press("Escape")
    themed.edit(1)
    page.keyboard.press("Control+h")
    page.keyboard.type("نهر")
    page.get_by_label("Replace with").fill("واد")
    expect(page.get_by_role("dialog").locator("button.primary")).to_be_enabled()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filter").click()
    page.get_by_text("Match case").wait_for()
    assert found(page) == []
    page.set_viewport_size({"width": 900, "height": 900})
    themed.open(rivers.id)
    themed.edit(1)
    assert found(page) == []


def test_axe_finds_nothing_on_the_documents_and_their_forms(themed, rivers):
    page = themed.page
    page.goto(themed.address)
    page.get_by_text("of 2 confirmed").first.wait_for()
    assert found(page) == []
    for button, waited in (
        ("Import", "Keep the whole HTML page"),
        ("Translate", "Into"),
        ("Export", "Format"),
    ):
        page.get_by_role("button", name=button, exact=True).first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text(waited, exact=True).first.wait_for()
        assert found(page) == [], button
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
    page.get_by_role("button", name="more_vert").first.click()
    page.get_by_role("button", name="Settings").wait_for()
    page.mouse.move(0, 0)
    expect(page.get_by_role("tooltip")).to_have_count(0)
    assert found(page) == []
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").get_by_text("Settings").first.wait_for()
    assert found(page) == []


def settled(page):
    """A click while the page is being built is lost."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def closed(page):
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)


def menu_of(page, title, entry):
    """Open a dialog by the menu of a document's card."""
    settled(page)
    heading = page.get_by_role("heading", name=title, exact=True)
    card = page.locator("[class*=st-key-document_]").filter(has=heading).first
    card.get_by_role("button", name="more_vert").click()
    page.get_by_role("button", name=entry, exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_axe_finds_nothing_in_questions_and_reports(themed, rivers, served_store, tmp_path):
    page = themed.page
    served_store.members.set(rivers.id, "شیرین ابراهیمی‌نژاد", Role.REVIEWER)
    served_store.members.set(rivers.id, "a.long.name@translators.example.org", Role.VIEWER)
    page.goto(themed.address)
    menu_of(page, rivers.title, "People")
    expect(page.get_by_text("شیرین ابراهیمی‌نژاد", exact=True)).to_be_visible()
    assert found(page) == []
    closed(page)
    table = tmp_path / "sea.csv"
    table.write_text("source,target\nOne sea.,بحر واحد.\n")
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_text("sea.csv").wait_for()
    page.get_by_role("textbox", name="Languages of translations").fill("ar")
    page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Import 1 segment").wait_for()
    assert found(page) == []
    closed(page)
    served_store.shelf.archive(rivers.id)
    page.reload()
    switch = page.locator(".st-key-documents_archived label")
    switch.wait_for()
    settled(page)
    expect(page.get_by_role("heading", name=rivers.title)).to_have_count(0)
    switch.click()
    menu_of(page, rivers.title, "Delete")
    field = page.get_by_label("Type the title to delete it")
    expect(field).to_be_focused()
    page.keyboard.type("Two rivers")
    page.keyboard.press("Enter")
    page.get_by_text("That is not the title").wait_for()
    assert found(page) == []
    served_store.shelf.archive(rivers.id, False)


def test_axe_finds_nothing_in_what_changes_many_or_conflicts(themed, rivers, served_store):
    page = themed.page
    themed.open(rivers.id)
    page.get_by_role("button", name="done_all").click()
    page.get_by_role("button", name="Confirm: 1").wait_for()
    assert found(page) == []
    closed(page)
    themed.edit(1)
    page.keyboard.type(" مني")
    bitext = served_store.bitexts.of(rivers.id)[0].id
    bead = served_store.bitexts.rows(rivers.id, [bitext]).rows[0].cells[bitext].bead
    served_store.revisions.correct(
        bead, text="نهر آخر.", state=State.TRANSLATED, base_revision=1, author="سلمى حداد"
    )
    themed.confirm()
    themed.cell(1).locator(".text").click()
    page.get_by_text("Changed by someone else").first.wait_for()
    assert found(page) == []


def test_axe_finds_nothing_on_the_other_pages(themed, rivers, served_store):
    page = themed.page
    bitext = seeding.alignment(served_store, title=f"Aligned for {rivers.title}")
    page.goto(f"{themed.address}/align?aligned={bitext.document}&translation={bitext.id}")
    page.locator(".bead .sentence").first.click()
    page.locator(".around").first.wait_for()
    assert found(page) == []
    page.get_by_role("button", name="Align files").click()
    page.get_by_role("dialog").wait_for()
    assert found(page) == []
    persian = seeding.further_alignment(served_store, bitext, "fa", f"Persian of {rivers.title}")
    shown = f"aligned={bitext.document}&translation={bitext.id}&beside={persian.id}"
    page.goto(f"{themed.address}/align?{shown}")
    page.locator(".joined .sentence").first.click()
    page.locator(".joined.active").wait_for()
    assert found(page) == []
    page.goto(f"{themed.address}/quality")
    page.get_by_role("heading", name="People").wait_for()
    assert found(page) == []
    page.goto(f"{themed.address}/release")
    page.get_by_role("button", name="Make a release").wait_for()
    assert found(page) == []
    settled(page)
    page.get_by_role("button", name="Licences").click()
    page.get_by_role("dialog").get_by_text("Licence and source").wait_for()
    assert found(page) == []
