"""Documents and their existing translations, aligned segment by segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from alignments.aligner import Alignment, AlignOptions, Block, ProposedBead, align
from alignments.beads import Bitext, Flag
from alignments.documents import Document, StoredSegment
from alignments.encoding import Encoder
from alignments.placeholders import without_codes
from alignments.store import NewBead, Store
from models.encoders import choose_encoder, load_encoder
from models.encoders.cache import SqliteCache
from workbench.errors import WorkbenchError

DOUBTFUL_BELOW = 60
"""Beads of less confidence are flagged, for a person to look at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignReport:
    """What came of aligning two documents."""

    bitext: Bitext
    shapes: dict[str, int]
    """How many beads there are of each type, such as `2-1`, the commonest first."""
    doubtful: int
    unaligned_source: int
    """Source segments that correspond to nothing."""
    unaligned_target: int
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
) -> Alignment:
    """Align segments; the encoder is the one named, else the best here for the languages.

    `cache` is a file that keeps vectors for the next time.
    """
    chosen = choose_encoder(languages, encoder)
    loaded = _loaded(chosen.name, cache) if chosen.name else None
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
        options=AlignOptions(source_blocks=_blocks(sides[0]), target_blocks=_blocks(sides[1])),
    )
    bitext = store.aligned.add(
        document.id, translation.id, [_new_bead(bead, sides) for bead in found.beads]
    )
    return _report(bitext, found)


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


def _loaded(name: str, cache: Path | None) -> Encoder:
    return load_encoder(name, cache=SqliteCache(cache) if cache else None)


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
    )


def _report(bitext: Bitext, found: Alignment) -> AlignReport:
    shapes = Counter(bead.shape for bead in found.beads)
    return AlignReport(
        bitext=bitext,
        shapes=dict(shapes.most_common()),
        doubtful=sum(bead.confidence < DOUBTFUL_BELOW for bead in found.beads),
        unaligned_source=sum(len(bead.source) for bead in found.beads if not bead.target),
        unaligned_target=sum(len(bead.target) for bead in found.beads if not bead.source),
        encoder=found.encoder,
        warnings=found.warnings,
    )
