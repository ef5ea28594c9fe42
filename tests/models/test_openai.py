"""A server of somebody's own, and every way in which such servers misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models.engines.base import DecodingOptions, Failure, Setup
from models.engines.openai import PROMPT, WARNING
from models.errors import EngineError
from models.pool import EnginePool


class Manners:
    """How the server answers: a list of answers in turn, the last one for ever after."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, object]] = []
        self.address = ""

    def next(self) -> object:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def said(content: object, **more: object) -> dict[str, object]:
    return {"choices": [{"message": {"content": content}} | more]}


class Handler(BaseHTTPRequestHandler):
    manners: Manners

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.manners.asked.append(json.loads(body) | {"path": self.path})
        answer = self.manners.next()
        if answer == "hang up":
            self.close_connection = True
            return
        if answer == "slow":
            time.sleep(1.0)
            answer = said("tarde")
        status, page = answer if isinstance(answer, tuple) else (200, answer)
        data = page if isinstance(page, bytes) else json.dumps(page).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(*answers: object) -> Iterator[tuple[EnginePool, Manners]]:
    manners = Manners(*answers)
    handler = type("Bound", (Handler,), {"manners": manners})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    setup = Setup(family="openai", model="own", server=address, served_model="tiny")
    try:
        with EnginePool(setup) as pool:
            yield pool, manners
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answered(*answers: object, text: str = "Good morning.") -> str:
    with running(*answers) as (pool, _):
        return pool.translate([text], source="en", target="pt-BR")[0].text


def test_each_segment_is_one_request_with_the_prompt_from_its_file() -> None:
    with running(said("Bom dia.")) as (pool, manners):
        found = pool.translate(["Good morning.", "12 %", "Yes."], source="en", target="pt-BR")
    assert [each.text for each in found] == ["Bom dia.", "12 %", "Bom dia."]
    assert len(manners.asked) == 2
    assert manners.asked[0]["path"] == "/v1/chat/completions"
    assert manners.asked[0]["model"] == "tiny"
    prompt = manners.asked[0]["messages"][0]["content"]
    assert prompt == PROMPT.read_text().format(
        source="English", target="Portuguese (Brazil)", text="Good morning."
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("  Bom dia.\n", "Bom dia."),
        ('"Bom dia."', "Bom dia."),
        ("«Bom dia.»", "Bom dia."),
        ("<think>Good morning is\n\nbom dia.</think>\nBom dia.", "Bom dia."),
        ("<text>Bom dia.</text>", "Bom dia."),
        ("Bom\x00 dia.", "Bom dia."),
    ],
)
def test_what_servers_put_around_an_answer_is_taken_away(content: str, text: str) -> None:
    assert answered(said(content)) == text


def test_quotation_marks_of_the_segment_stay() -> None:
    assert answered(said("“Bom dia.”"), text="“Good morning.”") == "“Bom dia.”"


@pytest.mark.parametrize(
    "bad",
    [
        said(""),
        said(None),
        said(["Bom dia."]),
        said("Here is the translation:\nBom dia."),
        said("Bom dia.", finish_reason="length"),
        said("bom " * 500),
        {"choices": []},
        {},
        [],
        b"<html>busy</html>",
        b"",
        b"\xff\xfe",
        (500, b"oops"),
        (503, b"loading the model"),
        (429, {"error": {"message": "slow down"}}),
        "hang up",
    ],
)
def test_a_bad_answer_is_asked_for_again(bad: object) -> None:
    assert answered(bad, said("Bom dia.")) == "Bom dia."


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (said("One.\nTwo."), "gave 2 lines for one segment, 3 times"),
        (said(""), "gave an empty answer"),
        (b"<html>", "something that is not JSON"),
        ("hang up", "did not answer"),
        ((404, {"error": {"message": "model not found"}}), r"404 Not Found \(model not found\)"),
        ((401, b"who are you"), "check the address and that it has a model called 'tiny'"),
    ],
)
def test_a_server_that_never_does_better_fails_the_segment(bad: object, reason: str) -> None:
    with running(bad) as (pool, _), pytest.raises(EngineError, match=reason) as caught:
        pool.translate(["Good morning."], source="en", target="pt")
    assert "\n" not in str(caught.value)


def test_the_other_segments_are_not_harmed() -> None:
    with running(said("Um."), said("a\nb"), said("a\nb"), said("a\nb"), said("Três.")) as (pool, _):
        found = dict(pool.translate_stream(["One.", "Two.", "Three."], source="en", target="pt"))
    assert isinstance(found[1], Failure)
    assert (found[0].text, found[2].text) == ("Um.", "Três.")


def test_a_slow_server_is_waited_for() -> None:
    assert answered("slow") == "tarde"


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    setup = Setup(family="openai", model="own", server="http://127.0.0.1:9", served_model="tiny")
    began = time.monotonic()
    with EnginePool(setup) as pool, pytest.raises(EngineError, match="cannot be used"):
        pool.translate(["Yes."], source="en", target="pt")
    assert time.monotonic() - began < 10


def test_a_server_has_to_be_named() -> None:
    with (
        EnginePool(Setup(family="openai", model="own")) as pool,
        pytest.raises(EngineError, match="say which and what it calls the model"),
    ):
        pool.translate(["Yes."], source="en", target="pt")


def test_there_is_a_plain_warning() -> None:
    assert WARNING.format(server="http://box:11434").startswith("every segment is sent to")


def test_sentences_before_are_shown_and_only_one_is_translated() -> None:
    with running(said("Partiu.")) as (pool, manners):
        options = DecodingOptions(context=("A ship came.", "It was\nsmall."), temperature=0.3)
        (found,) = pool.translate(["It left."], source="en", target="pt", options=options)
    assert found.text == "Partiu."
    (asked,) = manners.asked
    prompt = asked["messages"][0]["content"]
    assert "<before>\nA ship came.\nIt was small.\n</before>" in prompt
    assert prompt.endswith("<text>It left.</text>\n")
    assert asked["temperature"] == 0.3


def test_an_answer_that_translates_the_context_as_well_is_refused() -> None:
    with running(said("Um navio chegou.\nPartiu.")) as (pool, _):
        options = DecodingOptions(context=("A ship came.",))
        with pytest.raises(EngineError, match="gave 2 lines for one segment"):
            pool.translate(["It left."], source="en", target="pt", options=options)
