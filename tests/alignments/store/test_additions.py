"""What a translation says and its source does not, on the pages of the editor."""

from __future__ import annotations

import pytest

from alignments.beads import State
from alignments.store import NewBead, View
from tests.alignments.store.samples import new_document, numbered, whole


@pytest.fixture
def aligned(store):
    """Four sentences, with a translation that begins and ends with more, and adds two between."""
    source, _ = store.documents.add(new_document(*numbered(4)), whole)
    texts = ["Prologue", "Un", "Glose à part", "Glose deux", "Deux trois", "Quatre", "Fin"]
    target, _ = store.documents.add(new_document(*texts, title="Suite", language="fr"), whole)
    sources = [[], [1], [], [], [2, 3], [4], []]
    return store.aligned.add(
        source.id,
        target.id,
        [NewBead(source=s, target=[n], confidence=90) for n, s in enumerate(sources, start=1)],
    )


def shown(store, bitext, **asked):
    page = store.bitexts.rows(bitext.document, [bitext.id], **asked)
    return [(each.after, each.cell.text) for each in page.additions]


def test_additions_come_with_the_rows_that_they_stand_between(store, aligned):
    everything = [(0, "Prologue"), (1, "Glose à part"), (1, "Glose deux"), (4, "Fin")]
    assert shown(store, aligned) == everything
    assert shown(store, aligned, limit=1) == everything[:3]
    assert shown(store, aligned, offset=1, limit=2) == []
    assert shown(store, aligned, offset=3, limit=2) == everything[3:]
    assert shown(store, aligned, offset=9) == []
    assert store.bitexts.rows(aligned.document, [aligned.id]).total == 4
    assert store.bitexts.rows(aligned.document, []).additions == []


def test_a_search_finds_additions_and_what_only_segments_have_leaves_them_out(store, aligned):
    assert shown(store, aligned, view=View(query="GLOSE A")) == [(1, "Glose à part")]
    assert shown(store, aligned, view=View(query="glose a part", match_marks=True)) == []
    by_expression = View(query="deux$", expression=True)
    assert shown(store, aligned, view=by_expression) == [(1, "Glose deux")]
    assert shown(store, aligned, view=View(states=frozenset({"translated"}))) == []
    assert shown(store, aligned, view=View(length=(1, 100))) == []


def test_an_addition_is_corrected_like_any_text(store, aligned):
    (first, *_) = store.bitexts.rows(aligned.document, [aligned.id]).additions
    assert (first.bitext, first.cell.segments) == (aligned.id, 0)
    store.revisions.correct(
        first.cell.bead, text="Avant", state=State.TRANSLATED, base_revision=1, author="mira"
    )
    (now, *_) = store.bitexts.rows(aligned.document, [aligned.id]).additions
    assert (now.cell.text, now.cell.author, now.cell.revision) == ("Avant", "mira", 2)
