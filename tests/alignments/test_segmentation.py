from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentencex import segment

from alignments.errors import SegmentationError, UnknownLanguage
from alignments.segmentation import LONGEST_BLOCK, sentence_spans
from alignments.segmentation.baseline import sentence_ends
from tests.shared_data import shared

CASES = Path(__file__).parents[1] / "data" / "segments"
FEWEST_CASES = {"ar": 110, "en": 65}
LANGUAGES = ["ar", "de", "en", "es", "fa", "fr", "he", "pt", "ru", "tr", "ur", "zh"]


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


def baseline(text: str, language: str) -> list[str]:
    return [sentence for sentence in segment(language, text) if sentence.strip()]


def golden(language: str) -> list[tuple[str, list[str]]]:
    """The cases of a language's file: text, `---`, a line per sentence; `===` between cases."""
    cases = (CASES / f"{language}.txt").read_text(encoding="utf-8").split("===\n")
    halves = [case.partition("\n---\n") for case in cases]
    return [(text, expected.strip("\n").split("\n")) for text, _, expected in halves]


def every_case() -> Iterator[object]:
    for language in LANGUAGES:
        for number, (text, expected) in enumerate(golden(language), start=1):
            yield pytest.param(language, text, expected, id=f"{language}-{number:03}")


@pytest.mark.parametrize(("language", "text", "expected"), list(every_case()))
def test_a_text_is_cut_as_a_reader_would(language, text, expected) -> None:
    found = [" ".join(sentence.split()) for sentence in sentences(text, language)]
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_cases(language) -> None:
    cases = golden(language)
    assert len(cases) >= FEWEST_CASES.get(language, 22)
    assert len({text for text, _ in cases}) == len(cases)
    assert all("".join(text.split()) == "".join("".join(s).split()) for text, s in cases)


stops = st.sampled_from([*".!?…؟۔。！？،؛:\"'«»“”()[]-–—", "\n", "\r\n", "\u2028", "\u200f", " "])
words = st.sampled_from(
    "د. Dr. أ.د. قال said U.S. ٣.٥ 3.5 إلخ. etc. :-) 😀 é كلمة word 5. 我".split()
)
any_text = st.text() | st.lists(stops | words | st.characters(), max_size=60).map("".join)


@given(any_text, st.sampled_from([*LANGUAGES, "hi", "th", "am", "und", "pt-BR", "zh-Hant"]))
def test_the_spans_cover_any_text(text, language) -> None:
    spans = sentence_spans(text, language=language)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    between = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    assert not "".join(between).strip()


@given(any_text)
def test_the_same_text_gives_the_same_spans(text) -> None:
    assert sentence_spans(text, language="ar") == sentence_spans(text, language="ar")


@pytest.mark.parametrize("text", ["", " ", "\n\n \t", "\u3000\u2028"])
def test_white_space_has_no_sentences(text) -> None:
    assert sentence_spans(text, language="ar") == []


def test_a_lone_surrogate_is_a_character_like_any_other() -> None:
    assert sentences("One \ud800 here. Two.", "en") == ["One \ud800 here.", "Two."]


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_a_wide_space_beside_an_initial_is_a_space(space) -> None:
    text = f"We met{space}J.{space}Hale. He was late."
    assert sentences(text, "en") == [f"We met{space}J.{space}Hale.", "He was late."]


def test_a_panic_of_sentencex_costs_no_more_than_its_opinion() -> None:
    text = "\U0001285b B.C.E\u2029. There it ends."
    assert sentence_ends(text, "en") == [len(text)]
    assert sentences(text, "en") == ["\U0001285b B.C.E", ". There it ends."]


def test_a_block_beyond_the_limit_is_refused() -> None:
    with pytest.raises(SegmentationError) as refusal:
        sentence_spans("a" * (LONGEST_BLOCK + 1), language="en")
    assert str(refusal.value) == (
        "a block of 1,000,001 characters is too long to cut into sentences; "
        "the limit is 1,000,000, so split it with blank lines"
    )


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        sentence_spans("Hello.", language="english")


@pytest.mark.parametrize("stuck", ["'", '"', "(", "«", "“"])
def test_an_unclosed_quotation_does_not_hide_the_rest(stuck) -> None:
    text = f"He said {stuck}stay. " + "We went home. They did not. " * 400
    assert len(sentences(text, "en")) == 801


@pytest.mark.parametrize(
    "text",
    [
        "a. " * 30_000,
        "." * 900_000,
        "(a " * 300_000,
        "«ا. " * 20_000,
        "\n" * 900_000,
        "\n-" * 30_000,
        " " * 900_000 + ".",
        "a" + " \n" * 400_000 + "b",
        ".*" * 40_000,
        ":" + "(" * 900_000,
        "._" * 40_000,
        "a" * 900_000,
    ],
)
def test_a_long_and_odd_block_is_cut_all_the_same(text) -> None:
    spans = sentence_spans(text, language="ar")
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


Segmenter = Callable[[str, str], list[str]]


def inner_boundary_f1(path: Path, language: str, segmenter: Segmenter) -> float:
    """Micro-averaged over the boundaries between two sentences of a case."""
    right = found = expected = 0
    for line in lines_of(path):
        case = json.loads(line)
        ours, gold = _boundaries(segmenter(case["text"], language)), _boundaries(case["sents"])
        right, found, expected = right + len(ours & gold), found + len(ours), expected + len(gold)
    return 2 * right / (found + expected) if found + expected else 1.0


def _boundaries(cut: list[str]) -> set[int]:
    """How many characters other than white space stand before each inner boundary."""
    lengths = [len("".join(sentence.split())) for sentence in cut]
    return {sum(lengths[:count]) for count in range(1, len(lengths))}


@pytest.mark.parametrize(
    ("name", "language", "gain"),
    [("ar_pud", "ar", 0.003), ("en_pud", "en", 0.0), ("en_ewt.test", "en", 0.01)],
)
def test_no_worse_than_sentencex_on_universal_dependencies(name, language, gain) -> None:
    path = shared("segmentation_ud") / f"{name}.jsonl"
    ours = inner_boundary_f1(path, language, sentences)
    assert ours >= inner_boundary_f1(path, language, baseline) + gain


def cases_right(folder: Path, languages: list[str], segmenter: Segmenter) -> int:
    """How many cases come out exactly as expected, white space aside."""
    paths = [path for path in folder.glob("*.jsonl") if path.stem in languages]
    cases = [(path.stem, json.loads(line)) for path in paths for line in lines_of(path)]
    return sum(
        _boundaries(segmenter(case["text"], language)) == _boundaries(case["sents"])
        for language, case in cases
    )


def test_no_worse_than_sentencex_on_the_rules_of_pysbd() -> None:
    folder = shared("segmentation_pysbd")
    assert cases_right(folder, LANGUAGES, sentences) >= cases_right(folder, LANGUAGES, baseline)


def test_little_is_lost_of_what_sentencex_tests_itself() -> None:
    # it keeps quotations of several sentences whole and reads tokenised text, on purpose; we do not
    folder = shared("segmentation_sentencex")
    ours, theirs = (cases_right(folder, LANGUAGES, cut) for cut in (sentences, baseline))
    assert ours >= 0.93 * theirs
