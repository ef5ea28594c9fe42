"""Guards flag what is wrong with a machine draft, say why, and leave good drafts alone."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignments.beads import Flag
from tests.shared_data import shared
from workbench.errors import SettingsError
from workbench.guards import GUARDS, GuardOptions, check_draft

GOLDEN = Path(__file__).parents[1] / "data" / "guards"
TAGS = ["en", "ar", "fa", "ur", "he", "zh-Hans", "zh-Hant", "ja", "ru", "uk", "de", "es", "sw", "x"]


def rows(name):
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def flags(row, **options):
    return check_draft(
        row["source"],
        row["draft"],
        source_language=row["source_language"],
        target_language=row["target_language"],
        **options,
    )


def names(found):
    return [flag.name for flag in found]


def arabic(source, draft, **options):
    return check_draft(source, draft, source_language="en", target_language="ar", **options)


def label(row):
    return f"{row.get('flag', 'good')}-{row['target_language']}-{row['source'][:24]}"


@pytest.mark.parametrize("row", rows("good.tsv"), ids=label)
def test_a_good_draft_has_no_flag(row):
    assert flags(row) == ()


@pytest.mark.parametrize("row", rows("bad.tsv"), ids=label)
def test_a_bad_draft_has_the_flag_of_its_fault(row):
    assert row["flag"] in names(flags(row))


@pytest.mark.parametrize("row", rows("bad.tsv"), ids=label)
def test_a_guard_that_is_off_for_the_pair_is_silent(row):
    pair = f"{row['source_language'].split('-')[0]}-{row['target_language'].split('-')[0]}"
    options = GuardOptions(off=frozenset({f"{pair}:{row['flag']}"}))
    assert row["flag"] not in names(flags(row, options=options))


def test_every_guard_has_golden_drafts():
    assert {row["flag"] for row in rows("bad.tsv")} == set(GUARDS)


def test_the_golden_lists_are_long_enough_to_mean_something():
    assert len(rows("good.tsv")) >= 60
    assert len(rows("bad.tsv")) >= 60


def test_a_reason_gives_the_values():
    (flag,) = arabic("It holds 480 of 70,000 litres.", "يتسع لجزء من اللترات كلها.")
    assert flag == Flag(name="numbers", reason="numbers 480 and 70,000 are missing")


def test_a_reason_names_numbers_that_are_new():
    (flag,) = arabic("The year was 1987.", "كان العام ١٩٧٨.")
    assert flag.reason == "number 1987 is missing; number 1978 is new"


def test_a_long_list_of_numbers_is_cut_short():
    source = "Rooms 311, 322, 333, 344, 355, 366 and 377 are free, as the clerk at the desk said."
    (flag,) = arabic(source, "قال الموظف في مكتب الاستقبال إن الغرف التي سألنا عنها شاغرة كلها.")
    assert flag.reason == "numbers 311, 322, 333, 344, 355 and 2 more are missing"


def test_a_reason_is_one_lower_case_line():
    found = [flag for row in rows("bad.tsv") for flag in flags(row)]
    assert all("\n" not in flag.reason and flag.reason[:1] != "" for flag in found)
    assert not [flag for flag in found if flag.reason[0].isupper()]


def test_a_copy_is_not_called_wrong_script_as_well():
    assert names(arabic("The port reopened.", "The port reopened.")) == ["copy"]


def test_flags_come_in_the_order_of_the_guards():
    source = "The port reopened on 3 March. The market stayed closed until the end of the month."
    found = names(arabic(source, "أعيد فتح الميناء؟?"))
    assert found == ["length", "dropped", "numbers", "punctuation"]


def test_a_guard_can_be_off_for_every_language():
    options = GuardOptions(off=frozenset({"numbers"}))
    assert arabic("Over 480 came.", "جاء كثيرون.", options=options) == ()


@pytest.mark.parametrize("entry", ["en-ar:numbers", "*-ar:numbers", "en-*:numbers"])
def test_a_guard_can_be_off_for_one_pair_or_one_side(entry):
    options = GuardOptions(off=frozenset({entry}))
    assert arabic("Over 480 came.", "جاء كثيرون.", options=options) == ()


@pytest.mark.parametrize("entry", ["en-fr:numbers", "*-fr:numbers", "ar-en:numbers", "en-ar:copy"])
def test_an_entry_for_another_pair_or_guard_changes_nothing(entry):
    options = GuardOptions(off=frozenset({entry}))
    assert names(arabic("Over 480 came.", "جاء كثيرون.", options=options)) == ["numbers"]


@pytest.mark.parametrize("entry", ["nombers", "en-ar:nombers", "ar:numbers", "-ar:numbers", ""])
def test_an_unknown_entry_is_refused_with_what_to_write(entry):
    with pytest.raises(SettingsError, match=r"use one of|write en-ar:numbers"):
        GuardOptions(off=frozenset({entry}))


def test_a_language_nobody_knows_still_gets_the_guards_that_need_no_knowledge():
    found = check_draft(
        "The port reopened on Monday.",
        "The port reopened on Monday.",
        source_language="en",
        target_language="qqq",
    )
    assert names(found) == ["copy"]


def test_the_region_and_script_of_a_tag_are_understood():
    draft = "O porto reabriu na segunda-feira, e os barcos já não esperam pela maré."
    source = "The port reopened on Monday, and the boats no longer wait for the tide."
    assert check_draft(source, draft, source_language="en-GB", target_language="pt_BR") == ()


@pytest.mark.parametrize("digits", ["٤٨٠", "۴۸۰", "४८०", "480", "４８０"])
def test_digits_of_every_script_have_the_same_value(digits):
    assert arabic("The dam holds 480 tonnes.", f"يتسع السد لـ {digits} طن.") == ()


@pytest.mark.parametrize(
    "written", ["1,234.5", "1.234,5", "١٬٢٣٤٫٥", "1 234,5", "1234.5", "1’234.5"]
)
def test_separators_of_every_country_have_the_same_value(written):
    assert arabic("It weighs 1,234.5 kg today.", f"يزن اليوم {written} كغم.") == ()


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_no_text_makes_a_guard_fail(source, draft, source_language, target_language):
    found = check_draft(
        source, draft, source_language=source_language, target_language=target_language
    )
    assert set(names(found)) <= set(GUARDS)
    assert len(names(found)) == len(set(names(found)))


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_tag_makes_a_guard_fail(source_language, target_language):
    check_draft("One.", "Un.", source_language=source_language, target_language=target_language)


words_and_numbers = st.lists(
    st.sampled_from(
        "three million 480 ١٢٫٥ 1.234,5 二十三 ألف وعشرون XIV (iv) km 3 pm ، ؟ ? ..".split()
    )
)


@given(words_and_numbers, words_and_numbers, st.sampled_from(TAGS))
def test_no_row_of_numbers_makes_a_guard_fail(source, draft, language):
    check_draft(" ".join(source), " ".join(draft), source_language=language, target_language="ar")


@given(st.text(st.characters(categories=["Nd"]), min_size=1, max_size=30), st.sampled_from(TAGS))
def test_copied_digits_are_never_flagged(digits, language):
    assert check_draft(digits, digits, source_language="en", target_language=language) == ()


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["ar", "fa", "fr", "zh", "sw"]))
def test_a_number_that_is_kept_is_never_missed(number, language):
    found = check_draft(f"{number:,}", str(number), source_language="en", target_language=language)
    assert "numbers" not in names(found)


def test_what_was_checked_before_changes_nothing():
    everything = rows("good.tsv") + rows("bad.tsv")
    before = {label(row) + row["draft"]: flags(row) for row in everything}
    random.Random(7).shuffle(everything)
    assert before == {label(row) + row["draft"]: flags(row) for row in everything}


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000, "x@" * 10_000, "no " * 7_000, "1, 2. " * 3_000, "؟?" * 10_000, "(" * 20_000],
)
def test_a_segment_of_twenty_thousand_characters_is_no_trouble(text):
    for source, draft in ((text, text[::-1]), ("Short.", text), (text, "قصير.")):
        arabic(source, draft)


def lines(name):
    return shared(name).read_text(encoding="utf-8").splitlines()


def mostly_latin(draft):
    arabic_letters = sum("\u0620" <= character <= "\u064a" for character in draft)
    latin_letters = sum(character.isascii() and character.isalpha() for character in draft)
    return arabic_letters <= latin_letters


def test_every_draft_left_in_english_is_flagged():
    sources = lines("mt_outputs/en-ar/flores-test.en")
    drafts = lines("mt_outputs/en-ar/flores-test.argos.ar")
    pairs = zip(sources, drafts, strict=True)
    left = [(source, draft) for source, draft in pairs if mostly_latin(draft)]
    assert len(left) == 118
    assert all(arabic(source, draft) for source, draft in left)


def test_human_translations_are_hardly_ever_flagged():
    sources = lines("mt_outputs/en-ar/flores-test.en")
    references = lines("mt_outputs/en-ar/flores-test.ar")
    pairs = zip(sources, references, strict=True)
    flagged = sum(bool(arabic(source, reference)) for source, reference in pairs)
    assert flagged / len(sources) < 0.01
