"""The worker process: `python -m workbench.worker`. It ends with the process that started it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType

from alignments.store import open_store
from workbench.jobs import Worker

_PAUSE_SECONDS = 0.3


def work(store: str, *, models: str, engines: int = 1, stop: threading.Event) -> None:
    """Do jobs as they come, until `stop` is set."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    with open_store(store) as opened:
        worker = Worker(opened, name, models, engines)
        try:
            while not stop.is_set():
                if not worker.run_next():
                    stop.wait(_PAUSE_SECONDS)
        finally:
            worker.close()


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
