"""The routes that change many texts at once."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.workbench.ui import seeding
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes
from workbench.ui.tokens import Claim, Tokens

TOKENS = Tokens(b"k" * 32)
TEXTS = ["الملك هنا", "المَلِك هناك", "لا أحد"]


@pytest.fixture
def document(store):
    found = seeding.add_document(store, ["One.", "Two.", "Three."])
    seeding.add_drafts(store, found, "ar", TEXTS)
    return found


@pytest.fixture
def ask(store, document):
    routes = api_routes(store, TOKENS, Rights(store=store))
    client = TestClient(Starlette(routes=routes), base_url="http://127.0.0.1")
    token = TOKENS.for_document(Claim(user="mira", document=document.id))

    def call(method, path, query=None, **body):
        return client.request(
            method,
            f"/api/v1/documents/{document.id}/{path}",
            params=query,
            json=body or None,
            headers={"authorization": f"Bearer {token}"},
        )

    return call


def texts(store, document):
    bitext = store.bitexts.of(document.id)[0].id
    return [row.cells[bitext].text for row in store.bitexts.rows(document.id, [bitext]).rows]


def test_replacements_are_seen_made_and_undone(ask, store, document):
    asked = {"bitext": 1, "query": "ملك", "replacement": "حاكم"}
    seen = ask("GET", "replacements", asked).json()
    assert seen["total"] == 2
    assert seen["changes"][1]["after"] == "الحاكم هناك"
    assert texts(store, document) == TEXTS
    chosen = [[change["bead"], change["revision"]] for change in seen["changes"]]
    write = {"bitext": 1, "view": {"query": "ملك"}, "replacement": "حاكم", "chosen": chosen}
    done = ask("POST", "replacements", **write, op_id="a").json()
    assert (done["changed"], done["left"]) == (2, 0)
    assert texts(store, document) == ["الحاكم هنا", "الحاكم هناك", "لا أحد"]
    assert ask("POST", "undo", of="a", op_id="b").json()["operation"]
    assert texts(store, document) == TEXTS
    assert ask("POST", "undo", of="a", op_id="c").json() == {"operation": None}


def test_states_are_counted_and_changed(ask):
    counted = ask("GET", "states", {"bitext": 1, "state": "reviewed", "query": "ملك"})
    assert counted.json() == {"count": 2}
    done = ask("POST", "states", bitext=1, view={"query": "ملك"}, state="reviewed", op_id="a")
    assert done.json()["changed"] == 2


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "sign"),
    [
        ("GET", "rows", {"query": "(", "regex": "1"}, {}, "'(' is no regular expression"),
        ("GET", "rows", {"length": "x"}, {}, "'length' must be two numbers such as 20-80"),
        ("GET", "replacements", {"bitext": 9, "query": "x"}, {}, "has no such column"),
        ("GET", "states", {"bitext": 1, "state": "final"}, {}, "'state' must be one of"),
        ("POST", "states", {}, {"bitext": 1, "view": [], "state": "initial"}, "'view' must be"),
        (
            "POST",
            "replacements",
            {},
            {"bitext": 1, "replacement": "", "chosen": [1]},
            "'chosen' must be a list of pairs",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(ask, method, path, query, body, sign):
    answer = ask(method, path, query, **body)
    assert answer.status_code == 400
    assert sign in answer.json()["error"]


def test_an_expression_that_never_ends_is_refused(ask, store):
    slow = seeding.add_document(store, ["a" * 60 + "!"], title="Slow")
    token = TOKENS.for_document(Claim(user="mira", document=slow.id))
    routes = api_routes(store, TOKENS, Rights(store=store))
    answer = TestClient(Starlette(routes=routes)).get(
        f"/api/v1/documents/{slow.id}/rows",
        params={"query": "(?:a|aa)+$", "regex": "1"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 400
    assert "takes too long" in answer.json()["error"]
