"""The editor as a person at the keyboard sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt",  # no page lives long enough to win back what optimising its code takes
]


# a busy machine is no reason to fail
expect.set_options(timeout=20_000)


class Editor:
    """One tab with the editor in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, document: int, **shown: str) -> None:
        """Open a document and wait until its rows are there."""
        query = urlencode({"doc": document, **shown})
        self.page.goto(f"{self.address}/editor?{query}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and the rows are there."""
        ready = "[data-testid=stApp][data-test-script-state=notRunning]"
        self.page.locator(ready).wait_for()
        expect(self.page.get_by_role("grid")).not_to_have_attribute("aria-busy", "true")
        self.page.locator(".body .row, .nothing").first.wait_for()

    def row(self, number: int) -> Locator:
        return self.page.locator(f".row[data-number='{number}']")

    def cell(self, number: int, column: int = 0) -> Locator:
        return self.row(number).locator(".cell").nth(column)

    def edit(self, number: int, column: int = 0) -> Locator:
        """Open the field of a cell."""
        self.cell(number, column).locator(".text").click()
        field = self.cell(number, column).locator("textarea")
        expect(field).to_be_focused()
        return field

    def type_over(self, number: int, text: str, column: int = 0) -> Locator:
        """Replace a text key by key."""
        field = self.edit(number, column)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text, delay=2)
        return field

    def confirm(self) -> None:
        self.page.keyboard.press("Control+Enter")

    def expect_saved(self) -> None:
        saved = self.page.locator(".status[data-trouble='']")
        expect(saved).to_have_text("All confirmed texts are saved")


def eventually(value: Callable[[], object], wanted: object, *, seconds: float = 10) -> None:
    """Wait until something outside the browser, such as the store, has a value."""
    end = time.monotonic() + seconds
    while (found := value()) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    assert found == wanted


def history(store, document, number, language="ar"):
    """What was written for one segment, as (text, state, author)."""
    bitext = next(one for one in store.bitexts.of(document.id) if one.language == language)
    rows = store.bitexts.rows(document.id, [bitext.id], offset=number - 1, limit=1).rows
    revisions = store.revisions.history(rows[0].cells[bitext.id].bead)
    return [(found.text, str(found.state), found.author) for found in revisions]


def last(store, document, number, language="ar"):
    return history(store, document, number, language)[-1]
