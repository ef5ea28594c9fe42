"""The documents as a list: found, sorted, tagged, set up, put away, deleted."""

from __future__ import annotations

import pytest

from alignments.errors import NotFound, StoreError
from alignments.roles import Role
from alignments.store import DocumentSettings, NewBead, StaleWrite, Wanted
from tests.alignments.store.samples import add_document, bead_ids, correct, prepared


@pytest.fixture
def three(store):
    titles = ("Ölpreis", "The harbour", "a river")
    return [add_document(store, title, title=title).id for title in titles]


def test_documents_are_found_by_words_tags_and_who_knows_them(store, three):
    store.shelf.set_tags(three[0], ["economy", " 2026 ", "economy"])
    store.shelf.set_tags(three[1], ["2026"])
    store.members.set(three[2], "salma", Role.VIEWER)
    find = store.shelf.find
    assert find(Wanted()) == three[::-1]
    assert find(Wanted(words="HARBOUR the")) == [three[1]]
    assert find(Wanted(words="olpreis")) == [three[0]]
    assert find(Wanted(tags=frozenset({"2026"}))) == [three[1], three[0]]
    assert find(Wanted(tags=frozenset({"2026", "economy"}))) == [three[0]]
    assert find(Wanted(known_to="salma")) == [three[2]]
    assert store.shelf.tags(three[0]) == ["economy", "2026"]
    assert store.shelf.all_tags() == ["2026", "economy"]


def test_documents_are_sorted(store, three):
    bitext = store.bitexts.ensure(three[2], "ar")
    store.bitexts.ensure(three[0], "ar")
    correct(store, bead_ids(store, bitext)[0], "نهر", 0)
    find = store.shelf.find
    assert find(Wanted(order="oldest")) == three
    assert find(Wanted(order="title")) == [three[2], three[0], three[1]]
    assert find(Wanted(order="least done"))[-1] == three[2]
    with pytest.raises(StoreError, match="no order 'size'"):
        find(Wanted(order="size"))


def test_what_is_archived_is_put_away_and_comes_back(store, three):
    store.shelf.archive(three[1])
    assert store.shelf.find(Wanted()) == [three[2], three[0]]
    assert store.shelf.find(Wanted(archived=True)) == [three[1]]
    assert three[1] not in [document.id for document in store.documents.all()]
    store.shelf.archive(three[1], False)
    assert store.shelf.find(Wanted()) == three[::-1]


def test_nothing_is_deleted_without_its_title(store):
    bitext, (bead, *_) = prepared(store)
    correct(store, bead, "نص", 0)
    document = bitext.document
    with pytest.raises(StoreError, match="is not archived; archive it first"):
        store.shelf.delete(document, title="A title")
    store.shelf.archive(document)
    with pytest.raises(StoreError, match="is called 'A title', not 'a title'"):
        store.shelf.delete(document, title="a title")
    store.shelf.delete(document, title="A title")
    with pytest.raises(NotFound):
        store.documents.get(document)
    with pytest.raises(NotFound):
        store.revisions.history(bead)


def test_no_number_is_given_out_again(store, three):
    job = store.jobs.add("translate", three[-1], parameters={})
    store.shelf.archive(three[-1])
    store.shelf.delete(three[-1], title="a river")
    later = add_document(store, "Later.", title="Later")
    assert later.id > three[-1]
    assert store.jobs.add("translate", later.id, parameters={}).id > job.id


def _known_by(store, document):
    """The numbers that lead to a document, its texts, and what was said and done there."""
    segments = [segment.id for segment in store.documents.segments(document.id)]
    bitext = store.bitexts.ensure(document.id, "ar")
    first, second = bead_ids(store, bitext)
    correct(store, first, "نص", 0)
    with pytest.raises(StaleWrite):
        correct(store, first, "نص آخر", 0)
    comment = store.comments.add(segments[0], "Why?", author="mira")
    done = store.operations.merge(first)
    mark = store.feed.mark()
    job = store.jobs.add("translate", document.id, parameters={})
    return {
        "document": [document.id],
        "bitext": [bitext.id],
        "bead": [first, second, *done.beads],
        "comment": [comment.id],
        "operation": [done.id, mark.operation],
        "segment": segments,
        "revision": [mark.revision],
        "job": [job.id],
    }


def test_nothing_that_leads_to_what_was_deleted_leads_elsewhere_later(store):
    earlier = _known_by(store, document := add_document(store, "One.", "Two.", title="Earlier"))
    store.shelf.archive(document.id)
    store.shelf.delete(document.id, title="Earlier")
    later = _known_by(store, add_document(store, "Three.", "Four.", title="Later"))
    for kind, numbers in earlier.items():
        assert max(numbers) < min(later[kind]), kind


def test_a_pair_of_texts_aligned_anew_has_numbers_of_its_own(store):
    source, target = (add_document(store, "One.", title=title) for title in ("Source", "Target"))
    one = NewBead(source=[1], target=[1], confidence=90)
    earlier = store.aligned.add(source.id, target.id, [one])
    (bead,) = bead_ids(store, earlier)
    store.shelf.archive(target.id)
    store.shelf.delete(target.id, title="Target")
    again = store.aligned.add(source.id, add_document(store, "One.", title="Target").id, [one])
    assert again.id > earlier.id
    assert bead_ids(store, again) > [bead]


def test_a_document_keeps_its_settings(store, three):
    assert store.shelf.settings(three[0]) == DocumentSettings()
    wanted = DocumentSettings(
        languages=("ar", "fr"), model="firefox-en-ar", checks_off={"ar": ("spaces",)}
    )
    store.shelf.set_settings(three[0], wanted)
    assert store.shelf.settings(three[0]) == wanted
    store.shelf.rename(three[0], " Oil ")
    assert store.documents.get(three[0]).title == "Oil"


def test_what_is_not_there_is_not_found(store):
    for ask in (store.shelf.tags, store.shelf.settings, store.shelf.archive):
        with pytest.raises(NotFound):
            ask(7)
