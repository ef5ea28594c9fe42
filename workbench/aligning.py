"""Documents and their existing translations, aligned segment by segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from alignments.aligner import Alignment, AlignOptions, Block, Pin, ProposedBead, align
from alignments.aligner.lexicon import taught
from alignments.beads import DOUBTFUL_BELOW, Bitext, Flag
from alignments.documents import Document, StoredSegment
from alignments.encoding import Encoder
from alignments.placeholders import without_codes
from alignments.store import (
    AlignedBead,
    AlignmentSummary,
    NewBead,
    Realigned,
    StandingBead,
    Store,
)
from models.encoders import choose_encoder, load_encoder
from models.encoders.cache import Progress, SqliteCache
from workbench.errors import WorkbenchError

MOST_PAIRS = 2000
"""Confirmed pairs of the store from which words are learnt: about a second's work."""
FEWEST_PAIRS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignReport:
    """What came of aligning two documents."""

    bitext: Bitext
    summary: AlignmentSummary
    doubtful: int
    encoder: str | None
    warnings: tuple[str, ...]


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    *,
    languages: tuple[str, str],
    encoder: str | None = None,
    cache: Path | None = None,
    options: AlignOptions | None = None,
    progress: Progress | None = None,
) -> Alignment:
    """Align segments; the encoder is the one named, else the best here for the languages.

    `cache` is a file that keeps vectors for the next time; `progress` hears of a slow encoder.
    """
    chosen = choose_encoder(languages, encoder)
    loaded = _loaded(chosen.name, cache, progress) if chosen.name else None
    found = align(source, target, encoder=loaded, options=options or AlignOptions())
    warnings = (*chosen.warnings, *found.warnings)
    return Alignment(beads=found.beads, warnings=warnings, encoder=found.encoder)


def align_documents(
    store: Store,
    document: Document,
    translation: Document,
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> AlignReport:
    """Align a document with its translation and keep the bitext in the store."""
    if document.id == translation.id:
        raise WorkbenchError(f"document {document.id} cannot be aligned with itself")
    sides = [store.documents.segments(each.id) for each in (document, translation)]
    found = align_texts(
        [without_codes(segment.text, segment.codes) for segment in sides[0]],
        [without_codes(segment.text, segment.codes) for segment in sides[1]],
        languages=(document.language, translation.language),
        encoder=encoder,
        cache=cache,
        progress=progress,
        options=AlignOptions(
            source_blocks=_blocks(sides[0]),
            target_blocks=_blocks(sides[1]),
            lexicon=confirmed_lexicon(store, document.language, translation.language),
        ),
    )
    bitext = store.aligned.add(
        document.id, translation.id, [_new_bead(bead, sides) for bead in found.beads]
    )
    return _report(store, bitext, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealignReport:
    """What came of aligning a bitext anew."""

    bitext: Bitext
    summary: AlignmentSummary
    kept: int
    """Beads that were pinned, made by hand, or have a text that somebody wrote."""
    changed: int
    """Beads that others took the place of."""
    doubtful: int
    encoder: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingReport:
    """How a bitext is aligned now."""

    bitext: Bitext
    summary: AlignmentSummary
    doubtful: int
    least_sure: tuple[AlignedBead, ...]
    """The first of the doubtful ones, the least sure first."""
    alone: tuple[AlignedBead, ...]
    """The first of those without a partner, in order."""


def summarised(store: Store, bitext: Bitext, *, most: int = 10) -> StandingReport:
    """Say how a bitext is aligned, with up to `most` of the beads that want a person."""
    nulls = [b.id for b in store.aligned.standing(bitext.id) if not (b.source and b.target)]
    least_sure = [
        bead
        for bead in store.aligned.page(bitext.id, limit=most, doubtful_first=True).beads
        if not bead.pinned and bead.confidence is not None and bead.confidence < DOUBTFUL_BELOW
    ]
    return StandingReport(
        bitext=bitext,
        summary=store.aligned.summary(bitext.id),
        doubtful=_doubtful(store, bitext),
        least_sure=tuple(least_sure),
        alone=tuple(store.aligned.some(bitext.id, nulls[:most])),
    )


def _doubtful(store: Store, bitext: Bitext) -> int:
    return store.bitexts.progress(bitext.document)[bitext.id].flagged


def realign_bitext(
    store: Store,
    bitext: Bitext,
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    author: str | None = None,
    progress: Progress | None = None,
) -> RealignReport:
    """Align what nobody has settled anew; the beads that somebody has are fixed points."""
    if bitext.target_document is None:
        raise WorkbenchError(
            f"the {bitext.language} column of document {bitext.document} is no translation that "
            "was aligned; 'workbench align SOURCE TARGET' aligns two texts"
        )
    documents = [store.documents.get(each) for each in (bitext.document, bitext.target_document)]
    sides = [store.documents.segments(each.id) for each in documents]
    standing = store.aligned.standing(bitext.id)
    found = align_texts(
        [without_codes(segment.text) for segment in sides[0]],
        [without_codes(segment.text) for segment in sides[1]],
        languages=(documents[0].language, documents[1].language),
        encoder=encoder,
        cache=cache,
        progress=progress,
        options=AlignOptions(
            pins=_pins(standing),
            source_blocks=_blocks(sides[0]),
            target_blocks=_blocks(sides[1]),
            lexicon=confirmed_lexicon(
                store, documents[0].language, documents[1].language, realigned=bitext.id
            ),
        ),
    )
    stretches = list(_stretches(standing, [_new_bead(bead, sides) for bead in found.beads]))
    done = store.operations.realign(bitext.id, stretches, author=author)
    return RealignReport(
        bitext=bitext,
        summary=store.aligned.summary(bitext.id),
        kept=sum(bead.fixed for bead in standing),
        changed=len(done.gone),
        doubtful=_doubtful(store, bitext),
        encoder=found.encoder,
        warnings=found.warnings,
    )


def _pins(standing: Sequence[StandingBead]) -> tuple[Pin, ...]:
    pins = []
    source = target = 0
    for bead in standing:
        ends = source + bead.source, target + bead.target
        if bead.fixed:
            pins.append(Pin(source=range(source, ends[0]), target=range(target, ends[1])))
        source, target = ends
    return tuple(pins)


def _stretches(standing: Sequence[StandingBead], found: Sequence[NewBead]) -> Iterator[Realigned]:
    """The shortest stretches of old and new beads over the same segments, but for fixed ones."""
    old, new = iter(standing), iter(found)
    for first in old:
        before, after = [first], [next(new)]
        while (ends := _sizes(before)) != (others := _new_sizes(after)):
            if ends < others:
                before.append(next(old))
            else:
                after.append(next(new))
        if not any(bead.fixed for bead in before):
            yield Realigned(before=before, after=after)


def _sizes(beads: Sequence[StandingBead]) -> tuple[int, int]:
    return sum(bead.source for bead in beads), sum(bead.target for bead in beads)


def _new_sizes(beads: Sequence[NewBead]) -> tuple[int, int]:
    return sum(len(bead.source) for bead in beads), sum(len(bead.target) for bead in beads)


def confirmed_lexicon(
    store: Store, source: str, target: str, *, realigned: int | None = None
) -> Mapping[tuple[str, str], float]:
    """Words that the store's own confirmed pairs show to translate each other."""
    texts = store.confirmed.texts(source, target, most=MOST_PAIRS, realigned=realigned)
    if len(texts) < FEWEST_PAIRS:
        return {}
    return taught([(without_codes(one), without_codes(other)) for one, other in texts])


def beads_text(beads: Iterable[ProposedBead]) -> str:
    """One bead a line, as Vecalign writes them: `[0]:[0, 1]`, counted from 0."""
    return "".join(f"{list(bead.source)}:{list(bead.target)}\n" for bead in beads)


def beads_table(beads: Iterable[ProposedBead], source: Sequence[str], target: Sequence[str]) -> str:
    """A TSV table of the beads, with texts and confidence; segments are counted from 1."""
    lines = ["source_segments\ttarget_segments\tconfidence\tsource\ttarget\treasons"]
    for bead in beads:
        cells = (
            " ".join(str(number + 1) for number in bead.source),
            " ".join(str(number + 1) for number in bead.target),
            str(bead.confidence),
            " ".join(source[number] for number in bead.source),
            " ".join(target[number] for number in bead.target),
            "; ".join(bead.reasons),
        )
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def _loaded(name: str, cache: Path | None, progress: Progress | None) -> Encoder:
    return load_encoder(name, cache=SqliteCache(cache) if cache else None, progress=progress)


def _blocks(segments: Sequence[StoredSegment]) -> tuple[Block, ...]:
    blocks = (list(group) for _, group in groupby(segments, key=lambda segment: segment.block))
    return tuple(Block(size=len(block), kind=_kind(block[0])) for block in blocks)


def _kind(segment: StoredSegment) -> str:
    return f"{segment.kind}-{segment.level}" if segment.level else str(segment.kind)


def _new_bead(bead: ProposedBead, sides: Sequence[Sequence[StoredSegment]]) -> NewBead:
    doubt = "; ".join(bead.reasons) or f"confidence {bead.confidence}"
    return NewBead(
        source=[sides[0][number].number for number in bead.source],
        target=[sides[1][number].number for number in bead.target],
        confidence=bead.confidence,
        pinned=bead.pinned,
        flags=(Flag(name="alignment", reason=doubt),) if bead.confidence < DOUBTFUL_BELOW else (),
        reasons=bead.reasons,
    )


def _report(store: Store, bitext: Bitext, found: Alignment) -> AlignReport:
    return AlignReport(
        bitext=bitext,
        summary=store.aligned.summary(bitext.id),
        doubtful=sum(bead.confidence < DOUBTFUL_BELOW for bead in found.beads),
        encoder=found.encoder,
        warnings=found.warnings,
    )
