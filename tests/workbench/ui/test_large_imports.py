"""A file too large to wait for: read by the worker, its report waits on the page Documents."""

from __future__ import annotations

import gzip
import sys

import pytest
from playwright.sync_api import expect

from alignments.store import open_store
from tests.workbench.ui.conftest import Served

COUNT = 12_000


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    worker = [sys.executable, "-P", "-m", "workbench.worker"]
    worker += [str(folder / "store.db"), str(folder / "models"), "1"]
    with open_store(folder / "store.db"):
        pass
    server = Served(folder, worker=worker)
    server.start()
    yield server
    server.end()


@pytest.fixture
def memory(tmp_path):
    """More than 4 MB when it is unpacked."""
    path = tmp_path / "memory.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=0) as stream:
        filling = "of a long memory " * 30
        stream.write("en\tar\n")
        for number in range(1, COUNT + 1):
            stream.write(f"Sentence {number} {filling}\tالجملة {number}\n")
    return path


def test_a_large_memory_is_reported_on_and_taken_in(context, served, memory) -> None:
    page = context.new_page()
    page.goto(served.address)
    page.locator("input[type=file]").set_input_files(memory)
    expect(page.get_by_text("memory.tsv.gz")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("memory.tsv.gz is being read")).to_be_visible()
    yes = page.get_by_role("button", name=f"Import {COUNT:,} segments")
    expect(yes).to_be_visible(timeout=90_000)
    expect(page.locator("td[lang=ar]").first).to_have_text("الجملة 1")
    expect(page.get_by_text(f"ar: {COUNT:,} translated")).to_be_visible()
    yes.click()
    expect(page.get_by_role("heading", name="memory")).to_be_visible(timeout=90_000)
    with open_store(served.path) as store:
        [document] = store.documents.all()
    assert document.segments == COUNT
    page.close()
