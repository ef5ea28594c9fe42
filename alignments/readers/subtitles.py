"""SRT subtitles: one block a cue, as the de-facto format of SubRip has them.

The number and the times of a cue stand before its text; line breaks stay in it, tags such as `<i>`
are inline codes. `data` has `number` (as written, or none), `start` and `end` (`HH:MM:SS,mmm`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alignments.documents import Block, BlockKind, ReadDocument
from alignments.errors import ReadError
from alignments.placeholders import highest_number
from alignments.readers.base import SourceFile
from alignments.readers.marks import Kind, token_of
from alignments.readers.spans import Outline, Span, read_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_NUMBER = re.compile(r"\s*(\d{1,9})\s*")
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-+>\s*{_TIME}(?:\s+.*)?", re.DOTALL)
_MEANT_AS_TIMES = re.compile(r"--+>|^\s*\d+:\d+:\d.*\d:\d")
_POSITION = re.compile(r"(?:\{\\[^{}\r\n]*\}\s*)+(?=\S)")
_TAG = re.compile(r"<(/?)(b|i|u|s|font)\b[^<>\r\n]*>|\{\\[^{}\r\n]*\}", re.IGNORECASE)
_EXAMPLE = "00:00:01,000 --> 00:00:04,000"


def read(file: SourceFile) -> ReadDocument:
    """Read SRT; missing numbers, points for commas and missing hours are forgiven.

    Raises `ReadError` for a time line that is none, and for text before the first cue.
    """
    found = read_text(file, outline)
    return replace(found, blocks=[_with_codes(block) for block in found.blocks])


def outline(text: str, name: str) -> Outline:
    """Find the cues; `name` is for messages."""
    cues = _Cues(text, name)
    spans = list(cues.spans())
    notes = []
    if cues.empty:
        notes.append(f"{cues.empty} cue{'s' * (cues.empty > 1)} without text")
    return Outline(spans=spans, notes=notes)


def _with_codes(block: Block) -> Block:
    """The block with a placeholder for each tag; those that are half of a pair stand alone."""
    tags = list(_TAG.finditer(block.text))
    if not tags or not _TAG.sub("", block.text).strip():
        return block
    kinds, pairs = _paired(tags)
    last = highest_number(block.text)
    numbers = {pair: last + count for count, pair in enumerate(dict.fromkeys(pairs), start=1)}
    tokens = [token_of(kind, numbers[pair]) for kind, pair in zip(kinds, pairs, strict=True)]
    codes = {token: tag[0] for token, tag in zip(tokens, tags, strict=True)}
    following = iter(tokens)
    return replace(block, text=_TAG.sub(lambda _: next(following), block.text), codes=codes)


def _paired(tags: Sequence[re.Match[str]]) -> tuple[list[Kind], list[int]]:
    """Of each tag whether it opens or closes one, and where its pair begins."""
    kinds: list[Kind] = ["alone"] * len(tags)
    pairs = list(range(len(tags)))
    opened: list[int] = []
    for place, tag in enumerate(tags):
        name = (tag[2] or "").lower()
        if tag[1] and opened and tags[opened[-1]][2].lower() == name:
            pairs[place] = opened.pop()
            kinds[pairs[place]], kinds[place] = "open", "close"
        elif name and not tag[1]:
            opened.append(place)
    return kinds, pairs


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Cues:
    """One pass over the lines of a file."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        found = (_Line(match.start(), match[0]) for match in _LINE.finditer(text))
        self._lines = [line for line in found if line.text]
        self._next = 0
        self.empty = 0

    def spans(self) -> Iterator[Span]:
        """The texts of all cues; a blank line inside a cue divides it in two blocks."""
        data: Mapping[str, str] | None = None
        while self._skip_blank():
            opened = self._opening()
            if opened is None and data is None:
                raise self._error("stands before the first cue; it needs a time line like")
            data = opened or data or {}
            first = self._next
            last = self._text_end()
            if first == last:
                self.empty += 1
                continue
            start = self._lines[first].start
            if position := _POSITION.match(self._lines[first].text.lstrip()):
                start += self._lines[first].text.index(position[0]) + position.end()
            end = self._lines[last - 1].end
            yield Span(start=start, end=end, kind=BlockKind.CUE, data=data)

    def _skip_blank(self) -> bool:
        while self._next < len(self._lines) and not self._lines[self._next].text.strip():
            self._next += 1
        return self._next < len(self._lines)

    def _opening(self) -> Mapping[str, str] | None:
        """Pass the number and the time line of a cue, where they are next."""
        number = _NUMBER.fullmatch(self._lines[self._next].text)
        if number and self._is_meant_as_times(self._next + 1):
            self._next += 1
        elif not self._is_meant_as_times(self._next):
            return None
        times = _TIMES.fullmatch(self._lines[self._next].text)
        if times is None:
            raise self._error("is no time line; a time line looks like")
        self._next += 1
        groups = times.groups()
        data = {"start": _time(*groups[:4]), "end": _time(*groups[4:])}
        return {"number": number[1], **data} if number else data

    def _is_meant_as_times(self, index: int) -> bool:
        return index < len(self._lines) and bool(_MEANT_AS_TIMES.search(self._lines[index].text))

    def _text_end(self) -> int:
        """Pass the text of a cue: up to a blank line, or the next cue where that is missing."""
        while self._next < len(self._lines) and self._lines[self._next].text.strip():
            if self._begins_cue():
                break
            self._next += 1
        return self._next

    def _begins_cue(self) -> bool:
        if _TIMES.fullmatch(self._lines[self._next].text):
            return True
        number = _NUMBER.fullmatch(self._lines[self._next].text)
        following = self._next + 1
        return (
            number is not None
            and following < len(self._lines)
            and _TIMES.fullmatch(self._lines[following].text) is not None
        )

    def _error(self, problem: str) -> ReadError:
        shown = self._lines[self._next].text.strip()
        shown = shown if len(shown) <= 40 else shown[:39] + "…"
        return ReadError(f"{self._name}, line {self._next + 1}: {shown!r} {problem} {_EXAMPLE}")


def _time(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> str:
    """Hours may be missing, and a fraction shorter than three digits."""
    milliseconds = (fraction or "").ljust(3, "0")
    return f"{int(hours or 0):02}:{int(minutes):02}:{int(seconds):02},{milliseconds}"
