"""Near-duplicates: what is compared, what is found among many, and what may go."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignments.duplicates.comparison import comparable, particulars
from alignments.duplicates.near import ALIKE, THE_SAME, NearPairs, near_pairs
from alignments.duplicates.pairs import PairTexts, duplicates, reached
from alignments.duplicates.shingles import LENGTH, length_for, shingles
from tests.shared_data import shared

WORDS = "river stone market lantern captain harbour winter letter garden bridge".split()


def resemblance(one: str, other: str, length: int = LENGTH) -> float:
    """Broder's measure, counted plainly."""
    left, right = (
        {text[start : start + length] for start in range(max(1, len(text) - length + 1))}
        for text in (one, other)
    )
    return len(left & right) / len(left | right)


def found(texts, **options):
    pairs = near_pairs(texts, length=LENGTH, **options)
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Don’t go,” she said.", "Don't go -- she said!"),
        ("أَنَا لَسْتُ سَعِيدًا", "انا لست سعيدا"),
        ("العـــربية آخر إلى أمام", "العربية اخر الى امام"),
        ("Não fui.", "NAO  FUI"),
        ("Resolution 1373 (2001)", "resolution ١٩٩٩ 2014"),
    ],
)
def test_writing_makes_no_difference(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("language", "frame", "one", "other", "same"),
    [
        ("en", "Some {} people left the old town in May.", "1,200", "1.200", True),
        ("en", "Some {} people left the old town in May.", "1,200", "1,300", False),
        ("en", "The council has {} that it will pay for the bridge.", "said", "not said", False),
        ("en", "The council {} say that it will pay for a bridge.", "did", "didn't", False),
        ("en", "The council has said that it {} pay for the bridge.", "will", "would", True),
        ("en", "{} can drive a car.", "He", "She", False),
        ("en", "{} can drive a car.", "He", "HE", True),
        ("ar", "قال المجلس أمس إنه {} ثمن الجسر الجديد في الخريف", "سيدفع", "لن يدفع", False),
        ("ar", "في {} مايو غادر المدينة القديمة نحو ألف ومئتي شخص", "٣", "3", True),
        ("ar", "في {} مايو غادر المدينة القديمة نحو ألف ومئتي شخص", "٣", "٤", False),
        ("pt", "O conselho {} ontem que vai pagar a nova ponte.", "disse", "não disse", False),
        ("sv", "Rådet har sagt att det {} betala för den nya bron.", "ska", "inte ska", True),
    ],
)
def test_numbers_negations_and_short_texts_are_particular(language, frame, one, other, same):
    tell = particulars(language)
    texts = frame.format(one), frame.format(other)
    assert (tell(texts[0], comparable(texts[0])) == tell(texts[1], comparable(texts[1]))) is same


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_every_text_has_its_own_shingles(texts):
    hashes, begins = shingles(texts, LENGTH)
    alone = [shingles([text], LENGTH)[0].tolist() for text in texts]
    ends = [*begins[1:].tolist(), len(hashes)]
    assert [hashes[start:end].tolist() for start, end in zip(begins, ends, strict=True)] == alone


def test_a_script_without_spaces_has_shorter_shingles():
    assert [length_for(tag) for tag in ("en", "ar", "zh", "ja")] == [5, 5, 3, 3]


@given(
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=4, max_size=9).map(" ".join),
        unique=True,
        max_size=12,
    )
)
def test_what_is_found_is_what_plain_counting_finds(texts):
    expected = {
        (one, other)
        for one, other in combinations(range(len(texts)), 2)
        if resemblance(texts[one], texts[other]) >= 0.9
    }
    assert found(texts, threshold=0.9) == expected


@pytest.mark.parametrize("texts", [[], ["one"], ["", "a"]])
def test_few_texts_have_no_duplicates(texts):
    assert found(texts) == set()


def test_hundreds_of_like_texts_are_not_all_compared():
    rng = random.Random(4)
    texts = [
        f"the committee met in the harbour for the {rng.random()} time".replace("0.", "")
        for _ in range(600)
    ]
    pairs = near_pairs(texts, length=LENGTH, threshold=0.5)
    assert 600 < len(pairs.first) < 600 * 16 * 16


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nearly_all_near_duplicates_of_real_texts_are_found(language):
    lines = shared(f"un_security/un.{language}").read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(map(comparable, sorted(lines)[:1200])))
    pairs = found(texts)
    sets = [np.unique(shingles([text], LENGTH)[0]) for text in texts]
    known = np.unique(np.concatenate(sets))
    matrix = np.zeros((len(texts), len(known)), np.float32)
    for place, its_own in enumerate(sets):
        matrix[place, np.searchsorted(known, its_own)] = 1
    shared_counts, sizes = matrix @ matrix.T, matrix.sum(axis=1)
    alike = shared_counts / (sizes[:, None] + sizes - shared_counts)
    expected = set(
        zip(*map(np.ndarray.tolist, np.nonzero(np.triu(alike >= ALIKE, 1))), strict=True)
    )
    assert expected
    assert pairs <= expected
    assert len(pairs) >= 0.98 * len(expected)


def near(*pairs):
    first, second, alike = zip(*pairs, strict=True) if pairs else ((), (), ())
    return NearPairs(
        first=np.array(first, np.int64),
        second=np.array(second, np.int64),
        resemblance=np.array(alike, np.float32),
    )


def removed(rows, sources=(), targets=(), ranks=None):
    """Which pair stands for which, of rows (source, target, particulars)."""
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    texts = PairTexts(
        source=columns[0],
        target=columns[1],
        particulars=columns[2],
        rank=np.array(ranks or [0] * len(rows), np.int64),
    )
    result = duplicates(texts, near(*sources), near(*targets), threshold=THE_SAME)
    return result.of.tolist()


def test_the_same_words_stay_once_where_the_particulars_agree():
    assert removed([(0, 0, 7), (0, 0, 7), (0, 0, 8), (0, 1, 7)]) == [-1, 0, -1, -1]


def test_the_better_state_stays():
    assert removed([(0, 0, 7), (0, 0, 7)], ranks=[3, 0]) == [1, -1]


def test_both_sides_must_be_alike():
    rows = [(0, 0, 7), (1, 1, 7)]
    assert removed(rows, sources=[(0, 1, 0.9)]) == [-1, -1]
    assert removed(rows, sources=[(0, 1, 0.9)], targets=[(0, 1, 0.95)]) == [-1, 0]
    assert removed(rows, sources=[(0, 1, 0.82)], targets=[(0, 1, 0.95)]) == [-1, -1]
    assert removed([(0, 0, 7), (1, 0, 7)], sources=[(0, 1, 0.9)]) == [-1, 0]
    assert removed([(0, 0, 7), (1, 0, 8)], sources=[(0, 1, 0.9)]) == [-1, -1]


def test_a_chain_of_small_changes_does_not_swallow_its_end():
    rows = [(0, 0, 7), (1, 0, 7), (2, 0, 7)]
    assert removed(rows, sources=[(0, 1, 0.9), (1, 2, 0.9)]) == [-1, 0, -1]


def test_what_repeats_a_pair_that_went_points_to_the_one_that_stays():
    rows = [(0, 0, 7), (1, 0, 7), (1, 0, 7)]
    assert removed(rows, sources=[(0, 1, 0.9)]) == [-1, 0, 0]


def test_no_pairs_have_no_duplicates():
    empty = np.zeros(0, np.int64)
    texts = PairTexts(source=empty, target=empty, particulars=empty, rank=empty)
    assert duplicates(texts, near(), near(), threshold=THE_SAME).of.tolist() == []


def test_a_text_reaches_itself_and_its_near_duplicates_only():
    texts = reached(np.array([1]), near((0, 1, 0.9), (1, 3, 0.8), (3, 4, 0.9)), 5)
    assert texts.tolist() == [True, True, False, True, False]
