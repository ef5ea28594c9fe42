"""Real translations against beads that were checked by eye, one by one."""

import re
from pathlib import Path

import pytest

from alignments.aligner import Alignment, align
from models.encoders.use import UseEncoder
from tests.shared_data import shared

SAMPLE = Path(__file__).parents[2] / "workbench" / "sample"
Gold = list[tuple[list[int], list[int]]]

# The Arabic declaration has no line about friendly relations, one line for "Now, therefore," and
# "The General Assembly", and two for what the assembly proclaims; then it is line for line.
DECLARATION: Gold = [
    *(([line], [line]) for line in range(5)),
    ([5], []),
    *(([line], [line - 1]) for line in (6, 7, 8)),
    ([9, 10], [8]),
    ([11], [9, 10]),
    *(([line], [line - 1]) for line in range(12, 92)),
]


@pytest.fixture(scope="module")
def use() -> UseEncoder:
    return UseEncoder()


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def strict_f1(found: Alignment, gold: Gold) -> float:
    """As published figures count: beads with text on both sides, right in every sentence."""
    beads = {(tuple(bead.source), tuple(bead.target)) for bead in found.beads}
    ours, theirs = (
        {bead for bead in each if all(bead)}
        for each in (beads, {(tuple(source), tuple(target)) for source, target in gold})
    )
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def test_the_gold_of_the_declaration_has_the_articles_beside_each_other():
    folder = shared("udhr")
    sides = [lines_of(folder / f"udhr.{language}") for language in ("en", "ar")]
    for side, place in zip(sides, (0, 1), strict=True):
        numbers = [number for bead in DECLARATION for number in bead[place]]
        assert numbers == list(range(len(side)))
    articles = [
        tuple(
            re.search(r"\d+$", side[number[0]])[0] for side, number in zip(sides, bead, strict=True)
        )
        for bead in DECLARATION
        if bead[0] and re.fullmatch(r"Article \d+", sides[0][bead[0][0]])
    ]
    assert articles == [(str(number), str(number)) for number in range(1, 31)]


def test_the_declaration_aligns_as_the_gold_says(use: UseEncoder):
    folder = shared("udhr")
    sides = [lines_of(folder / f"udhr.{language}") for language in ("en", "ar")]
    found = align(*sides, encoder=use)
    assert strict_f1(found, DECLARATION) >= 0.97
    # what is wrong is where a person is sent first
    wrong = [
        bead for bead in found.beads if (list(bead.source), list(bead.target)) not in DECLARATION
    ]
    sure = sorted(bead.confidence for bead in found.beads)
    assert all(bead.confidence <= sure[len(found.beads) // 10] for bead in wrong)
    # and what is sure is not said to be doubtful
    reasons = [reason for bead in found.beads if bead.confidence > 85 for reason in bead.reasons]
    assert not [reason for reason in reasons if "neighbours" in reason]


@pytest.mark.parametrize("language", ["ar", "fr", "fa"])
def test_the_sample_as_it_was_translated_aligns_sentence_by_sentence(use, language):
    header, *rows = [line.split("\t") for line in lines_of(SAMPLE / "column.tsv")]
    sides = [[row[header.index(each)] for row in rows] for each in ("en", language)]
    gold: Gold = [([line], [line]) for line in range(len(rows))]
    assert strict_f1(align(*sides, encoder=use), gold) == 1
