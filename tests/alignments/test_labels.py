"""Headings that are numbered in letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignments.aligner import align
from alignments.aligner.labels import in_figures, labels

TEXT = "Something else stands between the numbers."


def numbers(*found: str) -> list[int]:
    return [labels(found).get(place, 0) for place in range(len(found))]


@pytest.mark.parametrize(
    "found",
    [
        ["Article I", "Article II", "Article III", "Article IV", "Article V", "Article VI"],
        ["(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)"],
        ["a)", "b)", "c)", "d)", "e)", "f)"],
        ["סעיף א.", "סעיף ב.", "סעיף ג.", "סעיף ד.", "סעיף ה.", "סעיף ו."],
        ["(أ)", "(ب)", "(ج)", "(د)", "(هـ)", "(و)"],
        ["Глава а", "Глава б", "Глава в", "Глава г", "Глава д", "Глава е"],
        ["المادة ١", "المادة ٢", "المادة ٣", "المادة ٤", "المادة ٥", "المادة ٦"],
    ],
)
def test_letters_that_count_are_read(found: list[str]) -> None:
    assert numbers(*found) == [1, 2, 3, 4, 5, 6]
    between = [text for label in found for text in (label, TEXT)]
    assert numbers(*between) == [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]


def test_higher_numbers() -> None:
    hebrew = "ט י י״א י״ב י״ג י״ד ט״ו ט״ז י״ז י״ח י״ט כ׳ כ״א"
    assert numbers(*hebrew.split()) == [*range(9, 22)]
    roman = "VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI"
    assert numbers(*roman.split()) == [*range(8, 22)]


def test_a_list_may_begin_again() -> None:
    assert numbers("a", "b", "c", "a", "b", "a", "b", "c") == [1, 2, 3, 1, 2, 1, 2, 3]


@pytest.mark.parametrize(
    "found",
    [
        ["No.", "לא.", "I.", "Mix", "Oui", "עוד לא"],
        ["A", "T", "C", "G", "A", "T"],
        ["I", "I", "I", "I"],
        ["Plan B", "Plan A"],
    ],
)
def test_letters_that_do_not_count_are_no_numbers(found: list[str]) -> None:
    assert not any(numbers(*found))


def test_sides_are_rewritten_only_where_both_have_the_same_numbers() -> None:
    source, target = ["Article 1", "Article 2", "Article 3"], ["סעיף א", "סעיף ב", "סעיף ג"]
    assert in_figures(source, target) == (
        ["article 1", "article 2", "article 3"],
        ["סעיף 1", "סעיף 2", "סעיף 3"],
    )
    assert in_figures(source, ["–", "–", "–"]) == (source, ["–", "–", "–"])


@given(st.lists(st.text(max_size=12)))
def test_any_text_is_read(segments: list[str]) -> None:
    assert all(number >= 0 for number in labels(segments).values())


def test_articles_are_found_again_in_another_script() -> None:
    letters = list(enumerate("אבגדהוזחט", start=1))
    source = [text for n, _ in letters for text in (f"Article {n}", "word " * n * 3)]
    target = [text for n, letter in letters for text in (f"סעיף {letter}.", "מילה " * n * 3)]
    found = align(source, target, encoder=None)
    assert [(bead.source, bead.target) for bead in found.beads] == [((n,), (n,)) for n in range(18)]
    headings = [" ".join(bead.reasons) for bead in found.beads if bead.source[0] % 2 == 0]
    assert all("numbers on both sides" in reasons for reasons in headings)
