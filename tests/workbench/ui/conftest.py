"""A real server over a real store, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from alignments.store import Store, open_store
from tests.stores import new_store
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import ARGUMENTS, Editor

_SERVE = """
import sys
from workbench.ui.server import ServerOptions, serve
store, models, port, *worker = sys.argv[1:]
serve(ServerOptions(store=store, models=models, user="mira", port=int(port), worker=worker,
                    ready=lambda address: print(address, flush=True)))
"""


class Served:
    """A server that can be killed and started again at the same address."""

    def __init__(self, folder: Path, *, worker: Sequence[str] = ()) -> None:
        self._worker = worker
        self.path = folder / "store.db"
        self.models = folder / "models"
        self.address = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        port = self.address.rpartition(":")[2] or "0"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(self.path), str(self.models), port, *self._worker],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address, "the server did not start"

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        process = self._process
        if process is None:
            return 0
        self._process = None
        process.send_signal(number)
        code = process.wait(timeout=30)
        process.stdout.close()
        return code

    def kill(self) -> None:
        self.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    with open_store(server.path):
        pass
    server.start()
    yield server
    server.end()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def served_store(served: Served) -> Iterator[Store]:
    """The store that the server works on."""
    with open_store(served.path) as opened:
        yield opened


def chromium() -> str:
    """Where Debian's Chromium is; the test is skipped where there is none."""
    path = os.environ.get("WORKBENCH_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"needs Chromium, and there is none at {path}")
    return path


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def context(browser):
    """One for all tests, as its cache saves each of them a second; every test has its document."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def editor(context, served):
    page = context.new_page()
    yield Editor(page, served.address)
    page.close()


@pytest.fixture
def document(served_store, request):
    """A document of its own for each test, on two pages."""
    name = request.node.name
    texts = [f"Sentence {number} of {name}." for number in range(1, 121)]
    found = seeding.add_document(served_store, texts, title=name)
    drafts = [f"الجملة رقم {number} من النص." for number in range(1, 121)]
    seeding.add_drafts(served_store, found, "ar", drafts)
    seeding.add_drafts(served_store, found, "pt", [f"Frase {n}." for n in range(1, 121)])
    return found
