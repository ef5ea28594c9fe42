"""The worker process: `python -m workbench.worker`. It ends with the process that started it.

It has two lanes, each a thread that does one job at a time: one for jobs that take long, and one
for those that somebody waits for, which therefore never wait for a long one. A lane has an engine
of its own, loaded when it is first needed; that of the long jobs lets everything else on the
machine go first, people's texts above all.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType

from alignments.errors import StoreBusy
from alignments.store import open_store
from workbench.jobs.lane import Lane
from workbench.jobs.looking import expire

_PAUSE_SECONDS = 0.3
_LOG = logging.getLogger(__name__)


def work(store: str, *, models: str, engines: int = 1, stop: threading.Event) -> None:
    """Do jobs as they come, until `stop` is set."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    with open_store(store) as opened:
        expire(opened)
        long = Lane(opened, name, models, engines=engines)
        quick = Lane(opened, f"{name}:quick", models, interactive=True)
        # a daemon: it must not keep the process from ending in the middle of a job
        threading.Thread(target=_take_turns, args=(quick, stop), daemon=True).start()
        try:
            _take_turns(long, stop)
        finally:
            stop.set()
            long.close()
            quick.close()


def _take_turns(lane: Lane, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            found = lane.run_next()
        except StoreBusy as error:
            _LOG.warning("%s", error)
            found = False
        if not found:
            stop.wait(_PAUSE_SECONDS)


def _end_with_parent() -> None:
    """Leave when standard input closes: whoever started this process is gone."""
    # unbuffered: a lock held by this thread would keep the interpreter from ending
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> None:
    """Run a worker: STORE MODELS ENGINES."""
    store, models, engines = arguments
    logging.basicConfig(level=logging.WARNING)
    stop = threading.Event()

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise SystemExit(128 + signum)
        stop.set()
        # a job that runs is left as it is: its drafts are stored, another worker goes on
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(store, models=models, engines=int(engines), stop=stop)


if __name__ == "__main__":
    main(sys.argv[1:])
