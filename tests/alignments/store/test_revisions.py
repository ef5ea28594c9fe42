"""Revisions: appended, never changed; late ones kept; sent twice, written once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from alignments.beads import Flag, NewRevision, Origin, State, SubState, WordLinks
from alignments.errors import NotFound, StaleRevision, StoreError
from alignments.store import StaleWrite, Store, open_store
from alignments.store.addresses import store_url
from tests.alignments.store.samples import (
    ECHO,
    OTHER,
    add_document,
    bead_ids,
    cells,
    correct,
    draft,
    prepared,
)


def test_a_revision_reads_back_as_it_was_written(store):
    _, (bead, *_) = prepared(store)
    new = NewRevision(
        text="نعم ‏(50٪)",
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=OTHER,
        score=-0.25,
        links=WordLinks(method="attention", pairs=((0, 1), (2, 0))),
        flags=(Flag(name="numbers", reason="12 is missing"),),
        op_id="one",
    )
    written = store.revisions.add(bead, new, base_revision=0)
    assert (written.bead, written.number, written.text) == (bead, 1, new.text)
    assert (written.machine, written.score, written.flags) == (OTHER, -0.25, new.flags)
    assert written.links == new.links
    assert store.revisions.history(bead) == [written]


def test_word_links_stay_with_a_text_that_is_accepted_as_it_is(store):
    _, (one, other, _) = prepared(store)
    links = WordLinks(method="attention", pairs=((0, 0),))
    new = replace(draft("a draft"), links=links)
    store.revisions.add_drafts([(one, new), (other, new)])
    correct(store, one, "a draft", 1)
    correct(store, other, "another text", 1)
    assert [store.revisions.history(bead)[-1].links for bead in (one, other)] == [links, None]


def test_every_version_stays_in_the_history(store):
    bitext, (bead, *_) = prepared(store)
    for number, words in enumerate(["first", "second", "third"]):
        correct(store, bead, words, number)
    history = store.revisions.history(bead)
    assert [(found.number, found.text) for found in history] == [
        (1, "first"),
        (2, "second"),
        (3, "third"),
    ]
    cell = cells(store, bitext)[0]
    assert (cell.revision, cell.text, cell.author) == (3, "third", "mira")


def test_the_database_refuses_to_change_a_revision(store, store_address):
    _, (bead, *_) = prepared(store)
    correct(store, bead, "kept", 0)
    engine = create_engine(store_url(store_address))
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("update revisions set text = 'changed'"))
    engine.dispose()
    assert store.revisions.history(bead)[0].text == "kept"


def test_revisions_go_with_their_document(store, store_address):
    bitext, (bead, *_) = prepared(store)
    correct(store, bead, "kept", 0)
    engine = create_engine(store_url(store_address))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("pragma foreign_keys = on"))
        connection.execute(text(f"delete from documents where id = {bitext.document}"))
        assert connection.execute(text("select count(*) from revisions")).scalar() == 0
        assert connection.execute(text("select count(*) from bead_segments")).scalar() == 0
    engine.dispose()


def test_a_late_write_is_refused_and_both_texts_are_kept(store):
    _, (bead, *_) = prepared(store)
    correct(store, bead, "in time", 0, author="omar")
    with pytest.raises(StaleWrite) as refused:
        correct(store, bead, "too late", 0, author="mira")
    assert refused.value.bead == bead
    assert (refused.value.current.number, refused.value.current.text) == (1, "in time")
    assert "by omar" in str(refused.value)
    assert [found.text for found in store.revisions.history(bead)] == ["in time"]
    (late,) = store.revisions.refused(bead)
    assert (late.base_revision, late.text, late.author) == (0, "too late", "mira")


def test_a_write_upon_a_draft_that_another_model_replaced_names_the_model(store):
    _, (bead, *_) = prepared(store)
    store.revisions.add_drafts([(bead, draft("one"))])
    store.revisions.add_drafts([(bead, draft("two", OTHER))])
    with pytest.raises(StaleRevision, match="by en-ar"):
        correct(store, bead, "mine", 1)


def test_a_write_upon_a_revision_that_never_was_is_refused_and_kept(store):
    _, (bead, *_) = prepared(store)
    with pytest.raises(StaleWrite, match="has no text yet") as refused:
        correct(store, bead, "mine", 7)
    assert refused.value.current is None
    assert [late.text for late in store.revisions.refused(bead)] == ["mine"]


def test_the_same_write_sent_twice_is_written_once(store):
    _, (bead, *_) = prepared(store)
    first = correct(store, bead, "mine", 0, op_id="one")
    assert correct(store, bead, "mine", 0, op_id="one") == first
    correct(store, bead, "later", 1, op_id="two")
    assert correct(store, bead, "mine", 0, op_id="one") == first
    assert len(store.revisions.history(bead)) == 2
    assert store.revisions.refused(bead) == []


def test_a_refused_write_sent_twice_is_kept_once(store):
    _, (bead, *_) = prepared(store)
    correct(store, bead, "in time", 0)
    for _ in range(3):
        with pytest.raises(StaleWrite):
            correct(store, bead, "too late", 0, op_id="late")
    assert len(store.revisions.refused(bead)) == 1


def test_a_refused_name_used_for_another_text_costs_no_text(store):
    _, (bead, *_) = prepared(store)
    correct(store, bead, "in time", 0)
    for words in ("too late", "later still"):
        with pytest.raises(StaleWrite):
            correct(store, bead, words, 0, op_id="late")
    assert [late.text for late in store.revisions.refused(bead)] == ["too late", "later still"]


@pytest.mark.parametrize("other", ["bead", "text"])
def test_a_name_used_for_another_write_is_refused(store, other):
    _, (first, second, _) = prepared(store)
    correct(store, first, "mine", 0, op_id="one")
    bead, words, base = (second, "mine", 0) if other == "bead" else (first, "another", 1)
    with pytest.raises(StoreError, match="named another write"):
        correct(store, bead, words, base, op_id="one")
    assert len(store.revisions.history(first)) == 1
    assert store.revisions.history(second) == []


def test_the_same_write_from_many_threads_is_written_once(store):
    _, (bead, *_) = prepared(store)
    with ThreadPoolExecutor(8) as threads:
        written = list(
            threads.map(lambda _: correct(store, bead, "mine", 0, op_id="one"), range(16))
        )
    assert set(written) == {written[0]}
    assert len(store.revisions.history(bead)) == 1
    assert store.revisions.refused(bead) == []


def test_the_same_late_write_from_many_threads_is_kept_once(store):
    _, (bead, *_) = prepared(store)
    correct(store, bead, "in time", 0)

    def write(_: int) -> bool:
        with pytest.raises(StaleWrite):
            correct(store, bead, "too late", 0, op_id="late")
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(write, range(16)))
    assert len(store.revisions.refused(bead)) == 1


def test_of_writers_at_the_same_moment_one_wins_and_no_text_is_lost(store):
    _, (bead, *_) = prepared(store)

    def write(number: int) -> bool:
        try:
            correct(store, bead, f"text {number}", 0, op_id=f"op {number}")
        except StaleWrite:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(write, range(16)))
    assert sum(won) == 1
    kept = [found.text for found in store.revisions.history(bead)]
    late = [found.text for found in store.revisions.refused(bead)]
    assert sorted(kept + late) == sorted(f"text {number}" for number in range(16))


@pytest.mark.parametrize(
    ("state", "words", "sub_state", "machine"),
    [
        (State.TRANSLATED, "draft", SubState.UNCHANGED, ECHO),
        (State.REVIEWED, "draft", SubState.UNCHANGED, ECHO),
        (State.TRANSLATED, "better", SubState.EDITED, None),
        (State.INITIAL, "draft", SubState.REJECTED, ECHO),
        (State.INITIAL, "", SubState.EMPTY, None),
    ],
)
def test_what_a_person_makes_of_a_draft(store, state, words, sub_state, machine):
    _, (bead, *_) = prepared(store)
    store.revisions.add_drafts([(bead, draft("draft"))])
    found = store.revisions.correct(
        bead, text=words, state=state, base_revision=1, author="mira", active_seconds=2.5
    )
    assert (found.sub_state, found.machine, found.origin) == (sub_state, machine, Origin.HUMAN)
    assert found.active_seconds == 2.5


def test_a_text_is_looked_at_beside_its_source_before_it_is_written(store):
    _, (bead, *_) = prepared(store)
    flag = Flag(name="numbers", reason="7 is missing")
    seen = []

    def look(sides):
        seen.append((sides.source, sides.source_language, sides.target_language))
        return [flag]

    def refuse(sides):
        raise PermissionError("not hers")

    asked = {"text": "better", "state": State.TRANSLATED, "author": "mira"}
    written = store.revisions.correct(bead, base_revision=0, look=look, **asked)
    assert written.flags == (flag,)
    assert seen == [("Sentence 1.", "en", "ar")]
    with pytest.raises(PermissionError, match="not hers"):
        store.revisions.correct(bead, base_revision=1, look=refuse, **asked)
    assert store.revisions.history(bead) == [written]


def test_a_rejected_draft_may_be_accepted_after_all(store):
    _, (bead, *_) = prepared(store)
    store.revisions.add_drafts([(bead, draft("draft"))])
    verdicts = [State.INITIAL, State.TRANSLATED, State.REVIEWED]
    for base, state in enumerate(verdicts, start=1):
        last = store.revisions.correct(
            bead, text="draft", state=state, base_revision=base, author="mira"
        )
    assert (last.state, last.sub_state) == (State.REVIEWED, SubState.UNCHANGED)


@pytest.mark.parametrize("state", [State.TRANSLATED, State.REVIEWED, State.FINAL])
def test_an_empty_text_cannot_be_confirmed(store, state):
    _, (bead, *_) = prepared(store)
    with pytest.raises(StoreError, match=f"an empty text cannot be {state.value}"):
        store.revisions.correct(bead, text=" \n", state=state, base_revision=0, author="mira")


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ud800", "\uffff"])
def test_a_text_that_no_format_can_carry_is_refused(store, sign):
    _, (bead, *_) = prepared(store)
    with pytest.raises(StoreError, match=f"U\\+{ord(sign):04X} at offset 2"):
        correct(store, bead, f"ab{sign}", 0)
    with pytest.raises(StoreError, match="the author has the character"):
        correct(store, bead, "fine", 0, author=sign)
    assert store.revisions.history(bead) == []


def test_an_op_id_that_is_too_long_is_refused(store):
    _, (bead, *_) = prepared(store)
    with pytest.raises(StoreError, match="the op_id has 65 characters; it may have 64"):
        correct(store, bead, "mine", 0, op_id="x" * 65)


@pytest.mark.parametrize("bead", [999, -1, 2**40, 2**70])
def test_an_unknown_bead_is_not_found(store, bead):
    with pytest.raises(NotFound):
        correct(store, bead, "mine", 0)
    with pytest.raises(NotFound):
        store.revisions.history(bead)
    with pytest.raises(NotFound):
        store.revisions.refused(bead)


def test_drafts_go_only_where_no_person_was(store):
    bitext, (first, second, third) = prepared(store)
    correct(store, first, "mine", 0)
    store.revisions.add_drafts([(second, draft("old"))])
    written = store.revisions.add_drafts(
        [(bead, draft("new", OTHER)) for bead in (third, first, second)]
    )
    assert written == 2
    assert [cell.text for cell in cells(store, bitext)] == ["mine", "new", "new"]
    assert [cell.revision for cell in cells(store, bitext)] == [1, 2, 1]


def test_a_bead_drafted_twice_in_one_batch_has_both_drafts(store):
    _, (bead, *_) = prepared(store)
    assert store.revisions.add_drafts([(bead, draft("one")), (bead, draft("two"))]) == 2
    assert [found.text for found in store.revisions.history(bead)] == ["one", "two"]


def test_a_batch_with_a_draft_that_is_refused_writes_nothing(store):
    _, (first, second, _) = prepared(store)
    with pytest.raises(StoreError, match=r"U\+0007"):
        store.revisions.add_drafts([(first, draft("fine")), (second, draft("\a"))])
    assert store.revisions.history(first) == []


def test_drafts_never_cover_a_correction_made_at_the_same_moment(store):
    bitext, beads = prepared(store, 40)

    def draft_all(_: int) -> None:
        for _ in range(5):
            store.revisions.add_drafts([(bead, draft("machine")) for bead in reversed(beads)])

    def correct_all(_: int) -> None:
        for bead in beads:
            while True:
                base = len(store.revisions.history(bead))
                try:
                    correct(store, bead, "mira's", base)
                    break
                except StaleWrite:
                    continue

    with ThreadPoolExecutor(3) as threads:
        for done in [
            threads.submit(draft_all, 1),
            threads.submit(correct_all, 1),
            threads.submit(draft_all, 2),
        ]:
            done.result()
    assert {cell.text for cell in cells(store, bitext)} == {"mira's"}
    for bead in beads:
        origins = [found.origin for found in store.revisions.history(bead)]
        assert origins.index(Origin.HUMAN) == len(origins) - 1


def test_untranslated_gives_the_empty_beads_and_counts_them(store):
    bitext, beads = prepared(store, 5)
    store.revisions.add_drafts([(beads[1], draft("done"))])
    correct(store, beads[2], "mine", 0)
    store.documents.set_excluded(bitext.document, [4], True)
    assert store.revisions.untranslated(bitext.id) == [
        (beads[0], 1, "Sentence 1."),
        (beads[4], 5, "Sentence 5."),
    ]
    assert store.revisions.count_untranslated(bitext.id) == 2
    assert store.revisions.untranslated(bitext.id, after=1, limit=1)[0][1] == 5


def test_untranslated_for_a_model_takes_in_the_drafts_of_others(store):
    bitext, beads = prepared(store, 4)
    store.revisions.add_drafts([(beads[0], draft("echo")), (beads[1], draft("other", OTHER))])
    correct(store, beads[2], "mine", 0)
    wanted = store.revisions.untranslated(bitext.id, model=OTHER.model)
    assert [number for _, number, _ in wanted] == [1, 4]
    assert store.revisions.count_untranslated(bitext.id, model=OTHER.model) == 2


def test_a_bead_knows_its_bitext(store):
    document = add_document(store, "One.")
    first = store.bitexts.ensure(document.id, "ar")
    second = store.bitexts.ensure(document.id, "fr")
    assert store.bitexts.of_bead(bead_ids(store, second)[0]) == second
    assert store.bitexts.of_bead(bead_ids(store, first)[0]) == first
    with pytest.raises(NotFound, match="no bead 999"):
        store.bitexts.of_bead(999)


def test_what_one_process_writes_another_reads(store, store_address):
    _, (bead, *_) = prepared(store)
    with open_store(store_address) as other:
        assert isinstance(other, Store)
        correct(other, bead, "from there", 0)
    assert store.revisions.history(bead)[0].text == "from there"


def test_histories_are_those_of_beads_with_more_than_one_revision(store):
    bitext, (first, second, _) = prepared(store)
    other, _ = prepared(store, language="pt")
    store.revisions.add_drafts([(second, draft("b")), (first, draft("a"))])
    correct(store, second, "b!", 1)
    correct(store, second, "b!!", 2)
    (history,) = store.bitexts.histories(bitext.id)
    assert history == store.revisions.history(second)
    assert [revision.text for revision in history] == ["b", "b!", "b!!"]
    assert list(store.bitexts.histories(other.id)) == []


def test_a_unit_has_the_flags_that_nobody_put_aside(store):
    bitext, (bead, *_) = prepared(store)
    flags = (Flag(name="numbers", reason="12"), Flag(name="length", reason="long"))
    store.revisions.add_drafts([(bead, replace(draft("a"), flags=flags))])
    store.flags.dismiss(bead, "numbers", base_revision=1, author="mira")
    (unit,) = store.bitexts.units(bitext.id)
    assert unit.revision.flags == flags[1:]
    assert store.revisions.history(bead)[0].flags == flags
