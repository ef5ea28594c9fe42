"""How far a document has come: counted for all who ask at once."""

from __future__ import annotations

import pytest

from alignments.beads import State
from tests.workbench.ui import seeding
from workbench.ui.counts import Counts


class Clock:
    """Time that passes when it is told to, and a little with every look at it."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 0.25
        return self.now


@pytest.fixture
def document(store):
    found = seeding.add_document(store, ["One.", "Two.", "Three."])
    seeding.add_drafts(store, found, "ar", ["أ", "ب", "ت"])
    return found


def confirm(store, document, number):
    (bitext,) = store.bitexts.of(document.id)
    cell = store.bitexts.rows(document.id, [bitext.id]).rows[number - 1].cells[bitext.id]
    store.revisions.correct(
        cell.bead, text="نص", state=State.TRANSLATED, base_revision=1, author="mira"
    )
    return bitext.id


def test_a_count_holds_as_long_as_to_count_would_be_dear(store, document):
    clock = Clock()
    counts = Counts(store, clock=clock)
    bitext = store.bitexts.of(document.id)[0].id
    assert counts.of(document.id)[bitext].confirmed == 0  # a quarter of a second
    confirm(store, document, 1)
    assert counts.of(document.id)[bitext].confirmed == 0
    clock.now += 2.5
    assert counts.of(document.id) == store.bitexts.progress(document.id)
    assert counts.of(document.id)[bitext].confirmed == 1


def test_what_leaves_no_revision_is_counted_after_some_seconds(store, document):
    clock = Clock()
    counts = Counts(store, clock=clock)
    first = counts.of(document.id)
    clock.now += 4
    assert counts.of(document.id) is first
    clock.now += 5
    assert counts.of(document.id) is not first
