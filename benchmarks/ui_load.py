"""Ten people who confirm twice a second, while a worker translates: how long a save takes.

    python benchmarks/ui_load.py [--seconds 300] [--users 10] [--store URL]

The server, a worker that translates a second document with the model that comes with the
installation, and the clients share one machine. Every save is timed from the first try to the
answer; one that finds the store busy is sent again under the same name, as the editor does.
Afterwards each text that was sent must be in the store exactly once. `--store` names an empty
PostgreSQL database; without it an SQLite file in a temporary folder is used.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table
from served import build, document_of, server, uncut

from alignments.store import open_store
from workbench.jobs.translation import ask_for_translation
from workbench.ui.tokens import Claim, Tokens

SEGMENTS = 10_000
PAUSE = 0.5
TRIES = 5
BUSY = 503


@dataclass
class Client:
    """One person: her beads, what she sent, and how long each answer took."""

    name: str
    token: str
    beads: Sequence[int]
    sent: list[tuple[int, str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    retries: int = 0

    def work(self, address: str, seconds: float) -> None:
        """Confirm twice a second, each time another bead."""
        headers = {"authorization": f"Bearer {self.token}"}
        start = time.monotonic()
        with httpx.Client(base_url=address, headers=headers, timeout=30) as http:
            for count, bead in enumerate(self.beads):
                due = start + count * PAUSE
                if due - start > seconds:
                    return
                time.sleep(max(due - time.monotonic(), 0))
                self.confirm(http, bead)

    def confirm(self, http: httpx.Client, bead: int) -> None:
        """Send one text."""
        text = f"{self.name} {secrets.token_hex(4)}"
        body = {
            "text": text,
            "state": "translated",
            "base_revision": 1,
            "op_id": secrets.token_hex(16),
            "active_seconds": 1.0,
        }
        begun = time.perf_counter()
        for _ in range(TRIES):
            answer = http.put(f"/api/v1/beads/{bead}", json=body)
            if answer.status_code != BUSY:
                break
            self.retries += 1
        self.took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code == 200:
            self.sent.append((bead, text))
        else:
            self.errors.append(f"{answer.status_code} {answer.text[:100]}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--store", help="the URL of an empty database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or str(Path(folder) / "store.db")
        document = build(store, SEGMENTS)
        drafts = ask(store)
        clients = people(store, document, options.users)
        with server(store, Path(folder) / "models", worker=True) as address:
            run(clients, address, options.seconds)
        show(clients, *counted(store, clients, drafts))


def ask(address: str) -> int:
    """Ask for the translation of a second document; the number of its bitext."""
    texts = [f"The port handled {number} ships and sold their grain." for number in range(SEGMENTS)]
    with open_store(address) as store:
        document, _ = store.documents.add(document_of("Ships", texts), uncut)
        bitext = store.bitexts.ensure(document.id, "pt").id
        ask_for_translation(store, document.id, "pt")
    return bitext


def people(address: str, document: int, count: int) -> list[Client]:
    """Clients with beads of their own."""
    with open_store(address) as store:
        tokens = Tokens(store.secret("ui tokens"))
        bitext = store.bitexts.of(document)[0].id
        rows = store.bitexts.rows(document, [bitext], limit=SEGMENTS).rows
    beads = [row.cells[bitext].bead for row in rows]
    return [
        Client(
            name=f"user {number}",
            token=tokens.for_document(Claim(user=f"user {number}", document=document)),
            beads=beads[number::count],
        )
        for number in range(count)
    ]


def run(clients: Sequence[Client], address: str, seconds: float) -> None:
    """Let them all work at once, each from another moment on."""
    threads = []
    for client in clients:
        thread = threading.Thread(target=client.work, args=(address, seconds))
        thread.start()
        threads.append(thread)
        time.sleep(PAUSE / len(clients))
    for thread in threads:
        thread.join()


def counted(address: str, clients: Sequence[Client], drafts: int) -> tuple[int, int, int]:
    """How many texts are lost, how many are there twice, and how many drafts were made."""
    lost = doubled = 0
    with open_store(address) as store:
        for client in clients:
            for bead, text in client.sent:
                texts = Counter(found.text for found in store.revisions.history(bead))
                lost += texts[text] == 0
                doubled += texts[text] > 1
        document = store.bitexts.get(drafts).document
        made = store.bitexts.progress(document)[drafts].draft
    return lost, doubled, made


def show(clients: Sequence[Client], lost: int, doubled: int, drafts: int) -> None:
    """Print the table."""
    took = sorted(value for client in clients for value in client.took)
    errors = [error for client in clients for error in client.errors]
    table = Table(title=f"{len(clients)} people, {len(took):,} confirmations, milliseconds")
    for heading in (
        "p50",
        "p95",
        "p99",
        "slowest",
        "retries",
        "errors",
        "lost",
        "doubled",
        "drafts made",
    ):
        table.add_column(heading, justify="right")
    cuts = statistics.quantiles(took, n=100)
    values = [cuts[49], cuts[94], cuts[98], took[-1]]
    retries = sum(client.retries for client in clients)
    counts = [retries, len(errors), lost, doubled, drafts]
    table.add_row(*(f"{value:.0f}" for value in values), *(f"{count:,}" for count in counts))
    Console().print(table)
    for error in errors[:5]:
        Console().print(error)


if __name__ == "__main__":
    main()
