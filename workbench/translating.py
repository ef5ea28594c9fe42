"""Machine drafts for a bitext: from the engine, past the guards, into the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Protocol

from alignments.beads import (
    Bitext,
    MachineOrigin,
    NewRevision,
    Origin,
    State,
    SubState,
    WordLinks,
)
from alignments.characters import without_refused
from alignments.placeholders import without_codes
from alignments.store import Store
from models.engines import other_way
from models.engines.base import (
    CheckCancelled,
    DecodingOptions,
    Failure,
    Request,
    Translation,
)
from workbench.code_placing import put_back
from workbench.guards import GuardOptions
from workbench.second_try import Asked, Judge, Judged, SecondTries, Wanted

_DRAFTS_A_COMMIT = 64
_SECONDS_A_COMMIT = 0.5
_SEGMENTS_A_READ = 1000
_FIRST_TRY = DecodingOptions(links=True)

Progress = Callable[[int, int], None]
Answers = Generator[tuple[Asked, Translation | Failure], None, None]


class StreamingEngine(Protocol):
    """What is needed of an engine: `models.pool.EnginePool` is one."""

    def translate_stream(
        self,
        segments: Iterable[str | Request],
        *,
        source: str,
        target: str,
        options: DecodingOptions = ...,
        check_cancelled: CheckCancelled,
    ) -> Generator[tuple[int, Translation | Failure], None, None]:
        """Give (number from 0, result), as they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What came of translating a bitext."""

    language: str
    machine: MachineOrigin
    written: int
    flagged: int
    mended: int
    """Drafts that looked wrong, and less so after a second try."""
    failures: tuple[tuple[int, str], ...]
    """Segments that the engine could not translate: number and reason."""
    seconds: float


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
    context: int = 0,
) -> Drafted:
    """Draft every bead that wants it: the empty ones, with `redo` other models' drafts too.

    A draft that a guard flags is tried once more, decoded in another way; the one with fewer
    flags is stored. What a person touched is never drafted over. Drafts are stored as they come;
    when `check_cancelled` raises, those that are done are kept, and another call goes on from
    there. `context` is how many segments before each one the model gets to see.
    """
    model = machine.model if redo else None
    total = store.revisions.count_untranslated(bitext.id, model=model)
    judge = Judge(
        source_language=source, target_language=bitext.language, guards=guards or GuardOptions()
    )
    tries = SecondTries(judge, other_way(machine.engine))
    drafts = _Drafts(store, machine)
    failures: list[tuple[int, str]] = []
    begun = time.monotonic()

    def ask(asked: Iterable[Asked]) -> Answers:
        return _answers(
            engine, asked, source=source, target=bitext.language, check_cancelled=check_cancelled
        )

    try:
        fresh = _wanted(store, bitext, model=model, context=context)
        for done, (wanted, result) in enumerate(_results(ask, fresh, tries), start=1):
            if isinstance(result, Failure):
                failures.append((wanted.number, result.reason))
            else:
                drafts.add(wanted.bead, with_codes(wanted.marked, result))
            progress(done, total)
    finally:
        drafts.commit()
    return Drafted(
        language=bitext.language,
        machine=machine,
        written=drafts.written,
        flagged=drafts.flagged,
        mended=tries.mended,
        failures=tuple(failures),
        seconds=time.monotonic() - begun,
    )


def _wanted(store: Store, bitext: Bitext, *, model: str | None, context: int) -> Iterator[Asked]:
    """The segments that want a draft, read from the store no faster than they are used."""
    after = 0
    while some := store.revisions.untranslated(
        bitext.id, model=model, after=after, limit=_SEGMENTS_A_READ
    ):
        before = _texts_before(store, bitext, some[0][1], some[-1][1], context)
        for bead, number, text in some:
            seen = tuple(
                before[place] for place in range(number - context, number) if place in before
            )
            plain = without_codes(text)
            marked = text if text != plain else ""
            wanted = Wanted(bead=bead, number=number, text=plain, context=seen, marked=marked)
            options = replace(_FIRST_TRY, context=seen) if seen else None
            yield Asked(wanted=wanted, options=options)
        after = some[-1][1]


def with_codes(marked: str, judged: Judged) -> Judged:
    """The draft with the inline codes of its source."""
    text = put_back(marked, judged.result.text, judged.result.links)
    return replace(judged, result=replace(judged.result, text=text))


def _texts_before(
    store: Store, bitext: Bitext, first: int, last: int, context: int
) -> dict[int, str]:
    """By number, the segments that others from the `first` to the `last` are to be seen with."""
    if not context:
        return {}
    start = max(0, first - 1 - context)
    found = store.documents.segments(bitext.document, offset=start, limit=last - start)
    return {each.number: without_codes(each.text) for each in found if not each.excluded}


def _results(
    ask: Callable[[Iterable[Asked]], Answers], fresh: Iterator[Asked], tries: SecondTries
) -> Generator[tuple[Wanted, Judged | Failure], None, None]:
    """Every segment with the better of its drafts, in the order in which they are done."""
    asked: Iterable[Asked] = tries.among(fresh)
    while asked:
        with closing(ask(asked)) as answers:
            for each, answer in answers:
                result = tries.heard(each, answer)
                if result is not None:
                    yield each.wanted, result
        asked = tries.take()


def _answers(
    engine: StreamingEngine,
    asked: Iterable[Asked],
    *,
    source: str,
    target: str,
    check_cancelled: CheckCancelled,
) -> Answers:
    """What the engine answers to each, in any order."""
    taken: dict[int, Asked] = {}

    def requests() -> Iterator[str | Request]:
        for number, each in enumerate(asked):
            taken[number] = each
            yield each.request

    stream = engine.translate_stream(
        requests(),
        source=source,
        target=target,
        options=_FIRST_TRY,
        check_cancelled=check_cancelled,
    )
    try:
        for number, result in stream:
            yield taken.pop(number), result
    finally:
        stream.close()


@dataclass(slots=True)
class _Drafts:
    """Drafts on their way to the store, a batch at a time."""

    store: Store
    machine: MachineOrigin
    waiting: list[tuple[int, NewRevision]] = field(default_factory=list)
    written: int = 0
    flagged: int = 0
    since: float = field(default_factory=time.monotonic)

    def add(self, bead: int, judged: Judged) -> None:
        self.waiting.append((bead, draft_of(judged, self.machine)))
        due = time.monotonic() - self.since > _SECONDS_A_COMMIT
        if due or len(self.waiting) >= _DRAFTS_A_COMMIT:
            self.commit()

    def commit(self) -> None:
        if self.waiting:
            self.written += self.store.revisions.add_drafts(self.waiting)
            self.flagged += sum(bool(draft.flags) for _, draft in self.waiting)
        self.waiting = []
        self.since = time.monotonic()


def draft_of(judged: Judged, machine: MachineOrigin) -> NewRevision:
    """A translation as the revision that it becomes."""
    result = judged.result
    if judged.retry is not None:
        machine = replace(machine, options={**machine.options, "retry": judged.retry})
    return NewRevision(
        text=without_refused(result.text),
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        score=result.score,
        links=WordLinks(method="attention", pairs=result.links) if result.links else None,
        flags=judged.flags,
    )
