"""The job behind the editor's suggestions, done with the models that come with the installation."""

import pytest

from alignments.store import JobState, open_store
from tests.stores import new_store
from tests.workbench.ui import seeding
from workbench.jobs import ask
from workbench.jobs.lane import Lane


@pytest.fixture
def store(tmp_path):
    with open_store(new_store(tmp_path / "store.db")) as opened:
        yield opened


def asked(store, tmp_path, language, source, target):
    document = seeding.add_document(store, [source])
    bitext = seeding.add_drafts(store, document, language, [target])
    bead = store.bitexts.rows(document.id, [bitext]).rows[0].cells[bitext].bead
    parameters = {"bead": bead, "text": target}
    job = ask(store, "alternatives", document=document.id, parameters=parameters)
    lane = Lane(store, "w", str(tmp_path / "models"), interactive=True)
    try:
        assert lane.run_next()
    finally:
        lane.close()
    return store.jobs.get(job.id)


def test_other_wordings_and_the_way_back_are_the_jobs_result(store, tmp_path):
    job = asked(store, tmp_path, "pt", "The bridge is closed on Sundays.", "A ponte fecha.")
    assert job.state is JobState.DONE
    best = job.result["proposals"][0]
    assert (best["model"], best["flags"]) == ("firefox-en-pt-tiny", [])
    assert "ponte" in best["text"]
    assert "bridge" in job.result["back"]["text"]
    assert store.revisions.history(job.parameters["bead"])[-1].text == "A ponte fecha."


def test_a_pair_without_a_model_says_which_is_missing(store, tmp_path):
    job = asked(store, tmp_path, "ar", "The bridge is closed.", "الجسر مغلق.")
    assert job.state is JobState.DONE
    assert (job.result["proposals"], job.result["back"]) == ([], None)
    ((failure),) = job.result["failures"]
    assert failure["model"] == "firefox-en-ar-base"
    assert "workbench models" in failure["reason"]
