"""Many texts at once: shown before, changed as one, taken back as one, nothing lost."""

from __future__ import annotations

import pytest

from alignments.beads import Origin, State, SubState
from alignments.errors import StoreError
from alignments.store import View
from tests.alignments.store.samples import add_document, bead_ids, cells, correct, draft

TEXTS = ["الملك هنا", "المَلِك هناك", "لا أحد", "الملك"]
KING = View(query="الملك")


@pytest.fixture
def column(store):
    bitext = store.bitexts.ensure(add_document(store, "One.", "Two.", "Three.", "Four.").id, "ar")
    beads = bead_ids(store, bitext)
    store.revisions.add_drafts(
        [(bead, draft(text)) for bead, text in zip(beads, TEXTS, strict=True)]
    )
    correct(store, beads[1], TEXTS[1], 1)
    return bitext


def texts(store, bitext):
    return [cell.text for cell in cells(store, bitext)]


def replace(store, bitext, view=KING, into="الحاكم", **more):
    found = store.rewriting.preview(bitext.id, view, into)
    chosen = {change.bead: change.revision for change in found}
    return store.rewriting.replace(bitext.id, view, into, chosen=chosen, author="salma", **more)


def test_every_change_is_shown_before_it_is_made(store, column):
    found = store.rewriting.preview(column.id, KING, "الحاكم")
    assert [(change.number, change.before, change.after) for change in found] == [
        (1, "الملك هنا", "الحاكم هنا"),
        (2, "المَلِك هناك", "الحاكم هناك"),
        (4, "الملك", "الحاكم"),
    ]
    assert texts(store, column) == TEXTS


def test_a_replacement_is_a_new_revision_in_the_same_state(store, column):
    done = replace(store, column)
    assert (done.changed, done.left) == (3, 0)
    assert texts(store, column) == ["الحاكم هنا", "الحاكم هناك", "لا أحد", "الحاكم"]
    first, second = cells(store, column)[:2]
    assert (first.state, first.sub_state) == (State.INITIAL, SubState.DRAFT)
    assert (second.state, second.sub_state) == (State.TRANSLATED, SubState.EDITED)
    last = store.revisions.history(first.bead)[-1]
    assert (last.author, last.origin, last.machine.model) == ("salma", Origin.HUMAN, "echo")
    assert store.revisions.untranslated(column.id, model="other") == [
        (cells(store, column)[2].bead, 3, "Three.")
    ]


def test_one_undo_takes_it_back_and_one_redo_does_it_again(store, column):
    replace(store, column)
    done = texts(store, column)
    store.operations.undo(column.document)
    assert texts(store, column) == TEXTS
    assert cells(store, column)[1].sub_state is SubState.UNCHANGED
    store.operations.redo(column.document)
    assert texts(store, column) == done
    store.operations.undo(column.document)
    assert texts(store, column) == TEXTS
    assert len(store.revisions.history(bead_ids(store, column)[0])) == 5


def test_what_somebody_changed_since_stays_in_an_undo(store, column):
    replace(store, column)
    bead = bead_ids(store, column)[0]
    correct(store, bead, "ملك جديد", 2)
    store.operations.undo(column.document)
    assert texts(store, column) == ["ملك جديد", *TEXTS[1:]]


def test_what_somebody_changed_meanwhile_is_left_alone(store, column):
    found = store.rewriting.preview(column.id, KING, "الحاكم")
    correct(store, found[0].bead, "الملك الجديد", 1)
    chosen = {change.bead: change.revision for change in found}
    done = store.rewriting.replace(column.id, KING, "الحاكم", chosen=chosen, author="salma")
    assert (done.changed, done.left) == (2, 1)
    assert texts(store, column)[0] == "الملك الجديد"


def test_only_what_was_chosen_and_is_shown_changes(store, column):
    view = View(query="الملك", states=frozenset({"translated"}))
    assert [change.number for change in store.rewriting.preview(column.id, view, "x")] == [2]
    (first, *_) = store.rewriting.preview(column.id, KING, "الحاكم")
    store.rewriting.replace(column.id, KING, "الحاكم", chosen={first.bead: 1}, author="salma")
    assert texts(store, column) == ["الحاكم هنا", *TEXTS[1:]]


def test_a_confirmed_text_is_never_emptied(store, column):
    assert correct(store, bead_ids(store, column)[3], "الملك", 1)
    done = replace(store, column, into="")
    assert (done.changed, done.left) == (2, 1)
    assert texts(store, column)[3] == "الملك"


def test_who_may_not_review_takes_a_review_back(store, column):
    bead = bead_ids(store, column)[0]
    store.revisions.correct(
        bead, text=TEXTS[0], state=State.REVIEWED, base_revision=1, author="mira"
    )
    replace(store, column, reviews=False)
    assert cells(store, column)[0].state is State.TRANSLATED


def test_the_same_write_sent_twice_is_done_once(store, column):
    found = store.rewriting.preview(column.id, KING, "الملك الملك")
    chosen = {change.bead: change.revision for change in found}
    both = [
        store.rewriting.replace(
            column.id, KING, "الملك الملك", chosen=chosen, author="mira", op_id="once"
        )
        for _ in range(2)
    ]
    assert both[0] == both[1]
    assert texts(store, column)[3] == "الملك الملك"


def test_states_of_all_that_is_shown_change_as_one(store, column):
    shown = View(states=frozenset({"draft"}))
    assert store.rewriting.count(column.id, shown, State.REVIEWED) == 3
    done = store.rewriting.set_state(column.id, shown, State.REVIEWED, author="mira")
    assert done.changed == 3
    states = [cell.state for cell in cells(store, column)]
    assert states == [State.REVIEWED, State.TRANSLATED, State.REVIEWED, State.REVIEWED]
    assert cells(store, column)[0].sub_state is SubState.UNCHANGED
    assert store.rewriting.count(column.id, View(), State.REVIEWED) == 1
    store.operations.undo(column.document)
    assert cells(store, column)[0].state is State.INITIAL


def test_nothing_is_replaced_without_saying_what(store, column):
    with pytest.raises(StoreError, match="say what is to be replaced"):
        store.rewriting.preview(column.id, View(), "x")


def test_the_source_never_changes(store, column):
    assert store.rewriting.preview(column.id, View(query="One"), "1") == []
