"""What the routes promise: right answers for the right token, and nothing else."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from alignments.beads import Flag, State, SubState
from alignments.store import JobState
from tests.workbench.ui import seeding
from workbench.ui.assets import asset_route, modules, packed, version
from workbench.ui.export_route import export_link, export_route
from workbench.ui.hosts import KnownHosts
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes
from workbench.ui.tokens import Claim, Tokens

KEY = b"k" * 32
TOKENS = Tokens(KEY)
TEXTS = ["أول", "ثان", "ثالث"]


@pytest.fixture
def document(store):
    found = seeding.add_document(store, ["First.", "Second.", "Third."])
    seeding.add_drafts(store, found, "ar", TEXTS)
    return found


@pytest.fixture
def bitext(store, document):
    return store.bitexts.of(document.id)[0].id


@pytest.fixture
def beads(store, document, bitext):
    page = store.bitexts.rows(document.id, [bitext])
    return [row.cells[bitext].bead for row in page.rows]


@pytest.fixture
def client(store):
    routes = [
        *api_routes(store, TOKENS, Rights(store=store)),
        export_route(store, TOKENS, Rights(store=store)),
        asset_route(),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(KnownHosts)])
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


def headers(document, *, tokens=TOKENS, user="mira"):
    token = tokens.for_document(Claim(user=user, document=document.id))
    return {"authorization": f"Bearer {token}"}


def correction(**changes):
    return {
        "text": "النص الجديد",
        "state": "translated",
        "base_revision": 1,
        "op_id": "0123456789abcdef",
        "active_seconds": 2.5,
        **changes,
    }


def test_rows_come_with_their_cells(client, document, bitext):
    answer = client.get(
        f"/api/v1/documents/{document.id}/rows?languages={bitext}&limit=2",
        headers=headers(document),
    ).json()
    assert answer["total"] == 3
    assert [row["text"] for row in answer["rows"]] == ["First.", "Second."]
    cell = answer["rows"][0]["cells"][str(bitext)]
    assert (cell["text"], cell["sub_state"], cell["revision"]) == ("أول", "draft", 1)


def test_rows_follow_state_and_search(client, document, bitext):
    def found(asked):
        path = f"/api/v1/documents/{document.id}/rows?languages={bitext}&{asked}"
        return [row["number"] for row in client.get(path, headers=headers(document)).json()["rows"]]

    assert found("query=SECOND") == [2]
    assert found("query=%D8%AB%D8%A7%D9%84%D8%AB") == [3]
    assert found("states=translated") == []


def test_the_progress_is_counted_apart(client, document, bitext):
    path = f"/api/v1/documents/{document.id}/progress"
    answer = client.get(path, headers=headers(document)).json()
    assert answer["progress"][str(bitext)]["draft"] == 3


def test_a_segment_has_its_place_in_a_view(client, document, bitext):
    def place(asked):
        path = f"/api/v1/documents/{document.id}/place?languages={bitext}&{asked}"
        return client.get(path, headers=headers(document)).json()["offset"]

    assert place("number=3") == 2
    assert place("number=3&query=third") == 0


def test_a_verdict_is_taken_back(client, store, document, beads):
    path = f"/api/v1/beads/{beads[0]}"
    client.put(path, json=correction(), headers=headers(document))
    body = correction(text="أول", state="initial", restores=1, base_revision=2, op_id="back")
    for _ in range(2):
        answer = client.put(path, json=body, headers=headers(document)).json()
        assert (answer["revision"], answer["text"], answer["sub_state"]) == (3, "أول", "draft")
    assert store.revisions.history(beads[0])[-1].machine == seeding.MACHINE
    assert (
        client.put(
            path, json={**body, "restores": 9, "op_id": "x"}, headers=headers(document)
        ).status_code
        == 404
    )


def test_an_unknown_state_is_refused_in_words(client, document, bitext):
    path = f"/api/v1/documents/{document.id}/rows?languages={bitext}&states=lost"
    answer = client.get(path, headers=headers(document))
    assert answer.status_code == 400
    assert "'lost'" in answer.json()["error"]


def test_a_correction_is_in_the_store_when_it_is_answered(client, store, document, beads):
    answer = client.put(f"/api/v1/beads/{beads[0]}", json=correction(), headers=headers(document))
    assert answer.status_code == 200
    assert answer.json()["revision"] == 2
    last = store.revisions.history(beads[0])[-1]
    assert (last.text, last.author, last.active_seconds) == ("النص الجديد", "mira", 2.5)
    assert (last.state, last.sub_state) == (State.TRANSLATED, SubState.EDITED)


def test_a_draft_confirmed_as_it_is_says_so(client, document, beads):
    body = correction(text="أول", state="reviewed")
    answer = client.put(f"/api/v1/beads/{beads[0]}", json=body, headers=headers(document)).json()
    assert (answer["state"], answer["sub_state"]) == ("reviewed", "accepted unchanged")


def test_the_same_operation_sent_twice_is_written_once(client, store, document, beads):
    path = f"/api/v1/beads/{beads[0]}"
    first = client.put(path, json=correction(), headers=headers(document))
    second = client.put(path, json=correction(), headers=headers(document))
    assert first.json() == second.json()
    assert len(store.revisions.history(beads[0])) == 2


def test_a_late_correction_overwrites_nothing_and_is_kept(client, store, document, beads):
    path = f"/api/v1/beads/{beads[0]}"
    client.put(path, json=correction(), headers=headers(document, user="salma"))
    late = correction(text="نص آخر", op_id="fedcba9876543210")
    answer = client.put(path, json=late, headers=headers(document))
    assert answer.status_code == 409
    assert answer.json()["current"]["text"] == "النص الجديد"
    assert answer.json()["current"]["author"] == "salma"
    assert store.revisions.history(beads[0])[-1].text == "النص الجديد"
    history = client.get(f"{path}/revisions", headers=headers(document)).json()
    assert [write["text"] for write in history["refused"]] == ["نص آخر"]


def test_rejecting_keeps_the_text_and_its_history(client, document, beads):
    body = correction(text="أول", state="initial")
    answer = client.put(f"/api/v1/beads/{beads[0]}", json=body, headers=headers(document)).json()
    assert (answer["text"], answer["sub_state"]) == ("أول", "rejected")


def test_the_next_open_segment_is_found_with_its_place(client, store, document, bitext, beads):
    client.put(f"/api/v1/beads/{beads[1]}", json=correction(), headers=headers(document))
    path = f"/api/v1/documents/{document.id}/next?bitext={bitext}&languages={bitext}&after=1"
    assert client.get(path, headers=headers(document)).json() == {"number": 3, "offset": 2}


def test_when_all_is_confirmed_there_is_no_next_segment(client, document, bitext, beads):
    for number, bead in enumerate(beads):
        body = correction(op_id=f"operation-{number}")
        client.put(f"/api/v1/beads/{bead}", json=body, headers=headers(document))
    path = f"/api/v1/documents/{document.id}/next?bitext={bitext}&after=0"
    assert client.get(path, headers=headers(document)).json()["number"] is None


def test_segments_are_excluded_and_brought_back(client, store, document):
    path = f"/api/v1/documents/{document.id}/excluded"
    body = {"numbers": [2], "excluded": True, "op_id": "one"}
    assert client.post(path, json=body, headers=headers(document)).json() == {"changed": 1}
    assert store.documents.get(document.id).excluded == 1
    body = {"numbers": [2], "excluded": False, "op_id": "two"}
    client.post(path, json=body, headers=headers(document))
    assert store.documents.get(document.id).excluded == 0


@pytest.fixture
def every_request(document, bitext, beads):
    return [
        ("GET", f"/api/v1/documents/{document.id}/rows?languages={bitext}", None),
        ("GET", f"/api/v1/documents/{document.id}/next?bitext={bitext}", None),
        ("GET", f"/api/v1/beads/{beads[0]}/revisions", None),
        ("PUT", f"/api/v1/beads/{beads[0]}", correction()),
        (
            "POST",
            f"/api/v1/documents/{document.id}/excluded",
            {"numbers": [1], "excluded": True, "op_id": "x"},
        ),
    ]


def statuses(client, requests, headers):
    return {
        client.request(method, path, json=body, headers=headers).status_code
        for method, path, body in requests
    }


def test_no_route_answers_without_a_token(client, every_request):
    assert statuses(client, every_request, {}) == {401}


def test_no_route_takes_a_token_that_someone_else_signed(client, document, every_request):
    forged = headers(document, tokens=Tokens(b"x" * 32))
    assert statuses(client, every_request, forged) == {401}


def test_no_route_takes_an_old_token(client, document, every_request, store):
    old = Tokens(KEY, document_seconds=-1)
    app = Starlette(routes=api_routes(store, old, Rights(store=store)))
    with TestClient(app) as late:
        assert statuses(late, every_request, headers(document)) == {401}


def test_no_route_takes_the_token_of_another_document(client, store, every_request):
    other = seeding.add_document(store, ["Something else."], title="Other")
    assert statuses(client, every_request, headers(other)) == {401}
    assert len(store.revisions.history(1)) == 1


def test_the_token_of_a_deleted_document_opens_no_later_one(client, store, document, every_request):
    old = headers(document)
    export = export_link(
        TOKENS, user="mira", document=document.id, bitext=1, format="tsv", drafts=True
    )
    store.shelf.archive(document.id)
    store.shelf.delete(document.id, title=document.title)
    later = seeding.add_document(store, ["First.", "Second.", "Third."], title="Later")
    seeding.add_drafts(store, later, "ar", TEXTS)
    assert statuses(client, every_request, old) == {401}
    assert client.get(f"/api/v1/documents/{later.id}/rows", headers=old).status_code == 401
    assert client.get(export).status_code == 401
    (column,) = store.bitexts.of(later.id)
    cells = [row.cells[column.id] for row in store.bitexts.rows(later.id, [column.id]).rows]
    assert [cell.revision for cell in cells] == [1, 1, 1]


def test_an_export_token_opens_nothing_else(client, document, every_request):
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=1, format="tsv", drafts=True
    )
    assert statuses(client, every_request, {"authorization": f"Bearer {link[-80:]}"}) == {401}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": None}, "'text' must be a text"),
        ({"text": "a\x00b"}, "U+0000"),
        ({"text": "a\x1bb"}, "U+001B"),
        ({"text": "   "}, "empty"),
        ({"state": "final"}, "'state' must be one of"),
        ({"base_revision": "1"}, "'base_revision'"),
        ({"base_revision": -1}, "'base_revision'"),
        ({"base_revision": True}, "'base_revision'"),
        ({"op_id": "x" * 65}, "'op_id'"),
        ({"active_seconds": float("inf")}, "'active_seconds'"),
    ],
)
def test_a_bad_correction_is_refused_in_words(client, store, document, beads, changes, said):
    answer = client.put(
        f"/api/v1/beads/{beads[0]}",
        content=json.dumps(correction(**changes)),
        headers=headers(document),
    )
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert len(store.revisions.history(beads[0])) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"text": "\\ud800", "state": "translated"}', b"[" * 100_000],
    ids=["empty", "cut", "list", "not-utf8", "half-character", "deep"],
)
def test_a_body_that_is_no_json_object_is_refused(client, store, document, beads, body):
    answer = client.put(f"/api/v1/beads/{beads[0]}", content=body, headers=headers(document))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert len(store.revisions.history(beads[0])) == 1


def test_a_body_above_one_megabyte_is_refused(client, document, beads):
    answer = client.put(
        f"/api/v1/beads/{beads[0]}",
        json=correction(text="a" * (1024 * 1024)),
        headers=headers(document),
    )
    assert answer.status_code == 413


def test_a_long_segment_is_saved_whole(client, store, document, beads):
    text = "كلمة " * 20_000
    answer = client.put(
        f"/api/v1/beads/{beads[0]}", json=correction(text=text), headers=headers(document)
    )
    assert answer.status_code == 200
    assert store.revisions.history(beads[0])[-1].text == text


def test_a_bead_that_is_not_there_is_not_found(client, document):
    answer = client.put("/api/v1/beads/99999", json=correction(), headers=headers(document))
    assert answer.status_code == 404


def test_columns_of_another_document_are_not_shown(client, store, document):
    other = seeding.add_document(store, ["Other."], title="Other")
    foreign = seeding.add_drafts(store, other, "ar", ["غيره"])
    path = f"/api/v1/documents/{document.id}/rows?languages={foreign}"
    assert client.get(path, headers=headers(document)).status_code == 400


@pytest.mark.parametrize(
    "named", [{"host": "evil.example"}, {"host": "127.0.0.1", "origin": "http://evil.example"}]
)
def test_another_host_name_is_not_answered(client, document, bitext, named):
    path = f"/api/v1/documents/{document.id}/rows?languages={bitext}"
    answer = client.get(path, headers={**headers(document), **named})
    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["localhost:8501", "[::1]:8501", "127.0.0.1"])
def test_every_name_of_this_machine_is_answered(client, document, bitext, host):
    path = f"/api/v1/documents/{document.id}/rows?languages={bitext}"
    assert client.get(path, headers={**headers(document), "host": host}).status_code == 200


def test_an_export_holds_what_is_confirmed(client, document, bitext, beads):
    client.put(f"/api/v1/beads/{beads[1]}", json=correction(), headers=headers(document))
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=bitext, format="tsv", drafts=False
    )
    answer = client.get(link)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "النص الجديد" in answer.text
    assert "ثالث" not in answer.text


def test_an_export_takes_drafts_when_they_are_asked_for(client, document, bitext):
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=bitext, format="jsonl", drafts=True
    )
    assert len(client.get(link).text.splitlines()) == 3


def test_the_file_itself_comes_back_translated(client, document, bitext, beads):
    client.put(f"/api/v1/beads/{beads[1]}", json=correction(), headers=headers(document))
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=bitext, format="original", drafts=False
    )
    answer = client.get(link)
    assert answer.headers["content-type"].startswith(document.media_type)
    assert "النص الجديد" in answer.text
    assert "ثالث" not in answer.text


def test_an_export_link_is_good_for_that_export_only(client, document, bitext):
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=bitext, format="tsv", drafts=False
    )
    assert client.get(link[:-3] + "abc").status_code == 401
    assert client.get(link.replace(f"/{document.id}/", "/999/")).status_code == 401


def test_an_old_export_link_is_refused(store, document, bitext):
    link = export_link(
        TOKENS, user="mira", document=document.id, bitext=bitext, format="tsv", drafts=False
    )
    app = Starlette(
        routes=[export_route(store, Tokens(KEY, export_seconds=-1), Rights(store=store))]
    )
    with TestClient(app) as late:
        assert late.get(link).status_code == 401


def test_the_editor_comes_as_modules_that_a_browser_may_keep(client):
    for name, content in modules().items():
        answer = client.get(f"/workbench/{version()}/{name}")
        assert answer.content == content
        assert "immutable" in answer.headers["cache-control"]
    assert client.get(f"/workbench/{version()}/../routes.py").status_code == 404


def imported(module):
    """A module and all that it imports, as a browser fetches them."""
    found, wanted = set(), [module]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += re.findall(r'from "\./([\w.]+)"', modules()[name].decode())
    return found


@pytest.mark.parametrize("module", ["editor.js", "align.js"])
def test_a_component_stays_small(module):
    found = imported(module)
    assert "dom.js" in found
    assert sum(len(packed()[name]) for name in found) < 60 * 1024


def test_a_comment_is_said_and_settled(client, store, document, bitext):
    segment = store.bitexts.rows(document.id, []).rows[1].segment
    path = f"/api/v1/segments/{segment}/comments"
    body = {"text": "من قال هذا؟", "op_id": "said"}
    said = [client.post(path, json=body, headers=headers(document)).json() for _ in range(2)]
    assert said[0] == said[1]
    rows = client.get(f"/api/v1/documents/{document.id}/rows", headers=headers(document)).json()
    assert [row["comments"] for row in rows["rows"]] == [0, 1, 0]
    settle = f"/api/v1/comments/{said[0]['id']}"
    settled = client.put(settle, json={"resolved": True}, headers=headers(document)).json()
    assert settled["resolved_by"] == "mira"
    assert client.get(path, headers=headers(document)).json()["comments"] == [settled]


def test_a_flag_is_put_aside(client, store, document):
    flags = {1: Flag(name="numbers", reason="2 is missing")}
    bitext = seeding.add_drafts(store, document, "pt", ["Um.", "Dois.", "Três."], flags=flags)
    bead = store.bitexts.rows(document.id, [bitext]).rows[0].cells[bitext].bead
    body = {"flag": "numbers", "dismissed": True, "base_revision": 1}
    path = f"/api/v1/beads/{bead}/flags"
    answer = client.put(path, json=body, headers=headers(document))
    assert answer.json() == {"flags": []}
    stale = client.put(path, json={**body, "base_revision": 7}, headers=headers(document))
    assert stale.status_code == 409


def test_notes_on_another_document_are_out_of_reach(client, store, document):
    other = seeding.add_document(store, ["Elsewhere."], title="Other")
    segment = store.bitexts.rows(other.id, []).rows[0].segment
    said = store.comments.add(segment, "Hidden", author="omar")
    asked = [
        client.get(f"/api/v1/segments/{segment}/comments", headers=headers(document)),
        client.put(
            f"/api/v1/comments/{said.id}", json={"resolved": True}, headers=headers(document)
        ),
    ]
    assert [answer.status_code for answer in asked] == [401, 401]


def test_segments_are_split_merged_and_put_back(client, store, document):
    def post(path, **body):
        path = f"/api/v1/documents/{document.id}/{path}"
        return client.post(path, json=body, headers=headers(document))

    def sources():
        return [row.text for row in store.bitexts.rows(document.id, []).rows]

    long = seeding.add_document(store, ["One. Two."], title="Long")
    document = long
    assert post("segments/1/split", text="One. Two.", offset=5, op_id="a").status_code == 200
    assert sources() == ["One.", "Two."]
    assert post("segments/1/merge", text="One. Two.", op_id="b").status_code == 409
    assert post("segments/1/merge", text="One.", op_id="c").status_code == 200
    assert sources() == ["One. Two."]
    assert post("undo", of="c", op_id="d").json()["operation"]
    assert sources() == ["One.", "Two."]
    assert post("undo", of="c", op_id="e").json() == {"operation": None}
    assert post("undo", of="a", op_id="f").status_code == 200
    assert sources() == ["One. Two."]
    assert post("undo", of="a", op_id="g").json() == {"operation": None}


def test_nobody_takes_back_what_a_colleague_did(client, store, document):
    def post(user, path, **body):
        path = f"/api/v1/documents/{document.id}/{path}"
        return client.post(path, json=body, headers=headers(document, user=user))

    post("mira", "excluded", numbers=[1], excluded=True, op_id="a")
    post("leila", "excluded", numbers=[2], excluded=True, op_id="b")
    for of in "ab":
        refused = post("mira", "undo", of=of, op_id=f"undo {of}")
        assert refused.status_code == 409
        assert "leila did 'exclude' at" in refused.json()["error"]
        assert "nobody else can take that back" in refused.json()["error"]
    assert post("leila", "undo", of="b", op_id="d").status_code == 200
    assert post("mira", "undo", of="a", op_id="e").status_code == 200
    assert store.documents.get(document.id).excluded == 0


def test_other_wordings_are_asked_for_and_looked_at(client, store, document, beads):
    path = f"/api/v1/beads/{beads[0]}/alternatives"
    number = client.post(path, json={"text": "أول"}, headers=headers(document)).json()["job"]
    job = store.jobs.claim("w", interactive=True)
    assert (job.id, job.parameters) == (number, {"bead": beads[0], "text": "أول"})
    store.jobs.finish(number, "w", JobState.DONE, note="1", result={"proposals": []})
    look = f"/api/v1/documents/{document.id}/alternatives/{number}"
    answer = client.get(look, headers=headers(document)).json()
    assert (answer["state"], answer["result"]) == ("done", {"proposals": []})
    other = seeding.add_document(store, ["Elsewhere."], title="Other")
    elsewhere = f"/api/v1/documents/{other.id}/alternatives/{number}"
    assert client.get(elsewhere, headers=headers(other)).status_code == 401


def test_word_links_are_of_ones_own_document(client, store, document, beads):
    path = f"/api/v1/documents/{document.id}/links?beads={beads[0]}"
    assert client.get(path, headers=headers(document)).json() == {"links": {str(beads[0]): None}}
    other = seeding.add_document(store, ["Elsewhere."], title="Other")
    path = f"/api/v1/documents/{other.id}/links?beads={beads[0]}"
    assert client.get(path, headers=headers(other)).status_code == 401
