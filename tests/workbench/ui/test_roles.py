"""Who may do what: every route, walked with every role."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from alignments.beads import State
from alignments.roles import Role
from tests.workbench.ui import seeding
from workbench.ui.export_route import export_link, export_route
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes, specs
from workbench.ui.tokens import Claim, Tokens

TOKENS = Tokens(b"k" * 32)
SPECS = specs()
PRESENCE = "/documents/{document:int}/presence"  # says who looks on; writes nothing


@pytest.fixture
def document(store):
    found = seeding.add_document(store, ["First.", "Second."])
    seeding.add_drafts(store, found, "ar", ["أول", "ثان"])
    return found


@pytest.fixture(params=[False, True], ids=["one person", "sign-in"])
def client(request, store):
    rights = Rights(store=store, sign_in=request.param, owners=["root"])
    routes = [*api_routes(store, TOKENS, rights), export_route(store, TOKENS, rights)]
    with TestClient(Starlette(routes=routes), base_url="http://127.0.0.1") as opened:
        yield opened


def bead_of(store, document):
    bitext = store.bitexts.of(document.id)[0].id
    return store.bitexts.rows(document.id, [bitext]).rows[0].cells[bitext].bead


def ask(client, spec, document, bead, user="salma"):
    token = TOKENS.for_document(Claim(user=user, document=document.id))
    path = spec.path.replace("{document:int}", str(document.id)).replace("{bead:int}", str(bead))
    path = re.sub(r"{\w+:int}", "1", path)
    body = {} if spec.method == "GET" else {"json": {}}
    return client.request(
        spec.method, f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **body
    )


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.method} {spec.path}")
@pytest.mark.parametrize("role", Role)
def test_a_route_answers_those_who_have_its_role_and_no_others(client, store, document, spec, role):
    store.members.set(document.id, "salma", role)
    answer = ask(client, spec, document, bead_of(store, document))
    if role.may(spec.needs):
        assert answer.status_code not in (401, 403)
    else:
        assert answer.status_code == 403
        assert answer.json()["error"].startswith(f"this needs the role {spec.needs}, and salma is")


def test_every_route_that_writes_needs_more_than_a_viewer():
    writing = [spec for spec in SPECS if spec.method != "GET" and spec.path != PRESENCE]
    assert all(spec.needs is not Role.VIEWER for spec in writing)


def test_a_viewer_who_writes_changes_nothing(client, store, document):
    store.members.set(document.id, "salma", Role.VIEWER)
    bead = bead_of(store, document)
    for spec in SPECS:
        if spec.method != "GET":
            ask(client, spec, document, bead)
    assert [each.author for each in store.revisions.history(bead)] == [None]
    assert store.documents.get(document.id).excluded == 0


def test_only_a_reviewer_marks_a_text_as_reviewed(client, store, document):
    store.members.set(document.id, "salma", Role.TRANSLATOR)
    token = TOKENS.for_document(Claim(user="salma", document=document.id))
    body = {"text": "نص", "state": "reviewed", "base_revision": 1, "op_id": "a"}
    path, headers = (
        f"/api/v1/beads/{bead_of(store, document)}",
        {"authorization": f"Bearer {token}"},
    )
    assert client.put(path, json=body, headers=headers).status_code == 403
    store.members.set(document.id, "salma", Role.REVIEWER)
    assert client.put(path, json=body, headers=headers).json()["state"] == "reviewed"


@pytest.mark.parametrize("said", ["reviewed", "final"])
def test_only_a_reviewer_lets_what_was_reviewed_hold_again(client, store, document, said):
    bead = bead_of(store, document)
    for number, state in enumerate((State(said), State.TRANSLATED), start=1):
        store.revisions.correct(
            bead, text=f"{number}", state=state, base_revision=number, author="rana"
        )
    store.members.set(document.id, "salma", Role.TRANSLATOR)
    token = TOKENS.for_document(Claim(user="salma", document=document.id))
    headers = {"authorization": f"Bearer {token}"}

    def restore(number, state):
        body = {"restores": number, "state": state, "text": "", "base_revision": 3, "op_id": "a"}
        return client.put(f"/api/v1/beads/{bead}", json=body, headers=headers)

    for state in (said, "translated"):  # whatever she calls it
        assert restore(2, state).status_code == 403
    store.members.set(document.id, "salma", Role.REVIEWER)
    assert restore(2, said).json()["state"] == said


def test_with_sign_in_a_stranger_has_no_right_whatever_token_she_has(store, document):
    routes = api_routes(store, TOKENS, Rights(store=store, sign_in=True, owners=["root"]))
    client = TestClient(Starlette(routes=routes), base_url="http://127.0.0.1")
    bead = bead_of(store, document)
    for spec in SPECS:
        assert ask(client, spec, document, bead).status_code == 401
        assert ask(client, spec, document, bead, user="root").status_code not in (401, 403)


def test_a_role_that_is_taken_away_ends_at_once(client, store, document):
    store.members.set(document.id, "salma", Role.TRANSLATOR)
    spec = next(spec for spec in SPECS if spec.method == "PUT")
    assert ask(client, spec, document, bead_of(store, document)).status_code == 400
    store.members.set(document.id, "salma", Role.VIEWER)
    assert ask(client, spec, document, bead_of(store, document)).status_code == 403


def test_an_export_is_for_who_may_read_the_document(store, document):
    bitext = store.bitexts.of(document.id)[0].id
    link = export_link(
        TOKENS, user="salma", document=document.id, bitext=bitext, format="tsv", drafts=True
    )
    rights = Rights(store=store, sign_in=True)
    client = TestClient(Starlette(routes=[export_route(store, TOKENS, rights)]))
    assert client.get(link).status_code == 401
    store.members.set(document.id, "salma", Role.VIEWER)
    assert client.get(link).status_code == 200
