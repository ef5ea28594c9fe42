"""Views: what each filter leaves, alone and together, on both databases."""

from __future__ import annotations

import pytest

from alignments.beads import Flag, MachineOrigin, NewRevision, Origin, State, SubState
from alignments.errors import SearchError, StoreError
from alignments.store import View
from tests.alignments.store.samples import add_document, bead_ids, correct

ECHO = MachineOrigin(engine="echo", model="echo", revision="1")
BERT = MachineOrigin(engine="echo", model="bert", revision="1")
SOURCE = ["The Port.", "The port of Alexandria, which is long.", "Grain", "Ships", "Nothing"]
TEXTS = ["الميناء", "مِيناء الإسكندرية", "قمح", "سفن", "لا شيء"]


def draft(text, machine, *flags):
    return NewRevision(
        text=text,
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        flags=[Flag(name=name, reason='such as "name": "copy"') for name in flags],
    )


@pytest.fixture
def column(store):
    """1 edited by mira, 2 accepted by salma, 3 and 4 drafts with flags, 5 empty."""
    document = add_document(store, *SOURCE)
    bitext = store.bitexts.ensure(document.id, "ar")
    beads = bead_ids(store, bitext)
    drafts = [
        draft(TEXTS[0], ECHO),
        draft(TEXTS[1], ECHO),
        draft(TEXTS[2], BERT, "numbers"),
        draft(TEXTS[3], BERT, "length", "numbers"),
    ]
    store.revisions.add_drafts(list(zip(beads, drafts, strict=False)))
    correct(store, beads[0], "الميناءُ", 1, author="mira")
    correct(store, beads[1], TEXTS[1], 1, author="salma")
    store.flags.dismiss(beads[3], "numbers", base_revision=1, author="mira")
    comment = store.bitexts.rows(document.id, []).rows[3].segment
    store.comments.add(comment, "Which ships?", author="mira")
    return bitext


def shown(store, bitext, **view):
    found = store.bitexts.rows(bitext.document, [bitext.id], view=View(**view))
    numbers = [row.number for row in found.rows]
    assert found.total == len(numbers)
    for number in numbers:
        place = store.bitexts.position(bitext.document, [bitext.id], number, view=View(**view))
        assert numbers[place] == number
    return numbers


@pytest.mark.parametrize(
    ("view", "numbers"),
    [
        ({"flags": {"numbers"}}, [3]),
        ({"flags": {"numbers", "length"}}, [3, 4]),
        ({"flags": {"copy"}}, []),
        ({"authors": {"mira"}}, [1]),
        ({"authors": {"mira", "salma"}}, [1, 2]),
        ({"models": {"bert"}}, [3, 4]),
        ({"models": {"echo"}}, [2]),
        ({"work": {"untouched"}}, [3, 4]),
        ({"work": {"edited", "accepted"}}, [1, 2]),
        ({"length": (0, 9)}, [1, 3, 4, 5]),
        ({"length": (10, 2**31 - 1)}, [2]),
        ({"commented": True}, [4]),
        ({"states": {"draft"}, "flags": {"length"}}, [4]),
        ({"states": {"translated"}, "flags": {"length"}}, []),
        ({"models": {"bert"}, "query": "سفن"}, [4]),
        ({"query": "port"}, [1, 2]),
        ({"query": "Port", "match_case": True}, [1]),
        ({"query": "ميناء"}, [1, 2]),
        ({"query": "ميناء", "match_marks": True}, [1]),
        ({"query": "^The port|قمح", "expression": True}, [1, 2, 3]),
        ({"query": "^the PORT", "expression": True, "match_case": True}, []),
        ({"query": r"\bالاسكندرية$", "expression": True}, [2]),
        ({"query": "p.rt", "expression": True, "authors": {"salma"}}, [2]),
    ],
)
def test_each_filter_leaves_what_it_says(store, column, view, numbers):
    sets = {
        name: frozenset(value) if isinstance(value, set) else value for name, value in view.items()
    }
    assert shown(store, column, **sets) == numbers


def test_confidence_is_that_of_the_alignment(store, column):
    assert shown(store, column, confidence=(0, 100)) == []


def test_what_cannot_be_is_refused(store, column):
    with pytest.raises(StoreError, match="no work 'sleep'; known: untouched, accepted, edited"):
        shown(store, column, work=frozenset({"sleep"}))
    with pytest.raises(SearchError, match="is no regular expression"):
        shown(store, column, query="(", expression=True)


def test_there_is_what_can_be_filtered_by(store, column):
    facet = store.facets.of(column.document)
    assert facet.authors == ("mira", "salma")
    assert facet.models == ("bert", "echo")
    assert facet.flags == ("length", "numbers")
