"""Segments made fit for an engine."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.engines.text import cleaned, ended_like, ended_otherwise, joined, pieces, says_nothing


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_a_cleaned_segment_is_one_line_that_can_be_encoded(segment: str) -> None:
    text = cleaned(segment)
    text.encode("utf-8")
    assert text == " ".join(text.split())
    assert all(each.isprintable() or ord(each) >= 0x80 for each in text)


@given(st.text(max_size=200))
def test_no_visible_ascii_is_lost_in_cleaning(segment: str) -> None:
    def visible(text: str) -> str:
        return "".join(each for each in text if "!" <= each <= "~")

    assert visible(cleaned(segment)) == visible(segment)


def test_what_has_no_letter_or_is_an_address_says_nothing() -> None:
    for text in ["", "12.5 %", "😀😀", "…", "٣٫٥", "https://example.org/a?b=c", "mira@example.org"]:
        assert says_nothing(text)
    for text in ["no", "نعم", "See https://example.org", "是"]:
        assert not says_nothing(text)


@example("a。", 1)
@given(st.text("ab ,.\u3002é中", max_size=600), st.integers(1, 50))
def test_pieces_are_short_enough_and_nothing_is_lost(text: str, limit: int) -> None:
    text = cleaned(text)
    found = list(pieces(text, lambda piece: len(piece) > limit))
    assert all(len(piece) <= limit for piece, wanted in found if wanted)
    assert "".join(piece for piece, _ in found).replace(" ", "") == text.replace(" ", "")


def test_a_long_segment_is_cut_where_a_sentence_ends() -> None:
    text = "One two three four. Five six, seven eight nine ten."
    found = [piece for piece, _ in pieces(text, lambda piece: len(piece) > 40)]
    assert found == ["One two three four.", "Five six, seven eight nine ten."]


def test_a_hundred_characters_without_a_space_are_left_alone() -> None:
    noise = "x7" * 60
    found = list(pieces(f"The key {noise} is lost.", lambda piece: len(piece) > 30))
    assert found == [("The key", True), (noise, False), ("is lost.", True)]


def test_chinese_has_no_spaces_and_is_cut_all_the_same() -> None:
    found = list(pieces("今天天气很好。" * 40, lambda piece: len(piece) > 50))
    assert all(wanted for _, wanted in found)
    assert len(found) > 1


def test_pieces_are_joined_as_the_target_language_writes() -> None:
    assert joined(["A.", "", "B."], "pt-BR") == "A. B."
    assert joined(["一。", "二。"], "zh-Hans") == "一。二。"


@pytest.mark.parametrize(
    ("text", "target", "asked", "answer", "ending"),
    [
        ("It left.", "pt", "It left", "Partiu", "Partiu."),
        ("It left.", "pt", "It left", "Partiu.", "Partiu."),
        ("It left.", "zh", "It left", "走了", "走了。"),
        ("It left.", "ur", "It left", "چلا گیا", "چلا گیا۔"),
        ("It left.", "ar", "It left", "غادرت", "غادرت."),
        ("It left.", "th", "It left", "ไปแล้ว", "ไปแล้ว"),
        ("The harbour", "pt", "The harbour.", "O porto.", "O porto"),
        ("Why?", "pt", "Why?", "Por quê?", "Por quê?"),
        ("...", "pt", "...", "...", "..."),
    ],
)
def test_a_segment_can_be_given_with_another_ending(
    text: str, target: str, asked: str, answer: str, ending: str
) -> None:
    assert ended_otherwise(text) == asked
    assert ended_like(text, answer, target) == ending
