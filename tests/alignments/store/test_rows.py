"""Rows, places, progress and units of aligned columns, held against a model in plain Python."""

from __future__ import annotations

from dataclasses import asdict
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignments.errors import NotFound, StoreError
from alignments.store import Progress, View
from alignments.store.views import STATES
from tests.alignments.store.model import STANDINGS, Model, ModelBead
from tests.alignments.store.samples import (
    add_document,
    bead_ids,
    cells,
    correct,
    draft,
    numbered,
    prepared,
)

words = st.sampled_from(["İzmir", "IZMIR", "ızmir", "Straße", "STRASSE", "كِتابٌ", "كتاب", "x"])
sentences = st.lists(words, min_size=1, max_size=3).map(" ".join)
serial = count()


@st.composite
def model_beads(draw, rows):
    standing = draw(st.sampled_from([*STANDINGS]))
    return ModelBead(
        rows=rows,
        standing=standing,
        flagged=standing == "draft" and draw(st.booleans()),
        text="" if standing == "empty" else draw(sentences),
    )


@st.composite
def columns(draw, length):
    beads, left = [], length
    while left:
        rows = draw(st.sampled_from([1, 1, 1, 2, 3, 0]))
        rows = min(rows, left)
        beads.append(draw(model_beads(rows)))
        left -= rows
    return beads


@st.composite
def models(draw):
    texts = draw(st.lists(sentences, min_size=1, max_size=8))
    return Model(
        texts=texts,
        columns=draw(st.lists(columns(len(texts)), min_size=1, max_size=3)),
        excluded=draw(st.sets(st.integers(1, len(texts)))),
    )


views = st.fixed_dictionaries(
    {
        "states": st.frozensets(st.sampled_from(STATES), max_size=3),
        "query": st.just("") | words,
        "about": st.none() | st.just(0),
    }
)
on_a_used_store = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def told(page, bitexts):
    """A page in the words of the model."""
    places = {bitext.id: place for place, bitext in enumerate(bitexts)}
    return [
        (
            row.number,
            row.text,
            row.excluded,
            {places[bitext]: (cell.text, cell.rows) for bitext, cell in row.cells.items()},
        )
        for row in page.rows
    ]


@given(model=models(), asked=st.lists(views, min_size=1, max_size=4), data=st.data())
@on_a_used_store
def test_rows_are_those_of_the_model(store, store_address, model, asked, data):
    bitexts = model.store(store, store_address, f"Document {next(serial)}")
    document, ids = bitexts[0].document, [bitext.id for bitext in bitexts]
    everything = list(range(len(bitexts)))
    for wanted in asked:
        states, query, about = wanted["states"], wanted["query"], wanted["about"]
        view = View(states=states, query=query, bitext=None if about is None else ids[about])
        numbers = model.shown(states, query, everything, everything if about is None else [about])
        offset = data.draw(st.integers(0, len(model.texts)))
        limit = data.draw(st.integers(0, len(model.texts)))
        page = store.bitexts.rows(document, ids, offset=offset, limit=limit, view=view)
        assert page.total == len(numbers)
        assert told(page, bitexts) == model.rows(numbers[offset : offset + limit], everything)
        number = data.draw(st.integers(1, len(model.texts)))
        before = len([found for found in numbers if found < number])
        assert store.bitexts.position(document, ids, number, view=view) == before


@given(model=models(), after=st.integers(0, 9))
@on_a_used_store
def test_progress_and_units_are_those_of_the_model(store, store_address, model, after):
    bitexts = model.store(store, store_address, f"Document {next(serial)}")
    progress = store.bitexts.progress(bitexts[0].document)
    for place, bitext in enumerate(bitexts):
        assert asdict(progress[bitext.id]) == model.progress(place)
        following = model.next_unconfirmed(place, after)
        assert store.bitexts.next_unconfirmed(bitext.id, after) == following
        for include in (False, True):
            units = store.bitexts.units(bitext.id, include_excluded=include)
            found = [(unit.source, unit.target) for unit in units]
            assert found == model.units(place, include_excluded=include)


def test_a_new_column_has_a_bead_for_every_segment(store):
    bitext, beads = prepared(store, 7)
    page = store.bitexts.rows(bitext.document, [bitext.id])
    assert [row.number for row in page.rows] == list(range(1, 8))
    assert [row.cells[bitext.id].bead for row in page.rows] == list(beads)
    assert {row.cells[bitext.id].rows for row in page.rows} == {1}


def test_a_bead_over_two_pages_is_shown_on_both(store, store_address):
    beads = [ModelBead(rows=1), ModelBead(rows=3, standing="final", text="three in one")]
    model = Model(texts=numbered(4), columns=[beads])
    (bitext,) = model.store(store, store_address, "Wide")

    def page(offset):
        return store.bitexts.rows(bitext.document, [bitext.id], offset=offset, limit=2).rows

    upper, lower = page(0)[1].cells[bitext.id], page(2)[0].cells[bitext.id]
    assert (upper.bead, upper.rows) == (lower.bead, 1)
    assert lower.rows == 2
    assert page(2)[1].cells == {}


def test_the_target_of_an_insertion_is_exported_and_has_no_row(store, store_address):
    beads = [ModelBead(rows=0, standing="final", text="added"), ModelBead(rows=1)]
    model = Model(texts=["One."], columns=[beads])
    (bitext,) = model.store(store, store_address, "Null")
    assert [(unit.source, unit.target) for unit in store.bitexts.units(bitext.id)] == [
        ("", "added")
    ]
    (row,) = store.bitexts.rows(bitext.document, [bitext.id]).rows
    assert row.cells[bitext.id].text == ""


def test_a_bead_is_left_out_only_with_all_of_its_segments(store, store_address):
    model = Model(
        texts=numbered(3),
        columns=[[ModelBead(rows=2, standing="draft", text="a"), ModelBead(rows=1)]],
    )
    (bitext,) = model.store(store, store_address, "Half")
    document = bitext.document
    store.documents.set_excluded(document, [1], True)
    assert store.bitexts.progress(document)[bitext.id].draft == 1
    store.documents.set_excluded(document, [2], True)
    assert store.bitexts.progress(document)[bitext.id] == Progress(total=1, empty=1)
    assert list(store.bitexts.units(bitext.id)) == []
    assert [unit.excluded for unit in store.bitexts.units(bitext.id, include_excluded=True)] == [
        True
    ]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Gecen yıl İSTANBUL'da", "istanbul"),
        ("Gecen yıl istanbul'da", "İstanbul"),
        ("DIŞARI", "dışarı"),
        ("Die Straße", "STRASSE"),
        ("GROẞE MASSE", "große"),
        ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("وَقالَ الأُستاذُ", "وقال الاستاذ"),
        ("الكــتاب", "الكتاب"),
        ("Crème brûlée", "creme BRULEE"),
        ("50\u00a0%", "50 %"),
        ("한국어", "국"),
        ("100% sure_", "% sure_"),
        ("a 'quoted' \\ text", "'quoted' \\"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_search_looks_past_case_and_accents_in_source_and_target(store, text, query):
    document = add_document(store, text, "Something else.", "A third.")
    bitext = store.bitexts.ensure(document.id, "tr")
    correct(store, bead_ids(store, bitext)[1], f"«{text}»", 0)

    def found(columns):
        page = store.bitexts.rows(document.id, columns, view=View(query=query))
        return [row.number for row in page.rows]

    assert found([bitext.id]) == [1, 2]
    assert found([]) == [1]


@pytest.mark.parametrize(("text", "query"), [("が", "か"), ("क़लम", "कलम"), ("Straße", "strase")])
def test_search_keeps_other_letters_apart(store, text, query):
    document = add_document(store, text)
    assert store.bitexts.rows(document.id, [], view=View(query=query)).total == 0


def test_search_finds_what_is_there_now(store):
    bitext, (bead, *_) = prepared(store)
    store.revisions.add_drafts([(bead, draft("alpha"))])
    correct(store, bead, "omega", 1)

    def found(query):
        return store.bitexts.rows(bitext.document, [bitext.id], view=View(query=query)).total

    assert (found("alpha"), found("omega")) == (0, 1)


def test_an_unknown_state_is_refused_with_those_that_there_are(store):
    bitext, _ = prepared(store)
    view = View(states=frozenset({"done"}))
    with pytest.raises(StoreError, match="no state 'done'; known: empty, draft, rejected"):
        store.bitexts.rows(bitext.document, [bitext.id], view=view)
    with pytest.raises(StoreError, match="no state 'done'"):
        store.bitexts.position(bitext.document, [bitext.id], 1, view=view)


def test_the_last_one_that_waits_is_its_own_next(store):
    bitext, beads = prepared(store)
    for bead in beads[:2]:
        correct(store, bead, "done", 0)
    assert store.bitexts.next_unconfirmed(bitext.id, 1) == 3
    assert store.bitexts.next_unconfirmed(bitext.id, 3) == 3
    assert store.bitexts.next_unconfirmed(bitext.id, 2**62) == 3
    correct(store, beads[2], "done", 0)
    assert store.bitexts.next_unconfirmed(bitext.id, 3) is None


def test_a_column_that_is_excluded_whole_has_a_progress(store):
    bitext, _ = prepared(store, 2)
    store.documents.set_excluded(bitext.document, [1, 2], True)
    assert store.bitexts.progress(bitext.document) == {bitext.id: Progress()}
    assert store.bitexts.progress(999) == {}


def test_pages_far_behind_the_end_are_empty(store):
    bitext, _ = prepared(store)
    for view in (View(), View(states=frozenset({"empty"})), View(query="sentence")):
        page = store.bitexts.rows(bitext.document, [bitext.id], offset=2**62, view=view)
        assert (list(page.rows), page.total) == ([], 3)


def test_units_carry_where_they_come_from(store):
    bitext, (first, second, _) = prepared(store)
    store.revisions.add_drafts([(first, draft("eins"))])
    correct(store, second, "zwei", 0)
    drafted, corrected = store.bitexts.units(bitext.id)
    assert (drafted.number, drafted.source, drafted.target) == (1, "Sentence 1.", "eins")
    assert (drafted.source_language, drafted.target_language) == ("en", "ar")
    assert (drafted.document, drafted.excluded) == ("A title", False)
    assert drafted.revision == store.revisions.history(first)[0]
    assert corrected.revision.author == "mira"


def test_units_of_no_column_are_not_found(store):
    with pytest.raises(NotFound, match="no bitext 7"):
        list(store.bitexts.units(7))


def test_units_show_one_state_while_others_write(store):
    bitext, beads = prepared(store, 3000)  # more than are fetched at once
    store.revisions.add_drafts([(bead, draft("before")) for bead in beads])
    units = store.bitexts.units(bitext.id)
    assert next(units).target == "before"
    for bead in (beads[1], beads[-1]):
        correct(store, bead, "after", 1)
    assert {unit.target for unit in units} == {"before"}
    assert [cell.text for cell in cells(store, bitext)].count("after") == 2


def test_units_left_half_way_hold_nothing_up(store):
    bitext, beads = prepared(store, 50)
    store.revisions.add_drafts([(bead, draft("text")) for bead in beads])
    for _ in range(60):  # more than there are connections
        units = store.bitexts.units(bitext.id)
        next(units)
        units.close()
    correct(store, beads[0], "mine", 1)
