"""Large exports: asked for in the dialog, written by a worker, downloaded as a file."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from alignments.errors import StoreError
from alignments.store import JobState
from tests.workbench.ui import seeding
from tests.workbench.ui.test_release_page import TOKENS
from workbench.exporting import export_stream
from workbench.jobs import exporting
from workbench.jobs.exporting import ask_for_export, asked_for, file_of
from workbench.jobs.lane import Lane
from workbench.jobs.work import Engines, JobStopped, Work
from workbench.shelving import delete_for_good
from workbench.ui import state
from workbench.ui.prepared_route import prepared_link, prepared_route
from workbench.ui.rights import Rights


@pytest.fixture
def bitext(store):
    document = seeding.add_document(store, ["One.", "Two."], title="Tides")
    seeding.add_drafts(store, document, "ar", ["واحد.", "اثنان."])
    return store.bitexts.of(document.id)[0]


@pytest.fixture
def lane(store, tmp_path):
    opened = Lane(store, "tester", str(tmp_path / "models"))
    yield opened
    opened.close()


@pytest.fixture
def workbench(store, tmp_path):
    served = state.Workbench(store=store, tokens=TOKENS, user="mira", models=tmp_path / "models")
    state.use(served)
    return served


def wanted(workbench, bitext, name="parquet"):
    folder = workbench.exports
    return asked_for(bitext, format=name, drafts=True, beside=[], folder=folder)


@pytest.mark.parametrize("name", ["parquet", "tsv", "tei", "original"])
def test_a_worker_writes_what_a_download_would_be(store, workbench, bitext, lane, name) -> None:
    job = ask_for_export(store, bitext, wanted(workbench, bitext, name))
    assert lane.run_next()
    done = store.jobs.get(job.id)
    assert done.state is JobState.DONE, done.note
    if name != "original":
        streamed = export_stream(store, bitext.id, format=name, include_drafts=True)
        assert file_of(job).read_bytes() == b"".join(streamed)
    again = ask_for_export(store, bitext, wanted(workbench, bitext, name))
    lane.run_next()
    assert file_of(again).is_file()
    assert not file_of(job).exists()


def test_an_export_goes_with_its_document(store, workbench, bitext, lane) -> None:
    job = ask_for_export(store, bitext, wanted(workbench, bitext))
    assert lane.run_next()
    with pytest.raises(StoreError, match="archive it first"):
        delete_for_good(store, bitext.document, title="Tides")
    assert file_of(job).is_file()
    store.shelf.archive(bitext.document)
    delete_for_good(store, bitext.document, title="Tides")
    assert not file_of(job).exists()


def test_a_stopped_export_leaves_no_file(store, workbench, bitext) -> None:
    job = ask_for_export(store, bitext, wanted(workbench, bitext))
    held = store.jobs.claim("other")
    store.jobs.cancel(job.id)
    with pytest.raises(JobStopped):
        exporting.run(Work(store, held, "other", models="", engines=Engines()))
    assert list(workbench.exports.iterdir()) == []


def test_it_is_downloaded_under_its_name_by_whom_it_was_asked_for(
    store, workbench, bitext, lane
) -> None:
    job = ask_for_export(store, bitext, wanted(workbench, bitext, "tsv"))
    rights = Rights(store=store, sign_in=False, owners=())
    client = TestClient(Starlette(routes=[prepared_route(store, TOKENS, rights)]))
    link = prepared_link(TOKENS, job, user="mira")
    assert client.get(link).status_code == 404
    lane.run_next()
    answer = client.get(link)
    assert answer.status_code == 200
    assert 'filename="Tides.en-ar.tsv"' in answer.headers["content-disposition"]
    assert "واحد." in answer.text
    other = ask_for_export(store, bitext, wanted(workbench, bitext, "po"))
    address, _, token = link.partition("?")
    assert client.get(f"{address.rpartition('/')[0]}/{other.id}?{token}").status_code == 401
    strict = Rights(store=store, sign_in=True, owners=())
    client = TestClient(Starlette(routes=[prepared_route(store, TOKENS, strict)]))
    assert client.get(prepared_link(TOKENS, job, user="noone")).status_code == 401


def preparing():
    from workbench.jobs.exporting import asked_for
    from workbench.ui import state
    from workbench.ui.components import prepared_export

    workbench = state.current()
    [bitext] = workbench.store.bitexts.of(1)
    folder = workbench.exports
    parameters = asked_for(bitext, format="po", drafts=True, beside=[], folder=folder)
    prepared_export.show(workbench, bitext, parameters, 2, key="export")


def test_the_dialog_asks_follows_and_gives_the_link(store, workbench, bitext, lane) -> None:
    at = AppTest.from_function(preparing, default_timeout=30).run()
    assert [button.label for button in at.button] == ["Prepare 2 segments"]
    at.button[0].click().run()
    assert at.button[0].disabled
    assert lane.run_next()
    at.run()
    assert not at.exception
    assert [button.label for button in at.button] == ["Prepare it anew"]
    assert at.get("link_button")[0].proto.label.startswith("Download, as of ")
