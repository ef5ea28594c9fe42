"""Placeholders for inline codes: `⟦1⟧bold⟦/1⟧`, and `⟦2/⟧` for a code that stands alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from alignments.beads import Flag

PLACEHOLDER = re.compile(r"⟦(/?)([0-9]{1,9})(/?)⟧")


def placeholders(text: str) -> list[str]:
    """The placeholders in a text, in order."""
    return [found[0] for found in PLACEHOLDER.finditer(text)] if "⟦" in text else []


def without_codes(text: str, codes: Mapping[str, str] | None = None) -> str:
    """The text without its placeholders: all of them, or those that are in `codes`."""
    if "⟦" not in text:
        return text
    if codes is None:
        return PLACEHOLDER.sub("", text)
    return PLACEHOLDER.sub(lambda found: "" if found[0] in codes else found[0], text)


def expanded(text: str, codes: Mapping[str, str]) -> str:
    """The text with what its placeholders stand for in their places."""
    if not codes or "⟦" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: codes.get(found[0], found[0]), text)


def highest_number(text: str) -> int:
    """The highest number that a placeholder, or what looks like one, has in a text."""
    return max((number_of(token) for token in placeholders(text)), default=0)


def number_of(placeholder: str) -> int:
    """The number of a placeholder, which an opening and a closing one share."""
    return int(placeholder.strip("⟦⟧/"))


def pieces(text: str, codes: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The text cut at the placeholders that are in `codes`, and of each piece whether it is one."""
    end = 0
    for found in PLACEHOLDER.finditer(text) if codes else ():
        if found[0] in codes:
            if found.start() > end:
                yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    if end < len(text):
        yield text[end:], False


def lost_codes(source: str, target: str) -> Flag | None:
    """A flag where a translation loses, invents, repeats or turns round a code of its source."""
    if "⟦" not in source and "⟦" not in target:
        return None
    lost, invented, repeated = _differences(source, target)
    told = [
        f"{', '.join(tokens)} {what}"
        for tokens, what in (
            (lost, "missing"),
            (invented, "not in the source"),
            (repeated, "more often than in the source"),
            (_turned_round(source, target), "before what it closes"),
            (_crossing(source, target), "closes where another is open"),
        )
        if tokens
    ]
    return Flag(name="codes", reason="; ".join(told)) if told else None


def _differences(source: str, target: str) -> tuple[list[str], list[str], list[str]]:
    """Placeholders that a target loses, that it invents, and that it repeats."""
    there, here = Counter(placeholders(source)), Counter(placeholders(target))
    lost = [token for token in there if token not in here]
    invented = [token for token in here if token not in there]
    repeated = [token for token in here if 0 < there[token] < here[token]]
    return lost, invented, repeated


def _turned_round(source: str, target: str) -> list[str]:
    """Closing placeholders that come before their opening ones, as they do not in the source."""
    there, here = placeholders(source), placeholders(target)
    return [
        token for token in here if _closes_early(token, here) and not _closes_early(token, there)
    ]


def _closes_early(token: str, tokens: Sequence[str]) -> bool:
    opening = token.replace("/", "")
    both = token.startswith("⟦/") and token in tokens and opening in tokens
    return both and tokens.index(token) < tokens.index(opening)


def _crossing(source: str, target: str) -> list[str]:
    """Closing placeholders inside a pair that began later, which no file can say."""
    there = set(_crossed(placeholders(source)))
    return [token for token in _crossed(placeholders(target)) if token not in there]


def _crossed(tokens: Sequence[str]) -> list[str]:
    opened: list[str] = []
    found = []
    for token in tokens:
        opening = token.replace("/", "")
        if "/" not in token:
            opened.append(token)
        elif token.startswith("⟦/") and opening in opened:
            inner = opened[opened.index(opening) + 1 :]
            if any(each.replace("⟦", "⟦/") in tokens for each in inner):
                found.append(token)
            opened.remove(opening)
    return found


def renumbered(
    text: str, codes: Mapping[str, str], taken: Mapping[str, str], *, keep: str
) -> tuple[str, dict[str, str]]:
    """A text whose codes get numbers of their own where `taken` means others by them.

    `keep` is the source text, whose codes are the same in both. Returns the text and all codes.
    """
    shared = set(placeholders(keep))
    own = [token for token in placeholders(text) if token in codes and token not in shared]
    last = max(map(number_of, (*taken, *own)), default=0)
    fresh: dict[int, int] = {}
    for token in own:
        if taken.get(token, codes[token]) != codes[token] and number_of(token) not in fresh:
            last += 1
            fresh[number_of(token)] = last
    together = {_moved(token, fresh): codes[token] for token in own}
    moved = PLACEHOLDER.sub(lambda found: _moved(found[0], fresh), text) if fresh else text
    return moved, {**together, **taken}


def told_apart(
    parts: Sequence[tuple[int, str, Mapping[str, str]]], target: str
) -> tuple[list[str], str, dict[str, str]]:
    """Texts that become one: codes of different blocks get numbers of their own.

    Each part is the number of a block, a text and the codes of the block. What the target has for
    the second time is that of the second block which has it. Returns the texts, the target and
    all codes.
    """
    last = max((highest_number(text) for _, text, _ in parts), default=0)
    fresh: dict[tuple[int, int], int] = {}
    turns: dict[int, list[int]] = defaultdict(list)
    for block, text, _ in parts:
        for number in map(number_of, placeholders(text)):
            if (block, number) not in fresh:
                last += bool(turns[number])
                fresh[block, number] = last if turns[number] else number
                turns[number].append(fresh[block, number])
    texts = [_numbered(text, partial(_of_block, fresh, block)) for block, text, _ in parts]
    codes: dict[str, str] = {}
    for block, _, own in parts:
        for token, code in own.items():
            codes.setdefault(_numbered(token, partial(_of_block, fresh, block)), code)
    times: Counter[str] = Counter()

    def in_turn(token: str) -> int:
        choices = turns.get(number_of(token)) or [number_of(token)]
        times[token] += 1
        return choices[min(times[token], len(choices)) - 1]

    return texts, _numbered(target, in_turn), codes


def _of_block(fresh: Mapping[tuple[int, int], int], block: int, token: str) -> int:
    return fresh.get((block, number_of(token)), number_of(token))


def _numbered(text: str, number: Callable[[str], int]) -> str:
    """The text with other numbers in its placeholders."""
    return PLACEHOLDER.sub(lambda found: f"⟦{found[1]}{number(found[0])}{found[3]}⟧", text)


def _moved(token: str, fresh: Mapping[int, int]) -> str:
    number = number_of(token)
    return token.replace(str(number), str(fresh[number])) if number in fresh else token
