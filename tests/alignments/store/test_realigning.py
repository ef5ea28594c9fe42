"""A bitext aligned anew: what stays, what others take the place of, and what people settled."""

from __future__ import annotations

import random

import pytest

from alignments.beads import Flag, State
from alignments.store import NewBead, Realigned
from tests.alignments.store.samples import new_document, whole

DOUBT = (Flag(name="alignment", reason="short"),)


@pytest.fixture
def bitext(store):
    """Four beads of a segment on either side."""
    texts = [f"Sentence {number}." for number in range(1, 5)]
    source, target = (
        store.documents.add(new_document(*texts, title=title, language=language), whole)[0]
        for title, language in (("One", "en"), ("Other", "fr"))
    )
    beads = [NewBead(source=[n], target=[n], confidence=50.0) for n in range(1, 5)]
    return store.aligned.add(source.id, target.id, beads)


def anew(confidence, *, source=(1,), target=(1,), flags=()):
    return NewBead(
        source=source, target=target, confidence=confidence, flags=flags, reasons=("alike",)
    )


def standing(store, bitext):
    return [(bead.source, bead.target, bead.confidence) for bead in store.aligned.standing(bitext)]


def test_beads_that_stay_get_what_is_new_of_them_and_undo_brings_it_back(store, bitext) -> None:
    before = store.aligned.standing(bitext.id)
    found = [Realigned(before=[bead], after=[anew(80.0 + bead.id)]) for bead in before]
    assert store.operations.realign(bitext.id, found).gone == ()
    assert [bead.confidence for bead in store.aligned.standing(bitext.id)] == [
        80.0 + bead.id for bead in before
    ]
    assert store.aligned.page(bitext.id).beads[0].reasons == ("alike",)
    store.operations.undo(bitext.document)
    assert store.aligned.standing(bitext.id) == before
    store.operations.redo(bitext.document)
    assert standing(store, bitext.id)[3] == (1, 1, 80.0 + before[3].id)


def test_others_take_the_place_of_beads_and_bring_their_texts(store, bitext) -> None:
    one, two, three, four = store.aligned.standing(bitext.id)
    found = [
        Realigned(before=[one, two], after=[anew(90.0, source=(1, 2), target=(1, 2))]),
        Realigned(before=[three], after=[anew(20.0, flags=DOUBT)]),
        Realigned(before=[four], after=[anew(0.0, target=()), anew(0.0, source=())]),
    ]
    done = store.operations.realign(bitext.id, found)
    assert done.gone == (four.id, three.id, one.id, two.id)
    assert standing(store, bitext.id) == [(2, 2, 90.0), (1, 1, 20.0), (1, 0, 0.0), (0, 1, 0.0)]
    texts = [bead.text for bead in store.aligned.page(bitext.id).beads]
    assert texts == ["Sentence 1. Sentence 2.", "Sentence 3.", "", "Sentence 4."]
    store.operations.undo(bitext.document)
    assert store.aligned.standing(bitext.id) == [one, two, three, four]


def test_many_stretches_are_put_in_at_once_each_in_its_place(store) -> None:
    chance = random.Random(5)
    texts = [f"Sentence {number}." for number in range(1, 61)]
    source, target = (
        store.documents.add(new_document(*texts, title=title), whole)[0] for title in "AB"
    )
    pairs = [NewBead(source=[n], target=[n], confidence=50.0) for n in range(1, 61)]
    bitext = store.aligned.add(source.id, target.id, pairs)
    for size in (3, 2, 4):  # fewer beads, and more
        before = store.aligned.standing(bitext.id)
        found, wanted, place = [], [], [1, 1]
        for start in range(0, len(before), size):
            some = before[start : start + size]
            ends = [place[0] + sum(b.source for b in some), place[1] + sum(b.target for b in some)]
            source_numbers, target_numbers = map(range, place, ends)
            place = ends
            after = chance.choice([_joined, _apart])(source_numbers, target_numbers)
            if chance.random() < 0.3:
                wanted += [(bead.source, bead.target) for bead in some]
                continue
            wanted += [(len(bead.source), len(bead.target)) for bead in after]
            found.append(Realigned(before=some, after=after))
        store.operations.realign(bitext.id, found)
        now = store.aligned.standing(bitext.id)
        assert [(bead.source, bead.target) for bead in now] == wanted
        said = [bead.text for bead in store.aligned.page(bitext.id, limit=500).beads if bead.text]
        assert " ".join(said) == " ".join(texts)
        store.operations.undo(source.id)
        assert store.aligned.standing(bitext.id) == before
        store.operations.redo(source.id)
        assert store.aligned.standing(bitext.id) == now


def _joined(source, target):
    return [NewBead(source=source, target=target, confidence=70.0)]


def _apart(source, target):
    alone = [NewBead(source=[n], target=[], confidence=7.0) for n in source]
    return alone + [NewBead(source=[], target=[n], confidence=7.0) for n in target]


def test_what_people_did_meanwhile_is_passed_over(store, bitext) -> None:
    one, two, three, four = store.aligned.standing(bitext.id)
    store.operations.pin([one.id], True)
    store.revisions.correct(
        two.id, text="Phrase 2.", state=State.TRANSLATED, base_revision=1, author="mira"
    )
    store.operations.merge(three.id)
    now = store.aligned.standing(bitext.id)
    found = [Realigned(before=[bead], after=[anew(99.0)]) for bead in (one, two, three, four)]
    assert store.operations.realign(bitext.id, found).beads == ()
    assert store.aligned.standing(bitext.id) == now


def test_beads_of_another_order_are_passed_over(store, bitext) -> None:
    one, two, three, _ = store.aligned.standing(bitext.id)
    both = anew(99.0, source=(1, 2), target=(1, 2))
    for before in ([one, three], [two, one]):
        done = store.operations.realign(bitext.id, [Realigned(before=before, after=[both])])
        assert done.gone == ()
