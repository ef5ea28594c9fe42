"""Gold alignments to learn from, source by source, cut into passages.

Text+Berg's `dev`, the project's own sample, and parallel sentences of FLORES dev, TICO-19 dev and
the UN with seeded merges and drops. Nothing here is in the sets that `alignment.py` reports on but
the two that it calls tuned on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from alignment import DATA, Bead, Case, Counts, read_lines, sample, seeded, text_berg
from numpy.typing import NDArray

from alignments.aligner import align
from alignments.aligner.evidence import Rectangle
from alignments.aligner.lattice import IMPOSSIBLE, Lattice
from alignments.aligner.lexicon import Lexicon, learnt
from alignments.aligner.path import Step, walked
from alignments.aligner.preparation import prepared
from alignments.aligner.regions import whole
from alignments.aligner.scoring import Weights
from alignments.aligner.shapes import CLASS_OF, SHAPES
from alignments.aligner.sides import Pair
from alignments.encoding import Encoder

Floats = NDArray[np.float32]

FLORES = (
    ("deu_Latn", "fra_Latn", 0, 300),
    ("eng_Latn", "arb_Arab", 300, 600),
    ("eng_Latn", "pes_Arab", 600, 800),
    ("eng_Latn", "zho_Hans", 800, 997),
    ("spa_Latn", "rus_Cyrl", 0, 200),
)
LEAST_ROWS, LEAST_BEADS = 14, 10
"""Of a passage, and of what is left after it."""


def sources() -> dict[str, list[Case]]:
    """All gold there is to learn from, by where it comes from."""
    flores, tico, united = DATA / "flores200", DATA / "tico19", DATA / "un_security"
    news = [
        _seeded((flores / f"{left}.dev.txt", flores / f"{right}.dev.txt"), slice(low, high), seed)
        for seed, (left, right, low, high) in enumerate(FLORES, start=1)
    ]
    health = [
        _seeded((tico / "dev.en-ar.en", tico / "dev.en-ar.ar"), slice(0, 300), 6),
        _seeded((tico / "dev.en-fr.en", tico / "dev.en-fr.fr"), slice(300, 500), 7),
    ]
    politics = [
        _seeded((united / "un.en", united / "un.ar"), slice(0, 400), 8),
        _seeded((united / "un.en", united / "un.es"), slice(400, 600), 9),
    ]
    berg, column = list(text_berg(["dev"])), list(sample())
    return {"Berg": berg, "sample": column, "FLORES": news, "TICO": health, "UN": politics}


def strangers() -> list[Case]:
    """Documents that have nothing to do with each other: no bead of theirs is right."""
    flores, united = DATA / "flores200", DATA / "un_security" / "un.en"
    german, french = (read_lines(flores / f"{name}.dev.txt") for name in ("deu_Latn", "fra_Latn"))
    arabic = read_lines(DATA / "tico19" / "dev.en-ar.ar")
    sides = [
        ("news", german[:60], french[500:560]),
        ("politics against health", read_lines(united)[1000:1060], arabic[600:660]),
    ]
    return [Case(name=name, source=left, target=right, gold=[]) for name, left, right in sides]


def _seeded(paths: tuple[Path, Path], lines: slice, seed: int) -> Case:
    left, right = (read_lines(path)[lines] for path in paths)
    return seeded(f"{paths[0].name} {paths[1].name}", left, right, seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a case between two corners of its gold, with the evidence on all its beads."""

    source: str
    pair: Pair
    rows: range
    columns: range
    gold: list[tuple[int, int, int]]
    """The gold path, counted from the passage's beginning: row, column, place of the shape."""
    beads: frozenset[Bead]
    """The gold as people made it; on the path, what crosses is one bead."""
    features: dict[int, Floats]
    """For each place of a shape with two sides, (features, rows, columns)."""
    nulls: list[Floats]
    starts: Floats

    def steps(self, weights: Weights) -> list[Step]:
        """What the search finds with these weights."""
        start = np.tensordot(np.array(weights.starts), self.starts, axes=1)
        scores = np.full((len(SHAPES), start.size), IMPOSSIBLE, dtype=np.float32)
        for place in range(len(SHAPES)):
            factors = weights.features if place in self.features else weights.nulls
            evidence = self.features[place] if place in self.features else self.nulls[place]
            table = np.tensordot(np.array(factors), evidence, axes=1) + start
            scores[place] = table.reshape(-1) + weights.priors[CLASS_OF[place]]
        band = whole(len(self.rows), len(self.columns))
        lattice = Lattice(band=band, scores=scores, opening=weights.opening)
        return list(walked(lattice, row=self.rows.start, column=self.columns.start))

    def counts(self, steps: Sequence[Step]) -> Counts:
        """Strict counts of beads with two sides."""
        proposed = {(tuple(step.source), tuple(step.target)) for step in steps if not step.is_null}
        gold = {bead for bead in self.beads if all(bead)}
        return Counts(proposed=len(proposed), gold=len(gold), right=len(proposed & gold))


def passages(source: str, case: Case, encoder: Encoder | None) -> Iterator[Passage]:
    """A case in passages, with the lexicon that the search would have learnt."""
    pair = prepared(case.source, case.target, encoder)
    lexicon = Lexicon.none() if encoder is not None else _lexicon(case, pair)
    runs = _runs(_path(case)) if case.gold else [[(0, 0, len(case.source), len(case.target))]]
    for run in runs:
        rows = range(run[0][0], run[-1][0] + run[-1][2])
        columns = range(run[0][1], run[-1][1] + run[-1][3])
        one_more = range(rows.start, rows.stop + 1), range(columns.start, columns.stop + 1)
        evidence = Rectangle(pair, *one_more, lexicon)
        path = [(i - rows.start, j - columns.start, (a, b)) for i, j, a, b in run if case.gold]
        yield Passage(
            source=source,
            pair=pair,
            rows=rows,
            columns=columns,
            gold=[(i, j, SHAPES.index(shape)) for i, j, shape in path],
            beads=frozenset(bead for bead in case.gold if _starts_in(bead, rows, columns)),
            features=dict(evidence.features()),
            nulls=list(evidence.alone()),
            starts=evidence.starts(),
        )


def _lexicon(case: Case, pair: Pair) -> Lexicon:
    found = align(case.source, case.target, encoder=None)
    beads = [
        (range(bead.source[0], bead.source[-1] + 1), range(bead.target[0], bead.target[-1] + 1))
        for bead in found.beads
        if bead.source and bead.target
    ]
    chances = [bead.confidence / 100 for bead in found.beads if bead.source and bead.target]
    trusted = [(*sides, chance) for sides, chance in zip(beads, chances, strict=True)]
    return learnt(pair.source.words, pair.target.words, trusted)


def _starts_in(bead: Bead, rows: range, columns: range) -> bool:
    left, right = bead
    return (not left or min(left) in rows) and (not right or min(right) in columns)


def _path(case: Case) -> list[tuple[int, int, int, int]]:
    """Beads from corner to corner: row, column, and size on both sides.

    Beads that cross are one, a bead with a hole is filled, and what is in no bead stays alone.
    """
    both = sorted(
        [min(left), max(left) + 1, min(right), max(right) + 1]
        for left, right in case.gold
        if left and right
    )
    path: list[tuple[int, int, int, int]] = []
    row = column = 0
    for top, bottom, left, right in (*_uncrossed(both), (len(case.source), 0, len(case.target), 0)):
        path += [(at, column, 1, 0) for at in range(row, top)]
        path += [(top, at, 0, 1) for at in range(column, left)]
        if bottom:
            path.append((top, left, bottom - top, right - left))
        row, column = bottom, right
    return path


def _uncrossed(both: list[list[int]]) -> Iterator[list[int]]:
    last: list[int] = []
    for bead in both:
        if last and (bead[0] < last[1] or bead[2] < last[3]):
            ends = max(last[1], bead[1]), max(last[3], bead[3])
            last = [min(last[0], bead[0]), ends[0], min(last[2], bead[2]), ends[1]]
            continue
        if last:
            yield last
        last = bead
    if last:
        yield last


def _runs(path: list[tuple[int, int, int, int]]) -> Iterator[list[tuple[int, int, int, int]]]:
    """The path cut after beads 1-1, and at beads larger than any shape, which are left out."""
    run: list[tuple[int, int, int, int]] = []
    for place, (row, column, *shape) in enumerate(path):
        if tuple(shape) not in SHAPES:
            yield from [run] if run else []
            run = []
            continue
        run.append((row, column, *shape))
        long = row + 1 - run[0][0] >= LEAST_ROWS and len(path) - place > LEAST_BEADS
        if long and shape == [1, 1]:
            yield run
            run = []
    yield from [run] if run else []
