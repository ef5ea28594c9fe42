"""What corrections say: by model, document and person, on the command line and on its page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from alignments.beads import State
from alignments.store import open_store
from tests.stores import new_store
from tests.workbench.releasing_sample import add, pairs
from workbench.quality import by_name, post_edits, qualities
from workbench.ui import server, state
from workbench.ui.tokens import Tokens


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def measured(store):
    return qualities(store, store.documents.all(), "ar")


def test_drafts_are_measured_by_model_document_and_person(store):
    add(store, "First", pairs(*range(10)), authors=("mira", "omar"))
    add(store, "Second", pairs(*range(20, 25)), authors=("mira",), drafts=(1,))
    add(store, "Other", pairs(30), language="fr")
    found = measured(store)
    (model,) = found.models
    assert (model.name, model.drafts, model.unchanged) == ("firefox-en-pt@1.0", 14, 3)
    assert [(each.name, each.drafts) for each in found.documents] == [("First", 10), ("Second", 4)]
    assert [(each.name, each.drafts) for each in found.people] == [("mira", 9), ("omar", 5)]
    hter = {each.name: each.scores[1].value for each in found.documents}
    # a text has seven words, and a draft that was changed lacked the last
    assert hter == pytest.approx({"First": 100 * 8 / 70, "Second": 100 * 3 / 28})
    assert all(each.seconds is None for each in found.models)


def test_of_many_groups_the_largest_are_measured(store):
    for number in range(4):
        add(store, f"Text {number}", pairs(*range(number * 10, number * 10 + number + 1)))
    bitexts = [store.bitexts.of(number)[0].id for number in range(1, 5)]
    edits = [edit for bitext in bitexts for edit in post_edits(store, bitext)]
    found = by_name(edits, lambda edit: str(edit.bead % 2), language="ar", most=1)
    assert len(found) == 1
    assert len(by_name(edits, lambda edit: str(edit.bead), language="ar", most=3)) == 3


def test_the_time_is_that_of_all_work_on_a_text(store):
    document = add(store, "First", pairs(1, 2, 3))
    bitext = store.bitexts.of(document.id)[0].id
    for bead, seconds in zip((1, 1, 2, 3), (10.0, 5.0, 4.0, 60.0), strict=True):
        revision = store.revisions.history(bead)[-1]
        store.revisions.correct(
            bead,
            text=f"{revision.text}!",
            state=State.TRANSLATED,
            base_revision=revision.number,
            author="mira",
            active_seconds=seconds,
        )
    assert bitext == 1
    assert measured(store).models[0].seconds == 15.0


def test_what_nobody_confirmed_is_not_measured(store):
    add(store, "First", pairs(1, 2), drafts=(1, 2))
    found = measured(store)
    assert (found.models, found.documents, found.people) == ((), (), ())


def test_the_command_prints_tables_and_signatures(workbench):
    with open_store(workbench.store) as store:
        add(store, "First", pairs(*range(10)))
        add(store, "Second", pairs(50), drafts=(1,))
    said = workbench("quality", "--to", "ar")
    assert "firefox-en-pt@1.0" in said.stdout
    assert "20%" in said.stdout
    assert "HTER: nrefs:1|" in said.stderr
    assert workbench.json("quality", "First", "--to", "ar")["people"][0]["name"] == "mira"
    assert "nobody has confirmed a draft yet" in workbench.refused("quality", "2", "--to", "ar")


def test_the_page_shows_the_tables(store, tmp_path):
    served = state.Workbench(
        store=store, tokens=Tokens(b"k" * 32), user="mira", models=tmp_path / "models"
    )
    state.use(served)
    text = add(store, "Text | one", pairs(*range(5)))
    store.bitexts.ensure(text.id, "am")  # Amharic, before Arabic; nobody has written a word of it
    test = AppTest.from_file(str(server.SCRIPT), default_timeout=30)
    test.switch_page("views/quality.py")
    test.run()
    assert not test.exception
    assert test.selectbox(key="quality_language").value == "ar"
    assert [block.value for block in test.header] == ["Models", "Documents", "People"]
    assert any(r"| Text \| one | 5 | 20% |" in block.value for block in test.markdown)
    assert any("HTER: `nrefs:1|" in block.value for block in test.caption)
