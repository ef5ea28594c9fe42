"""A document for the benchmarks of the editor, and a server of its own over the store with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alignments.beads import MachineOrigin, NewRevision, Origin, State, SubState
from alignments.documents import Block, NewDocument, ReadDocument
from alignments.store import open_store

TEXTS = {
    "en": "In 2025, exports grew by 14.7% compared with the previous year, number {}.",
    "ar": "في عام 2025، نمت الصادرات بنسبة 14.7% مقارنة بالعام السابق، الرقم {}.",
    "fa": "در سال ۲۰۲۵ صادرات نسبت به سال پیش ۱۴٫۷٪ رشد کرد، شمارهٔ {}.",
    "pt": "Em 2025, as exportações cresceram 14,7% em relação ao ano anterior, número {}.",
}
SERVE = """
import sys
from workbench.ui.server import ServerOptions, serve
store, models, *worker = sys.argv[1:]
serve(ServerOptions(store=store, models=models, user="mira", worker=worker,
                    ready=lambda address: print(address, flush=True)))
"""


def document_of(title: str, texts: Sequence[str]) -> NewDocument:
    """An English document with a paragraph for each text."""
    return NewDocument(
        title=title,
        language="en",
        media_type="text/plain",
        content="\n".join(texts).encode(),
        read=ReadDocument(blocks=[Block(text=text, before="\n") for text in texts]),
    )


def build(address: str | Path, segments: int) -> int:
    """A store with one document; its number."""
    texts = [TEXTS["en"].format(number) for number in range(1, segments + 1)]
    with open_store(address) as store:
        document, _ = store.documents.add(document_of("Exports", texts), uncut)
        for language in ("ar", "fa", "pt"):
            bitext = store.bitexts.ensure(document.id, language)
            drafts = [
                (bead, draft(TEXTS[language].format(number)))
                for bead, number, _ in store.revisions.untranslated(bitext.id)
            ]
            store.revisions.add_drafts(drafts)
    return document.id


def draft(text: str) -> NewRevision:
    """A machine draft."""
    return NewRevision(
        text=text,
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=MachineOrigin(engine="firefox", model="benchmark", revision="1"),
    )


def uncut(text: str) -> list[tuple[int, int]]:
    """The one sentence that a paragraph is."""
    return [(0, len(text))]


@contextmanager
def server(store: str | Path, models: Path, *, worker: bool = False) -> Iterator[str]:
    """The address of a server over that store, with a worker where one is wanted."""
    command = [sys.executable, "-m", "workbench.worker", str(store), str(models), "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(store), str(models), *(command if worker else ())],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
