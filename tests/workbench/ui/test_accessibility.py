"""What axe-core finds on the pages: nothing, in either theme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from alignments.beads import Flag
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import Editor

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


def found(page):
    """What is wrong, and where."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser, served, served_store, scheme):
    texts = ["One river.", "Two rivers."]
    document = seeding.add_document(served_store, texts, title=f"Rivers in {scheme}")
    flags = {1: Flag(name="numbers", reason="the number 1 is missing")}
    seeding.add_drafts(served_store, document, "ar", ["نهر.", "نهران."], flags=flags)
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    editor = Editor(context.new_page(), served.address)
    editor.open(document.id)
    editor.edit(1)
    editor.page.locator(".revisions").wait_for()
    assert found(editor.page) == []
    editor.page.get_by_role("button", name="Columns", exact=True).click()
    assert found(editor.page) == []
    editor.page.goto(served.address)
    editor.page.get_by_text("of 2 confirmed").first.wait_for()
    assert found(editor.page) == []
    bitext = seeding.alignment(served_store, title=f"Aligned in {scheme}")
    editor.page.goto(f"{served.address}/align?aligned={bitext.document}&translation={bitext.id}")
    editor.page.locator(".bead .sentence").first.click()
    editor.page.locator(".around").first.wait_for()
    assert found(editor.page) == []
    context.close()
