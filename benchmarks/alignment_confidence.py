"""Is a confidence of 90 right nine times in ten? A reliability table for the aligner.

    OPENBLAS_NUM_THREADS=1 python benchmarks/alignment_confidence.py

Calibrated on Text+Berg dev, the sample and seeded sets; shown for those, for the test files and for
documents that are no translations of each other, where every bead is wrong by definition.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from alignment import DATA, Case, parice, read_lines, sample, seeded_sets, text_berg

from alignments.aligner import align
from models.encoders import load_encoder

LEVELS = (0, 30, 50, 60, 70, 80, 90, 95, 101)


def unrelated() -> list[Case]:
    """Documents that have nothing to do with each other, and one whose paragraphs are shuffled."""
    column = next(sample())
    rights = read_lines(DATA / "udhr" / "udhr.ar")
    (dev,) = text_berg(["dev"])
    (test,) = text_berg(["test1"])
    paragraphs = [dev.target[at : at + 6] for at in range(0, len(dev.target), 6)]
    random.Random(1).shuffle(paragraphs)
    shuffled = [line for part in paragraphs for line in part]
    return [
        Case(name="column against rights", source=column.source, target=rights, gold=[]),
        Case(name="dev against test1", source=dev.source, target=test.target, gold=[]),
        Case(name="dev shuffled", source=dev.source, target=shuffled, gold=[]),
    ]


def table(name: str, cases: Sequence[Case]) -> None:
    """Print how many beads there are at each level, and how many of them are right."""
    encoder = load_encoder("use")
    judged: list[tuple[int, bool]] = []
    for case in cases:
        gold = set(case.gold)
        for bead in align(case.source, case.target, encoder=encoder).beads:
            judged.append((bead.confidence, (bead.source, bead.target) in gold))
    print(f"{name}: {len(judged)} beads, surest {max(level for level, _ in judged)}")
    for low, high in pairwise(LEVELS):
        inside = [(level, right) for level, right in judged if low <= level < high]
        if inside:
            mean = sum(level for level, _ in inside) / len(inside)
            share = 100 * sum(right for _, right in inside) / len(inside)
            print(
                f"  {low:3}-{high - 1:3}: {len(inside):5} beads, said {mean:5.1f}, is {share:5.1f}"
            )


def main() -> None:
    table("Text+Berg dev", list(text_berg(["dev"])))
    table("sample", list(sample()))
    table("en-ar seeded", list(seeded_sets()))
    table("Text+Berg test0-6", list(text_berg([f"test{number}" for number in range(7)])))
    table("ParIce en-is", list(parice()))
    for case in unrelated():
        table(case.name, [case])


if __name__ == "__main__":
    main()
