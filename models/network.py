"""Talking to a server that may not be there: quick to give up, slow to lose what it has."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from models.errors import InstallError

CONNECT_SECONDS = 2.5
"""How long to wait for a connection; with none, the user should know within three seconds."""
STALL_SECONDS = 30.0
_BLOCK = 1 << 16
_RESUMES = 3

Received = Callable[[int], None]


class Unreachable(Exception):
    """Nothing usable came from an address; the message says what happened instead."""


def fetch_json(url: str) -> object:
    """The JSON document at an address."""
    reach(url)
    try:
        with closing(_open(url, offset=0)) as response:
            document: object = json.loads(response.read())
            return document
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise Unreachable(f"{url} {_said(error)}") from error
    except ValueError as error:
        raise Unreachable(f"{url} answered with something that is not JSON") from error


def reach(url: str) -> None:
    """See within `CONNECT_SECONDS` that the server (or the proxy before it) can be reached."""
    address = _address(url)
    outcome: list[OSError | None] = []
    # A name server that does not answer keeps getaddrinfo waiting far longer than any time limit.
    attempt = threading.Thread(target=lambda: outcome.append(_connect(address)), daemon=True)
    attempt.start()
    attempt.join(CONNECT_SECONDS)
    if not outcome:
        raise Unreachable(f"{address[0]} did not answer within {CONNECT_SECONDS:g} seconds")
    if outcome[0] is not None:
        raise Unreachable(f"{address[0]} {_said(outcome[0])}") from outcome[0]


def _address(url: str) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable(f"{url} is no http address")
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and not urllib.request.proxy_bypass(parts.hostname):
        parts = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _connect(address: tuple[str, int]) -> OSError | None:
    try:
        socket.create_connection(address, timeout=CONNECT_SECONDS).close()
    except OSError as error:
        return error
    return None


def download(url: str, path: Path, *, size: int | None, received: Received) -> None:
    """Fetch an address into a file, going on from what the file already has.

    A connection that breaks is taken up again a few times; what has come so far stays in the
    file, so that a later call goes on from there. `received` hears the size of the file.
    """
    trouble: Exception | None = None
    for _ in range(_RESUMES):
        try:
            _append(url, path, received)
            trouble = None
        except urllib.error.HTTPError as error:
            error.close()
            raise Unreachable(f"{url} {_said(error)}") from error
        except (OSError, http.client.HTTPException) as error:
            trouble = error
        here = path.stat().st_size if path.exists() else 0
        if trouble is None and (size is None or here >= size):
            return
    if trouble is not None:
        raise Unreachable(f"{url} {_said(trouble)}") from trouble
    raise Unreachable(f"{url} broke off after {here} of {size} bytes")


def _append(url: str, path: Path, received: Received) -> None:
    here = path.stat().st_size if path.exists() else 0
    with closing(_open(url, offset=here)) as response:
        resumed = response.status == http.HTTPStatus.PARTIAL_CONTENT
        with writing(path):
            file = path.open("ab" if resumed else "wb")
        try:
            for block in _blocks(response):
                with writing(path):
                    file.write(block)
                    file.flush()
                received(file.tell())
        finally:
            # A full disk was told of above; closing would tell of it once more, as another error
            with suppress(OSError):
                file.close()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a disk that refuses, which is no fault of the network, into an `InstallError`."""
    try:
        yield
    except OSError as error:
        raise InstallError(
            f"{path}: cannot be written ({error.strerror}); make room there or choose "
            f"another folder for models"
        ) from error


def _blocks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while block := response.read(_BLOCK):
        yield block


def _open(url: str, *, offset: int) -> http.client.HTTPResponse:
    headers = {"User-Agent": "translation-workbench", "Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    request = urllib.request.Request(url, headers=headers)
    response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=STALL_SECONDS)
    return response


def _said(error: Exception) -> str:
    """What a server did, to follow its address in a sentence."""
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code} {error.reason}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "did not answer in time"
    if isinstance(reason, OSError):
        return f"could not be reached ({reason.strerror or reason})"
    return f"broke off ({type(error).__name__})"
