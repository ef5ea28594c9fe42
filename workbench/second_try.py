"""A second try for drafts that look wrong: another search, and the best of what it finds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from alignments.beads import Flag
from models.engines.base import (
    DEFAULT_OPTIONS,
    Alternative,
    DecodingOptions,
    Failure,
    Request,
    Translation,
)
from workbench.guards import GuardOptions, check_draft

_AT_ONCE = 16
_PATIENCE_SECONDS = 5.0
# A model that a second try hardly ever helps is not asked again and again
_FAIR_TRIAL, _LEAST_SHARE = 64, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A segment that wants a draft."""

    bead: int
    number: int
    text: str
    context: tuple[str, ...] = ()
    """Segments before it, for models that were made to see them."""
    marked: str = ""
    """The text with its inline codes, where it has some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A translation, what the guards say of it, and what a second try did for it."""

    result: Translation
    flags: tuple[Flag, ...] = ()
    retry: Mapping[str, Any] | None = None
    """Why there was one, how it was decoded, and whether its text was `kept`."""

    @property
    def mended(self) -> bool:
        return bool(self.retry and self.retry["kept"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The guards, for one pair of languages."""

    source_language: str
    target_language: str
    guards: GuardOptions

    def flags(self, source: str, draft: str) -> tuple[Flag, ...]:
        return check_draft(
            source,
            draft,
            source_language=self.source_language,
            target_language=self.target_language,
            options=self.guards,
        )

    def first(self, wanted: Wanted, result: Translation) -> Judged:
        return Judged(result=result, flags=self.flags(wanted.text, result.text))

    def second(
        self, wanted: Wanted, first: Judged, result: Translation, options: DecodingOptions
    ) -> Judged:
        """The first text of the second try with the fewest flags, if they are fewer than before."""
        best, flags = first.result, first.flags
        how = None
        for found in _candidates(result):
            raised = self.flags(wanted.text, found.text)
            if len(raised) < len(flags):
                best, flags, how = _as_translation(found, result), raised, found.how
            if not flags:
                break
        told = {"because": [flag.name for flag in first.flags], "decoding": _told(options)}
        return Judged(
            result=best,
            flags=flags,
            retry=told | {"kept": how is not None} | ({"how": how} if how else {}),
        )


def _candidates(result: Translation) -> Iterator[Alternative]:
    yield Alternative(text=result.text, score=result.score)
    yield from result.alternatives


def _as_translation(found: Alternative, result: Translation) -> Translation:
    """An alternative as the translation that it then is; the links belong to the best one."""
    if found.text == result.text:
        return replace(result, alternatives=())
    return Translation(text=found.text, score=found.score)


def _told(options: DecodingOptions) -> dict[str, Any]:
    """What differs from the usual way."""
    usual = asdict(DEFAULT_OPTIONS)
    told = {name: value for name, value in asdict(options).items() if value != usual[name]}
    return {name: value for name, value in told.items() if name not in ("context", "links")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A segment on its way to the engine, for the first time or once more."""

    wanted: Wanted
    options: DecodingOptions | None = None
    """Where they are not those of all."""
    first: Judged | None = None
    """What the first try came to."""

    @property
    def request(self) -> str | Request:
        if self.options is None:
            return self.wanted.text
        return Request(text=self.wanted.text, options=self.options)


@dataclass(slots=True)
class SecondTries:
    """Has drafts that look wrong made again, some at a time, and keeps the better ones."""

    judge: Judge
    options: DecodingOptions | None
    """How to make them again; `None` where there is no other way."""
    waiting: list[Asked] = field(default_factory=list)
    tried: int = 0
    mended: int = 0
    _since: float = 0.0

    def among(self, fresh: Iterable[Asked]) -> Iterator[Asked]:
        """Segments that come for the first time, and between them those that wait."""
        for each in fresh:
            if self._due():
                yield from self.take()
            yield each

    def take(self) -> list[Asked]:
        """Those that wait; they wait no more."""
        taken, self.waiting = self.waiting, []
        return taken

    def heard(self, asked: Asked, result: Translation | Failure) -> Judged | Failure | None:
        """What a segment came to; `None` where it waits for a second try."""
        if asked.first is None:
            return self._first(asked, result)
        second = asked.first
        if isinstance(result, Translation) and self.options is not None:
            second = self.judge.second(asked.wanted, asked.first, result, self.options)
        self.tried += 1
        self.mended += second.mended
        return second

    def _first(self, asked: Asked, result: Translation | Failure) -> Judged | Failure | None:
        if isinstance(result, Failure):
            return result
        first = self.judge.first(asked.wanted, result)
        if self.options is None or not first.flags or self._hopeless():
            return first
        options = replace(self.options, context=asked.wanted.context)
        if not self.waiting:
            self._since = time.monotonic()
        self.waiting.append(replace(asked, options=options, first=first))
        return None

    def _hopeless(self) -> bool:
        return self.tried >= _FAIR_TRIAL and self.mended < _LEAST_SHARE * self.tried

    def _due(self) -> bool:
        """Whether those that wait should wait no longer for others."""
        waited = time.monotonic() - self._since
        return len(self.waiting) >= _AT_ONCE or (bool(self.waiting) and waited > _PATIENCE_SECONDS)
