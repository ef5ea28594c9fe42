"""Segments taken apart for an engine with a limited context, and put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.engines.base import Translation
from models.engines.text import cleaned, joined, pieces, says_nothing

TranslateTexts = Callable[[list[str]], Sequence[Translation]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a segment; `place` is where in the batch it is, `None` if it stays as it is."""

    text: str
    place: int | None


def translate_in_parts(
    segments: Sequence[str],
    *,
    target: str,
    too_long: Callable[[str], bool],
    translate: TranslateTexts,
) -> list[Translation]:
    """One translation per segment, from one call of `translate` on texts short enough for it.

    What says nothing in any language comes back as it is. Scores and links are kept where a
    segment was translated whole.
    """
    batch: list[str] = []
    plans = [_plan(cleaned(segment), batch, too_long) for segment in segments]
    results = translate(batch) if batch else []
    return [_assembled(plan, results, target) for plan in plans]


def _plan(text: str, batch: list[str], too_long: Callable[[str], bool]) -> list[_Part]:
    if says_nothing(text):
        return [_Part(text, None)]
    cut = pieces(text, too_long) if too_long(text) else [(text, True)]
    parts = []
    for piece, wanted in cut:
        parts.append(_Part(piece, len(batch) if wanted else None))
        if wanted:
            batch.append(piece)
    return parts


def _assembled(plan: list[_Part], results: Sequence[Translation], target: str) -> Translation:
    if len(plan) == 1 and plan[0].place is not None:
        return results[plan[0].place]
    texts = [part.text if part.place is None else results[part.place].text for part in plan]
    return Translation(text=joined(texts, target))
