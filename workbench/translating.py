"""Machine drafts for a bitext: from the engine, past the guards, into the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from alignments.beads import Bitext, Flag, MachineOrigin, NewRevision, Origin, State, SubState
from alignments.characters import without_refused
from alignments.store import Store
from models.engines.base import CheckCancelled, Failure, Translation
from workbench.guards import GuardOptions, check_draft

_DRAFTS_A_COMMIT = 64
_SECONDS_A_COMMIT = 0.5
_SEGMENTS_A_READ = 1000

Progress = Callable[[int, int], None]


class StreamingEngine(Protocol):
    """What is needed of an engine: `models.pool.EnginePool` is one."""

    def translate_stream(
        self, segments: Iterable[str], *, source: str, target: str, check_cancelled: CheckCancelled
    ) -> Generator[tuple[int, Translation | Failure], None, None]:
        """Give (number from 0, result), as they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What came of translating a bitext."""

    language: str
    machine: MachineOrigin
    written: int
    flagged: int
    failures: tuple[tuple[int, str], ...]
    """Segments that the engine could not translate: number and reason."""
    seconds: float


@dataclass(slots=True)
class _Drafts:
    """Drafts on their way to the store, a batch at a time."""

    store: Store
    waiting: list[tuple[int, NewRevision]] = field(default_factory=list)
    written: int = 0
    flagged: int = 0
    since: float = field(default_factory=time.monotonic)

    def add(self, bead: int, draft: NewRevision) -> None:
        self.waiting.append((bead, draft))
        due = time.monotonic() - self.since > _SECONDS_A_COMMIT
        if due or len(self.waiting) >= _DRAFTS_A_COMMIT:
            self.commit()

    def commit(self) -> None:
        if self.waiting:
            self.written += self.store.revisions.add_drafts(self.waiting)
            self.flagged += sum(bool(draft.flags) for _, draft in self.waiting)
        self.waiting = []
        self.since = time.monotonic()


def translate_bitext(
    store: Store,
    bitext: Bitext,
    engine: StreamingEngine,
    *,
    machine: MachineOrigin,
    source: str,
    redo: bool,
    progress: Progress,
    check_cancelled: CheckCancelled,
    guards: GuardOptions | None = None,
) -> Drafted:
    """Draft every bead that wants it: the empty ones, with `redo` other models' drafts too.

    What a person touched is never drafted over. Drafts are stored as they come; when
    `check_cancelled` raises, those that are done are kept, and another call goes on from there.
    """
    model = machine.model if redo else None
    total = store.revisions.count_untranslated(bitext.id, model=model)
    wanted = _Wanted(store, bitext.id, model)
    drafts = _Drafts(store)
    failures: list[tuple[int, str]] = []
    begun = time.monotonic()
    stream = engine.translate_stream(
        wanted.texts(), source=source, target=bitext.language, check_cancelled=check_cancelled
    )
    try:
        for done, (place, result) in enumerate(stream, start=1):
            bead, number, text = wanted.taken.pop(place)
            if isinstance(result, Failure):
                failures.append((number, result.reason))
            else:
                flags = check_draft(
                    text,
                    result.text,
                    source_language=source,
                    target_language=bitext.language,
                    options=guards or GuardOptions(),
                )
                drafts.add(bead, _draft(result, machine, flags))
            progress(done, total)
    finally:
        stream.close()
        drafts.commit()
    return Drafted(
        language=bitext.language,
        machine=machine,
        written=drafts.written,
        flagged=drafts.flagged,
        failures=tuple(failures),
        seconds=time.monotonic() - begun,
    )


class _Wanted:
    """The segments that want a draft, read from the store no faster than they are used."""

    def __init__(self, store: Store, bitext: int, model: str | None) -> None:
        self._store, self._bitext, self._model = store, bitext, model
        self.taken: dict[int, tuple[int, int, str]] = {}

    def texts(self) -> Iterator[str]:
        after = count = 0
        while some := self._store.revisions.untranslated(
            self._bitext, model=self._model, after=after, limit=_SEGMENTS_A_READ
        ):
            for bead, number, text in some:
                self.taken[count] = (bead, number, text)
                count += 1
                yield text
            after = some[-1][1]


def _draft(result: Translation, machine: MachineOrigin, flags: Iterable[Flag]) -> NewRevision:
    return NewRevision(
        text=without_refused(result.text),
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        score=result.score,
        flags=tuple(flags),
    )
