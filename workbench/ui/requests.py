"""Reading what a browser sends: bounded, valid JSON, values of the right kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from alignments.characters import refused_character
from alignments.store import View
from workbench.ui.errors import BadRequest, BadToken, BodyTooLarge

MOST_BYTES = 1024 * 1024
MOST_ROWS = 200


def bearer(request: Request) -> str:
    """The token in the `Authorization` header. Raises BadToken."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token:
        raise BadToken("the request carries no token; open the document in the workbench")
    return token


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises BadRequest, and BodyTooLarge above 1 MB."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise BodyTooLarge("the request is larger than 1 MB; split the text")
    try:
        value = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadRequest("the body is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise BadRequest("the body must be a JSON object")
    return value


def text_in(body: Mapping[str, Any], name: str, *, most: int | None = None) -> str:
    """A text that any of our formats can carry. Raises BadRequest."""
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest(f"{name!r} must be a text")
    if most is not None and len(value) > most:
        raise BadRequest(f"{name!r} is longer than {most} characters")
    refused = refused_character(value)
    if refused is not None:
        place, code = refused
        raise BadRequest(f"{name!r} has {code} at character {place + 1}; remove it")
    return value


def number_in(body: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    """A whole number. Raises BadRequest."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**63:
        raise BadRequest(f"{name!r} must be a whole number from {least}")
    return value


def seconds_in(body: Mapping[str, Any], name: str) -> float | None:
    """A duration of up to a day, or nothing. Raises BadRequest."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86400:
        raise BadRequest(f"{name!r} must be seconds, at most a day")
    return float(value)


def numbers_in(body: Mapping[str, Any], name: str) -> list[int]:
    """A list of whole numbers from 1. Raises BadRequest."""
    value = body.get(name)
    if not isinstance(value, list) or not value:
        raise BadRequest(f"{name!r} must be a list of numbers")
    return [number_in({name: number}, name, least=1) for number in value]


def view(query: Mapping[str, str]) -> View:
    """Which rows are asked for."""
    states = frozenset(state for state in query.get("states", "").split(",") if state)
    column = query_numbers(query, "column")
    return View(
        states=states,
        query=query.get("query", "")[:1000],
        expression=bool(query.get("regex")),
        match_case=bool(query.get("case")),
        match_marks=bool(query.get("marks")),
        bitext=column[0] if column else None,
        flags=_names(query, "flag"),
        authors=_names(query, "author"),
        models=_names(query, "model"),
        work=_names(query, "work"),
        confidence=_range(query, "confidence"),
        length=_range(query, "length"),
        commented=bool(query.get("commented")),
    )


def _names(query: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(each for each in query.get(name, "").split(",") if each)


def _range(query: Mapping[str, str], name: str) -> tuple[int, int] | None:
    """Read `20-80`, or `20-` without an end. Raises BadRequest."""
    value = query.get(name, "")
    if not value:
        return None
    first, hyphen, last = value.partition("-")
    if not hyphen or not first:
        raise BadRequest(f"{name!r} must be two numbers such as 20-80, not {value[:40]!r}")
    most = 2**31 - 1
    low = query_number({name: first}, name, 0, most=most)
    return low, query_number({name: last}, name, most, most=most)


def query_number(query: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    """A number of the query string, never above `most`. Raises BadRequest."""
    value = query.get(name) or str(default)
    if not (value.isascii() and value.isdecimal()):
        raise BadRequest(f"{name!r} must be a whole number, not {value[:40]!r}")
    return min(int(value[:19]), most)


def query_numbers(query: Mapping[str, str], name: str) -> list[int]:
    """Numbers with commas between them. Raises BadRequest."""
    pieces = [piece for piece in query.get(name, "").split(",") if piece]
    return [query_number({name: piece}, name, 0, most=2**62) for piece in pieces]
