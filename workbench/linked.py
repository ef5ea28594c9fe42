"""Bringing in two texts and the links between them: two documents, aligned as the file says."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from alignments.beads import Flag, Origin, State, SubState
from alignments.documents import Block, Document, NewDocument, ReadDocument
from alignments.formats import ImportReport
from alignments.formats.packages import archived
from alignments.formats.tei_beads import Linked, LinkedBead, LinkedText, read_linked
from alignments.languages import joined
from alignments.pairs import PairRow, PairTarget, Provenance
from alignments.store import NewBead, Store
from workbench.errors import ImportRefused
from workbench.pair_files import PairChoices, PairFile, PairsImported, Progress, language_of

MEDIA_TYPE = "application/tei+xml"
_CHECKED, _LINKED = 100.0, 60.0
"""How sure a link is that a person checked, and one that only a program made."""
_SAMPLE = 5
_FROM_FILE = Provenance(state=State.TRANSLATED, sub_state=SubState.IMPORTED, origin=Origin.DOCUMENT)


def import_linked(
    store: Store,
    files: Sequence[PairFile],
    choices: PairChoices,
    *,
    author: str | None = None,
    progress: Progress | None = None,
) -> PairsImported:
    """Keep two texts and their links as two documents with a bitext between them.

    The same files again change nothing. Raises AlignmentsError for what cannot be read, and
    ImportRefused where the texts do not say their languages, or are here with other sentences.
    """
    reading = _Reading(files, choices)
    if progress is not None:
        progress(0, 0, f"{len(reading.linked.beads):,} links")
    sides = (reading.source, reading.target)
    source, target = (reading.new_document(side, choices) for side in sides)
    there = [store.documents.same(each) for each in (source, target)]
    for document, side in zip(there, sides, strict=True):
        if document is not None:
            _check_segments(document, side)
    if there[0] is not None and there[1] is not None:
        bitexts = store.bitexts.of(there[0].id)
        if any(one.target_document == there[1].id for one in bitexts):
            return replace(reading.outcome(), document=there[0], new=False)
    beads = map(_new_bead, reading.linked.beads)
    bitext = store.aligned.add_texts(source, target, _lines, beads, author=author)
    return replace(reading.outcome(), document=store.documents.get(bitext.document))


def preview_linked(files: Sequence[PairFile], choices: PairChoices) -> PairsImported:
    """What `import_linked` would do, without doing it."""
    return _Reading(files, choices).outcome()


class _Side(NamedTuple):
    """One of the two texts, and the file that it came in."""

    text: LinkedText
    name: str
    content: bytes
    language: str


class _Reading:
    """The files, read, and what there is to tell of them."""

    def __init__(self, files: Sequence[PairFile], choices: PairChoices) -> None:
        self.report = ImportReport()
        parts = _parts(files)
        streams = [io.BytesIO(content) for _, content in parts]
        self.linked: Linked = read_linked(streams, self.report)
        single = choices.targets[0] if len(choices.targets) == 1 else None
        self.source = self._side(self.linked.source, parts, choices.language)
        self.target = self._side(self.linked.target, parts, single)
        self.title = choices.title or _title(self.source.name)

    def _side(
        self, text: LinkedText, parts: Sequence[tuple[str, bytes]], language: str | None
    ) -> _Side:
        name, content = parts[text.file]
        if not text.paragraphs:
            raise ImportRefused(f"{name} has no sentences (s) with an id")
        return _Side(text, name, content, language_of(language or text.language, name))

    def new_document(self, side: _Side, choices: PairChoices) -> NewDocument:
        """One of the texts, on its way into the store."""
        blocks = [
            Block(text="\n".join(paragraph), before="\n\n" if place else "")
            for place, paragraph in enumerate(side.text.paragraphs)
        ]
        return NewDocument(
            title=self.title if side is self.source else _title(side.name),
            language=side.language,
            media_type=MEDIA_TYPE,
            content=side.content,
            read=ReadDocument(blocks=blocks, encoding="utf-8"),
            source=side.name,
            licence=choices.licence,
            retrieved_from=choices.retrieved_from,
        )

    def outcome(self) -> PairsImported:
        """What there is to tell."""
        beads = self.linked.beads
        empty = sum(not bead.target for bead in beads)
        states = {"empty": empty, "translated": len(beads) - empty}
        return PairsImported(
            document=None,
            new=True,
            title=self.title,
            language=self.source.language,
            segments=len(self.source.text.sentences),
            translations={self.target.language: states},
            report=self.report,
            sample=tuple(self._rows(beads[:_SAMPLE])),
        )

    def _rows(self, beads: Sequence[LinkedBead]) -> list[PairRow]:
        sides = self.source, self.target
        sentences = [side.text.sentences for side in sides]
        rows = []
        for bead in beads:
            source, target = (
                joined([known[number - 1] for number in numbers], side.language)
                for known, numbers, side in zip(
                    sentences, (bead.source, bead.target), sides, strict=True
                )
            )
            rows.append(PairRow(source, [PairTarget(self.target.language, target, _FROM_FILE)]))
        return rows


def _parts(files: Sequence[PairFile]) -> list[tuple[str, bytes]]:
    """The name and the bytes of each file, or of each in the one archive."""
    contents = []
    for file in files:
        with file.open() as stream:
            contents.append((file.name, stream.read()))
    return archived(contents[0][1], ".xml") if len(contents) == 1 else contents


def _title(name: str) -> str:
    return PurePath(name.removesuffix(".gz")).stem


def _check_segments(document: Document, side: _Side) -> None:
    """Refuse a text that was here before where its segments are others by now."""
    if document.segments != len(side.text.sentences):
        raise ImportRefused(
            f"{side.name} is document {document.id} already, but its segments are others by now; "
            "delete that document first, or align the two with 'workbench align'"
        )


def _lines(text: str) -> Sequence[tuple[int, int]]:
    """Where the sentences of a block are: each has a line of its own."""
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _new_bead(bead: LinkedBead) -> NewBead:
    flag = Flag(name="alignment", reason="linked by a program, not checked")
    return NewBead(
        source=bead.source,
        target=bead.target,
        confidence=_CHECKED if bead.checked else _LINKED,
        pinned=bead.checked,
        flags=() if bead.checked else (flag,),
    )
