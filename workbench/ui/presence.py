"""Who is at which document, in which cell, and what has changed there: live.

Who is here is kept in the memory of the server's process. What changed is read from the store, so
that what a worker or another process wrote is told, too.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool

from alignments.errors import AlignmentsError
from alignments.store import Mark, Store

AWAY_SECONDS = 30.0
"""Who has no stream and has given no sign for so long is gone."""
_POLL_SECONDS = 0.5

Event = Mapping[str, Any]
News = asyncio.Queue[Event | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a document, in one tab."""

    user: str
    bead: int | None
    """The cell that she is in."""
    seen: float


class Presence:
    """Who is where, and a feed of what changes. All of it on the server's event loop."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._people: dict[int, dict[str, Person]] = defaultdict(dict)
        self._listening: dict[int, dict[News, str]] = defaultdict(dict)
        """Those who listen at a document, and the tab that each of them is."""
        self._watching: asyncio.Task[None] | None = None
        self._closed = False

    def at(self, document: int, tab: str, user: str, bead: int | None) -> None:
        """Somebody is in a cell, or in none. Others hear of it."""
        before = self._people[document].get(tab)
        self._people[document][tab] = Person(user=user, bead=bead, seen=self._clock())
        if before is None or (before.user, before.bead) != (user, bead):
            self._tell(document, {"people": self.people(document)})

    def people(self, document: int) -> list[dict[str, Any]]:
        """Who is there: tab, user, bead."""
        late = self._clock() - AWAY_SECONDS
        here, streams = self._people[document], self._listening[document].values()
        for tab in [tab for tab, person in here.items() if person.seen < late]:
            if tab not in streams:
                del here[tab]
        return [
            {"tab": tab, "user": person.user, "bead": person.bead} for tab, person in here.items()
        ]

    @asynccontextmanager
    async def listening(self, document: int, tab: str, user: str) -> AsyncIterator[News]:
        """What happens at a document while somebody is there; `None` when the server ends."""
        news: News = asyncio.Queue()
        if self._closed:
            news.put_nowait(None)
        here = self._listening[document]
        here[news] = tab
        self.at(document, tab, user, None)
        self._watch_if_needed()
        try:
            yield news
        finally:
            del here[news]
            if tab not in here.values():  # she may have come back before the old stream ended
                self._people[document].pop(tab, None)
                self._tell(document, {"people": self.people(document)})
            self._watch_if_needed()

    def close(self) -> None:
        """Let everybody who listens go home."""
        self._closed = True
        for here in self._listening.values():
            for news in here:
                news.put_nowait(None)

    def _watch_if_needed(self) -> None:
        """Watch the store while two tabs are at one document: who is alone costs nothing."""
        needed = any(len(here) > 1 for here in self._listening.values())
        if needed and self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        elif not needed and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    async def _watch(self) -> None:
        """Tell what is new in the store."""
        mark: Mark | None = None
        while True:
            with suppress(AlignmentsError):  # busy, or away for a moment: it is looked at again
                mark = await self._look(mark)
            await asyncio.sleep(_POLL_SECONDS)

    async def _look(self, before: Mark | None) -> Mark:
        mark = await run_in_threadpool(self._store.feed.mark)
        if before is None:  # anything may have been written since the rows were read
            for document in list(self._listening):
                self._tell(document, {"changed": {}})
        elif mark != before:
            listened = [document for document, here in self._listening.items() if here]
            changed = await run_in_threadpool(self._store.feed.since, before, listened)
            for document, beads in changed.items():
                self._tell(document, {"changed": beads})
        return mark

    def _tell(self, document: int, event: Event) -> None:
        for news in self._listening[document]:
            news.put_nowait(event)
