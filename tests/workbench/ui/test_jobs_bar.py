"""Work that goes on while somebody is in the editor: shown over the grid, stopped from there."""

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from alignments.store import JobState
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import eventually
from workbench.jobs.translation import ask_for_translation
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes
from workbench.ui.tokens import Claim, Tokens

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")

TOKENS = Tokens(b"k" * 32)


def test_drafts_arrive_under_a_bar_that_stops_the_job(editor, served_store):
    document = seeding.add_document(served_store, ["One.", "Two."], title="Arriving")
    bitext = served_store.bitexts.ensure(document.id, "ar")
    editor.open(document.id)
    bar = editor.page.get_by_role("group", name="At work on this document")
    expect(bar).to_be_hidden()
    job = ask_for_translation(served_store, document.id, "ar")
    expect(bar).to_contain_text("Translation → Arabicwaiting for the worker")
    assert served_store.jobs.claim("worker").id == job.id
    served_store.jobs.heartbeat(job.id, "worker", done=1, total=2, note="about a minute left")
    bead = served_store.revisions.untranslated(bitext.id)[0][0]
    served_store.revisions.add_drafts([(bead, seeding.draft("واحد."))])
    expect(bar).to_contain_text("1 of 2 segments · about a minute left")
    expect(bar.locator("progress")).to_have_attribute("value", "1")
    expect(editor.cell(1).locator(".text")).to_have_text("واحد.")
    bar.get_by_role("button", name="Cancel Translation → Arabic").click()
    eventually(lambda: served_store.jobs.get(job.id).cancel_requested, True)
    expect(bar).to_contain_text("stopping")
    expect(bar.get_by_role("button")).to_be_disabled()
    served_store.jobs.finish(job.id, "worker", JobState.CANCELLED)
    expect(bar).to_be_hidden()


def test_a_job_is_stopped_by_those_at_its_document_only(store):
    document, other = (seeding.add_document(store, [f"{title}."], title=title) for title in "AB")
    job = ask_for_translation(store, document.id, "ar")
    routes = api_routes(store, TOKENS, Rights(store=store))
    client = TestClient(Starlette(routes=routes), base_url="http://127.0.0.1")

    def asked(method, at, path, **body):
        token = TOKENS.for_document(Claim(user="mira", document=at.id))
        headers = {"authorization": f"Bearer {token}"}
        return client.request(method, f"/api/v1/documents/{at.id}/{path}", headers=headers, **body)

    assert asked("GET", other, "jobs").json() == {"jobs": []}
    (told,) = asked("GET", document, "jobs").json()["jobs"]
    assert (told["id"], told["title"]) == (job.id, "Translation → Arabic")
    path, body = f"jobs/{job.id}", {"json": {"cancelled": True}}
    assert asked("PUT", other, path, **body).status_code == 401
    assert asked("PUT", document, path, json={"cancelled": False}).status_code == 400
    assert asked("PUT", document, path, **body).json()["state"] == "cancelled"
    assert asked("GET", document, "jobs").json() == {"jobs": []}
