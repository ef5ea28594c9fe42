"""What stand-off links say as beads: groups of sentences that cover two texts in order.

Links are a graph and beads are not: links that share a sentence or cross each other become one
bead, and a sentence that no link names stands alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from alignments.errors import FormatError
from alignments.formats.input import unpacked
from alignments.formats.tei import opened_texts
from alignments.formats.tei_texts import Link, Text
from alignments.formats.units import ImportReport, counted


@dataclass(frozen=True, slots=True)
class LinkedText:
    """One of two texts that are linked."""

    language: str | None
    paragraphs: Sequence[Sequence[str]]
    """The sentences of each; none of them is empty."""
    file: int
    """Which of the files it came in, counted from 0."""

    @property
    def sentences(self) -> list[str]:
        """All of them, in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]


@dataclass(frozen=True, slots=True)
class LinkedBead:
    """Sentences that belong together, by their numbers from 1."""

    source: Sequence[int]
    target: Sequence[int]
    checked: bool
    """Whether a person looked at it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Two texts and the beads that cover them."""

    source: LinkedText
    target: LinkedText
    beads: Sequence[LinkedBead]


def read_linked(streams: Sequence[BinaryIO], report: ImportReport) -> Linked:
    """The two texts of three files, packed or not. Raises FormatError."""
    with opened_texts([unpacked(stream) for stream in streams]) as (texts, links):
        numbers = [_numbers(text) for text in texts]
        spans, alone = _spans(links, *numbers)
        source, target = (LinkedText(one.language, _paragraphs(one), one.file) for one in texts)
    merged = list(_merged(spans))
    if lost := len(spans) - len(merged):
        report.warnings.append(
            f"{counted(lost, 'link')} that cross others, or share a sentence, were joined with them"
        )
    lengths = [max(each.values(), default=0) for each in numbers]
    beads = list(_beads(merged, alone, lengths))
    report.read = len(beads)
    left = sum(
        number not in known
        for length, known in zip(lengths, _linked(spans, alone), strict=True)
        for number in range(1, length + 1)
    )
    if left:
        report.warnings.append(f"{counted(left, 'sentence')} without a link stand alone")
    return Linked(source, target, beads)


def _numbers(text: Text) -> Mapping[str, int]:
    """The place of each sentence that has a text; 0 for the others."""
    numbers, last = {}, 0
    for name, sentence in text.sentences():
        last += bool(sentence)
        numbers[name] = last if sentence else 0
    return numbers


def _paragraphs(text: Text) -> Sequence[Sequence[str]]:
    sentences = [sentence for _, sentence in text.sentences()]
    starts = [0, *text.paragraphs, len(sentences)]
    cut = (sentences[start:end] for start, end in itertools.pairwise(starts))
    return [kept for paragraph in cut if (kept := [each for each in paragraph if each])]


@dataclass(slots=True)
class _Span:
    """The sentences, from first to last, that a link of both sides stands on."""

    source: tuple[int, int]
    target: tuple[int, int]
    checked: bool


_Alone = tuple[dict[int, tuple[int, bool]], dict[int, tuple[int, bool]]]
"""For each side the sentences of links with that side only: which link, and whether checked."""


def _spans(
    links: Iterable[Link], source: Mapping[str, int], target: Mapping[str, int]
) -> tuple[list[_Span], _Alone]:
    spans: list[_Span] = []
    alone: _Alone = ({}, {})
    for place, link in enumerate(links):
        sides = _places(link.source, source), _places(link.target, target)
        if sides[0] and sides[1]:
            ends = [(min(side), max(side)) for side in sides]
            spans.append(_Span(ends[0], ends[1], link.checked))
            continue
        for side, known in zip(sides, alone, strict=True):
            known.update(dict.fromkeys(side, (place, link.checked)))
    return spans, alone


def _places(names: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    missing = next((name for name in names if name not in numbers), None)
    if missing is not None:
        raise FormatError(f"a link names the sentence {missing[:40]!r}, which is in no text")
    return [number for name in names if (number := numbers[name])]


def _linked(spans: Sequence[_Span], alone: _Alone) -> tuple[set[int], set[int]]:
    sides = set(alone[0]), set(alone[1])
    for span in spans:
        for known, (first, last) in zip(sides, (span.source, span.target), strict=True):
            known.update(range(first, last + 1))
    return sides


def _merged(spans: Sequence[_Span]) -> Sequence[_Span]:
    """The spans in order, none of which touches or crosses another."""
    done: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.source, one.target)):
        while done and _meet(done[-1], span):
            before = done.pop()
            span = _Span(
                _around(before.source, span.source),
                _around(before.target, span.target),
                before.checked and span.checked,
            )
        done.append(span)
    return done


def _meet(before: _Span, span: _Span) -> bool:
    return before.source[1] >= span.source[0] or before.target[1] >= span.target[0]


def _around(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])


def _beads(spans: Sequence[_Span], alone: _Alone, lengths: Sequence[int]) -> Iterator[LinkedBead]:
    """A bead for every span, and between them those of one side only."""
    done = [0, 0]
    for span in [*spans, None]:
        ends = (span.source[0], span.target[0]) if span else [length + 1 for length in lengths]
        for numbers, checked in _groups(range(done[0] + 1, ends[0]), alone[0]):
            yield LinkedBead(numbers, (), checked)
        for numbers, checked in _groups(range(done[1] + 1, ends[1]), alone[1]):
            yield LinkedBead((), numbers, checked)
        if span is not None:
            source, target = (range(first, last + 1) for first, last in (span.source, span.target))
            yield LinkedBead(source, target, span.checked)
            done = [span.source[1], span.target[1]]


def _groups(
    numbers: range, alone: Mapping[int, tuple[int, bool]]
) -> Iterator[tuple[Sequence[int], bool]]:
    """Sentences in a row that one link names together; others each by itself."""
    group: list[int] = []
    for number in numbers:
        link = alone.get(number)
        if group and (link is None or alone.get(group[-1]) != link):
            yield group, alone.get(group[0], (0, False))[1]
            group = []
        group.append(number)
    if group:
        yield group, alone.get(group[0], (0, False))[1]
