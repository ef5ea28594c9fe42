"""Two lists of segments made ready for comparison: measured, counted, encoded."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from alignments.aligner import regions
from alignments.aligner.labels import in_figures
from alignments.aligner.sentences import beginnings, continued, ends
from alignments.aligner.sides import Pair, Phrases, Side
from alignments.aligner.values import LARGEST_GROUP
from alignments.aligner.words import WordTable
from alignments.encoding import Encoder, Reading, ReadingEncoder

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

SEGMENTS_AT_ONCE = 4000
BUCKETS = 512
MUCH_SHORTER = 2.0
FEWEST_ANCHORS = 5
BEGINNING = 5


def prepared(source: Sequence[str], target: Sequence[str], encoder: Encoder | None) -> Pair:
    """Everything about two documents that does not depend on how they are aligned."""
    counted = in_figures(source, target)
    left, right = _side(source, counted[0], encoder), _side(target, counted[1], encoder)
    return Pair(source=left, target=right, ratio=_ratio(left, right))


def _ratio(source: Side, target: Side) -> float:
    """Target characters for each source character.

    Where one document is much the shorter, as a summary is, what corresponds decides; but the
    writing of some languages is as short.
    """
    whole = (float(target.lengths.sum()) + 1) / (float(source.lengths.sum()) + 1)
    if 1 / MUCH_SHORTER < whole < MUCH_SHORTER:
        return whole
    pairs = regions.anchors(source.guide, target.guide)
    if len(pairs) < FEWEST_ANCHORS:
        return whole
    apart = np.log(target.lengths[pairs[:, 1]]) - np.log(source.lengths[pairs[:, 0]])
    return float(np.exp(np.median(apart)))


def _side(segments: Sequence[str], counted: Sequence[str], encoder: Encoder | None) -> Side:
    lengths = np.array([max(len("".join(text.split())), 1) for text in segments], dtype=np.float32)
    words = WordTable.of(counted)
    vectors, phrases = encoded(segments, encoder)
    single = vectors[:, 0].astype(np.float32)
    return Side(
        lengths=lengths,
        words=words,
        vectors=vectors,
        mean=single.mean(axis=0) if len(single) else np.zeros(single.shape[1], dtype=np.float32),
        guide=single if encoder is not None else word_vectors(words),
        continued=continued(segments),
        ends=ends(segments),
        beginnings=beginnings(segments),
        phrases=phrases,
    )


def word_vectors(words: WordTable) -> Floats:
    """A vector of each segment's numbers and word beginnings, for want of an encoder.

    Words that look alike in two languages mostly begin alike.
    """
    buckets = np.array(
        [crc32(kind[:BEGINNING].encode("utf-8", "surrogatepass")) % BUCKETS for kind in words.kinds]
        or [0]
    )
    vectors = np.zeros((len(words.starts) - 1, BUCKETS), dtype=np.float32)
    inside = np.repeat(np.arange(len(vectors)), np.diff(words.starts))
    np.add.at(vectors, (inside, buckets[words.numbers]), words.weights[words.numbers])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors


def encoded(segments: Sequence[str], encoder: Encoder | None) -> tuple[Halves, Phrases]:
    """The vectors of all groups of up to five segments, by first segment and size; and phrases."""
    if encoder is None:
        return np.zeros((len(segments), LARGEST_GROUP, 0), dtype=np.float16), _no_phrases(segments)
    if not segments:
        # what an encoder gives for nothing has its width
        width = encoder.encode([""]).shape[1]
        return np.zeros((0, LARGEST_GROUP, width), dtype=np.float16), _no_phrases(segments)
    if not isinstance(encoder, ReadingEncoder):
        return _composed(encoder.encode(segments)), _no_phrases(segments)
    return _read(segments, encoder)


def _no_phrases(segments: Sequence[str]) -> Phrases:
    return Phrases(
        vectors=np.zeros((len(segments), 0), dtype=np.float16),
        starts=np.arange(len(segments) + 1),
        mean=np.zeros(0, dtype=np.float32),
    )


def _read(segments: Sequence[str], encoder: ReadingEncoder) -> tuple[Halves, Phrases]:
    groups, phrases, counts = [], [], []
    for low in range(0, len(segments), SEGMENTS_AT_ONCE):
        own = min(SEGMENTS_AT_ONCE, len(segments) - low)
        reading = encoder.read(segments[low : low + own + LARGEST_GROUP - 1])
        groups.append(_groups(reading, own, len(segments) - low))
        vectors, count = reading.phrases()
        counts.append(count[:own])
        phrases.append(vectors[: count[:own].sum()].astype(np.float16))
    found = np.concatenate(phrases)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    mean = found.mean(axis=0, dtype=np.float32)
    return np.concatenate(groups), Phrases(vectors=found, starts=starts, mean=mean)


def _groups(reading: Reading, starts: int, segments: int) -> Halves:
    """The groups that begin with each of the first segments, as far as there are segments."""
    first = np.repeat(np.arange(starts), LARGEST_GROUP)
    last = first + np.tile(np.arange(1, LARGEST_GROUP + 1), starts)
    inside = last <= segments
    found = reading.spans(np.stack([first, last], axis=1)[inside])
    vectors = np.zeros((len(first), found.shape[1]), dtype=np.float16)
    vectors[inside] = found
    return vectors.reshape(starts, LARGEST_GROUP, -1)


def _composed(single: Floats) -> Halves:
    """Groups as the directions between their segments, for encoders that know only texts."""
    vectors = np.zeros((len(single), LARGEST_GROUP, single.shape[1]), dtype=np.float16)
    total = single.astype(np.float32)
    for size in range(1, LARGEST_GROUP + 1):
        norm = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
        count = max(len(single) - size + 1, 0)
        vectors[:count, size - 1] = (total / norm)[:count]
        following = np.zeros_like(single)
        following[:-size] = single[size:]
        total = total + following
    return vectors
