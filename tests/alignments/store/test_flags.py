"""Flags that a person puts aside."""

import pytest

from alignments.beads import Flag, State
from alignments.errors import NotFound, StaleRevision
from alignments.store import View
from tests.workbench.ui import seeding

FLAGS = (Flag(name="numbers", reason="2.4 is missing"), Flag(name="length", reason="too short"))


@pytest.fixture
def cell(store):
    """Reads the one cell of a document whose draft has two flags."""
    document = seeding.add_document(store, ["The river rose 2.4 metres."])
    bitext = store.bitexts.ensure(document.id, "ar").id
    ((bead, _, _),) = store.revisions.untranslated(bitext)
    store.revisions.add_drafts([(bead, seeding.draft("ارتفع النهر", flags=FLAGS))])

    def read(view=View()):  # noqa: B008
        rows = store.bitexts.rows(document.id, [bitext], view=view).rows
        return rows[0].cells[bitext] if rows else None

    return read


def dismiss(store, cell, name, dismissed=True, revision=1):
    return store.flags.dismiss(cell().bead, name, dismissed, base_revision=revision, author="mira")


def test_a_flag_is_put_aside_and_brought_back(store, cell):
    assert dismiss(store, cell, "numbers") == FLAGS[1:]
    assert (cell().flags, cell().dismissed) == (FLAGS[1:], FLAGS[:1])
    dismiss(store, cell, "length")
    assert cell(View(states=frozenset({"flagged"}))) is None
    dismiss(store, cell, "length", dismissed=False)
    assert cell(View(states=frozenset({"flagged"}))).flags == FLAGS[1:]


def test_a_newer_text_has_flags_of_its_own(store, cell):
    dismiss(store, cell, "numbers")
    store.revisions.correct(
        cell().bead, text="ارتفع", state=State.TRANSLATED, base_revision=1, author="mira"
    )
    assert (cell().flags, cell().dismissed) == ((), ())
    with pytest.raises(StaleRevision, match="another text"):
        dismiss(store, cell, "length")
    with pytest.raises(NotFound, match="no flag 'length'"):
        dismiss(store, cell, "length", revision=2)


def test_an_unknown_bead_is_not_found(store, cell):
    with pytest.raises(NotFound, match="no bead"):
        store.flags.dismiss(999, "numbers", base_revision=1, author=None)
