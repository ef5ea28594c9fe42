"""Two models in a row, for pairs that no single model translates: into a language and out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.engines import load_engine
from models.engines.base import (
    DEFAULT_OPTIONS,
    CheckCancelled,
    DecodingOptions,
    Progress,
    Setup,
    Translation,
    never_cancelled,
    no_progress,
)
from models.errors import EngineError


class PivotEngine:
    """The models of `setup.legs`, each loaded in this process."""

    def __init__(self, setup: Setup) -> None:
        if len(setup.legs) < 2:
            raise EngineError(f"{setup.model}: a pivot needs two models")
        self._legs = setup.legs
        self._engines = [load_engine(leg.setup) for leg in setup.legs]

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
        """As every engine, by the languages of the legs. Scores are those of the worst leg."""
        texts = list(segments)
        scores: list[float | None] = [None] * len(texts)
        found: list[Translation] = []
        for leg, engine in zip(self._legs, self._engines, strict=True):
            last = leg is self._legs[-1]
            found = engine.translate(
                texts,
                source=leg.source,
                target=leg.target,
                options=replace(options, links=False)
                if last
                else replace(options, links=False, alternatives=0),
                progress=progress if last else no_progress,
                check_cancelled=check_cancelled,
            )
            texts = [each.text for each in found]
            scores = [_worse(old, new.score) for old, new in zip(scores, found, strict=True)]
        return [replace(each, score=score) for each, score in zip(found, scores, strict=True)]

    def close(self) -> None:
        for engine in self._engines:
            engine.close()


def _worse(one: float | None, other: float | None) -> float | None:
    known = [score for score in (one, other) if score is not None]
    return min(known, default=None)
