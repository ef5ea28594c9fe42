"""Decoders that lose themselves: the same character, word or phrase over and over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.guards.pair import Pair
from workbench.guards.scripts import UNSPACED

_LONGEST_PHRASE = 8
_REPEATED_LETTERS = 5
_LONGEST_ROW = 16
_FEWEST_REPEATS = 3
_CHARACTERS = re.compile(r"(.)\1{5,}")
_SYLLABLES = re.compile(r"(.{2,6}?)\1{4,}")
# Not the brackets: a term and the same term in brackets are no loop.
_EDGES = "\"'“”«».,;:!?…،؛؟。、！？"


def repetition(pair: Pair) -> str | None:
    """A loop in the draft that the source has no counterpart of."""
    return _stretched(pair) or _looping(pair)


def _stretched(pair: Pair) -> str | None:
    for word in pair.draft_words:
        # The shortest stretch has this many repeated letters; spares most words.
        if len(word) - len(set(word)) < _REPEATED_LETTERS:
            continue
        match = _CHARACTERS.search(word) or _SYLLABLES.search(word)
        if match and match[0] not in pair.source:
            return f"{match[1]!r} is repeated {len(match[0]) // len(match[1])} times in a row"
    return None


def _looping(pair: Pair) -> str | None:
    characters = pair.target_script in UNSPACED
    if not (characters or _has_repeats(pair.draft_lower) or _has_repeats(pair.draft.split())):
        return None
    tokens = _tokens(pair.draft, pair.target_script)
    loop = _longest_loop(tokens, characters=characters)
    if loop is None:
        return None
    phrase, times = loop
    said = _tokens(pair.source, pair.source_script)
    original = _longest_loop(said, characters=pair.source_script in UNSPACED)
    if original and original[1] >= times - 1:
        return None
    text = ("" if characters else " ").join(phrase)
    return f"{text[:60]!r} is repeated {times} times in a row"


def _has_repeats(tokens: Sequence[str]) -> bool:
    """Whether there are as many repeated tokens as the shortest loop has; spares most drafts."""
    return len(tokens) - len(set(tokens)) >= _FEWEST_REPEATS


def _tokens(text: str, script: str) -> list[str]:
    if script in UNSPACED:
        return [character for character in text if not (character.isspace() or character.isdigit())]
    stripped = (token.strip(_EDGES).casefold() for token in text.split())
    return [token for token in stripped if token]


def _longest_loop(tokens: list[str], *, characters: bool) -> tuple[list[str], int] | None:
    """The phrase said most often in a row, and how often; `None` where that is natural speech."""
    found: tuple[list[str], int] | None = None
    longest = _LONGEST_ROW if characters else _LONGEST_PHRASE
    for length in range(1, min(longest, len(tokens) // 2) + 1):
        start, times = _loop_of(tokens, length)
        usual = _usual(length / 3 if characters else length)
        if times > usual and (found is None or times > found[1]):
            found = tokens[start : start + length], times
    return found


def _usual(words: float) -> int:
    """How often speakers say that many words in a row: one thrice, a whole phrase once."""
    return 3 if words <= 1 else 2 if words <= 3 else 1


def _loop_of(tokens: list[str], length: int) -> tuple[int, int]:
    """Where the longest loop of phrases of that many tokens starts, and how often it is said."""
    best = start = run = 0
    for index, (one, other) in enumerate(zip(tokens, tokens[length:], strict=False)):
        run = run + 1 if one == other else 0
        if run > best:
            best, start = run, index - run + 1
    return start, best // length + 1
