"""Documents to release: what stands in them is up to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from alignments.beads import Flag, State
from alignments.documents import Block, Document, NewDocument, ReadDocument
from alignments.store import NewBead, Store
from tests.workbench.bitext_sample import confirm, draft, whole

FILLING = "amber basin copper drift ember fjord gravel hollow island juniper kettle ledger".split()


def sentence(number: int) -> str:
    """A sentence unlike those of other numbers."""
    words = Random(number).sample(FILLING, 7)
    return f"{' '.join(words).capitalize()}."


def translation(number: int) -> str:
    """Its translation, as unlike as the sentence."""
    return " ".join(word[::-1] for word in sentence(number + 7).rstrip(".").split()) + "."


def pairs(*numbers: int) -> list[tuple[str, str]]:
    return [(sentence(number), translation(number)) for number in numbers]


def add(
    store: Store,
    title: str,
    texts: Sequence[tuple[str, str]],
    *,
    language: str = "ar",
    licence: str | None = "CC-BY-4.0",
    authors: Sequence[str] = ("mira",),
    drafts: Sequence[int] = (),
    states: dict[int, State] | None = None,
    flags: dict[int, str] | None = None,
) -> Document:
    """A document whose segments have drafts, confirmed by people but for those in `drafts`.

    The draft of a confirmed text lacks its last word, but for every fifth, which is kept.
    """
    document = _document(store, title, [source for source, _ in texts], licence)
    bitext = store.bitexts.ensure(document.id, language).id
    for bead, number, _ in store.revisions.untranslated(bitext):
        text = texts[number - 1][1]
        kept = number in drafts or number % 5 == 0
        flagged = (flags or {}).get(number)
        found = (Flag(name=flagged, reason="look at it"),) if flagged else ()
        machine = draft(text if kept else text.rsplit(" ", 1)[0], found)
        store.revisions.add_drafts([(bead, machine)])
        if number not in drafts:
            store.revisions.correct(
                bead,
                text=text,
                state=(states or {}).get(number, State.TRANSLATED),
                base_revision=1,
                author=authors[number % len(authors)],
            )
    return document


def add_aligned(
    store: Store, title: str, texts: Sequence[tuple[str, str]], confidences: Sequence[float]
) -> Document:
    """A document and another that is its translation, aligned sentence by sentence."""
    source = _document(store, title, [one for one, _ in texts], "CC0-1.0")
    target = _document(store, f"{title} (ar)", [other for _, other in texts], None, "ar")
    beads = [
        NewBead(source=[place], target=[place], confidence=confidence)
        for place, confidence in enumerate(confidences, start=1)
    ]
    store.aligned.add(source.id, target.id, beads)
    return source


def _document(
    store: Store, title: str, texts: Sequence[str], licence: str | None, language: str = "en"
) -> Document:
    new = NewDocument(
        title=title,
        language=language,
        media_type="text/plain",
        content="\n".join([title, *texts]).encode(),
        read=ReadDocument(blocks=[Block(text=text, before="\n") for text in texts]),
        source=f"{title}.txt",
    )
    document, _ = store.documents.add(replace(new, licence=licence), whole)
    return document


__all__ = ["add", "add_aligned", "confirm", "pairs", "sentence", "translation"]
