"""Documents that come with their translations, on both databases."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from alignments.beads import Flag, MachineOrigin, Origin, State, SubState
from alignments.errors import StoreError
from alignments.pairs import PairRow, PairTarget, Provenance
from alignments.store import NewPairs

DRAFT = Provenance(
    state=State.INITIAL,
    sub_state=SubState.DRAFT,
    origin=Origin.MACHINE,
    machine=MachineOrigin(engine="firefox", model="m", revision="1", options={"beam": 1}),
    flags=(Flag(name="numbers", reason="3 is not in the target"),),
)
MADE = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def new(digest="0" * 64) -> NewPairs:
    return NewPairs(
        title="Weather", language="en", media_type="text/csv", digest=digest, content=b"raw"
    )


def target(language, text, **more) -> PairTarget:
    provenance = Provenance(state=State.REVIEWED, sub_state=SubState.IMPORTED, origin=Origin.IMPORT)
    return PairTarget(language, text, provenance, **more)


def test_rows_come_with_a_bead_in_every_language(store) -> None:
    rows = [
        PairRow(text="It rained.", targets=[PairTarget("pt", "Choveu.", DRAFT, score=-0.5)]),
        PairRow(text="It \t“snowed”\\.", targets=[target("ar", "أثلجت.\n", revised_at=MADE)]),
        PairRow(text="Fog.", targets=[target("pt", "Névoa.", confidence=61.5)], excluded=True),
        PairRow(text="Wind."),
    ]
    document = store.pairs.add(new(), rows)
    assert (document.segments, document.excluded) == (4, 1)
    assert store.documents.content(document.id) == b"raw"
    ids = {one.language: one.id for one in store.bitexts.of(document.id)}
    page = store.bitexts.rows(document.id, list(ids.values()))
    assert [row.text for row in page.rows] == [row.text for row in rows]
    shown = [{tag: row.cells[each].text for tag, each in ids.items()} for row in page.rows]
    assert shown == [
        {"pt": "Choveu.", "ar": ""},
        {"pt": "", "ar": "أثلجت.\n"},
        {"pt": "Névoa.", "ar": ""},
        {"pt": "", "ar": ""},
    ]
    progress = store.bitexts.progress(document.id)
    assert (progress[ids["pt"]].draft, progress[ids["pt"]].empty) == (1, 2)
    (unit,) = store.bitexts.units(ids["ar"])
    assert (unit.number, unit.revision.created_at) == (2, MADE)
    (drafted, excluded) = store.bitexts.units(ids["pt"], include_excluded=True)
    assert drafted.revision.machine == DRAFT.machine
    assert drafted.revision.flags == DRAFT.flags
    assert drafted.revision.score == -0.5
    assert (excluded.excluded, excluded.confidence) == (True, 61.5)


def test_what_came_in_can_be_worked_on(store) -> None:
    document = store.pairs.add(new(), [PairRow(text="Wind.", targets=[target("pt", "Vento.")])])
    (bitext,) = store.bitexts.of(document.id)
    row = store.bitexts.rows(document.id, [bitext.id]).rows[0]
    written = store.revisions.correct(
        row.cells[bitext.id].bead,
        text="Ventou.",
        state=State.TRANSLATED,
        base_revision=1,
        author="mira",
    )
    assert (written.number, written.sub_state) == (2, SubState.EDITED)
    later = store.pairs.add(new("1" * 64), [PairRow(text="Sun.", targets=[target("pt", "Sol.")])])
    assert store.bitexts.ensure(later.id, "ar").language == "ar"


def test_nothing_stays_of_rows_that_break_off(store) -> None:
    def rows():
        for number in range(9000):
            yield PairRow(text=f"Segment {number}.", targets=[target("pt", f"{number}.")])
        raise StoreError("the file breaks off")

    with pytest.raises(StoreError, match="breaks off"):
        store.pairs.add(new(), rows())
    assert store.documents.all() == []
    assert store.pairs.known("0" * 64) == []
    assert store.pairs.add(new(), [PairRow(text="Again.")]).segments == 1


def test_the_same_file_is_found_by_its_digest_and_refused_twice(store) -> None:
    document = store.pairs.add(new(), [PairRow(text="Wind.")])
    assert store.pairs.known("0" * 64) == [document]
    with pytest.raises(StoreError, match="meanwhile"):
        store.pairs.add(new(), [PairRow(text="Wind.")])


def test_what_a_server_let_the_garbage_collector_pass_over_stays_so(store) -> None:
    gc.freeze()
    try:
        store.pairs.add(new(), [PairRow(text="Wind.")])
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
