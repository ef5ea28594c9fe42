"""A server of model records on this machine, which misbehaves on request."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from models.engines.base import ModelFile


def zstandard(data: bytes) -> bytes:
    """A valid Zstandard frame of uncompressed blocks (RFC 8878, section 3.1)."""
    blocks = [data[start : start + 100_000] for start in range(0, len(data), 100_000)] or [b""]
    frame = b"\x28\xb5\x2f\xfd" + bytes([0b1110_0000]) + len(data).to_bytes(8, "little")
    for number, block in enumerate(blocks):
        last = number + 1 == len(blocks)
        frame += (len(block) << 3 | last).to_bytes(3, "little") + block
    return frame


@dataclass
class Shelf:
    """What the server has, and how it is to behave."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut_at: int | None = None
    """After how many bytes of an attachment the connection breaks, again and again."""
    cuts: int = 10_000
    """How many times it breaks."""
    delay: float = 0.0
    """Seconds before any answer."""
    status: int | None = None
    ranges: bool = True
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""

    def offer(self, records: list[dict[str, object]]) -> None:
        self.files["/v1/buckets/main/collections/models/records"] = json.dumps(
            {"data": records}
        ).encode()

    @property
    def records(self) -> str:
        return f"{self.address}/v1/buckets/main/collections/models/records"


def record(shelf: Shelf, name: str, data: bytes, /, **changes: object) -> dict[str, object]:
    """A record for a file, which is put on the shelf in compressed form."""
    packed = zstandard(data)
    location = f"files/{name}.zst"
    shelf.files[f"/attachments/{location}"] = packed
    return {
        "name": name,
        "fileType": name.partition(".")[0],
        "sourceLanguage": "en",
        "targetLanguage": "ar",
        "version": "3.0",
        "architecture": "base",
        "decompressedHash": hashlib.sha256(data).hexdigest(),
        "attachment": {
            "location": location,
            "size": len(packed),
            "hash": hashlib.sha256(packed).hexdigest(),
        },
    } | changes


def model_records(
    shelf: Shelf, folder: Path, files: tuple[ModelFile, ...], **changes: object
) -> list[dict[str, object]]:
    """Records for the files of a model, as the service would have them."""
    return [
        record(shelf, file.name, (folder / file.name).read_bytes(), **changes) for file in files
    ]


class _Handler(BaseHTTPRequestHandler):
    shelf: Shelf

    def do_GET(self) -> None:
        shelf = self.shelf
        shelf.requests.append((self.path, self.headers.get("Range")))
        time.sleep(shelf.delay)
        if shelf.status is not None:
            self.send_error(shelf.status)
        elif self.path == "/v1/":
            base = f"{shelf.address}/attachments/"
            self._send(json.dumps({"capabilities": {"attachments": {"base_url": base}}}).encode())
        elif self.path in shelf.files:
            self._send(shelf.files[self.path])
        else:
            self.send_error(404)

    def _send(self, data: bytes) -> None:
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
        start = start if self.shelf.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        body = data[start:]
        if self._is_cut():
            body = body[: self.shelf.cut_at]
            self.close_connection = True
        self.wfile.write(body)

    def _is_cut(self) -> bool:
        cut = self.path.startswith("/attachments/") and self.shelf.cut_at is not None
        if cut:
            self.shelf.cuts -= 1
        return cut and self.shelf.cuts >= 0

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(shelf: Shelf) -> Iterator[Shelf]:
    """Serve the shelf on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"shelf": shelf})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    shelf.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield shelf
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
