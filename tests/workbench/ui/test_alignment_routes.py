"""The routes of the Alignment page."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from alignments.roles import Role
from tests.workbench.ui import seeding
from workbench.ui.rights import Rights
from workbench.ui.routes import api_routes
from workbench.ui.tokens import Claim, Tokens

TOKENS = Tokens(b"k" * 32)


@pytest.fixture
def bitext(store):
    return seeding.alignment(store)


@pytest.fixture
def client(store, bitext):
    token = TOKENS.for_document(Claim(user="mira", document=bitext.document))
    app = Starlette(routes=api_routes(store, TOKENS, Rights(store=store)))
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(app, base_url="http://127.0.0.1/api/v1/", headers=headers) as opened:
        yield opened


def beads(client, bitext, **asked):
    return client.get(f"bitexts/{bitext.id}/beads", params=asked).json()


def operate(client, bitext, kind, **body):
    return client.post(
        f"documents/{bitext.document}/operations",
        json={"kind": kind, "bitext": bitext.id, "op_id": "", **body},
    )


def test_beads_come_with_the_sentences_of_both_sides(client, bitext):
    page = beads(client, bitext, limit=2)
    assert page["total"] == 7
    first = page["beads"][0]
    assert [len(first["source"]), len(first["target"])] == [2, 2]
    assert first["source"][0] == {"number": 1, "text": seeding.SENTENCES[0]["en"]}
    assert first["reasons"] == ["lengths do not fit"]
    assert first["text"] is None


def test_the_doubtful_come_first_when_asked_for(client, store, bitext):
    found = beads(client, bitext, order="doubtful")["beads"]
    sure = [bead["confidence"] for bead in found]
    assert sure == sorted(sure)
    store.operations.pin([found[0]["id"]], True)
    assert beads(client, bitext, order="doubtful")["beads"][-1]["id"] == found[0]["id"]
    page = beads(client, bitext, order="doubtful", bead=found[0]["id"], limit=2)
    assert page["offset"] == 6


def test_an_operation_answers_the_beads_that_are_there_now(client, bitext):
    first, second = (bead["id"] for bead in beads(client, bitext)["beads"][:2])
    merged = operate(client, bitext, "merge", bead=first).json()
    assert (merged["kind"], merged["gone"]) == ("merge", [first, second])
    (bead,) = merged["beads"]
    assert (len(bead["source"]), bead["pinned"]) == (3, True)
    split = operate(client, bitext, "split", bead=bead["id"], source=1, target=1).json()
    assert [len(made["target"]) for made in split["beads"]] == [1, 2]
    moved = operate(
        client, bitext, "move", bead=split["beads"][0]["id"], side="target", to="next"
    ).json()
    assert [len(made["target"]) for made in moved["beads"]] == [0, 3]
    for _ in range(3):
        undone = operate(client, bitext, "undo").json()
    assert [bead["id"] for bead in undone["beads"]] == [first, second]
    assert operate(client, bitext, "undo").json()["kind"] is None
    assert operate(client, bitext, "redo").json()["kind"] == "merge"


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_sentence_of_either_side_is_cut_in_two_and_whole_again(client, bitext, side):
    before = beads(client, bitext)
    bead = before["beads"][1]
    (sentence,) = bead[side]
    offset = sentence["text"].index(" ")
    asked = {"bead": bead["id"], "side": side, "offset": offset, **sentence}
    done = operate(client, bitext, "split segment", **asked).json()
    (made,) = done["beads"]
    assert [one["text"] for one in made[side]] == [
        sentence["text"][:offset],
        sentence["text"][offset + 1 :],
    ]
    assert made["confidence"] == bead["confidence"]
    assert beads(client, bitext)["beads"][2][side][0]["number"] == sentence["number"] + 2
    assert operate(client, bitext, "undo").json()["kind"] == "split segment"
    assert beads(client, bitext) == before


def test_a_translation_is_cut_by_those_who_may_change_it(client, store, bitext):
    store.members.set(bitext.target_document, "mira", Role.VIEWER)
    bead = beads(client, bitext)["beads"][1]
    asked = {"bead": bead["id"], "side": "target", "offset": 3, **bead["target"][0]}
    refused = operate(client, bitext, "split segment", **asked)
    assert (refused.status_code, "translator" in refused.json()["error"]) == (403, True)


def test_a_bead_that_is_gone_is_a_conflict(client, store, bitext):
    first = beads(client, bitext)["beads"][0]["id"]
    store.operations.merge(first)
    answer = operate(client, bitext, "merge", bead=first)
    assert answer.status_code == 409
    assert "look again" in answer.json()["error"]


def test_counts_say_what_is_left_and_what_can_be_undone(client, bitext):
    assert operate(client, bitext, "accept", threshold=95).json()["kind"] == "accept"
    counted = client.get(f"bitexts/{bitext.id}/alignment").json()
    assert counted["shapes"] == {"1-1": 6, "2-2": 1}
    assert counted["pinned"] == 2
    assert sum(counted["confidences"]) == 5
    assert counted["undo"]["kind"] == "accept"
    assert counted["redo"] is None


def test_what_is_not_settled_is_aligned_again_by_the_worker(client, store, bitext):
    asked = client.post(f"bitexts/{bitext.id}/alignment", json={}).json()
    assert client.post(f"bitexts/{bitext.id}/alignment", json={}).json() == asked
    (job,) = store.jobs.all()
    assert (job.id, job.kind, job.author) == (asked["job"], "align", "mira")
    counted = client.get(f"bitexts/{bitext.id}/alignment").json()
    assert counted["job"] == {"id": job.id, "state": "queued", "note": ""}


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("grow", {}, "'kind' must be one of"),
        ("merge", {}, "'bead' must be a whole number"),
        ("merge", {"bead": 10**6}, "no bead"),
        ("move", {"side": "up", "to": "next"}, "'side' must be source or target"),
        ("accept", {"threshold": "high"}, "'threshold' must be a whole number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client, bitext, kind, body, reason):
    answer = operate(client, bitext, kind, **body)
    assert answer.status_code in (400, 404)
    assert reason in answer.json()["error"]


def test_beads_of_other_documents_are_out_of_reach(client, store, bitext):
    other = seeding.alignment(store, title="Other")
    bead = store.aligned.standing(other.id)[0].id
    assert operate(client, bitext, "merge", bead=bead).status_code == 401
    body = {"kind": "accept", "bitext": other.id, "threshold": 0, "op_id": ""}
    path = f"documents/{bitext.document}/operations"
    assert client.post(path, json=body).status_code == 401
    assert client.get(f"bitexts/{other.id}/beads").status_code == 401
