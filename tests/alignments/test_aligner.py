"""What the aligner promises of any two lists of segments."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments.aligner import Alignment, AlignOptions, Block, Pin, align
from models.encoders.hashing import HashingEncoder
from models.encoders.use import UseEncoder
from tests.shared_data import shared

SAMPLE = Path(__file__).parents[2] / "workbench" / "sample" / "reparagraphed"

WORDS = "river sea port grain 1956 12 war bread, water; city: house. field! dog? ؟ ماء".split()
segment = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=20)
document = st.lists(segment, max_size=12)


@pytest.fixture(scope="module")
def use() -> UseEncoder:
    return UseEncoder()


def assert_whole(alignment: Alignment, source: list[str], target: list[str]) -> None:
    """Each index once, in order, on both sides; no bead empty."""
    assert [i for bead in alignment.beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in alignment.beads for j in bead.target] == list(range(len(target)))
    assert all(bead.source or bead.target for bead in alignment.beads)
    assert all(0 <= bead.confidence <= 100 for bead in alignment.beads)


def shapes(alignment: Alignment) -> list[str]:
    return [bead.shape for bead in alignment.beads]


def strict_f1(alignment: Alignment, gold: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> float:
    found = {(bead.source, bead.target) for bead in alignment.beads if bead.source and bead.target}
    right = {bead for bead in gold if bead[0] and bead[1]}
    return 2 * len(found & right) / (len(found) + len(right))


def read_beads(path: Path) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    beads = []
    for line in path.read_text(encoding="utf-8").splitlines():
        sides = [part.strip("[] ") for part in line.split(":")]
        left, right = (tuple(int(at) for at in side.split(",") if at) for side in sides)
        beads.append((left, right))
    return beads


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@settings(max_examples=60, deadline=None)
@given(source=document, target=document, encoded=st.booleans())
def test_each_segment_is_in_exactly_one_bead_and_order_is_kept(
    source: list[str], target: list[str], encoded: bool
) -> None:
    encoder = HashingEncoder() if encoded else None
    alignment = align(source, target, encoder=encoder)
    assert_whole(alignment, source, target)
    assert align(source, target, encoder=encoder) == alignment


@settings(max_examples=30, deadline=None)
@given(source=document, target=document, data=st.data())
def test_pins_come_out_as_they_are(source: list[str], target: list[str], data) -> None:
    rows = sorted(data.draw(st.lists(st.integers(0, len(source)), min_size=2, max_size=2)))
    columns = sorted(data.draw(st.lists(st.integers(0, len(target)), min_size=2, max_size=2)))
    if rows[0] == rows[1] and columns[0] == columns[1]:
        return
    pin = Pin(source=range(*rows), target=range(*columns))
    alignment = align(source, target, encoder=HashingEncoder(), options=AlignOptions(pins=(pin,)))
    assert_whole(alignment, source, target)
    (pinned,) = [bead for bead in alignment.beads if bead.pinned]
    assert (pinned.source, pinned.target) == (tuple(pin.source), tuple(pin.target))
    assert pinned.confidence == 100


@settings(max_examples=20, deadline=None)
@given(source=document, target=document, largest=st.integers(1, 5))
def test_no_bead_is_larger_than_allowed(source: list[str], target: list[str], largest: int) -> None:
    options = AlignOptions(largest_group=largest)
    alignment = align(source, target, encoder=HashingEncoder(), options=options)
    sizes = [max(len(bead.source), len(bead.target)) for bead in alignment.beads]
    assert max(sizes, default=0) <= largest


COLUMN = [
    "The port has been closed since the autumn.",
    "Eleven berths stand empty; two cranes are idle.",
    "Who will pay for the 640 kilometres of canal?",
    "Nobody in the ministry would say.",
    "In 2021 the price of bread rose by 12 per cent.",
    "My grandfather kept the ledgers of the grain trade by hand.",
]


@pytest.mark.parametrize("encoder", [HashingEncoder(), None], ids=["hashing", "none"])
def test_a_document_aligns_with_itself_one_to_one(encoder: HashingEncoder | None) -> None:
    alignment = align(COLUMN, COLUMN, encoder=encoder)
    assert shapes(alignment) == ["1-1"] * len(COLUMN)


@pytest.mark.parametrize("encoder", [HashingEncoder(), None], ids=["hashing", "none"])
@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (3, 0), (0, 3)])
def test_an_empty_side_leaves_the_other_alone(
    encoder: HashingEncoder | None, rows: int, columns: int
) -> None:
    alignment = align(COLUMN[:rows], COLUMN[:columns], encoder=encoder)
    assert shapes(alignment) == ["1-0"] * rows + ["0-1"] * columns


@pytest.mark.parametrize("encoder", [HashingEncoder(), None], ids=["hashing", "none"])
@pytest.mark.parametrize(
    ("source", "target"),
    [
        (["The same sentence."] * 40, ["The same sentence."] * 50),
        ([str(number) for number in range(60)], [str(number) for number in range(5, 60)]),
        (["One sentence."], [f"Sentence number {number}." for number in range(600)]),
        (["", " ", "\n"], ["", "…"]),
        (["ـ ـ", "ـــ"], ["ـ"]),
    ],
    ids=["repeated", "numbers", "much longer", "blank", "lengthening"],
)
def test_odd_documents_align_whole(
    encoder: HashingEncoder | None, source: list[str], target: list[str]
) -> None:
    assert_whole(align(source, target, encoder=encoder), source, target)


def test_repeated_sentences_of_equal_number_align_in_order() -> None:
    source = ["The same sentence."] * 30
    assert shapes(align(source, source, encoder=HashingEncoder())) == ["1-1"] * 30


def test_documents_too_long_for_a_whole_table_align_in_parts() -> None:
    maker = random.Random(5)
    source = [
        " ".join(maker.choices("abcdefghij klmnopq rstuvw".split(), k=3)) + f" {number}"
        for number in range(3500)
    ]
    target = source[:1200] + source[1400:]
    alignment = align(source, target, encoder=HashingEncoder())
    assert_whole(alignment, source, target)
    right = [
        bead
        for bead in alignment.beads
        if bead.shape == "1-1" and source[bead.source[0]] == target[bead.target[0]]
    ]
    assert len(right) > 3000
    assert any("have no counterpart" in warning for warning in alignment.warnings)


def test_blocks_that_agree_are_fixed_points() -> None:
    blocks = (Block(size=2), Block(size=1, kind="heading-2"), Block(size=3))
    options = AlignOptions(source_blocks=blocks, target_blocks=blocks)
    target = COLUMN[1::-1] + COLUMN[2:]
    alignment = align(COLUMN, target, encoder=HashingEncoder(), options=options)
    ends = {
        (bead.source[-1], bead.target[-1])
        for bead in alignment.beads
        if bead.source and bead.target
    }
    assert {(1, 1), (2, 2), (5, 5)} <= ends


@pytest.mark.parametrize(
    "options",
    [
        AlignOptions(pins=(Pin(source=range(4, 9), target=range(1)),)),
        AlignOptions(
            pins=(
                Pin(source=range(2, 3), target=range(2, 3)),
                Pin(source=range(1, 2), target=range(3, 4)),
            )
        ),
        AlignOptions(source_blocks=(Block(size=3),)),
    ],
    ids=["beyond", "crossing", "blocks"],
)
def test_fixed_points_that_do_not_fit_are_refused(options: AlignOptions) -> None:
    with pytest.raises(ValueError, match=r"pin|beyond|add up"):
        align(COLUMN, COLUMN, encoder=HashingEncoder(), options=options)


@pytest.mark.parametrize(("language", "least"), [("ar", 0.95), ("fr", 0.95), ("fa", 0.95)])
def test_the_sample_aligns_as_people_aligned_it(
    use: UseEncoder, language: str, least: float
) -> None:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    target = read_lines(SAMPLE / f"column.{language}.sentences.txt")
    alignment = align(source, target, encoder=use)
    assert strict_f1(alignment, read_beads(SAMPLE / f"gold.{language}.beads")) >= least
    assert not alignment.warnings


def test_confident_beads_of_the_sample_say_why(use: UseEncoder) -> None:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    target = read_lines(SAMPLE / "column.fr.sentences.txt")
    alignment = align(source, target, encoder=use)
    reasons = [reason for bead in alignment.beads for reason in bead.reasons]
    assert any(reason.startswith("similarity of meaning 0.") for reason in reasons)
    assert any(reason.startswith("numbers on both sides: ") for reason in reasons)


def assert_doubted(alignment: Alignment) -> None:
    assert max(bead.confidence for bead in alignment.beads) <= 60
    assert alignment.warnings


UNRELATED = [
    ("udhr/udhr.en", "un_security/un.ar"),
    ("un_security/un.en", "udhr/udhr.ar"),
    ("flores200/deu_Latn.dev.txt", "udhr/udhr.fr"),
    ("udhr/udhr.es", "flores200/fra_Latn.dev.txt"),
]


@pytest.mark.parametrize(("source", "target"), UNRELATED)
def test_unrelated_documents_are_doubted_throughout(
    use: UseEncoder, source: str, target: str
) -> None:
    sides = [shared(name.partition("/")[0]) / name.partition("/")[2] for name in (source, target)]
    lines = [read_lines(path)[:60] for path in sides]
    alignment = align(*lines, encoder=use)
    assert_doubted(alignment)
    assert any("may not be translations" in warning for warning in alignment.warnings)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_paragraphs_in_another_order_are_doubted(use: UseEncoder, language: str, seed: int) -> None:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    target = read_lines(SAMPLE / f"column.{language}.sentences.txt")
    paragraphs = [target[at : at + 4] for at in range(0, len(target), 4)]
    random.Random(seed).shuffle(paragraphs)
    assert_doubted(align(source, [line for part in paragraphs for line in part], encoder=use))


def test_a_summary_leaves_most_of_the_text_alone_and_says_so(use: UseEncoder) -> None:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    target = read_lines(SAMPLE / "column.fr.sentences.txt")[::5]
    alignment = align(source, target, encoder=use)
    assert sum(not bead.target for bead in alignment.beads) > len(source) / 2
    assert any("has a counterpart" in warning for warning in alignment.warnings)


def test_a_missing_part_comes_out_as_nulls(use: UseEncoder) -> None:
    source = read_lines(SAMPLE / "column.en.sentences.txt")
    target = read_lines(SAMPLE / "column.fr.sentences.txt")
    alignment = align(source, target[:24] + target[40:], encoder=use)
    alone = [bead.source[0] for bead in alignment.beads if not bead.target]
    assert len([at for at in alone if 24 <= at < 40]) >= 12
    assert any("have no counterpart" in warning for warning in alignment.warnings)


def test_arabic_with_merges_and_drops_aligns(use: UseEncoder) -> None:
    folder = shared("flores200")
    source = read_lines(folder / "eng_Latn.devtest.txt")[:120]
    target = read_lines(folder / "arb_Arab.devtest.txt")[:120]
    merged = [f"{target[0]} {target[1]}", *target[2:50], *target[51:]]
    gold = [((0, 1), (0,))]
    gold += [((at,), (at - 1,)) for at in range(2, 50)]
    gold += [((at,), (at - 2,)) for at in range(51, 120)]
    assert strict_f1(align(source, merged, encoder=use), gold) >= 0.97
