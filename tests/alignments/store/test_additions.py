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


def test_what_is_done_to_all_that_is_shown_is_done_to_additions(store, aligned):
    view = View(query="deux", bitext=aligned.id)
    found = store.rewriting.preview(aligned.id, view, "2")
    assert [(one.number, one.addition, one.after) for one in found] == [
        (1, True, "Glose 2"),
        (2, False, "2 trois"),
    ]
    done = store.rewriting.replace(
        aligned.id, view, "2", chosen={one.bead: one.revision for one in found}, author="mira"
    )
    assert (done.changed, shown(store, aligned)[2]) == (2, (1, "Glose 2"))
    store.operations.undo(aligned.document, author="mira")
    assert shown(store, aligned)[2] == (1, "Glose deux")
    assert store.rewriting.count(aligned.id, View(), State.REVIEWED) == 7
    assert store.rewriting.count(aligned.id, View(query="glose"), State.REVIEWED) == 2
    only = View(states=frozenset({"translated"}))
    assert store.rewriting.count(aligned.id, only, State.REVIEWED) == 3
