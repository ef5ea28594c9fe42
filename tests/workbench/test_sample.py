"""The sample column: its translations agree with it, and its gold beads with both."""

import json
import re
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

SAMPLE = files("workbench") / "sample"
LANGUAGES = ("en", "ar", "fr", "es", "pt-BR", "fa")
REPARAGRAPHED = ("ar", "fr", "fa")
MARKERS = ("# ", "## ", "- ")
# the 24-hour clock, and Spanish "4.600 millones" for 4.6 billion
RECAST_NUMBERS = {("fr", 55), ("es", 55), ("pt-BR", 55), ("es", 20), ("es", 31)}


def text_of(name):
    return (SAMPLE / name).read_bytes().decode("utf-8")


def lines_of(name):
    return text_of(name).removesuffix("\n").split("\n")


def columns():
    header, *rows = (line.split("\t") for line in lines_of("column.tsv"))
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


def blocks(language):
    """Marker and text of every block."""
    lines = [line for line in lines_of(f"column.{language}.md") if line]
    marked = ((next((m for m in MARKERS if line.startswith(m)), ""), line) for line in lines)
    return [(marker, line.removeprefix(marker)) for marker, line in marked]


def sentence_counts(language):
    """How many sentences of the table stand in each block, which they must fill exactly."""
    sentences = iter(columns()[language])
    counts = []
    for _, text in blocks(language):
        told = [next(sentences)]
        while len(" ".join(told)) < len(text):
            told.append(next(sentences))
        assert " ".join(told) == text
        counts.append(len(told))
    assert next(sentences, None) is None
    return counts


def beads(language):
    lines = lines_of(f"reparagraphed/gold.{language}.beads")
    return [tuple(json.loads(side) for side in line.split(":")) for line in lines]


def numbers(text):
    """The digits of every number in order of size, whatever its script and separators."""
    found = re.findall(r"\d+(?:[.,:٫٬\u202f]\d+)*", text)
    digits = ("".join(str(unicodedata.digit(c)) for c in n if c.isdigit()) for n in found)
    return sorted(digits)


def test_the_table_names_six_languages_and_leaves_no_cell_empty():
    table = columns()
    assert tuple(table) == LANGUAGES
    assert all(cell and cell == cell.strip() for column in table.values() for cell in column)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_table_make_up_the_blocks_of_the_column(language):
    assert sum(sentence_counts(language)) == len(columns()["en"])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_blocks_and_sentence_counts_of_the_english(language):
    assert [marker for marker, _ in blocks(language)] == [marker for marker, _ in blocks("en")]
    assert sentence_counts(language) == sentence_counts("en")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_keeps_every_number(language):
    table = columns()
    pairs = enumerate(zip(table["en"], table[language], strict=True))
    differing = {(language, row) for row, (a, b) in pairs if numbers(a) != numbers(b)}
    assert differing == {recast for recast in RECAST_NUMBERS if recast[0] == language}


def test_the_english_has_long_sentences_and_very_short_ones():
    words = [len(sentence.split()) for sentence in columns()["en"]]
    assert sum(count >= 40 for count in words) >= 4
    assert sum(count <= 4 for count in words) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_normalised_text_with_single_spaces_and_unix_lines(language):
    text = text_of(f"column.{language}.md")
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"\r|\t|  |\ufeff|[ \u00a0\u202f]\n|['\"]", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_arabic_script_has_its_own_punctuation_and_no_latin_letters(language):
    text = text_of(f"column.{language}.md")
    assert not re.search(r"[A-Za-z;?“”]|,(?!\d)", text)
    assert text.count("«") == text.count("»") > 0
    assert {"،", "؛", "؟"} <= set(text)


def test_persian_has_its_own_digits_and_letters():
    text = text_of("column.fa.md")
    assert not re.search(r"[0-9٠-٩يكىة]", text)
    assert "\u200c" in text


def test_arabic_has_european_digits():
    assert not re.search(r"[٠-٩۰-۹]", text_of("column.ar.md"))


def test_french_sets_its_high_punctuation_off_with_narrow_no_break_spaces():
    text = text_of("column.fr.md")
    assert not re.search(r"[^\u202f][;:?!»%]|«[^\u202f]", text)


def test_spanish_opens_its_questions_and_exclamations():
    text = text_of("column.es.md")
    assert text.count("¿") == text.count("?") > 0
    assert text.count("¡") == text.count("!") > 0


def test_the_source_of_the_gold_is_the_english_column():
    assert lines_of("reparagraphed/column.en.sentences.txt") == columns()["en"]


@pytest.mark.parametrize("language", REPARAGRAPHED)
def test_gold_beads_name_every_sentence_once_and_in_order(language):
    for side, sentences in enumerate(
        (
            lines_of("reparagraphed/column.en.sentences.txt"),
            lines_of(f"reparagraphed/column.{language}.sentences.txt"),
        )
    ):
        told = [index for bead in beads(language) for index in bead[side]]
        assert told == list(range(len(sentences)))


@pytest.mark.parametrize("language", REPARAGRAPHED)
def test_a_fifth_to_a_quarter_of_the_gold_beads_are_not_one_to_one(language):
    shapes = Counter((len(source), len(target)) for source, target in beads(language))
    assert {(2, 1), (1, 2), (1, 0), (0, 1), (2, 2)} <= set(shapes)
    assert (0, 0) not in shapes
    assert 0.2 <= 1 - shapes[1, 1] / shapes.total() <= 0.26


@pytest.mark.parametrize("language", REPARAGRAPHED)
def test_one_to_one_beads_keep_the_sentence_of_the_table(language):
    translated = columns()[language]
    retold = lines_of(f"reparagraphed/column.{language}.sentences.txt")
    kept = [bead for bead in beads(language) if (len(bead[0]), len(bead[1])) == (1, 1)]
    assert all(translated[source] == retold[target] for (source,), (target,) in kept)


@pytest.mark.parametrize("language", REPARAGRAPHED)
def test_the_sentences_of_the_gold_make_up_its_paragraphs(language):
    paragraphs = text_of(f"reparagraphed/column.{language}.txt").split()
    sentences = text_of(f"reparagraphed/column.{language}.sentences.txt").split()
    assert paragraphs == sentences
    assert len(lines_of(f"reparagraphed/column.{language}.txt")) > 40
