"""The file that came in, given back translated: its layout, the translation's texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePath

from alignments.beads import Revision, State
from alignments.documents import Document, StoredSegment
from alignments.formats import FORMATS
from alignments.languages import joined
from alignments.originals import GIVEN_BACK, XLIFF, NewText, Standing, give_back
from alignments.placeholders import expanded, without_codes
from alignments.readers import DOCX, MARKDOWN, TEXT_TYPES, encode_anyhow
from alignments.readers.elements import BETWEEN, letters_of
from alignments.store import Store
from workbench.errors import ExportError
from workbench.exporting import Selection, export_stream
from workbench.output_files import STANDARD_OUTPUT, standard_output, written_whole

ORIGINAL = "original"
"""What stands for a format's name where the document's own is meant."""
_LOOKED_AT, _LINES, _WIDEST = 2**13, 12, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What the file has of the translation, and what it has not."""

    translated: int
    """Segments of the source that stand there in translation."""
    left: int
    """Segments that stand there as they were."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Why these have no translation that may go out."""
    unplaced: int = 0
    """Paragraphs whose place in the file was not found again."""
    files: tuple[Path, ...] = ()

    def lines(self) -> list[str]:
        """The report as text, one line a fact."""
        where = " and ".join(str(path) for path in self.files) or "standard output"
        told = [
            f"{self.translated} of {self.translated + self.left} segments translated in {where}"
        ]
        told += [
            f"{count} left in the source language: {_WHY[why]}"
            for why, count in self.left_out.items()
            if count
        ]
        if self.unplaced:
            told.append(f"{self.unplaced} paragraphs could not be found in the file again")
        return told


_WHY = {
    "drafts": "untouched machine drafts (--include-drafts takes them)",
    "empty": "not translated",
    "rejected": "rejected",
    "excluded": "excluded",
    "states": "in other states",
    "doubtful": "aligned with less confidence",
}


def can_be_given_back(document: Document) -> bool:
    """Whether a document's file is of a kind that comes back."""
    return document.media_type in GIVEN_BACK


def ending_of(document: Document) -> str:
    """How the name of its file ends."""
    suffix = PurePath(document.source or "").suffix.lower()
    return suffix or (".txt" if document.media_type in TEXT_TYPES else "")


def translated_file(
    store: Store, bitext_id: int, selection: Selection | None = None
) -> tuple[bytes, GivenBack]:
    """The document's file with the translations that may go out; the rest stays as it was.

    Raises ExportError for a document whose file cannot be given back.
    """
    bitext = store.bitexts.get(bitext_id)
    document = store.documents.get(bitext.document)
    if not can_be_given_back(document):
        raise ExportError(_refusal(document))
    segments = store.documents.segments(document.id)
    taken = _Taken(store, bitext_id, segments, selection or Selection(), bitext.language)
    if document.media_type in TEXT_TYPES:
        content, unplaced = _text(store, document, segments, taken), 0
    else:
        content, unplaced = _file(store, document, segments, taken, bitext.language)
    report = GivenBack(
        translated=taken.translated,
        left=len(segments) - taken.translated,
        left_out=dict(taken.left_out),
        unplaced=unplaced,
    )
    return content, report


def _file(
    store: Store,
    document: Document,
    segments: Sequence[StoredSegment],
    taken: _Taken,
    language: str,
) -> tuple[bytes, int]:
    """The file read again, with other texts, and how many found no place in it."""
    blocks = list(_blocks(segments, taken, document.media_type))
    content, unplaced = give_back(
        store.documents.content(document.id),
        media_type=document.media_type,
        name=document.source or document.title,
        letters=[letters for letters, _ in blocks],
        texts=[text for _, text in blocks],
        languages=(document.language, language),
        encoding=document.encoding,
    )
    if unplaced and document.media_type == MARKDOWN and not any(one.codes for one in segments):
        # it came in when Markdown had no codes yet
        return _text(store, document, segments, taken), 0
    return content, unplaced


def _refusal(document: Document) -> str:
    like = [one.name for one in FORMATS.values() if one.media_type == document.media_type]
    hint = f"; export it as {like[0]}" if like and FORMATS[like[0]].writes else ""
    return (
        f"a file of the type {document.media_type} cannot be given back{hint} "
        "(text, Markdown, SRT, HTML, DOCX, XLIFF and SDLXLIFF can)"
    )


def give_back_bitext(
    store: Store, bitext_id: int, *, destination: Path, selection: Selection | None = None
) -> GivenBack:
    """Write the document's file in translation, whole or not at all; `-` is standard output."""
    content, report = translated_file(store, bitext_id, selection)
    if destination == STANDARD_OUTPUT:
        with standard_output() as stream:
            stream.write(content)
        return report
    with written_whole([destination]) as (stream,):
        stream.write(content)
    return GivenBack(
        translated=report.translated,
        left=report.left,
        left_out=report.left_out,
        unplaced=report.unplaced,
        files=(destination,),
    )


def beginning(
    store: Store, bitext_id: int, *, format: str, include_drafts: bool = False
) -> list[str] | None:
    """The first lines of an export, to look at; `None` for a format that is no text."""
    if format == ORIGINAL:
        document = store.documents.get(store.bitexts.get(bitext_id).document)
        if document.media_type == DOCX:
            return None
        selection = Selection(include_drafts=include_drafts)
        content, _ = translated_file(store, bitext_id, selection)
    else:
        pieces = export_stream(store, bitext_id, format=format, include_drafts=include_drafts)
        content = next(pieces, b"")
        if isinstance(pieces, Generator):
            pieces.close()  # the store is not to be held for what nobody reads
    if b"\0" in content[:_LOOKED_AT]:
        return None
    lines = content[:_LOOKED_AT].decode("utf-8", "ignore").splitlines()[:_LINES]
    return [line if len(line) < _WIDEST else line[:_WIDEST] + "…" for line in lines]


class _Taken:
    """For every segment the text that stands in its place."""

    def __init__(
        self,
        store: Store,
        bitext_id: int,
        segments: Sequence[StoredSegment],
        selection: Selection,
        language: str,
    ) -> None:
        self.texts: dict[int, str] = {}
        """By the segment's number; empty where the one before has the text of both."""
        self.standings: dict[int, Standing] = {}
        self.left_out: Counter[str] = Counter()
        told: set[int] = set()
        for unit in store.bitexts.units(bitext_id, include_excluded=True):
            numbers = range(unit.number, unit.number + unit.segments)
            told.update(numbers)
            refusal = selection.refusal(unit)
            if refusal is not None:
                self.left_out[refusal] += len(numbers)
            elif not numbers:  # an addition goes with the sentence before it
                before = self.texts.get(unit.number, "")
                self.texts[unit.number] = joined([before, unit.target], language).strip()
            else:
                self.texts.update(dict.fromkeys(numbers, ""))
                self.texts[unit.number] = unit.target
                self.standings.update(dict.fromkeys(numbers, _standing(unit.revision)))
        for segment in segments:
            if segment.number not in told:
                self.left_out["excluded" if segment.excluded else "empty"] += 1
        self.translated = len(self.texts)


def _text(
    store: Store, document: Document, segments: Sequence[StoredSegment], taken: _Taken
) -> bytes:
    """A text: what stands between the segments is that of the file."""
    pieces: list[str] = []
    for segment in segments:
        new = taken.texts.get(segment.number)
        if new == "" and pieces:  # the segment before has its text
            continue
        text = segment.text if new is None else _one_block(new, segment)
        pieces += [segment.before, expanded(text, segment.codes)]
    pieces.append(store.documents.after(document.id))
    return encode_anyhow("".join(pieces), document.encoding or "utf-8")


def _one_block(text: str, segment: StoredSegment) -> str:
    """A text that stays in its block: an empty line in it would begin another."""
    if BETWEEN in segment.text:
        return text
    return "\n".join(line for line in text.split("\n") if line.strip())


def _standing(revision: Revision) -> Standing:
    return Standing(state=revision.state, sub_state=revision.sub_state, origin=revision.origin)


def _blocks(
    segments: Sequence[StoredSegment], taken: _Taken, media_type: str
) -> Iterator[tuple[str, NewText]]:
    """For every block the letters it had and the text it gets."""
    grouped = [list(group) for _, group in groupby(segments, key=lambda one: one.block)]
    make = _pair if media_type in XLIFF else _block
    # between the blocks of Markdown there is only markup
    befores = ["" if media_type == MARKDOWN else group[0].before for group in grouped]
    leads = [before.partition(BETWEEN) for before in befores]
    for place, group in enumerate(grouped):
        before, between, lead = leads[place]
        lead = lead if between else before
        following = leads[place + 1] if place + 1 < len(leads) else ("", "", "")
        tail = following[0] if following[1] else ""
        old = lead + "".join(
            (one.before if count else "") + one.text for count, one in enumerate(group)
        )
        letters = letters_of(without_codes(old + tail, group[0].codes))
        yield letters, make(group, taken, lead, tail)


def _block(group: Sequence[StoredSegment], taken: _Taken, lead: str, tail: str) -> NewText:
    """The text of a block, of which some may stay as it was."""
    changed = any(segment.number in taken.texts for segment in group)
    return NewText(_new_text(group, taken, lead) + tail, changed)


def _pair(group: Sequence[StoredSegment], taken: _Taken, _lead: str, _tail: str) -> NewText:
    """The text of a target, where only what is translated may stand."""
    standings = [taken.standings.get(segment.number) for segment in group]
    known = [standing for standing in standings if standing is not None]
    if len(known) < len(standings):
        return NewText("", changed=False)
    least = min(known, key=lambda standing: list(State).index(standing.state))
    return NewText(_new_text(group, taken, ""), changed=True, standing=least)


def _new_text(group: Sequence[StoredSegment], taken: _Taken, lead: str) -> str:
    pieces = [lead]
    for count, segment in enumerate(group):
        new = taken.texts.get(segment.number)
        if new == "" and count:
            continue
        pieces += [segment.before if count else "", segment.text if new is None else new]
    return "".join(pieces)
