"""Which words of a pair belong together."""

import pytest

from alignments.beads import MachineOrigin, NewRevision, Origin, State, SubState, WordLinks
from alignments.store import open_store
from tests.stores import new_store
from tests.workbench.ui import seeding
from workbench.word_links import Lexicon, Lexicons, links

WORDS = {
    "river": "النهر",
    "bread": "الخبز",
    "door": "الباب",
    "night": "الليل",
    "winter": "الشتاء",
    "school": "المدرسة",
    "letter": "الرسالة",
}


def pairs():
    """Sentences that say two words each, in another order in Arabic."""
    english = list(WORDS)
    return [
        (f"the {one} and the {other}.", f"{WORDS[other]} ثم {WORDS[one]}.")
        for one in english
        for other in english
        if one != other
    ]


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def bitext(store):
    texts = pairs()
    document = seeding.add_document(store, [source for source, _ in texts])
    return seeding.add_drafts(store, document, "ar", [target for _, target in texts])


def cell(store, bitext, number=1):
    document = store.bitexts.get(bitext).document
    row = store.bitexts.rows(document, [bitext], offset=number - 1, limit=1).rows[0]
    return row, row.cells[bitext]


def test_words_are_learnt_from_the_pairs_of_the_document():
    lexicon = Lexicon(pairs())
    linked = lexicon.link("the school and the river.", "النهر ثم المدرسة.")
    assert {(1, 2), (4, 0)} <= set(linked)


def test_placeholders_are_no_words(store):
    texts = [(f"⟦1⟧{one}⟦/1⟧ ⟦2/⟧", f"⟦2/⟧ ⟦1⟧{other}⟦/1⟧") for one, other in pairs()]
    document = seeding.add_document(store, [source for source, _ in texts])
    bitext = seeding.add_drafts(store, document, "ar", [target for _, target in texts])
    lexicon = Lexicons().of(store, bitext)
    assert lexicon.link("⟦1⟧the river⟦/1⟧ ⟦2/⟧", "⟦2/⟧ ⟦1⟧النهر⟦/1⟧") == [(1, 1)]


def test_words_that_were_never_seen_are_not_linked():
    assert Lexicon(pairs()).link("a comet", "مذنّب") == []
    assert Lexicon(pairs()).link("", "") == []


def test_numbers_are_linked_whatever_digits_they_have():
    assert Lexicon(pairs()).link("in 2019", "عام ٢٠١٩") == [(1, 1)]


def test_links_say_where_they_come_from(store, bitext):
    row, shown = cell(store, bitext)
    found = links(store, Lexicons(), shown.bead, row.text)
    assert found.words == "Words that often go together in 42 pairs of this document"
    assert found.pairs


def test_the_models_own_links_come_first(store, bitext):
    row, shown = cell(store, bitext)
    machine = MachineOrigin(engine="ctranslate2", model="opus-en-ar", revision="1")
    new = NewRevision(
        text="النهر",
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        links=WordLinks(method="attention", pairs=((1, 0),)),
    )
    store.revisions.add(shown.bead, new, base_revision=1)
    found = links(store, Lexicons(), shown.bead, row.text)
    assert (found.pairs, found.words) == (
        [(1, 0)],
        "Words linked by the attention of opus-en-ar",
    )


def test_too_few_pairs_teach_nothing(store):
    document = seeding.add_document(store, ["One river.", "Two rivers."])
    bitext = seeding.add_drafts(store, document, "ar", ["نهر.", "نهران."])
    row, shown = cell(store, bitext)
    assert links(store, Lexicons(), shown.bead, row.text) is None
