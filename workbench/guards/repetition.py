"""Decoders that lose themselves: the same character, word or phrase over and over."""

from __future__ import annotations

import re

from workbench.guards.pair import Pair
from workbench.guards.scripts import UNSPACED

_LONGEST_PHRASE = 8
_CHARACTERS = re.compile(r"([^\W\d_])\1{5,}")
_SYLLABLES = re.compile(r"([^\W\d_]{2,6}?)\1{4,}")
_EDGES = "\"'“”«».,;:!?()[]…،؛؟。、！？"


def repetition(pair: Pair) -> str | None:
    """A loop in the draft that the source has no counterpart of."""
    return _stretched(pair) or _looping(pair)


def _stretched(pair: Pair) -> str | None:
    for pattern in (_CHARACTERS, _SYLLABLES):
        match = pattern.search(pair.draft)
        if match and not pattern.search(pair.source):
            return f"{match[1]!r} is repeated {len(match[0]) // len(match[1])} times in a row"
    return None


def _looping(pair: Pair) -> str | None:
    tokens = _tokens(pair.draft, pair.target_script)
    if len(set(tokens)) == len(tokens):
        return None
    loop = _longest_loop(tokens)
    if loop is None:
        return None
    phrase, times = loop
    original = _longest_loop(_tokens(pair.source, pair.source_script))
    if original and original[1] >= times - 1:
        return None
    text = ("" if pair.target_script in UNSPACED else " ").join(phrase)
    return f"{text[:60]!r} is repeated {times} times in a row"


def _tokens(text: str, script: str) -> list[str]:
    if script in UNSPACED:
        return [character for character in text if character.isalpha()]
    stripped = (token.strip(_EDGES).casefold() for token in text.split())
    return [token for token in stripped if token]


def _longest_loop(tokens: list[str]) -> tuple[list[str], int] | None:
    """The phrase said most often in a row, and how often; `None` where that is natural speech."""
    found: tuple[list[str], int] | None = None
    for length in range(1, min(_LONGEST_PHRASE, len(tokens) // 2) + 1):
        start, times = _loop_of(tokens, length)
        if times >= _suspicious(length) and (found is None or times > found[1]):
            found = tokens[start : start + length], times
    return found


def _suspicious(length: int) -> int:
    """Speakers double a word (`very very`); three times, or a whole phrase twice, is a loop."""
    return 4 if length == 1 else 3 if length <= 3 else 2


def _loop_of(tokens: list[str], length: int) -> tuple[int, int]:
    """Where the longest loop of phrases of that many tokens starts, and how often it is said."""
    best = start = run = 0
    for index in range(len(tokens) - length):
        if tokens[index] == tokens[index + length]:
            run += 1
            if run > best:
                best, start = run, index - run + 1
        else:
            run = 0
    return start, best // length + 1
