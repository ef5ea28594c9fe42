"""An engine that does, on request, everything that a worker process must survive."""

import os
import signal
import sys
import time
from collections.abc import Sequence

from models.engines.base import DecodingOptions, Setup, Translation
from models.errors import EngineError, ModelFileError


class MisbehavingEngine:
    """What it does depends on the segment; the model's name says how loading goes."""

    def __init__(self, setup: Setup) -> None:
        if setup.model == "refused":
            raise ModelFileError("weights.bin: 3 bytes where 5 were expected; get it again")
        if setup.model == "dying":
            sys.stderr.write("out of memory while loading\n")
            sys.stderr.flush()
            os._exit(3)

    def translate(
        self, segments: Sequence[str], *, options: DecodingOptions, **_: object
    ) -> list[Translation]:
        sys.stdout.write("noise on standard output\n")
        sys.stdout.flush()
        made = [self._one(segment, options) for segment in segments]
        return [] if "few" in segments else made

    def _one(self, segment: str, options: DecodingOptions) -> Translation:
        if segment == "options":
            return Translation(text=repr(options))
        if segment == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if segment == "crash":
            raise MemoryError("no memory left for this sentence")
        if segment == "hang":
            time.sleep(60)
        if segment == "refuse":
            raise EngineError("will not say that")
        if segment == "wait":
            time.sleep(0.3)
        if segment == "environment":
            return Translation(text=os.environ["OMP_NUM_THREADS"])
        return Translation(text=segment.upper(), score=-0.5, links=((0, 0),))

    def close(self) -> None:
        pass
