"""Engines in processes of their own: quick on several cores, and hard to bring down."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from models import errors, protocol
from models.engines import chunk_characters
from models.engines.base import (
    DEFAULT_OPTIONS,
    CheckCancelled,
    DecodingOptions,
    Failure,
    Progress,
    Request,
    Setup,
    Translation,
    never_cancelled,
    no_progress,
)
from models.errors import EngineError, ModelsError
from models.workers import WorkerProcess

Result = Translation | Failure

_MOST_SEGMENTS = 64
_TICK = 0.1
_LOADING_SECONDS = 300.0
"""How long a model may take to load, on a busy machine and from a slow disk."""
_STARTS = 2


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Segments that travel together. `deaths` counts workers lost over one segment alone."""

    numbers: tuple[int, ...]
    segments: tuple[str, ...]
    options: DecodingOptions | None = None
    """Their own, `None` for those of the stream."""
    deaths: int = 0

    def singles(self) -> Iterator[_Chunk]:
        for number, segment in zip(self.numbers, self.segments, strict=True):
            yield replace(self, numbers=(number,), segments=(segment,))


class _Work:
    """What is still to be handed out: chunks that came back first, then new text."""

    def __init__(self, segments: Iterable[str | Request], characters: int) -> None:
        self._returned: deque[_Chunk] = deque()
        self._fresh = _chunks(segments, characters)

    def next(self) -> _Chunk | None:
        if self._returned:
            return self._returned.popleft()
        return next(self._fresh, None)

    def give_back(self, chunks: Iterable[_Chunk]) -> None:
        self._returned.extend(chunks)


def _chunks(segments: Iterable[str | Request], characters: int) -> Iterator[_Chunk]:
    numbers: list[int] = []
    texts: list[str] = []
    options: DecodingOptions | None = None
    for number, segment in enumerate(segments):
        text, own = (segment, None) if isinstance(segment, str) else (segment.text, segment.options)
        if texts and own != options:
            yield _Chunk(tuple(numbers), tuple(texts), options)
            numbers, texts = [], []
        options = own
        numbers.append(number)
        texts.append(text)
        if len(texts) == _MOST_SEGMENTS or sum(map(len, texts)) >= characters:
            yield _Chunk(tuple(numbers), tuple(texts), options)
            numbers, texts = [], []
    if texts:
        yield _Chunk(tuple(numbers), tuple(texts), options)


class EnginePool:
    """An engine over `workers` processes, each with the model loaded once.

    A worker that dies or takes longer than `time_limit` seconds over one chunk is replaced
    and its segments are given again, one by one; a segment that ends two workers by itself
    fails, and only that segment. `niceness` is how far the processes let others on the machine go
    first. To be used by one thread at a time, and closed.
    """

    def __init__(
        self, setup: Setup, *, workers: int = 1, time_limit: float = 300.0, niceness: int = 0
    ) -> None:
        if workers < 1:
            raise ValueError(f"a pool needs at least one worker, not {workers}")
        self._setup = setup
        self._size = workers
        self._time_limit = time_limit
        self._niceness = niceness
        self._characters = chunk_characters(setup.family)
        self._processes: list[WorkerProcess] = []
        self._heard: SimpleQueue[tuple[WorkerProcess, protocol.Message | None]] = SimpleQueue()
        self._failed_starts = 0
        self.peak_memory = 0
        """The most memory that the workers have held together, in bytes; 0 if not known."""

    @property
    def pids(self) -> tuple[int, ...]:
        """The worker processes of this moment."""
        return tuple(process.pid for process in self._processes)

    def start(self) -> None:
        """Begin to load the model in every worker, without waiting; optional."""
        while len(self._processes) < self._size:
            self._begin()

    def translate(
        self,
        segments: Sequence[str],
        *,
        source: str,
        target: str,
        options: DecodingOptions = DEFAULT_OPTIONS,
        progress: Progress = no_progress,
        check_cancelled: CheckCancelled = never_cancelled,
    ) -> list[Translation]:
        """As every engine; a segment that cannot be translated is an `EngineError`."""
        found: dict[int, Translation] = {}
        stream = self.translate_stream(
            segments, source=source, target=target, options=options, check_cancelled=check_cancelled
        )
        for number, result in stream:
            if isinstance(result, Failure):
                stream.close()
                raise EngineError(
                    f"segment {number + 1} could not be translated ({result.reason}); "
                    f"leave it out or try another model"
                )
            found[number] = result
            progress(len(found), len(segments))
        return [found[number] for number in range(len(segments))]

    def translate_stream(
        self,
        segments: Iterable[str | Request],
        *,
        source: str,
        target: str,
        options: DecodingOptions = DEFAULT_OPTIONS,
        check_cancelled: CheckCancelled = never_cancelled,
    ) -> Generator[tuple[int, Result], None, None]:
        """(segment number from 0, its result), as they come and in any order.

        `segments` is read no further ahead than the workers need. `check_cancelled` is called
        every tenth of a second and raises to stop; leaving the stream early stops the work too.
        A `Request` among the segments is translated by its own options.
        """
        request = {"source": source, "target": target, "options": asdict(options)}
        work = _Work(segments, self._characters)
        try:
            while self._hand_out(work, request):
                check_cancelled()
                yield from self._collect(work)
        finally:
            self._drop(process for process in list(self._processes) if process.chunk)

    def close(self) -> None:
        """End every worker; nothing is left running."""
        self._drop(list(self._processes))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> WorkerProcess:
        process = WorkerProcess(
            self._setup, lambda *event: self._heard.put(event), niceness=self._niceness
        )
        self._processes.append(process)
        return process

    def _drop(self, processes: Iterable[WorkerProcess]) -> None:
        for process in processes:
            self._processes.remove(process)
            process.stop()

    def _hand_out(self, work: _Work, request: protocol.Message) -> bool:
        """Give every idle worker a chunk; whether anything is being worked on."""
        while True:
            idle = next((each for each in self._processes if each.chunk is None), None)
            if idle is None and len(self._processes) == self._size:
                return True
            chunk = work.next()
            if chunk is None:
                return any(each.chunk for each in self._processes)
            self._give(idle or self._begin(), chunk, request)

    def _give(self, process: WorkerProcess, chunk: _Chunk, request: protocol.Message) -> None:
        process.chunk = chunk
        patience = self._time_limit if process.ready else max(self._time_limit, _LOADING_SECONDS)
        process.deadline = time.monotonic() + patience
        own = {"options": asdict(chunk.options)} if chunk.options else {}
        process.send(request | {"segments": chunk.segments} | own)

    def _collect(self, work: _Work) -> Iterator[tuple[int, Result]]:
        """The results that arrive within a tick."""
        try:
            process, message = self._heard.get(timeout=_TICK)
        except Empty:
            self._end_overdue()
            return
        if process not in self._processes:
            return
        chunk = process.chunk
        if message is None:
            yield from self._lost(process, chunk, work)
        elif "refused" in message:
            raise _refusal(message)
        elif "ready" in message:
            self._loaded(process)
        elif isinstance(chunk, _Chunk):
            process.chunk = None
            yield from self._answered(chunk, message, work)
            self._remember(process, message.get("memory"))

    def _loaded(self, process: WorkerProcess) -> None:
        process.ready = True
        process.deadline = time.monotonic() + self._time_limit
        self._failed_starts = 0

    def _answered(
        self, chunk: _Chunk, message: protocol.Message, work: _Work
    ) -> Iterator[tuple[int, Result]]:
        translations = message.get("translations", [])
        if len(translations) == len(chunk.segments):
            for number, translation in zip(chunk.numbers, translations, strict=True):
                yield number, protocol.translation_from(translation)
        elif len(chunk.segments) > 1:
            work.give_back(chunk.singles())
        else:
            reason = message.get("failed") or f"the engine gave {len(translations)} results for it"
            yield chunk.numbers[0], Failure(reason=reason)

    def _lost(
        self, process: WorkerProcess, chunk: object, work: _Work
    ) -> Iterator[tuple[int, Result]]:
        """A worker has ended; decide what becomes of what it was working on."""
        self._processes.remove(process)
        reason = process.ending()
        if not process.ready:
            self._count_failed_start(reason)
        if not isinstance(chunk, _Chunk):
            return
        if not process.ready:
            work.give_back([chunk])
        elif len(chunk.segments) > 1:
            work.give_back(chunk.singles())
        elif chunk.deaths == 0:
            work.give_back([replace(chunk, deaths=1)])
        else:
            yield chunk.numbers[0], Failure(reason=f"the engine stopped twice over it: {reason}")

    def _count_failed_start(self, reason: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _STARTS:
            self._failed_starts = 0
            raise EngineError(
                f"the engine for {self._setup.model} ended while it was loading ({reason}); "
                f"use fewer workers or a smaller model if memory is short"
            )

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for process in self._processes:
            if process.chunk and process.deadline is not None and now > process.deadline:
                process.reason = f"no answer within {self._time_limit:g} seconds"
                process.interrupt()

    def _remember(self, process: WorkerProcess, memory: int | None) -> None:
        process.memory = memory or 0
        self.peak_memory = max(self.peak_memory, sum(each.memory for each in self._processes))


def _refusal(message: protocol.Message) -> ModelsError:
    """The error that a worker met while loading, as what it was."""
    kind = getattr(errors, message["refused"], None)
    if isinstance(kind, type) and issubclass(kind, ModelsError):
        return kind(message["reason"])
    return EngineError(f"the engine could not be loaded: {message['reason']}")
