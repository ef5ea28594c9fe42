"""What was found, kept for its further pages until anything is written."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Lock

from sqlalchemy import Connection

_MOST = 16


class Found:
    """The numbers of the segments that the last few searches found."""

    def __init__(self, version: Callable[[Connection], str | None]) -> None:
        self._version = version
        self._kept: OrderedDict[Hashable, Sequence[int]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, connection: Connection, asked: Hashable, look: Callable[[], Iterable[int]]
    ) -> Sequence[int]:
        """Return what is asked for, which is looked for where the store has changed since.

        Nothing may have been read in the transaction before.
        """
        version = self._version(connection)
        name = (version, asked)
        with self._lock:
            if version is not None and name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        found = array("l", look())
        with self._lock:
            self._kept[name] = found
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found
