"""Documents as they came in: blocks, and the segments that the blocks are cut into."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from alignments.placeholders import pieces


class BlockKind(StrEnum):
    """What a block is in the layout of its document."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    CAPTION = "caption"
    QUOTATION = "quotation"
    CODE = "code"
    CUE = "cue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a document that no sentence crosses."""

    text: str
    """As in the document, without the white space and the markup around it."""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    """Of a heading, 1 to 6; of a list item, how deep it is nested, from 1; otherwise 0."""
    before: str = ""
    """What stands between the end of the block before and this one: white space, markup."""
    data: Mapping[str, str] = field(default_factory=dict)
    """What the format needs besides, such as the times of a subtitle."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Inline codes in the text, such as of bold words, by the placeholder that stands for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What a reader makes of a file.

    For text, `before + text` of every block and `after` give back the decoded file, once the
    codes are in their places.
    """

    blocks: Sequence[Block]
    after: str = ""
    encoding: str | None = None
    """Of the bytes, as Python names it (`utf-8`, `utf-8-sig`); `None` where they are not text."""
    title: str | None = None
    language: str | None = None
    """A language the file itself declares."""
    notes: Sequence[str] = ()
    """What a person should know of how it was read, one line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence, or a heading: the smallest piece that is translated."""

    text: str
    before: str = ""
    """What stands in the document between the segment before and this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentedBlock:
    """A block and the segments it was cut into."""

    kind: BlockKind
    level: int
    data: Mapping[str, str]
    segments: Sequence[Segment]
    codes: Mapping[str, str] = field(default_factory=dict)


SentenceSpans = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """A document cut into segments: all `before + text` and `after` give back its text."""

    blocks: Sequence[SegmentedBlock]
    after: str


def segmented(read: ReadDocument, spans: SentenceSpans) -> Segmentation:
    """Cut every block where `spans` says its sentences lie; code stays whole."""
    blocks = []
    carried = ""  # what stands before the next segment
    for block in read.blocks:
        carried += block.before
        whole = block.kind is BlockKind.CODE
        segments = []
        end = 0
        for start, stop in [(0, len(block.text))] if whole else _spans(block, spans):
            before = carried + block.text[end:start]
            segments.append(Segment(text=block.text[start:stop], before=before))
            carried, end = "", stop
        carried += block.text[end:]
        if segments:
            blocks.append(
                SegmentedBlock(
                    kind=block.kind,
                    level=block.level,
                    data=block.data,
                    segments=segments,
                    codes=block.codes,
                )
            )
    return Segmentation(blocks=blocks, after=carried + read.after)


def _spans(block: Block, spans: SentenceSpans) -> Sequence[tuple[int, int]]:
    """The sentences of a block, which its placeholders neither part nor join.

    A placeholder goes with the word that it touches: one right behind a sentence, such as the
    number of a footnote, with that.
    """
    if not block.codes:
        return spans(block.text)
    parts = list(pieces(block.text, block.codes))
    plain = "".join(part for part, is_code in parts if not is_code)
    offsets: list[int] = []
    place = 0
    for part, is_code in parts:
        if not is_code:
            offsets += range(place, place + len(part))
        place += len(part)
    found: list[tuple[int, int]] = []
    end = 0
    for first, last in spans(plain):
        start = _reaching_back(block, offsets[first], end)
        end = _reaching_on(block, offsets[last - 1] + 1, at_end=last == len(plain.rstrip()))
        found.append((start, end))
    return found


def _reaching_back(block: Block, start: int, least: int) -> int:
    """The beginning of a sentence with the placeholders that stand before it."""
    while True:
        gap = block.text[least:start].rstrip()
        token = gap[gap.rfind("⟦") :] if gap.endswith("⟧") else ""
        if token not in block.codes:
            return start
        start = least + len(gap) - len(token)


def _reaching_on(block: Block, end: int, *, at_end: bool) -> int:
    """The end of a sentence with the placeholders right behind it but opening ones; at last all."""
    if at_end:
        return len(block.text.rstrip())
    while block.text.startswith("⟦", end):
        stop = block.text.find("⟧", end) + 1
        token = block.text[end:stop]
        if token not in block.codes or "/" not in token:
            break
        end = stop
    return end


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What there is to say of a document on its way into the store, whatever it holds."""

    title: str
    language: str
    media_type: str
    content: bytes
    """The file as it came; empty where it is too large to be kept."""
    source: str | None = None
    """The file's name, or `None` for standard input."""
    licence: str | None = None
    retrieved_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument(Described):
    """A document on its way into the store."""

    read: ReadDocument

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text in one language, as the store keeps it."""

    id: int
    title: str
    language: str
    media_type: str
    source: str | None
    digest: str
    encoding: str | None
    created_at: datetime
    segments: int
    """How many there are, excluded ones included."""
    excluded: int
    """How many of them are excluded."""
    licence: str | None = None
    """Under which its text may be passed on, such as `CC-BY-4.0`; `None` where nobody said."""
    retrieved_from: str | None = None
    """Where its text is from: an address, or a line that names the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSegment:
    """A segment in its place."""

    id: int
    number: int
    """Its place in the document, from 1, as people see and say it."""
    text: str
    before: str
    excluded: bool
    kind: BlockKind
    level: int
    block: int
    """The place of its block in the document, from 1."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Inline codes of its block by the placeholder that stands for them, such as `⟦1⟧`."""
