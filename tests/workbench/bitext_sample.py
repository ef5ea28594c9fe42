"""A store with one small bitext in every state, made through the front door."""

from __future__ import annotations

from alignments.beads import (
    Flag,
    MachineOrigin,
    NewRevision,
    Origin,
    State,
    SubState,
)
from alignments.documents import Block, NewDocument, ReadDocument
from alignments.store import Store

SENTENCES = (
    "The ferry leaves at nine.",
    "Nobody had told the captain.",
    "It rained for three days.",
    "The market was closed.",
    "We waited by the gate.",
    "Then the lights went out.",
    "This one stays empty.",
    "Subscribe to our letter.",
)
DRAFTS = (
    "A balsa parte às nove.",
    "Ninguém havia dito ao capitão.",
    "Choveu durante três dias.",
    "O mercado estava fechado.",
    "Esperamos perto do portão.",
    "Então as luzes se apagaram.",
)
ENGINE = MachineOrigin(engine="firefox", model="firefox-en-pt", revision="1.0")


def whole(text: str) -> list[tuple[int, int]]:
    """Every block is one sentence."""
    return [(0, len(text))]


def filled(store: Store, *, title: str = "Ferry") -> int:
    """Keep the document with its Portuguese bitext and return the bitext's id.

    Segment 1 is corrected, 2 accepted, 3 corrected twice and final, 4 a flagged draft, 5 a draft,
    6 rejected, 7 empty and 8 excluded with a draft.
    """
    document, _ = store.documents.add(
        NewDocument(
            title=title,
            language="en",
            media_type="text/plain",
            content="\n".join(SENTENCES).encode(),
            read=ReadDocument(blocks=[Block(text=text, before="\n") for text in SENTENCES]),
        ),
        whole,
    )
    bitext = store.bitexts.ensure(document.id, "pt").id
    beads = {number: bead for bead, number, _ in store.revisions.untranslated(bitext)}
    for number, text in [*enumerate(DRAFTS, start=1), (8, "Assine a nossa carta.")]:
        flags = (Flag(name="copy", reason="looks like the source"),) if number == 4 else ()
        store.revisions.add_drafts([(beads[number], draft(text, flags))])
    confirm(store, beads[1], "A balsa sai às nove.", State.TRANSLATED, 1)
    confirm(store, beads[2], DRAFTS[1], State.REVIEWED, 1)
    confirm(store, beads[3], "Choveu por três dias.", State.TRANSLATED, 1)
    confirm(store, beads[3], "Choveu três dias.", State.FINAL, 2)
    confirm(store, beads[6], DRAFTS[5], State.INITIAL, 1)
    store.documents.set_excluded(document.id, [8], True)
    return bitext


def draft(text: str, flags: tuple[Flag, ...] = (), machine: MachineOrigin = ENGINE) -> NewRevision:
    """An untouched machine draft."""
    return NewRevision(
        text=text,
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        score=-0.2,
        flags=flags,
    )


def confirm(store: Store, bead: int, text: str, state: State, base: int) -> None:
    """A person's verdict: her text, or the machine's as it is."""
    store.revisions.correct(bead, text=text, state=state, base_revision=base, author="mira")
