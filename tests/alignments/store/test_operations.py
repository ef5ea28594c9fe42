"""Operations on beads and segments: nothing is lost, and everything can be undone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from alignments.beads import State
from alignments.errors import NotFound, StaleAlignment, StoreError
from alignments.store import NewBead, StaleWrite, Store, open_store
from alignments.store.addresses import store_url
from alignments.store.schema import bead_segments, beads, segments
from tests.alignments.store.samples import (
    add_document,
    bead_ids,
    cells,
    correct,
    draft,
    new_document,
    numbered,
    prepared,
)

BEADS = [([1], [1]), ([2, 3], [2]), ([], [3]), ([4], []), ([5], [4, 5]), ([6], [6])]


@dataclass(frozen=True)
class Standing:
    """A bead as the tables have it."""

    id: int
    source: tuple[str, ...]
    target: tuple[str, ...]
    row: int
    rows: int
    pinned: bool
    excluded: bool


def standing(address, bitext) -> list[Standing]:
    """The beads of a bitext in order, after a look at whether they cover both sides in order."""
    engine = create_engine(store_url(address))
    with engine.connect() as connection:
        found = connection.execute(
            select(beads).where(beads.c.bitext_id == bitext.id).order_by(beads.c.position)
        ).all()
        linked = connection.execute(
            select(bead_segments.c.bead_id, bead_segments.c.side, segments)
            .join(segments, segments.c.id == bead_segments.c.segment_id)
            .order_by(bead_segments.c.position)
        ).all()
    engine.dispose()
    assert len({bead.position for bead in found}) == len(found)
    for document, side in ((bitext.document, "source"), (bitext.target_document, "target")):
        numbers = [
            link.number
            for bead in found
            for link in linked
            if (link.bead_id, link.side, link.document_id) == (bead.id, side, document)
        ]
        assert numbers == list(range(1, len(numbers) + 1))
    row = 0
    for bead in found:
        own = [link for link in linked if (link.bead_id, link.side) == (bead.id, "source")]
        assert bead.rows == len(own)
        assert bead.row == (own[0].number if own else row)
        assert bead.excluded == (bool(own) and all(link.excluded for link in own))
        row = own[-1].number if own else row

    def texts(bead, side):
        return tuple(link.text for link in linked if (link.bead_id, link.side) == (bead.id, side))

    return [
        Standing(
            id=bead.id,
            source=texts(bead, "source"),
            target=texts(bead, "target"),
            row=bead.row,
            rows=bead.rows,
            pinned=bead.pinned,
            excluded=bead.excluded,
        )
        for bead in found
    ]


def said(store: Store, beads) -> list[tuple]:
    """Text, state and origin of some beads."""
    found = []
    for bead in beads:
        own = [revision for revision in store.revisions.history(bead) if revision.bead == bead]
        told = [(own[-1].text, own[-1].state, own[-1].sub_state, own[-1].origin)] if own else []
        found += [each if each[0] else () for each in told] or [()]
    return found


def aligned(store: Store, wanted=BEADS, title: str = "A"):
    """A bitext of two documents whose sentences are of one paragraph each."""
    source = sum(len(bead[0]) for bead in wanted)
    target = sum(len(bead[1]) for bead in wanted)
    documents = [
        store.documents.add(
            new_document(
                " ".join(f"{letter}{n}." for n in range(1, count + 1)), title=title + letter
            ),
            by_words,
        )[0]
        for letter, count in (("s", source), ("t", target))
    ]
    new = [NewBead(source=own, target=theirs, confidence=70) for own, theirs in wanted]
    return store.aligned.add(documents[0].id, documents[1].id, new)


def by_words(text: str) -> list[tuple[int, int]]:
    spans, place = [], 0
    for word in text.split(" "):
        spans.append((place, place + len(word)))
        place += len(word) + 1
    return spans


def shapes(address, bitext):
    return [(bead.source, bead.target) for bead in standing(address, bitext)]


def ids(address, bitext):
    return [bead.id for bead in standing(address, bitext)]


def texts(store, address, bitext):
    return [content[0] if content else "" for content in said(store, ids(address, bitext))]


def test_a_bead_is_merged_with_the_next(store, store_address):
    bitext = aligned(store)
    first = ids(store_address, bitext)[0]
    done = store.operations.merge(first)
    found = standing(store_address, bitext)
    assert (found[0].source, found[0].target) == (("s1.", "s2.", "s3."), ("t1.", "t2."))
    assert (found[0].id,) == done.beads
    assert found[0].pinned
    assert texts(store, store_address, bitext)[0] == "t1. t2."
    with pytest.raises(StoreError, match="is the last one"):
        store.operations.merge(found[-1].id)


def test_a_text_follows_its_segments_when_a_bead_is_split(store, store_address):
    bitext = aligned(store)
    fifth = ids(store_address, bitext)[4]
    store.operations.split(fifth, source=1, target=1)
    assert shapes(store_address, bitext)[4:6] == [(("s5.",), ("t4.",)), ((), ("t5.",))]
    assert texts(store, store_address, bitext)[4:6] == ["t4.", "t5."]


def test_a_text_that_was_changed_stays_with_the_first_part(store, store_address):
    bitext = aligned(store)
    fifth = ids(store_address, bitext)[4]
    correct(store, fifth, "four, five", 1)
    store.operations.split(fifth, source=1, target=1)
    assert texts(store, store_address, bitext)[4:6] == ["four, five", ""]
    store.operations.undo(bitext.document)
    store.operations.split(fifth, source=1, target=1, cut=5)
    assert texts(store, store_address, bitext)[4:6] == ["four,", "five"]


@pytest.mark.parametrize(
    ("place", "side", "to", "expected"),
    [
        (1, "source", "next", [(("s2.",), ("t2.",)), (("s3.",), ("t3.",))]),
        (1, "source", "previous", [(("s1.", "s2."), ("t1.",)), (("s3.",), ("t2.",))]),
        (4, "target", "next", [(("s5.",), ("t4.",)), (("s6.",), ("t5.", "t6."))]),
        (4, "target", "previous", [(("s4.",), ("t4.",)), (("s5.",), ("t5.",))]),
        (3, "source", "next", [(("s4.", "s5."), ("t4.", "t5."))]),
    ],
)
def test_a_segment_is_moved_over_the_boundary(store, store_address, place, side, to, expected):
    bitext = aligned(store)
    before = shapes(store_address, bitext)
    done = store.operations.move(ids(store_address, bitext)[place], side=side, to=to)
    found = [bead for bead in standing(store_address, bitext) if bead.id in done.beads]
    assert [(bead.source, bead.target) for bead in found] == expected
    assert said(store, done.beads)[0][0] == " ".join(expected[0][1])
    store.operations.undo(bitext.document)
    assert shapes(store_address, bitext) == before


def test_segments_without_a_partner_stand_alone(store, store_address):
    bitext = aligned(store)
    fifth = ids(store_address, bitext)[4]
    store.operations.separate(fifth)
    assert shapes(store_address, bitext)[4:7] == [(("s5.",), ()), ((), ("t4.",)), ((), ("t5.",))]
    assert texts(store, store_address, bitext)[4:7] == ["", "t4.", "t5."]
    with pytest.raises(StoreError, match="without a partner already"):
        store.operations.separate(ids(store_address, bitext)[4])


def test_beads_are_pinned_and_accepted_above_a_confidence(store, store_address):
    bitext = aligned(store)
    first, second, *_ = ids(store_address, bitext)
    store.operations.pin([first, second], True)
    store.operations.pin([second], False)
    assert [bead.pinned for bead in standing(store_address, bitext)][:3] == [True, False, False]
    assert len(store.operations.accept(bitext.id, 70).beads) == len(BEADS) - 1
    store.operations.undo(bitext.document)
    assert [bead.pinned for bead in standing(store_address, bitext)][:3] == [True, False, False]


def test_segments_are_merged_in_every_bitext(store, store_address):
    bitext = aligned(store)
    drafted = store.bitexts.ensure(bitext.document, "fr")
    own = bead_ids(store, drafted)
    store.revisions.add_drafts([(own[0], draft("un")), (own[1], draft("deux"))])
    before = standing(store_address, bitext), standing(store_address, drafted)
    store.operations.merge_segments(bitext.document, 1)
    assert shapes(store_address, bitext)[0] == (("s1. s2.", "s3."), ("t1.", "t2."))
    assert [cell.text for cell in cells(store, drafted)][:2] == ["un deux", ""]
    assert cells(store, drafted)[0].sub_state == "draft"
    assert store.documents.get(bitext.document).segments == 5
    assert store.documents.text(bitext.document) == "s1. s2. s3. s4. s5. s6."
    store.operations.undo(bitext.document)
    assert (standing(store_address, bitext), standing(store_address, drafted)) == before
    assert [cell.text for cell in cells(store, drafted)][:2] == ["un", "deux"]


def test_a_segment_is_split_in_every_bitext(store, store_address):
    document = add_document(store, "One two. Three.", "Four.")
    bitext = store.bitexts.ensure(document.id, "fr")
    first = bead_ids(store, bitext)[0]
    correct(store, first, "Un deux. Trois.", 0)
    store.operations.split_segment(document.id, 1, 9, text="One two. Three.")
    assert [(bead.source, bead.row) for bead in standing(store_address, bitext)] == [
        (("One two.",), 1), (("Three.",), 2), (("Four.",), 3),
    ]  # fmt: skip
    split = cells(store, bitext)
    assert [cell.text for cell in split] == ["Un deux. Trois.", "", ""]
    assert split[0].state == State.INITIAL
    assert store.documents.text(document.id) == "One two. Three.\nFour."
    assert [r.text for r in store.revisions.history(split[0].bead)] == ["Un deux. Trois."] * 2
    waiting = [bead for bead, _, _ in store.revisions.untranslated(bitext.id)]
    assert waiting == [cell.bead for cell in split[1:]]
    store.operations.undo(document.id)
    (whole, _) = cells(store, bitext)
    assert (whole.bead, whole.text, whole.state) == (first, "Un deux. Trois.", State.TRANSLATED)


def test_a_translation_of_its_own_is_resegmented_with_its_bitexts(store, store_address):
    bitext = aligned(store)
    store.operations.merge_segments(bitext.target_document, 1)
    assert shapes(store_address, bitext)[0] == (("s1.", "s2.", "s3."), ("t1. t2.",))
    store.operations.split_segment(bitext.target_document, 1, 4)
    assert shapes(store_address, bitext)[0][1] == ("t1.", "t2.")


def test_a_split_of_the_translation_is_undone_from_the_document(store, store_address):
    bitext = aligned(store)
    before = shapes(store_address, bitext)
    done = store.operations.split_segment(
        bitext.target_document, 1, 1, text="t1.", undone_from=bitext.document
    )
    split = shapes(store_address, bitext)
    assert (done.document, split[0][1][:2]) == (bitext.document, ("t", "1."))
    assert store.operations.next_undo(bitext.target_document) is None
    for _ in range(2):
        assert store.operations.undo(bitext.document).kind == "split segment"
        assert shapes(store_address, bitext) == before
        store.operations.redo(bitext.document)
        assert shapes(store_address, bitext) == split


def test_what_people_said_about_a_segment_goes_with_it(store):
    document = store.documents.add(new_document("One. Two."), by_words)[0].id
    first, second = (segment.id for segment in store.documents.segments(document))
    store.comments.add(second, "Which two?", author="ana")
    store.operations.merge_segments(document, 1)
    assert [comment.text for comment in store.comments.of(first)] == ["Which two?"]
    store.operations.undo(document)
    assert [comment.text for comment in store.comments.of(second)] == ["Which two?"]


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (lambda o, d: o.merge_segments(d, 1), "different paragraphs"),
        (lambda o, d: o.merge_segments(d, 2), "no segment 3; it has 1 to 2"),
        (lambda o, d: o.split_segment(d, 1, 0), "nothing before or after character 0"),
        (lambda o, d: o.split_segment(d, 1, 99), "nothing before or after character 99"),
        (lambda o, d: o.split_segment(d, 1, 3, text="Another."), "another text by now"),
        (lambda o, d: o.merge(99), "no bead 99"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(store, work, reason):
    document = add_document(store, *numbered(2))
    with pytest.raises(StoreError, match=reason):
        work(store.operations, document.id)
    assert store.operations.next_undo(document.id) is None


def test_merged_texts_keep_what_they_are(store, store_address):
    bitext, (first, second, _) = prepared(store)
    correct(store, first, "one", 0)
    store.revisions.add_drafts([(second, draft("two"))])
    done = store.operations.merge(first)
    (cell, _) = cells(store, bitext)
    assert (cell.text, cell.state, cell.sub_state) == ("one two", State.INITIAL, "edited")
    assert store.revisions.add_drafts([(done.beads[0], draft("machine"))]) == 0
    assert [r.text for r in store.revisions.history(cell.bead)] == ["one", "two", "one two"]


def test_a_text_for_a_bead_that_is_gone_is_kept(store):
    bitext, (first, second, _) = prepared(store)
    store.operations.merge(first, author="ana")
    with pytest.raises(StaleWrite, match="was merged, split or aligned anew"):
        correct(store, first, "typed meanwhile", 0)
    assert [write.text for write in store.revisions.refused(first)] == ["typed meanwhile"]
    assert store.revisions.add_drafts([(second, draft("late"))]) == 0
    with pytest.raises(StaleAlignment, match="look again"):
        store.operations.merge(second)
    assert list(store.bitexts.progress(bitext.document)) == [bitext.id]


def test_what_was_written_since_stays_in_sight_after_an_undo(store):
    bitext, (first, second, _) = prepared(store)
    correct(store, first, "one", 0)
    correct(store, second, "two", 0)
    merged = store.operations.merge(first).beads[0]
    correct(store, merged, "one and two", 1)
    store.operations.undo(bitext.document)
    assert [cell.text for cell in cells(store, bitext)] == ["one and two", "two", ""]
    correct(store, second, "two!", 1)
    store.operations.redo(bitext.document)
    assert cells(store, bitext)[0].text == "one and two two!"


def test_an_operation_sent_again_is_done_once(store, store_address):
    bitext = aligned(store)
    first = ids(store_address, bitext)[0]
    done = store.operations.merge(first, op_id="a")
    assert store.operations.merge(first, op_id="a") == done
    undone = store.operations.undo(bitext.document, op_id="b")
    assert store.operations.undo(bitext.document, op_id="b") == undone
    assert undone.beads[0] == first
    with pytest.raises(StoreError, match="named another operation before"):
        store.operations.merge(first, op_id="b")


def test_one_can_ask_to_take_back_nothing_but_ones_own(store):
    bitext, (first, _, third) = prepared(store, 3)
    document = bitext.document
    store.operations.pin([first], True, author="mira", op_id="a")
    store.operations.pin([third], True, author="leila", op_id="b")
    with pytest.raises(StaleAlignment, match=r"leila did 'pin' at .* nobody else can take"):
        store.operations.undo(document, own=True, author="mira")
    with pytest.raises(StaleAlignment, match=r"leila did 'pin' at .* has to be taken back first"):
        store.operations.undo(document, of="a", author="mira")
    assert store.operations.undo(document, of="b", own=True, author="leila").kind == "pin"
    with pytest.raises(StaleAlignment, match="nobody else"):
        store.operations.redo(document, own=True, author="mira")
    assert store.operations.undo(document, of="a", own=True, author="mira").kind == "pin"
    assert store.operations.undo(document, of="a", own=True, author="mira") is None
    store.operations.pin([third], True, author="leila", op_id="c")
    assert store.operations.undo(document, of="a", own=True, author="mira") is None


def test_what_was_undone_cannot_be_done_again_after_something_else(store, store_address):
    bitext = aligned(store)
    store.operations.merge(ids(store_address, bitext)[0])
    store.operations.undo(bitext.document)
    assert store.operations.next_redo(bitext.document).kind == "merge"
    store.documents.set_excluded(bitext.document, [2, 3], True)
    assert store.operations.redo(bitext.document) is None
    assert store.operations.next_undo(bitext.document).kind == "exclude"
    store.operations.undo(bitext.document)
    assert not any(bead.excluded for bead in standing(store_address, bitext))
    assert store.operations.undo(bitext.document) is None


def test_undo_survives_a_restart(tmp_path):
    with open_store(tmp_path / "store.db") as store:
        bitext = aligned(store)
        before = standing(tmp_path / "store.db", bitext)
        store.operations.merge(before[0].id)
        store.operations.separate(before[4].id)
    with open_store(tmp_path / "store.db") as store:
        while store.operations.undo(bitext.document):
            pass
        assert standing(tmp_path / "store.db", bitext) == before


def test_an_undo_that_another_document_stands_in_the_way_of_is_refused(store, store_address):
    bitext = aligned(store)
    store.operations.merge(ids(store_address, bitext)[0])
    store.operations.merge_segments(bitext.target_document, 1)
    with pytest.raises(StaleAlignment):
        store.operations.undo(bitext.document)
    store.operations.undo(bitext.target_document)
    assert store.operations.undo(bitext.document).kind == "merge"


def test_no_document_has_nothing_to_undo(store):
    with pytest.raises(NotFound):
        store.operations.undo(99)


@st.composite
def columns(draw):
    """Beads that cover both sides in order."""
    sizes = draw(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=7
        ).filter(lambda found: any(s for s, _ in found) and any(t for _, t in found))
    )
    source = target = 1
    wanted = []
    for own, theirs in sizes:
        wanted.append((list(range(source, source + own)), list(range(target, target + theirs))))
        source, target = source + own, target + theirs
    return wanted


KINDS = ("merge", "split", "move", "separate", "pin", "accept", "merge segments",
         "split segment", "exclude", "correct", "undo", "redo")  # fmt: skip


class Doing:
    """Operations by chance on one document with an aligned and a drafted column."""

    def __init__(self, store, address, wanted, title):
        self.store, self.address = store, address
        self.bitext = aligned(store, wanted, title)
        self.drafted = store.bitexts.ensure(self.bitext.document, "fr")
        self.count = 0
        self.typed: set[str] = set()

    @property
    def document(self) -> int:
        return self.bitext.document

    def state(self):
        found = []
        for bitext in (self.bitext, self.drafted):
            beads = standing(self.address, bitext)
            found.append((beads, said(self.store, [bead.id for bead in beads])))
        return found, self.store.documents.text(self.document)

    def do(self, data, kind):
        bitext = data.draw(st.sampled_from([self.bitext, self.drafted]))
        bead = data.draw(st.sampled_from(standing(self.address, bitext)))
        try:
            if kind in ("merge segments", "split segment", "exclude"):
                self.resegment(data, kind)
            elif kind in ("undo", "redo"):
                getattr(self.store.operations, kind)(self.document)
            else:
                self.change(data, kind, bitext, bead)
        except StaleAlignment:
            raise
        except StoreError:
            pass  # refused: there was nothing to merge with, or to split

    def change(self, data, kind, bitext, bead):
        operations = self.store.operations
        match kind:
            case "split":
                sizes = [data.draw(st.integers(0, len(s))) for s in (bead.source, bead.target)]
                operations.split(bead.id, source=sizes[0], target=sizes[1])
            case "move":
                side = data.draw(st.sampled_from(["source", "target"]))
                to = data.draw(st.sampled_from(["next", "previous"]))
                operations.move(bead.id, side=side, to=to)
            case "pin":
                operations.pin([bead.id], data.draw(st.booleans()))
            case "accept":
                operations.accept(bitext.id, 50)
            case "correct":
                self.correct(bead.id)
            case _:
                getattr(operations, kind)(bead.id)

    def resegment(self, data, kind):
        last = self.store.documents.get(self.document).segments
        number = data.draw(st.integers(1, last))
        if kind == "exclude":
            self.store.documents.set_excluded(self.document, [number], data.draw(st.booleans()))
        elif kind == "merge segments":
            self.store.operations.merge_segments(self.document, number)
        elif data.draw(st.booleans()):
            self.store.operations.split_segment(self.document, number, 3)
        else:
            target = self.bitext.target_document
            self.store.operations.split_segment(target, 1, 1, undone_from=self.document)

    def correct(self, bead):
        self.count += 1
        text = f"typed{self.count}"
        self.typed.add(text)
        history = self.store.revisions.history(bead)
        correct(
            self.store, bead, text, max((r.number for r in history if r.bead == bead), default=0)
        )


LIMITS = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_made = iter(range(10**9))


@LIMITS
@given(wanted=columns(), data=st.data())
def test_all_that_was_done_can_be_undone_and_done_again(store, store_address, wanted, data):
    doing = Doing(store, store_address, wanted, f"{next(_made)} ")
    begun = doing.state()
    for kind in data.draw(st.lists(st.sampled_from(KINDS[:9]), max_size=8)):
        doing.do(data, kind)
    end = doing.state()
    undone = 0
    while store.operations.undo(doing.document):
        undone += 1
    assert doing.state() == begun
    for _ in range(undone):
        store.operations.redo(doing.document)
    assert doing.state() == end
    assert store.operations.redo(doing.document) is None


@LIMITS
@given(wanted=columns(), data=st.data())
def test_no_text_that_was_typed_is_lost(store, store_address, wanted, data):
    doing = Doing(store, store_address, wanted, f"{next(_made)} ")
    for kind in data.draw(st.lists(st.sampled_from(KINDS), min_size=3, max_size=12)):
        doing.do(data, kind)
    doing.state()
    reachable = {
        word
        for bitext in (doing.bitext, doing.drafted)
        for bead in standing(store_address, bitext)
        for revision in store.revisions.history(bead.id)
        for word in revision.text.split()
    }
    assert doing.typed <= reachable
