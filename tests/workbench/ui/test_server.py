"""The server as a process: it starts its worker, ends it, and says what it cannot do."""

import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.workbench.ui.browser import eventually
from tests.workbench.ui.conftest import Served
from workbench.errors import SettingsError
from workbench.ui.server import ServerOptions, serve

WORKER = """
import os, sys
from pathlib import Path
with Path(sys.argv[1]).open("a") as file:
    file.write(f"{os.getpid()}\\n")
sys.stdin.read()
"""


@pytest.fixture
def served_with_worker(tmp_path):
    starts = tmp_path / "starts"
    starts.touch()
    server = Served(tmp_path, worker=[sys.executable, "-c", WORKER, str(starts)])
    server.start()
    yield server, starts
    server.end()


def lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def pids(starts):
    return [int(line) for line in starts.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_with_the_server(served_with_worker, number):
    server, starts = served_with_worker
    eventually(lambda: len(pids(starts)), 1)
    assert server.end(number) == 0
    assert not lives(pids(starts)[0])


def test_the_worker_sees_when_the_server_was_killed(served_with_worker):
    server, starts = served_with_worker
    eventually(lambda: len(pids(starts)), 1)
    server.kill()
    eventually(lambda: lives(pids(starts)[0]), False)


def test_a_port_that_is_taken_is_said_in_words(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        options = ServerOptions(
            store=tmp_path / "store.db", models=tmp_path, user="mira", port=port
        )
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}"):
            serve(options)
