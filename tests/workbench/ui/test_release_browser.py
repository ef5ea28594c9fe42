"""A release from the choice of documents to the archive in hand, in a real browser."""

from __future__ import annotations

import hashlib
import zipfile

import pytest
from playwright.sync_api import expect

from tests.workbench.releasing_sample import add
from tests.workbench.ui.axe import found
from workbench.jobs.lane import Lane
from workbench.jobs.releasing import RELEASE, archive_of

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")
PAIRS = [
    ("The river rose in one night.", "ارتفع منسوب النهر في ليلة واحدة."),
    ("Is the water safe to drink?", "هل المياه صالحة للشرب؟"),
]


@pytest.fixture
def page(context):
    opened = context.new_page()
    opened.set_default_timeout(60_000)  # parts of the form come when they are first needed
    yield opened
    opened.close()


@pytest.fixture
def lane(served, served_store):
    """The worker, when the test lets it work."""
    return Lane(served_store, "tester", str(served.models))


def settled(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_documents_are_chosen_released_downloaded_and_the_file_deleted(
    page, served, served_store, lane, tmp_path
) -> None:
    page.goto(f"{served.address}/release")
    expect(page.get_by_text("Nothing to release yet")).to_be_visible()

    add(served_store, "River", PAIRS, licence=None)
    add(served_store, "Other", [("Another text.", "نص آخر.")])
    page.reload()
    expect(page.get_by_role("alert").get_by_text("One document has no licence")).to_be_visible()
    settled(page)  # a click while the page is being built is lost
    page.locator("[data-tag] button[aria-label='Remove Other']").click()
    page.get_by_role("button", name="Make a release of at most 2 pairs").click()
    expect(page.get_by_text("waiting for the worker")).to_be_visible()

    assert lane.run_next()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.glob("release-*")
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "هل المياه صالحة للشرب؟" in (folder / "tsv" / "train.tsv").read_text()
    assert "**No licence.** 1 document has none" in (folder / "README.md").read_text()

    (job,) = [one for one in served_store.jobs.all() if one.kind == RELEASE]
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("is deleted for everybody")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert found(page) == [], scheme
    assert archive_of(job).is_file()
    dialog.get_by_role("button", name="Delete the file").click()
    expect(page.get_by_text("on another machine, or deleted")).to_be_visible()
    assert not archive_of(job).exists()
