"""From two lists of segments to beads with confidence: the aligner's one entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignments.aligner import fixed, regions
from alignments.aligner.confidence import agreement, confidence, support
from alignments.aligner.fixed import Gap
from alignments.aligner.lexicon import Lexicon, learnt
from alignments.aligner.path import Step, alone, walked
from alignments.aligner.preparation import prepared
from alignments.aligner.reasons import doubts, omissions, reasons
from alignments.aligner.scoring import Weights, scored
from alignments.aligner.sides import Pair
from alignments.aligner.values import Alignment, AlignOptions, Pin, ProposedBead
from alignments.aligner.weights import LEXICAL, PHRASED, SEMANTIC
from alignments.encoding import Encoder

SEGMENTS_AT_ONCE = 3000
"""Longer gaps are cut where it is safe, so that memory does not grow with the document."""
DOUBTFUL = 0.6
"""What a bead's chance is worth where the documents are hardly translations of each other."""
_DEFAULTS = AlignOptions()


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    encoder: Encoder | None,
    options: AlignOptions = _DEFAULTS,
) -> Alignment:
    """Align the segments of a document with those of its translation.

    Each segment is in exactly one bead, beads are in the order of both documents, and the same
    input gives the same output. Without an encoder, only lengths, words that look alike, and the
    words the documents themselves prove to translate each other are compared. Pins or blocks that
    do not fit the documents: `ValueError`.
    """
    fixed.check(options, source, target)
    pair = prepared(source, target, encoder)
    parts = _parts(pair, options, source, target)
    weights = _weights(pair)
    known = Lexicon.given(options.lexicon, pair.source.words, pair.target.words)
    search = _Search(pair=pair, options=options, weights=weights)
    steps, lexicon = search.steps(parts, known), known
    if encoder is None:
        # where meanings are compared, words learnt from the same beads only repeat their mistakes
        lexicon = known.with_more(_learnt(pair, steps))
        steps = search.steps(parts, lexicon)
    beads, warnings = _judged(pair, steps)
    name = encoder.name if encoder is not None else None
    return Alignment(beads=beads, warnings=warnings, encoder=name)


def _weights(pair: Pair) -> Weights:
    if pair.phrased:
        return PHRASED
    return SEMANTIC if pair.encoded else LEXICAL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A pin, or a gap and the band in it."""

    gap: Gap | Pin
    band: regions.Band | None = None


def _parts(
    pair: Pair, options: AlignOptions, source: Sequence[str], target: Sequence[str]
) -> list[_Part]:
    parts: list[_Part] = []
    for piece in fixed.pieces(options, source, target):
        parts += [_Part(gap=piece)] if isinstance(piece, Pin) else _cut(pair, piece)
    return parts


def _cut(pair: Pair, gap: Gap) -> list[_Part]:
    """A gap as parts of bearable length, each with its band."""
    whole = pair.part(gap.source, gap.target)
    anchors = regions.anchors(whole.source.guide, whole.target.guide)
    corners = fixed.safe_cuts(anchors, SEGMENTS_AT_ONCE)
    parts = []
    row = column = 0
    for stop_row, stop_column in (*corners, (len(gap.source), len(gap.target))):
        own = gap.source[row:stop_row], gap.target[column:stop_column]
        inside = (anchors[:, 0] >= row) & (anchors[:, 0] < stop_row)
        band = regions.around(
            anchors[inside] - (row, column),
            source=whole.source.lengths[row:stop_row],
            target=whole.target.lengths[column:stop_column],
        )
        parts.append(_Part(gap=Gap(source=own[0], target=own[1]), band=band))
        row, column = stop_row, stop_column
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """The search through all parts, to be repeated when more is known of the words."""

    pair: Pair
    options: AlignOptions
    weights: Weights

    def steps(self, parts: Sequence[_Part], lexicon: Lexicon) -> list[Step]:
        return [step for part in parts for step in self._through(part, lexicon)]

    def _through(self, part: _Part, lexicon: Lexicon) -> Iterator[Step]:
        source, target = part.gap.source, part.gap.target
        if part.band is None:
            return iter([Step(source=source, target=target, chance=1.0, cost=0.0, pinned=True)])
        if not source or not target:
            return alone(source, target)
        lattice = scored(
            self.pair.part(source, target),
            part.band,
            weights=self.weights,
            lexicon=lexicon,
            largest=self.options.largest_group,
            null_cost=self.options.null_cost,
        )
        return walked(lattice, row=source.start, column=target.start)


def _learnt(pair: Pair, found: Sequence[Step]) -> Lexicon:
    beads = [(step.source, step.target, step.chance) for step in found if not step.is_null]
    return learnt(pair.source.words, pair.target.words, beads)


def _judged(pair: Pair, found: Sequence[Step]) -> tuple[tuple[ProposedBead, ...], tuple[str, ...]]:
    alike = agreement(pair, found)
    near = support(found, alike)
    against = doubts(pair, found)
    chances = confidence(pair, found, alike) * (DOUBTFUL if against else 1)
    beads = tuple(
        ProposedBead(
            source=tuple(step.source),
            target=tuple(step.target),
            confidence=100 if step.pinned else min(round(100 * float(chances[at])), 99),
            cost=step.cost,
            pinned=step.pinned,
            reasons=tuple(
                reasons(
                    pair,
                    step,
                    similarity=alike.similarity[at],
                    support=float(near[at]),
                    chance=float(chances[at]),
                )
            ),
        )
        for at, step in enumerate(found)
    )
    return beads, (*against, *omissions(found))
