"""Finding text: what makes a difference, where it stands, and what it becomes."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments.errors import SearchError
from alignments.folding import folded
from alignments.search import Finder, Search, required


def spans(text, wanted, **options):
    found = Finder(Search(text=wanted, **options)).spans(text)
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("The port, the PORT", "port", ["port", "PORT"]),
        ("كتابٌ وكِتاب وكتـاب", "كتاب", ["كتابٌ", "كِتاب", "كتـاب"]),
        ("أحمد وإحسان وآمال", "ا", ["أ", "إ", "ا", "آ", "ا"]),
        ("Straße STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("İstanbul ISTANBUL", "istanbul", ["İstanbul", "ISTANBUL"]),
        ("cafe\u0301 café", "CAFE", ["cafe\u0301", "café"]),
        ("ﬁn", "fi", ["ﬁ"]),
        ("aaa", "aa", ["aa"]),
        ("a.c abc", "a.c", ["a.c"]),
    ],
)
def test_what_a_person_looks_past_makes_no_difference(text, wanted, found):
    assert spans(text, wanted) == found


def test_letters_beyond_those_of_today_change_nothing_beside_them():
    for start in range(0, 0x10000, 64):
        signs = [chr(code) for code in range(start, start + 64) if not 0xD800 <= code < 0xE000]
        text = "x".join(signs)
        assert folded(f"{text} 😀") == f"{folded(text)} 😀"
        assert folded(text) == "x".join(map(folded, signs))


def test_case_and_marks_make_a_difference_on_request():
    assert spans("The port, the PORT", "PORT", match_case=True) == ["PORT"]
    assert spans("كتاب كِتاب", "كِتاب", match_marks=True) == ["كِتاب"]
    assert spans("أحمد احمد", "احمد", match_marks=True) == ["احمد"]
    assert spans("café cafe\u0301 cafe", "café", match_marks=True) == ["café", "cafe\u0301"]
    assert spans("Café café", "café", match_marks=True, match_case=True) == ["café"]


def test_expressions_find_and_look_past_the_same():
    assert spans("Room 12, room 7", r"room \d+", expression=True) == ["Room 12", "room 7"]
    assert spans("Room 12, room 7", r"room \d+", expression=True, match_case=True) == ["room 7"]
    assert spans("وَصَلَ أحمد", r"وصل\s+احمد", expression=True) == ["وَصَلَ أحمد"]
    assert spans("سنة ٢٠١٩", r"\d{4}", expression=True) == ["٢٠١٩"]
    assert spans("abc", r"x*", expression=True) == []


def replaced(text, wanted, replacement, **options):
    return Finder(Search(text=wanted, **options)).replaced(text, replacement)


def test_what_is_found_is_replaced_and_nothing_else():
    assert replaced("الكِتَابُ هنا", "الكتاب", "المجلد") == "المجلد هنا"
    assert replaced("a\\1", "a", "\\1") == "\\1\\1"
    swapped = replaced("Haddad, Layla", r"(\w+), (?<given>\w+)", r"\g<given> \1", expression=True)
    assert swapped == "Layla Haddad"
    assert replaced("سنة ٢٠١٩م", r"(\d+)", r"«\1»", expression=True) == "سنة «٢٠١٩»م"


@pytest.mark.parametrize(
    ("search", "sign"),
    [
        (Search(text="(", expression=True), "'(' is no regular expression: missing )"),
        (Search(text="x" * 1001), "the search has 1001 characters, over 1000"),
    ],
)
def test_what_cannot_be_searched_is_refused(search, sign):
    with pytest.raises(SearchError) as error:
        Finder(search)
    assert str(error.value).startswith(sign)


def test_a_group_that_is_not_there_is_refused():
    with pytest.raises(SearchError, match="no group '2'"):
        replaced("a", "(a)", r"\2", expression=True)


def test_an_expression_that_would_never_end_is_stopped():
    begun = time.monotonic()
    finder = Finder(Search(text=r"(?:a|aa)+$", expression=True))
    with pytest.raises(SearchError, match="takes too long"):
        finder.matches("a" * 60 + "!")
    assert time.monotonic() - begun < 5


words = st.lists(st.sampled_from(["كِتابٌ", "أ", "Straße", "x", " ", "é", "ـ", "İ"]), max_size=8)


@given(words.map("".join), words.map("".join))
def test_it_finds_what_the_store_finds(text, wanted):
    finder = Finder(Search(text=wanted))
    if not finder.empty:
        assert finder.matches(text) == (folded(wanted) in folded(text))
        assert bool(finder.spans(text)) == finder.matches(text)


@given(st.text(max_size=30), st.text(min_size=1, max_size=3))
def test_places_do_not_overlap_and_all_are_replaced(text, wanted):
    finder = Finder(Search(text=wanted))
    found = finder.spans(text)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert len(finder.replaced(text, "")) == len(text) - sum(end - at for at, end in found)


PLAIN = "the,River,ab, ,أنهار,ف,7"
SIGNS = r".,^,$,+,*,?,{2},|,\b,\w,\s+,\.,\|,[ab],[^]x],[|(],(the),(?:a|b)?,(?i),(x)*"
PIECES = st.sampled_from(f"{PLAIN},{SIGNS}".split(","))
SAID = st.lists(
    st.sampled_from(
        ["the", "THE", "river", "a", "ab", " ", "الأنهار", "أَنْهار", "7", "x", "|", "ſ", "İ"]
    )
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=6), SAID, st.booleans(), st.booleans())
def test_what_an_expression_requires_is_in_every_text_that_it_finds(pieces, said, case, marks):
    search = Search(text="".join(pieces), expression=True, match_case=case, match_marks=marks)
    try:
        finder = Finder(search)
    except SearchError:
        return
    text = "".join(said)
    if finder.matches(text):
        assert required(search) in folded(text)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (r"rivers \w+ rise \d+", "rivers "),
        (r"\bthe\b.*old calendar", "old calendar"),
        (r"الأنهار\s+بعد", "الانهار"),
        (r"colou?r", "colo"),
        (r"(?:red|blue) sea", " sea"),
        (r"red|blue", ""),
        (r"\x41bc", ""),
        (r"(?x) a b c", ""),
        (r"[abc]+", ""),
        (r"(gr)+een", "een"),
    ],
)
def test_an_expression_says_what_it_requires(expression, wanted):
    assert required(Search(text=expression, expression=True)) == wanted
