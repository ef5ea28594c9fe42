"""Documents on their way in: read, cut into segments, kept."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from alignments.documents import Document, NewDocument, ReadDocument
from alignments.languages import normalised
from alignments.readers import ReadOptions, media_type, read
from alignments.segmentation import sentence_spans
from alignments.store import Store

STANDARD_INPUT = "standard input"
_LONGEST_TITLE = 120


class Imported(NamedTuple):
    """What became of a file."""

    document: Document
    new: bool
    """False where the same bytes were there already; then nothing was changed."""
    notes: list[str]
    """What a person should know of how it was read."""
    codes: int = 0
    """How many inline codes it has."""


def read_document(
    content: bytes,
    *,
    name: str | None = None,
    language: str | None = None,
    title: str | None = None,
    encoding: str | None = None,
    whole_page: bool = False,
    licence: str | None = None,
    retrieved_from: str | None = None,
) -> NewDocument:
    """Read a file's bytes as a document, of which nothing is kept yet.

    `name` is the file's, `None` for standard input. The language is the one given, else the one
    that the file declares, else English. Raises AlignmentsError for what cannot be read.
    """
    tag = normalised(language) if language else None
    kind = media_type(name, content)
    options = ReadOptions(encoding=encoding, whole_page=whole_page)
    found = read(content, media_type=kind, name=name or STANDARD_INPUT, options=options)
    return NewDocument(
        title=title or found.title or _title(name, found),
        language=tag or found.language or "en",
        media_type=kind,
        content=content,
        read=found,
        source=name,
        licence=licence,
        retrieved_from=retrieved_from,
    )


def keep(store: Store, new: NewDocument, *, author: str | None = None) -> Imported:
    """Cut a document that was read into segments and keep it."""
    spans = partial(sentence_spans, language=new.language)
    document, added = store.documents.add(new, spans, author=author)
    notes = list(new.read.notes)
    if not added and (new.licence or new.retrieved_from):
        notes.append(f"its licence and source stay; 'workbench describe {document.id}' says others")
    codes = sum(len(block.codes) for block in new.read.blocks)
    return Imported(document=document, new=added, notes=notes, codes=codes)


def _title(name: str | None, found: ReadDocument) -> str:
    """A title for a text that has none: the file's name, else its first words."""
    if name:
        return PurePath(name).stem
    first = " ".join(found.blocks[0].text.split()) if found.blocks else STANDARD_INPUT
    return first if len(first) <= _LONGEST_TITLE else first[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
