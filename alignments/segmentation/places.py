"""The places in a text where a sentence may end, and what stands around each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARKS = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Invisible characters (direction marks, joiners) that may stand between a stop and its quote."""

OPENING = "\"'“”‘’„‚«»‹›([{¿¡「『（《【*_"

_SPACE = "[ \u00a0\u202f\u2009]"
_SMILEY = r"(?:[:;=]['’]?-?[)(DPp|/\\]+|<3+)"
_EMOJI = "[\U0001f300-\U0001faff\u2639\u263a\u2764\ufe0f\u200d]+"
_LINE_BREAK = "\n\r\u2028\u2029\x85"

_CANDIDATE = re.compile(
    rf"""
    (?P<stop>
        [.!?…‥؟۔。！？｡‼⁇⁈⁉] [.!?…‥؟۔。！？｡‼⁇⁈⁉{MARKS}]*
        (?: {_SPACE} [.!?…؟]+ (?!\w) )*                # ". . ." and "? ?"
    )
    (?P<closing> (?:
        [{MARKS}] | [)\]}}”’」』】》〉）›〕] | ["'`“‘«»‹] (?!\w) | [*_]+ (?!\w)
        | {_SPACE} [)\]»”] (?!\w)                      # French quotation marks keep a distance
        | \[\d{{1,3}}\] | [¹²³⁴-⁹]+                    # notes
        | {_SPACE}? (?: {_SMILEY} | {_EMOJI} ) (?=\s|\Z)
    )* )
    (?P<gap> \s* )
    | (?P<smiley> (?<=\s) {_SMILEY} (?=\s) ) \s+
    | (?P<item> {_SPACE} ) (?= \(?\d{{1,3}} \.? \) \s )
    | (?P<line> [{_LINE_BREAK}] \s* )
    """,
    re.VERBOSE,
)
_AFTER = re.compile(
    rf"(?P<dash>(?:-+\s+|[–—―]+\s*)?)(?P<openers>[{OPENING}{MARKS}\s]*)(?P<word>[^\s,.;:!?…،؛؟۔\"”»)（，。：！？]*)"
)
_OPENERS = re.compile(rf"[{OPENING}{MARKS}\s\-–—―]*")
# Arabic and Hebrew vowel signs, tatweel, and the invisible marks
_DECORATION = re.compile(rf"[\u064b-\u0652\u0670\u0640\u0591-\u05c7{MARKS}]")

_BEHIND = 300
_AHEAD = 300
_TOKENS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stop and what closes with it, by offsets, and where the next sentence would start.

    `words` is where the next sentence's first word starts, behind its opening marks.
    """

    start: int
    end: int
    next: int
    words: int
    stop: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a rule may look at; words are without vowel signs and direction marks.

    `before` is the word that the stop touches, empty when white space is between them; `previous`
    the one before it. `head` is how the sentence so far begins, `behind` how it ends, `ahead` the
    text that follows, of which `dash`, `openers` and `word` are the beginning.
    """

    stop: str
    closing: str
    gap: str
    before: str
    previous: str
    head: str
    behind: str
    ahead: str
    dash: str
    openers: str
    word: str


def candidates(text: str, boundaries: Sequence[int]) -> Iterator[Candidate]:
    """Every stop, line break, smiley and list number, and where sentencex alone sees an end."""
    covered = 0
    extra = iter(boundaries)
    boundary = next(extra, len(text))
    for match in _CANDIDATE.finditer(text):
        while boundary < match.start():
            if boundary > covered:
                yield _elsewhere(text, boundary)
            boundary = next(extra, len(text))
        covered = _OPENERS.match(text, match.end(), match.end() + _TOKENS).end()  # type: ignore[union-attr]
        stop = match["stop"] or ""
        end = match.end("closing" if stop else "smiley")
        yield Candidate(
            start=match.start(),
            end=max(end, match.start()),
            next=match.end(),
            words=covered,
            stop=stop,
            closing=match["closing"] or match["smiley"] or "",
        )
    yield from (_elsewhere(text, end) for end in (boundary, *extra) if covered < end < len(text))


def _elsewhere(text: str, boundary: int) -> Candidate:
    """A boundary of sentencex's at a stop that is not ours, such as the danda of Hindi."""
    end = len(text[max(0, boundary - _TOKENS) : boundary].rstrip()) + max(0, boundary - _TOKENS)
    return Candidate(start=end, end=end, next=boundary, words=boundary, stop="", closing="")


def place_at(text: str, candidate: Candidate, sentence_start: int) -> Place:
    """What stands around a candidate, in the sentence that starts at `sentence_start`."""
    behind = text[max(sentence_start, candidate.start - _BEHIND) : candidate.start]
    ahead = text[candidate.next : candidate.next + _AHEAD]
    words = behind[-_TOKENS:].split()
    apart = not words or behind[-1].isspace()
    after = _AFTER.match(ahead)
    return Place(
        stop=candidate.stop,
        closing=candidate.closing,
        gap=text[candidate.end : candidate.next],
        before="" if apart else plain(words[-1]).lstrip(OPENING + "-–—"),
        previous=plain(words[-2]) if len(words) > 1 else "",
        head=text[sentence_start : sentence_start + _TOKENS].lstrip(),
        behind=behind,
        ahead=ahead,
        dash=after["dash"] if after else "",
        openers=after["openers"] if after else "",
        word=plain(after["word"]) if after else "",
    )


def plain(word: str) -> str:
    """The word as the tables have it: without vowel signs, tatweel and invisible marks."""
    return _DECORATION.sub("", word)
