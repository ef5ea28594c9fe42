"""The sentences of a block's text, as spans of character offsets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from alignments import languages
from alignments.errors import SegmentationError
from alignments.segmentation.baseline import baseline_boundaries
from alignments.segmentation.cascade import verdict
from alignments.segmentation.places import candidates, place_at
from alignments.segmentation.tables import table_for

LONGEST_BLOCK = 1_000_000
"""Characters; far beyond any paragraph, and still cut in about a second."""


def sentence_spans(text: str, *, language: str) -> list[tuple[int, int]]:
    """The offsets of each sentence, in order, without the white space around it.

    The spans do not overlap, and every character that is not white space lies in one of them, so
    white-space-only text has none. The same text always gives the same spans. `language` is a
    BCP 47 tag. Raises UnknownLanguage for another tag, and SegmentationError for a text of more
    than 1,000,000 characters.
    """
    if len(text) > LONGEST_BLOCK:
        raise SegmentationError(
            f"a block of {len(text):,} characters is too long to cut into sentences; the limit is"
            f" {LONGEST_BLOCK:,}, so split it with blank lines"
        )
    primary = languages.primary(language)
    starts = [0, *_breaks(text, primary), len(text)]
    spans = [span for start, end in pairwise(starts) if (span := _trimmed(text, start, end))]
    return _with_words(text, spans)


def _breaks(text: str, language: str) -> Iterator[int]:
    """The offsets where a new sentence starts, ascending."""
    table = table_for(language)
    boundaries = baseline_boundaries(text, language)
    upcoming = 0
    start = 0
    for candidate in candidates(text, boundaries):
        place = place_at(text, candidate, start)
        decided = verdict(place, table)
        if decided is None:
            while upcoming < len(boundaries) and boundaries[upcoming] <= candidate.start:
                upcoming += 1
            decided = upcoming < len(boundaries) and boundaries[upcoming] <= candidate.words
        if decided:
            start = candidate.next
            yield start


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return (start, start + len(piece.strip())) if piece.strip() else None


def _with_words(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A piece without a letter or digit joins the sentence before it on the same line."""
    joined = spans[:1]
    for start, end in spans[1:]:
        before = joined[-1][1]
        wordless = not any(map(str.isalnum, text[start:end]))
        if wordless and len(text[before:start].splitlines()) < 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
