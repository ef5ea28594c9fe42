"""The editor in Debian's Chromium: how long a person waits for it.

    python benchmarks/ui.py [--segments 10000] [--rounds 20]

A document of 10,000 segments in three languages, 100 rows a page, the server and the browser on the
same machine. Medians, with the slowest in brackets. The prototype's figures are those of its own
run on an idle machine with two cores.

"Paint" is when the frame with the change has been handed to the screen: the next animation frame
of the browser, which comes 60 times a second, and its layout and drawing. "State shown" is painted,
too, and only after the server has answered that the text is on disk.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from served import build, server

ROWS = 100
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROTOTYPE = {
    "key to paint": "6-9",
    "confirm to next field focused": "10-12",
    "confirm to row committed": "19-27",
    "confirm to state shown": "34-47",
    "page switch": "114-240",
    "warm load to usable": "1090-1165",
}
# Measured inside the page: what the test driver adds is not what a person waits for. A chord is
# counted from its last key, and what is waited for says so itself: polling would slow it down.
WATCH = """
window.root = () => {
  for (const place of document.querySelectorAll("[data-testid^=stBidi], [data-testid^=stBidi] *"))
    if (place.shadowRoot?.querySelector(".workbench")) return place.shadowRoot;
};
window.after = (wanted) => new Promise((done) => {
  const look = () => (wanted() ? done(performance.now()) : setTimeout(look, 0));
  look();
});
window.first = new Promise((done) => {
  const look = () => (root()?.querySelector(".body .cell .text")
    ? done(performance.now()) : setTimeout(look, 4));
  look();
});
window.timed = (kind, wanted) => {
  window.took = new Promise((done) => addEventListener(kind, (event) => {
    const begun = event.timeStamp;
    after(() => wanted(event)).then((end) => done(end - begun));
  }, { capture: true, once: true }));
};
window.confirming = (event) => event.ctrlKey && event.key === "Enter";
window.confirmed = (happens) => {
  window.took = new Promise((done) => {
    let begun;
    addEventListener("keydown", function start(event) {
      if (!confirming(event)) return;
      removeEventListener("keydown", start, true);
      begun = event.timeStamp;
    }, true);
    happens(() => done([performance.now() - begun, performance.timeOrigin + begun]));
  });
};
window.focusing = (next) => confirmed((done) =>
  root().addEventListener("focusin", function here({ target }) {
    if (target.tagName !== "TEXTAREA" || target.closest(".row").dataset.number != next) return;
    root().removeEventListener("focusin", here);
    done();
  }));
window.settling = (number) => confirmed((done) => {
  const cell = root().querySelector(`.row[data-number="${number}"] .cell`);
  new MutationObserver((_, observer) => {
    if (cell.dataset.state !== "translated" || cell.dataset.trouble) return;
    observer.disconnect();
    painted(done);
  }).observe(cell, { attributes: true });
});
window.painted = (done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(0);
});
"""
PAINTED = """() => {
  window.took = new Promise((done) => addEventListener("keydown",
    (event) => painted(() => done(performance.now() - event.timeStamp)),
    { capture: true, once: true }));
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        document = build(path, options.segments)
        with server(path, Path(folder) / "models") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            found = measured(browser, f"{address}/editor?doc={document}", path, options.rounds)
            browser.close()
    show(found, options.segments)


def measured(browser: Browser, address: str, path: Path, rounds: int) -> dict[str, list[float]]:
    """Every figure in milliseconds."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.evaluate("first")
    found = {"warm load to usable": [loaded(page, address) for _ in range(rounds)]}
    page.locator(".body .cell .text").first.click()
    page.locator("textarea.text").wait_for()
    found["key to paint"] = [typed(page) for _ in range(rounds)]
    with commits(path) as committed:
        found |= confirmed(page, rounds, committed)
    found["page switch"] = [turned(page, number) for number in range(2, rounds + 2)]
    return found


def loaded(page: Page, address: str) -> float:
    """From the start of a navigation until the first text is there."""
    page.goto(address)
    return float(page.evaluate("first"))


def typed(page: Page) -> float:
    """From a key to the frame with its letter."""
    page.evaluate(PAINTED)
    page.keyboard.press("x")
    return float(page.evaluate("took"))


def confirmed(page: Page, rounds: int, committed: Sequence[float]) -> dict[str, list[float]]:
    """From Ctrl+Enter to the next field, to the row on disk, to the state on the screen."""
    focused, stored = [], []
    for number in range(1, rounds + 1):
        page.evaluate("focusing", number + 1)
        page.keyboard.press("Control+Enter")
        took, begun = page.evaluate("took")
        focused.append(took)
        stored.append(until(lambda count=number: len(committed) >= count, committed, begun))
    shown = [settled(page, number) for number in range(rounds + 1, 2 * rounds + 1)]
    return {
        "confirm to next field focused": focused,
        "confirm to row committed": stored,
        "confirm to state shown": shown,
    }


def settled(page: Page, number: int) -> float:
    """From Ctrl+Enter until the server has answered and the frame that says so is painted."""
    page.evaluate("settling", number)
    page.keyboard.press("Control+Enter")
    return float(page.evaluate("took")[0])


def until(done: Callable[[], bool], committed: Sequence[float], begun: float) -> float:
    """How many milliseconds after `begun` the last commit was seen."""
    end = time.monotonic() + 10
    while not done() and time.monotonic() < end:
        time.sleep(0.001)
    return committed[-1] * 1000 - begun


@contextmanager
def commits(path: Path) -> Iterator[list[float]]:
    """The moments, in seconds, at which new revisions became visible to another connection."""
    seen: list[float] = []
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(path, seen, stop))
    watcher.start()
    time.sleep(0.2)
    try:
        yield seen
    finally:
        stop.set()
        watcher.join()


def watch(path: Path, seen: list[float], stop: threading.Event) -> None:
    """Note the time of every new revision."""
    connection = sqlite3.connect(path)
    count = lambda: connection.execute("select max(rowid) from revisions").fetchone()[0]  # noqa: E731
    last = count()
    while not stop.is_set():
        now = count()
        seen += [time.time()] * (now - last)
        last = now
        time.sleep(0.001)
    connection.close()


def turned(page: Page, number: int) -> float:
    """From the click that turns to a page until its first row is painted."""
    page.evaluate(
        """(first) => timed("click", () => root().querySelector(`.row[data-number="${first}"]`))""",
        (number - 1) * ROWS + 1,
    )
    page.get_by_role("button", name="Next page").click()
    took = float(page.evaluate("took"))
    page.wait_for_url(f"**page={number}*")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return took


def show(found: dict[str, list[float]], segments: int) -> None:
    """Print the table."""
    table = Table(title=f"The editor, {segments:,} segments, {ROWS} rows x 3 languages, ms")
    for heading in ("what", "median (slowest)", "prototype"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for name, prototype in PROTOTYPE.items():
        values = found[name]
        table.add_row(name, f"{statistics.median(values):.0f} ({max(values):.0f})", prototype)
    Console().print(table)


if __name__ == "__main__":
    main()
