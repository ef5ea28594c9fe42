"""How far documents have come, for everybody who looks at them: counted once, not by each."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from alignments.store import Mark, Progress, Store

_SHARE = 10
"""Of ten seconds, one at most goes into counting a document."""
_SECONDS = 5.0
"""A count is not older than that, even where nothing seems to have changed."""
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    progress: Mapping[int, Progress]
    mark: Mark
    at: float
    took: float


class Counts:
    """The progress of documents. To be asked from any thread."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._known: dict[int, _Count] = {}
        self._counting: dict[int, Lock] = defaultdict(Lock)

    def of(self, document: int) -> Mapping[int, Progress]:
        """The progress of each bitext, as `store.bitexts.progress` has it, or had a moment ago."""
        with self._counting[document]:
            mark, now = self._store.feed.mark(), self._clock()
            known = self._known.get(document)
            if known is None or not _holds(known, mark, now - known.at):
                if len(self._known) >= _MOST:
                    self._known.clear()
                progress = self._store.bitexts.progress(document)
                took = self._clock() - now
                known = _Count(progress=progress, mark=mark, at=now, took=took)
                self._known[document] = known
            return known.progress


def _holds(known: _Count, mark: Mark, age: float) -> bool:
    return age < (_SECONDS if mark == known.mark else min(_SECONDS, _SHARE * known.took))
