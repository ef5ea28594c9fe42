"""How the pool and its worker processes talk: JSON messages, each after its length."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from models.engines.base import Alternative, DecodingOptions, Leg, ModelFile, Setup, Translation

_LENGTH = struct.Struct(">I")

Message = dict[str, Any]


def write_message(stream: IO[bytes], message: Mapping[str, object]) -> None:
    """Send one message; `OSError` when nobody reads any more."""
    # Escaped to ASCII, so that even a lone surrogate gets across
    body = json.dumps(message).encode("ascii")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message | None:
    """The next message, or `None` when the other side is gone, even in the middle of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message = json.loads(body)
    return message


def setup_message(setup: Setup) -> Message:
    legs = [
        {"setup": setup_message(leg.setup), "source": leg.source, "target": leg.target}
        for leg in setup.legs
    ]
    return asdict(setup) | {"folder": str(setup.folder) if setup.folder else None, "legs": legs}


def setup_from(message: Message) -> Setup:
    folder = message["folder"]
    return Setup(
        **message
        | {
            "folder": Path(folder) if folder else None,
            "files": tuple(ModelFile(**file) for file in message["files"]),
            "codes": tuple((tag, code) for tag, code in message["codes"]),
            "legs": tuple(
                Leg(setup=setup_from(leg["setup"]), source=leg["source"], target=leg["target"])
                for leg in message["legs"]
            ),
        }
    )


def options_from(message: Message) -> DecodingOptions:
    return DecodingOptions(**message | {"context": tuple(message["context"])})


def translation_message(translation: Translation) -> Message:
    """Only what is there: most translations are a text and nothing else."""
    message: Message = {"text": translation.text}
    if translation.score is not None:
        message["score"] = translation.score
    if translation.links is not None:
        message["links"] = translation.links
    if translation.alternatives:
        message["alternatives"] = [asdict(each) for each in translation.alternatives]
    return message


def translation_from(message: Message) -> Translation:
    links = message.get("links")
    return Translation(
        text=message["text"],
        score=message.get("score"),
        links=tuple((source, target) for source, target in links) if links is not None else None,
        alternatives=tuple(Alternative(**each) for each in message.get("alternatives", ())),
    )
