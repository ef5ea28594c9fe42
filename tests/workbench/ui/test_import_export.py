"""Translations come in and go out through the page Documents, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.workbench.test_importing import MEMORY
from tests.workbench.ui import seeding


@pytest.fixture
def page(context):
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_a_memory_waits_for_a_yes_and_a_file_comes_back_translated(
    page, served, served_store, tmp_path
) -> None:
    (tmp_path / "friends.tmx").write_text(MEMORY)
    (tmp_path / "table.csv").write_text("source,target\nOne.,واحد.\n")
    (tmp_path / "note.md").write_text("# A note\n")
    page.goto(served.address)
    names = ("friends.tmx", "table.csv", "note.md")
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in names])
    expect(page.get_by_text("note.md")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("1 unit skipped: no text in EN-US")).to_be_visible()
    expect(page.get_by_text("table.csv has no pairs that can come in")).to_be_visible()
    cell = page.locator("td[lang=ar]").first
    expect(cell).to_have_text("صباح الخير.")
    expect(cell).to_have_attribute("dir", "rtl")
    assert [one.title for one in served_store.documents.all()] == ["A note"]

    page.get_by_role("button", name="Import 2 segments").click()
    expect(page.get_by_role("heading", name="friends")).to_be_visible()
    assert [one.title for one in served_store.documents.all()] == ["A note", "friends"]

    page.get_by_role("button", name="Export").first.click()
    page.get_by_text("Show how it begins").click()
    expect(page.locator("pre")).to_contain_text("Good morning.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 1 segment").click()
    assert "صباح الخير." in download.value.path().read_text()


DROPPED = """() => {
  const files = new DataTransfer();
  files.items.add(new File(["One river. Two rivers."], "dropped.txt", { type: "text/plain" }));
  return files;
}"""


def test_a_file_dropped_anywhere_on_the_documents_is_imported(page, served, served_store) -> None:
    seeding.add_document(served_store, ["Something is here."], title="Here before")
    page.goto(served.address)
    expect(page.get_by_role("heading", name="Here before")).to_be_visible()
    files = page.evaluate_handle(DROPPED)
    zone = page.get_by_text("Drop the files to import them")
    expect(zone).to_be_attached()
    page.dispatch_event("h1", "dragover", {"dataTransfer": files})
    expect(zone).to_be_visible()
    page.dispatch_event("h1", "drop", {"dataTransfer": files})
    expect(zone).to_be_hidden()
    form = page.get_by_role("dialog")
    expect(form.get_by_text("dropped.txt")).to_be_visible()
    form.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="dropped")).to_be_visible()
    assert "dropped" in [document.title for document in served_store.documents.all()]
