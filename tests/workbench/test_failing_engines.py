"""What becomes of a translation when its engine is killed, hangs or runs out of memory."""

from pathlib import Path

import pytest

from alignments.beads import MachineOrigin
from alignments.store import open_store
from models.engines.base import Setup
from models.pool import EnginePool
from tests.stores import new_store
from workbench.documents import keep, read_document
from workbench.translating import translate_bitext

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("die", "the engine stopped twice over it: it was ended by signal 9, perhaps for want"),
        ("crash", "the engine stopped twice over it: MemoryError: no memory left"),
        ("hang", "the engine stopped twice over it: no answer within 1 seconds"),
        ("refuse", "will not say that"),
    ],
)
def test_one_segment_fails_by_name_and_the_others_are_unharmed(tmp_path, monkeypatch, deed, reason):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    setup = Setup(family="tests.models.misbehaving:MisbehavingEngine", model="m")
    with open_store(new_store(tmp_path / "store.db")) as store:
        texts = ["one", "two", deed, "three"]
        keep(store, read_document("\n\n".join(texts).encode(), name="a.txt", language="en"))
        bitext = store.bitexts.ensure(1, "pt")
        with EnginePool(setup, time_limit=1.0) as pool:
            drafted = translate_bitext(
                store,
                bitext,
                pool,
                machine=MachineOrigin(engine="echo", model="m", revision="1"),
                source="en",
                redo=False,
                progress=lambda done, total: None,
                check_cancelled=lambda: None,
            )
        rows = store.bitexts.rows(1, [bitext.id], limit=9).rows
        assert [row.cells[bitext.id].text for row in rows] == ["ONE", "TWO", "", "THREE"]
    ((number, said),) = drafted.failures
    assert number == 3
    assert said.startswith(reason)
    assert "\n" not in said
