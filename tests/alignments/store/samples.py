"""Documents and revisions for the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence

from alignments.beads import Bitext, Cell, MachineOrigin, NewRevision, Origin, State, SubState
from alignments.documents import Block, BlockKind, Document, NewDocument, ReadDocument
from alignments.store import Store

ECHO = MachineOrigin(engine="echo", model="echo", revision="1")
OTHER = MachineOrigin(engine="firefox", model="en-ar", revision="2", options={"beam": 4})


def whole(text: str) -> list[tuple[int, int]]:
    """Spans that leave a block uncut."""
    return [(0, len(text))]


def new_document(*texts: str, title: str = "A title", language: str = "en") -> NewDocument:
    """A document with a paragraph for each text."""
    blocks = [Block(text=text, before="\n" if count else "") for count, text in enumerate(texts)]
    return NewDocument(
        title=title,
        language=language,
        media_type="text/plain",
        content="\n".join([title, *texts]).encode(),
        read=ReadDocument(blocks=blocks, encoding="utf-8"),
    )


def add_document(store: Store, *texts: str, title: str = "A title") -> Document:
    document, _ = store.documents.add(new_document(*texts, title=title), whole)
    return document


def numbered(count: int) -> list[str]:
    return [f"Sentence {number}." for number in range(1, count + 1)]


def with_code(*texts: str) -> NewDocument:
    """A document whose last block is code."""
    *others, code = texts
    blocks = [Block(text=text) for text in others]
    blocks.append(Block(text=code, kind=BlockKind.CODE))
    return NewDocument(
        title="Code",
        language="en",
        media_type="text/markdown",
        content="".join(texts).encode(),
        read=ReadDocument(blocks=blocks),
    )


def draft(text: str, machine: MachineOrigin = ECHO) -> NewRevision:
    return NewRevision(
        text=text,
        state=State.INITIAL,
        sub_state=SubState.DRAFT,
        origin=Origin.MACHINE,
        machine=machine,
        score=-0.5,
    )


def cells(store: Store, bitext: Bitext) -> list[Cell]:
    """The cells of a bitext, in order."""
    page = store.bitexts.rows(bitext.document, [bitext.id], limit=10_000)
    return [row.cells[bitext.id] for row in page.rows if bitext.id in row.cells]


def bead_ids(store: Store, bitext: Bitext) -> list[int]:
    return [cell.bead for cell in cells(store, bitext)]


def prepared(store: Store, count: int = 3, language: str = "ar") -> tuple[Bitext, Sequence[int]]:
    """A document of some sentences and its empty column: the bitext, and its beads."""
    bitext = store.bitexts.ensure(add_document(store, *numbered(count)).id, language)
    return bitext, bead_ids(store, bitext)


def correct(
    store: Store, bead: int, text: str, base: int, *, op_id: str | None = None, author: str = "mira"
) -> object:
    return store.revisions.correct(
        bead,
        text=text,
        state=State.TRANSLATED,
        base_revision=base,
        author=author,
        op_id=op_id,
    )
