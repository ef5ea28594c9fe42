"""Inline codes and machines: engines get text without them, and they are put back in its draft.

A pair goes around what the engine took over as it stands, such as a name or code. Else places are
found by word links where the engine gives some, and by proportion where it gives none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignments.placeholders import PLACEHOLDER, number_of, without_codes

Links = Sequence[tuple[int, int]]
_SHORTEST = 2
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[^\w\s]")
_FINAL = re.compile(r"[\W_]+$")


@dataclass(frozen=True, slots=True)
class _Code:
    token: str
    offset: int
    """Where it stands in the text without codes."""


def put_back(marked: str, draft: str, links: Links | None) -> str:
    """The draft of `marked` with its codes."""
    codes = list(_codes(marked))
    if not codes:
        return draft
    places = _Places(without_codes(marked), draft, links or ())
    inserted = [(place, code.token) for code, place in places.of(codes)]
    pieces, end = [], 0
    for place, token in sorted(inserted, key=lambda pair: (pair[0], _rank(pair[1]))):
        pieces += [draft[end:place], token]
        end = place
    return "".join([*pieces, draft[end:]])


def _codes(marked: str) -> Iterable[_Code]:
    taken = 0
    for found in PLACEHOLDER.finditer(marked):
        yield _Code(found[0], found.start() - taken)
        taken += len(found[0])


def _rank(token: str) -> int:
    """At one place, what closes comes first and what opens last."""
    return 0 if token.startswith("⟦/") else 1 if token.endswith("/⟧") else 2


class _Places:
    """Finds for codes of a source text their places in its draft."""

    def __init__(self, source: str, draft: str, links: Links) -> None:
        self._source, self._draft, self._links = source, draft, links
        self._words = [found.span() for found in _WORD.finditer(source)]
        self._targets = [found.span() for found in _WORD.finditer(draft)]

    def of(self, codes: Sequence[_Code]) -> Iterable[tuple[_Code, int]]:
        closing = {number_of(code.token): code for code in codes if _rank(code.token) == 0}
        for code in codes:
            if _rank(code.token) != 2:
                if _rank(code.token) == 1 or not self._opened(code, codes):
                    yield code, self._single(code.offset)
                continue
            close = closing.get(number_of(code.token))
            if close is None:
                yield code, self._single(code.offset)
                continue
            first, last = self._pair(code.offset, close.offset)
            yield code, first
            yield close, last

    def _opened(self, close: _Code, codes: Sequence[_Code]) -> bool:
        number = number_of(close.token)
        return any(_rank(code.token) == 2 and number_of(code.token) == number for code in codes)

    def _single(self, offset: int) -> int:
        """A code between two words stands between their translations."""
        if not self._source[:offset].strip():
            return 0
        if not self._source[offset:].strip() or not self._targets:
            return len(self._draft)
        before = max(n for n, (start, _) in enumerate(self._words) if start < offset)
        place = self._targets[max(self._range(before, before))][1]
        if self._source[offset - 1].isspace():  # it touches no word, so it touches none here
            rest = self._draft[place:]
            return place + len(rest) - len(rest.lstrip())
        if _STOP.match(self._source, offset):  # as the number of a footnote before a full stop
            return len(_FINAL.sub("", self._draft[:place])) or place
        return place

    def _pair(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the draft that says what a stretch of the source does."""
        inside = [n for n, (begin, stop) in enumerate(self._words) if begin < end and stop > start]
        edges = not self._source[:start].strip(), not self._source[end:].strip()
        if not inside or not self._targets:
            place = self._single(start)
            return place, place
        if all(edges):
            return 0, len(self._draft)
        if (taken := self._taken_over(start, end)) is not None:
            return taken
        targets = self._range(inside[0], inside[-1])
        first, last = self._targets[min(targets)][0], self._targets[max(targets)][1]
        if not _FINAL.search(self._source[start:end].rstrip()):  # nor is its full stop bold here
            kept = _FINAL.sub("", self._draft[first:last])
            last = first + len(kept) if kept else last
        return (0 if edges[0] else first), (len(self._draft) if edges[1] else last)

    def _taken_over(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the draft has the very same words, if it has them once."""
        words = self._source[start:end].strip()
        if len(words) < _SHORTEST:
            return None
        found = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", self._draft))
        return found[0].span() if len(found) == 1 else None

    def _range(self, first: int, last: int) -> list[int]:
        """The words of the draft that some words of the source became."""
        inside: Counter[int] = Counter()
        for source, target in self._links:
            if target < len(self._targets):
                inside[target] += 1 if first <= source <= last else -1
        linked = {target for source, target in self._links if first <= source <= last}
        known = sorted(target for target in linked if target in inside)
        # a word that stands for others as well may be theirs
        if known:
            return [target for target in known if inside[target] > 0] or known
        share = len(self._targets) / len(self._words)
        begin = min(int(first * share), len(self._targets) - 1)
        return [begin, min(max(begin, int((last + 1) * share + 0.5) - 1), len(self._targets) - 1)]
