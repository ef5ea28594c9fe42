"""Takes the screenshots of the documentation: `make screenshots`.

Runs the demonstration in a temporary folder, serves the user interface and opens it in Chromium.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent
SAMPLE = DOCS.parent / "workbench" / "sample" / "reparagraphed"
CHROMIUM = os.environ.get("WORKBENCH_CHROMIUM", "/usr/bin/chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"": (1440, 900), "-narrow": (900, 900)}


def main() -> None:
    """Take every page, light and dark, wide and narrow."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    color_scheme=scheme, viewport={"width": width, "height": height}
                )
                ending = ("" if scheme == "light" else "-dark") + size
                documents(context.new_page(), address, DOCS / f"documents{ending}.png")
                editor(context.new_page(), address, DOCS / f"editor{ending}.png")
                quality(context.new_page(), address, DOCS / f"quality{ending}.png")
                release(context.new_page(), address, DOCS / f"release{ending}.png")
                alignment(context.new_page(), address, DOCS / f"alignment{ending}.png")
                context.close()
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a user interface over a fresh store with the demonstration in it."""
    environment = os.environ | {
        "WORKBENCH_STORE": str(folder / "store.db"),
        "WORKBENCH_MODELS": str(folder / "models"),
        "WORKBENCH_USER": "mira",
    }
    command = [sys.executable, "-m", "workbench"]
    for arguments in (
        ["demo", "--offline", "--output", str(folder)],
        ["correct", "1", "6", "É assim que um porto morre: em silêncio, na hora marcada.",
         "--to", "pt"],
        ["correct", "1", "5", "--to", "pt"],
        ["align", str(SAMPLE / "column.en.sentences.txt"), str(SAMPLE / "column.ar.txt"),
         "--languages", "en,ar"],
    ):  # fmt: skip
        subprocess.run([*command, *arguments], env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [*command, "ui", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        found = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
        if found is None:
            raise RuntimeError("the user interface did not say its address")
        yield found[0]
    finally:
        server.terminate()
        server.wait()


def settled(page: Page) -> None:
    """Wait until Streamlit's script has run and fonts are there."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.evaluate("document.fonts.ready")


def documents(page: Page, address: str, path: Path) -> None:
    """The list of documents."""
    page.goto(address)
    page.get_by_text("of 61 confirmed").first.wait_for()
    settled(page)
    page.screenshot(path=path)


def editor(page: Page, address: str, path: Path) -> None:
    """The editor with an open field."""
    page.goto(f"{address}/editor?doc=1")
    cell = page.get_by_text("É assim que um porto morre").first
    cell.wait_for()
    settled(page)
    cell.click()
    page.get_by_text("accepted unchanged").or_(page.get_by_text("mira")).first.wait_for()
    page.screenshot(path=path)


def quality(page: Page, address: str, path: Path) -> None:
    """What became of the drafts."""
    page.goto(f"{address}/quality")
    page.get_by_role("heading", name="People").wait_for()
    settled(page)
    page.screenshot(path=path)


def release(page: Page, address: str, path: Path) -> None:
    """What a corpus to publish would hold."""
    page.goto(f"{address}/release")
    page.get_by_role("button", name="Make a release").wait_for()
    settled(page)
    page.screenshot(path=path)


def alignment(page: Page, address: str, path: Path) -> None:
    """The doubtful beads of a translation whose paragraphs were made anew."""
    page.goto(f"{address}/align?aligned=3")
    page.locator(".bead").first.wait_for()
    settled(page)
    page.locator(".bead .sentence").first.click()
    page.locator(".around").first.wait_for()
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
