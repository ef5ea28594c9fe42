"""Who is here, and what others write: told while it happens."""

import asyncio
import json
import threading

import pytest
import uvicorn
from httpx import Client
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from alignments.store import open_store
from tests.workbench.ui import seeding
from tests.workbench.ui.browser import Editor, eventually
from tests.workbench.ui.conftest import Served
from workbench.ui.events import event_route
from workbench.ui.presence import AWAY_SECONDS, Presence
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes
from workbench.ui.tokens import Claim, Tokens

TOKENS = Tokens(b"k" * 32)


@pytest.fixture
def small(store):
    found = seeding.add_document(store, ["First.", "Second."])
    seeding.add_drafts(store, found, "ar", ["أول", "ثان"])
    return found


def app(store, presence):
    rights = Rights(store=store)
    routes = api_routes(store, TOKENS, rights, presence)
    return Starlette(routes=[*routes, event_route(TOKENS, rights, presence)])


@pytest.fixture
def address(store):
    """A real server: a stream that does not end needs one."""
    presence = Presence(store)
    server = uvicorn.Server(uvicorn.Config(app(store, presence), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    eventually(lambda: server.started, True)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join()


def person(tab, user, bead=None):
    return {"tab": tab, "user": user, "bead": bead}


def told(stream):
    return (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data"))


def headers(document, user):
    token = TOKENS.for_document(Claim(user=user, document=document.id))
    return {"authorization": f"Bearer {token}"}


def test_others_hear_where_somebody_is_and_what_was_written(store, small, address):
    bead = store.bitexts.rows(small.id, [1]).rows[0].cells[1].bead
    path = f"/api/v1/documents/{small.id}"
    salma, mira = (
        Client(base_url=address, headers=headers(small, user)) for user in ("salma", "mira")
    )
    one, two = f"{path}/events?tab=one", f"{path}/events?tab=two"
    with salma, mira, mira.stream("GET", one) as stream:
        events = told(stream)
        assert next(events) == {"people": [person("one", "mira")]}
        with salma.stream("GET", two):
            assert next(events) == {"people": [person("one", "mira"), person("two", "salma")]}
            assert next(events) == {"changed": {}}
            said = {"tab": "two", "bead": bead}
            here = salma.post(f"{path}/presence", json=said).json()["people"]
            assert here == [person("one", "mira"), person("two", "salma", bead)]
            assert next(events) == {"people": here}
            body = {"text": "نص", "state": "translated", "base_revision": 1, "op_id": "a"}
            assert salma.put(f"/api/v1/beads/{bead}", json=body).status_code == 200
            assert next(events) == {"changed": {str(bead): 2}}
        assert next(events) == {"people": [person("one", "mira")]}


def test_who_is_alone_costs_no_look_at_the_store(store, small):
    async def listen():
        presence = Presence(store)
        tasks = lambda: len(asyncio.all_tasks())  # noqa: E731
        before = tasks()
        async with presence.listening(small.id, "one", "mira"):
            assert tasks() == before
            async with presence.listening(small.id, "two", "salma"):
                assert tasks() == before + 1
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert presence.people(small.id) == [person("one", "mira")]
        assert presence.people(small.id) == []

    asyncio.run(listen())


def test_a_tab_that_came_back_stays_when_its_old_stream_ends(store):
    async def listen():
        presence = Presence(store)
        async with presence.listening(1, "one", "mira"):
            async with presence.listening(1, "one", "mira"):
                pass
            assert presence.people(1) == [person("one", "mira")]

    asyncio.run(listen())


def test_open_streams_do_not_keep_the_server(tmp_path):
    server = Served(tmp_path)
    with open_store(server.path) as store:
        found = seeding.add_document(store, ["First."])
        tokens = Tokens(store.secret("ui tokens"))
    server.start()
    token = tokens.for_document(Claim(user="mira", document=found.id))
    path = f"{server.address}/api/v1/documents/{found.id}/events?tab=one"
    with (
        Client(headers={"authorization": f"Bearer {token}"}) as client,
        client.stream("GET", path) as stream,
    ):
        events = told(stream)
        assert next(events)
        assert server.end() == 0
        assert list(events) == []  # it ended whole: what the server must cut after a while does not


def test_who_gives_no_sign_is_gone(store):
    now = [0.0]
    presence = Presence(store, clock=lambda: now[0])
    presence.at(1, "one", "mira", 7)
    now[0] = AWAY_SECONDS - 1
    presence.at(1, "two", "salma", None)
    assert [person["user"] for person in presence.people(1)] == ["mira", "salma"]
    now[0] = AWAY_SECONDS + 1
    assert [person["user"] for person in presence.people(1)] == ["salma"]


def test_nobody_listens_without_a_right(store, small):
    client = TestClient(app(store, Presence(store)))
    path = f"/api/v1/documents/{small.id}/events?tab=one"
    assert client.get(path).status_code == 401
    other = {"authorization": f"Bearer {TOKENS.for_document(Claim(user='x', document=9))}"}
    assert client.get(path, headers=other).status_code == 401
    nameless = client.get(path.partition("?")[0], headers=headers(small, "mira"))
    assert nameless.status_code == 400


def test_two_people_see_where_the_other_is_and_what_she_writes(
    browser, served, served_store, document
):
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(2)]
    first, second = (Editor(context.new_page(), served.address) for context in contexts)
    first.open(document.id)
    expect(first.page.locator(".people")).to_be_hidden()
    second.open(document.id)
    expect(first.page.locator(".people")).to_have_text("mira, elsewhere")
    second.edit(2)
    expect(first.cell(2)).to_have_attribute("data-person", "mira, elsewhere")
    shown = first.cell(2).evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "mira" in shown
    second.type_over(2, "نص الأخرى")
    second.confirm()
    expect(first.cell(2).locator(".text")).to_have_text("نص الأخرى")
    expect(first.cell(2)).to_have_attribute("data-state", "translated")
    contexts[1].close()
    expect(first.page.locator(".people")).to_be_hidden()
    expect(first.page.locator("[data-person]")).to_have_count(0)
    contexts[0].close()
