"""Finding text in text, as a person asks for it: where it is, and what it becomes.

Without options, what a person looks past makes no difference: case, accents, Arabic vowel signs,
tatweel, and the forms of hamza and alef. Places are told in the text as it stands.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import regex

from alignments.errors import SearchError
from alignments.folding import folded, letters

Key = TypeVar("Key")

LONGEST = 1000
_SECONDS = 5.0
_SECONDS_A_TEXT = 0.5
_TEXTS_AT_ONCE = 500
_SHORT = 2000
_REFERENCE = regex.compile(r"\\(?:(\d{1,2})|g<(\w+)>|([nt\\]))")
# What may hide a literal, or make it another: back references, code points, properties, sets in
# sets, and white space that means nothing.
_UNSURE = regex.compile(r"\\[0-9xuUNgpPkLQE]|\[[^\]]*\[|\(\?[a-zA-Z0-9-]*x")
_PIECE = regex.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|.", regex.DOTALL)
_PLAIN = regex.compile(r"[A-Za-z0-9 \u0621-\u063A\u0641-\u064A]")
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for."""

    text: str = ""
    expression: bool = False
    """`text` is a regular expression."""
    match_case: bool = False
    match_marks: bool = False
    """Accents, vowel signs, tatweel and letter forms make a difference."""

    @property
    def loose(self) -> bool:
        """Whether it is answered by what the store has folded, alone."""
        return not (self.expression or self.match_case or self.match_marks)


class Finder:
    """Finds one search in many texts.

    An expression may take half a second over a text, and five over all of them; the time that
    others have the processor is not counted.
    """

    def __init__(self, search: Search, *, clock: Callable[[], float] = time.thread_time) -> None:
        """Raise SearchError for what is no regular expression."""
        if len(search.text) > LONGEST:
            raise SearchError(f"the search has {len(search.text)} characters, over {LONGEST}")
        self._clock, self._left = clock, _SECONDS
        self._table = _table(search)
        wanted = search.text.translate(self._table)
        escaped = wanted if search.expression else regex.escape(wanted)
        self._pattern = _compiled(escaped, search)
        self._literal = None if search.expression else wanted
        self.empty = not wanted
        """Nothing is looked for."""

    def matches(self, text: str) -> bool:
        """Whether it is in the text."""
        return bool(list(self.among([(0, text)])))

    def among(self, texts: Iterable[tuple[Key, str]]) -> Iterator[Key]:
        """The keys of the texts that it is in."""
        if self._literal is not None:
            literal, table = self._literal, self._table
            yield from (key for key, text in texts if literal in text.translate(table))
            return
        rest = iter(texts)
        while some := deque(islice(rest, _TEXTS_AT_ONCE)):
            while some:
                yield from self._found_in_first(some)

    def _found_in_first(self, texts: deque[tuple[Key, str]]) -> list[Key]:
        """The same of the first few texts, which it takes away: to ask for the time costs time."""
        found = []
        with self._within_the_limit() as limit:
            enough = time.perf_counter() + _SECONDS_A_TEXT
            while texts and time.perf_counter() < enough:
                key, text = texts.popleft()
                if self._is_in(text, limit):
                    found.append(key)
        return found

    def _is_in(self, text: str, limit: float) -> bool:
        # an expression's table leaves the letters of ASCII as they are
        compared = text if text.isascii() else text.translate(self._table)
        # other threads may go on meanwhile; in a short text that takes longer than the search
        apart = len(compared) > _SHORT
        found = self._pattern.search(compared, timeout=limit, concurrent=apart)
        if found is None:
            return False
        if found.end() > found.start():
            return True
        further = self._pattern.finditer(compared, timeout=limit, concurrent=apart)
        return any(match.end() > match.start() for match in further)

    @contextmanager
    def _within_the_limit(self) -> Iterator[float]:
        """The seconds that one text may take now. Raises SearchError where they do not do."""
        begun = self._clock()
        try:
            yield min(self._left, _SECONDS_A_TEXT)
        except TimeoutError as error:
            raise SearchError(
                f"the expression {self._pattern.pattern!r} takes too long; make it simpler"
            ) from error
        finally:
            self._left = max(0.001, self._left - (self._clock() - begun))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it is in the text: from and to."""
        return [(start, end) for start, end, _ in self._places(text)]

    def replaced(self, text: str, replacement: str) -> str:
        r"""The text with every place of it replaced.

        For a regular expression, `\1` and `\g<name>` are what its groups found, as it stands in
        the text, `\n` and `\t` a line break and a tab. Raises SearchError for an unknown group.
        """
        pieces, last = [], 0
        for start, end, groups in self._places(text):
            new = replacement if self._literal is not None else _filled(replacement, groups)
            pieces += [text[last:start], new]
            last = end
        return "".join([*pieces, text[last:]])

    def _places(self, text: str) -> Iterator[tuple[int, int, Mapping[str, str]]]:
        """Each place, and what stands in the groups there."""
        places = _Places(text, self._table)
        last = 0
        for match in self._found(text.translate(self._table)):
            start, end = places.span(match.start(), match.end())
            if start >= last:  # a letter such as ﬁ may be found twice
                yield start, end, places.groups(match)
                last = end

    def _found(self, compared: str) -> Iterator[regex.Match[str]]:
        if self._literal is not None:
            yield from self._pattern.finditer(compared)
            return
        with self._within_the_limit() as limit:
            # other threads go on meanwhile: the library lets go of the interpreter's lock
            for match in self._pattern.finditer(compared, timeout=limit, concurrent=True):
                if match.end() > match.start():
                    yield match


def required(search: Search) -> str:
    """What the folded form of every text that the expression finds something in has in it.

    The longest run of letters that is not in a group, and that nothing makes optional.
    """
    if _UNSURE.search(search.text):
        return ""
    runs, depth = [""], 0
    for piece in _PIECE.findall(search.text):
        if piece in "()":
            depth += 1 if piece == "(" else -1
        elif piece == "|" and not depth:
            return ""
        elif piece[0] in "*?{":
            runs[-1] = runs[-1][:-1]
        elif _PLAIN.fullmatch(piece) and not depth:
            runs[-1] += piece
            continue
        runs.append("")
    return max(map(folded, runs), key=len)


class _Places:
    """Where the letters that are compared stand in the text."""

    def __init__(self, text: str, table: Mapping[int, str]) -> None:
        self._text, self._table = text, table
        self._of = [at for at, sign in enumerate(text) for _ in table[ord(sign)]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        if start == end:
            at = self._of[start] if start < len(self._of) else len(self._text)
            return at, at
        last = self._of[end - 1] + 1
        # the marks over a letter go with it
        while last < len(self._text) and not self._table[ord(self._text[last])]:
            last += 1
        return self._of[start], last

    def groups(self, match: regex.Match[str]) -> dict[str, str]:
        names = [*map(str, range(match.re.groups + 1)), *match.re.groupindex]
        found = {}
        for name in names:
            span = match.span(int(name) if name.isdecimal() else name)
            start, end = self.span(*span) if span != (-1, -1) else (0, 0)
            found[name] = self._text[start:end]
        return found


def _table(search: Search) -> Mapping[int, str]:
    """What each letter is compared as. An expression looks past case by itself."""
    if search.expression:
        return letters(case=False, marks=not search.match_marks, compose=search.match_marks)
    return letters(case=not search.match_case, marks=not search.match_marks)


def _compiled(pattern: str, search: Search) -> regex.Pattern[str]:
    flags = 0 if search.match_case or not search.expression else regex.IGNORECASE
    try:
        return regex.compile(pattern, flags)
    except (regex.error, OverflowError, RecursionError) as error:
        raise SearchError(f"{search.text!r} is no regular expression: {error}") from error


def _filled(template: str, groups: Mapping[str, str]) -> str:
    def group(match: regex.Match[str]) -> str:
        number, name, escape = match.groups()
        if escape:
            return _ESCAPES[escape]
        asked = str(int(number)) if number else name
        if asked not in groups:
            raise SearchError(f"the expression has no group {asked!r} for the replacement")
        return groups[asked]

    filled: str = _REFERENCE.sub(group, template)
    return filled
