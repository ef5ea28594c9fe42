"""A process that loads one model and translates what the pool sends it.

Started as `python -m models.worker NICENESS`. The first message says which model; every further one
is a chunk of segments, and gets one answer. When the pool is gone, so is the worker.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from models import protocol
from models.engines import load_engine
from models.engines.base import Engine
from models.errors import ModelsError


def _listen(stream: IO[bytes], requests: SimpleQueue[protocol.Message]) -> None:
    while (message := protocol.read_message(stream)) is not None:
        requests.put(message)
    # Also after `kill -9` of the parent, whatever the main thread is doing.
    os._exit(0)


def _answers_only() -> IO[bytes]:
    """The pipe to the pool; what libraries print goes to standard error instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _peak_memory() -> int | None:
    """The most memory this process has held, in bytes; `None` where nobody counts."""
    with suppress(OSError):
        # resource usage would count what the process that started this one held, too
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        if found := re.search(r"VmHWM:\s*(\d+) kB", status):
            return int(found[1]) * 1024
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _answer(engine: Engine, request: protocol.Message) -> protocol.Message:
    try:
        translations = engine.translate(
            request["segments"],
            source=request["source"],
            target=request["target"],
            options=protocol.options_from(request["options"]),
        )
    except (ModelsError, ValueError, RuntimeError) as error:
        return {"failed": _one_line(error)}
    return {
        "translations": [protocol.translation_message(each) for each in translations],
        "memory": _peak_memory(),
    }


def _one_line(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__


def main() -> None:
    """Serve until the pool closes its end."""
    try:
        if hasattr(os, "nice"):  # Windows has no such thing
            os.nice(int(sys.argv[1]))
        _serve()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        # The listening thread holds standard input, over which Python would stumble on its way out
        os._exit(1)


def _serve() -> None:
    # Ctrl-C reaches the whole terminal; it is the pool that decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _answers_only()
    requests: SimpleQueue[protocol.Message] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    try:
        engine = load_engine(protocol.setup_from(requests.get()))
    except (ModelsError, ImportError, OSError, ValueError, RuntimeError) as error:
        refusal = {"refused": type(error).__name__, "reason": _one_line(error)}
        protocol.write_message(answers, refusal)
        return
    protocol.write_message(answers, {"ready": True})
    while True:
        protocol.write_message(answers, _answer(engine, requests.get()))


if __name__ == "__main__":
    main()
