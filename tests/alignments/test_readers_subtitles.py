"""SRT: cues in, the same bytes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments import readers
from alignments.errors import ReadError
from alignments.readers import SRT, encode_back
from tests.alignments.shown_blocks import document, together

time = st.tuples(*[st.integers(0, 59)] * 3, st.integers(0, 999), st.sampled_from(",.")).map(
    lambda parts: "{:02}:{:02}:{:02}{}{:03}".format(*parts[:3], parts[4], parts[3])
)
number = st.one_of(st.just(""), st.integers(0, 9999).map(lambda value: f"{value}\n"))
words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=30)
said = st.lists(words.filter(lambda text: text.strip()), max_size=3).map("\n".join)
cue = st.tuples(number, time, time, said).map("{0[0]}{0[1]} --> {0[2]}\n{0[3]}\n\n".format)
subtitles = st.tuples(
    st.sampled_from(["", "\n"]), st.lists(cue, max_size=8), st.sampled_from(["\n", "\r\n", "\r"])
).map(lambda parts: (parts[0] + "".join(parts[1])).replace("\n", parts[2]))


def read(text: str) -> readers.ReadDocument:
    return readers.read(text.encode(), media_type=SRT, name="film.srt")


def refusal(text: str) -> str:
    with pytest.raises(ReadError) as caught:
        read(text)
    return str(caught.value)


@settings(deadline=None)
@given(text=subtitles, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"]))
def test_subtitles_come_back_byte_for_byte(text, encoding):
    content = text.encode(encoding)
    options = readers.ReadOptions(encoding=encoding if encoding.endswith("-be") else None)
    try:
        found = readers.read(content, media_type=SRT, options=options)
    except ReadError as error:
        assert "nothing to import" in str(error)  # noqa: PT017
    else:
        assert found.encoding is not None
        assert encode_back(together(found), found.encoding) == content


def test_a_cue_has_its_number_and_its_times():
    found = readers.read(document("film.srt"), media_type=SRT)
    times = [(*map(block.data.get, ("number", "start", "end")),) for block in found.blocks]
    assert times == [
        ("1", "00:00:01,000", "00:00:04,500"),
        (None, "00:00:05,200", "00:00:06,000"),
        ("4", "00:01:08,000", "00:01:09,000"),
        ("4", "00:01:08,000", "00:01:09,000"),
        ("5", "00:02:00,000", "00:02:01,000"),
    ]
    assert list(found.notes) == ["1 cue without text"]


def test_an_arrow_in_what_is_said_is_text():
    (block,) = read("1\n00:00:01,000 --> 00:00:02,000\nA --> B\n").blocks
    assert block.text == "A --> B"


def test_a_number_that_is_said_is_text():
    blocks = read("00:01,0 --> 00:02,5\nHow many?\n12\n\n00:03,0 --> 00:04,0\nTwelve.").blocks
    assert [block.text for block in blocks] == ["How many?\n12", "Twelve."]
    assert blocks[0].data == {"start": "00:00:01,000", "end": "00:00:02,500"}


def test_formatting_stays_and_a_position_does_not():
    (block,) = read("1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>Hi</i>\n").blocks
    assert block.text == "⟦1⟧Hi⟦/1⟧"
    assert block.before.endswith("{\\an8}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<i>One</i> <B>two</b>", "⟦1⟧One⟦/1⟧ ⟦2⟧two⟦/2⟧"),
        ('<font color="#fff">a {\\i1}b</font>', "⟦1⟧a ⟦2/⟧b⟦/1⟧"),
        ("<i>a <b>b</i> c", "⟦1/⟧a ⟦2/⟧b⟦3/⟧ c"),
        ("a < b > c <3", "a < b > c <3"),
        ("⟦1⟧ <i>a</i>", "⟦1⟧ ⟦2⟧a⟦/2⟧"),
        ("<i></i>", "<i></i>"),
    ],
)
def test_tags_are_codes(source, expected):
    found = read(f"1\n00:00:01,000 --> 00:00:02,000\n{source}\n")
    assert [block.text for block in found.blocks] == [expected]
    assert together(found).endswith(f"{source}\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "1\n00:00:0x,000 --> 00:00:04,000\nHi\n",
            "film.srt, line 2: '00:00:0x,000 --> 00:00:04,000' is no time line; "
            "a time line looks like 00:00:01,000 --> 00:00:04,000",
        ),
        (
            "1\n00:00:01,000 --> 00:00:04,000\nHi\n\n2\n00:00:05,000 00:00:06,000\nYou\n",
            "film.srt, line 6: '00:00:05,000 00:00:06,000' is no time line; "
            "a time line looks like 00:00:01,000 --> 00:00:04,000",
        ),
        (
            "\nJust some words that go on and on for longer than a line\n",
            "film.srt, line 2: 'Just some words that go on and on for l…' stands before the first "
            "cue; it needs a time line like 00:00:01,000 --> 00:00:04,000",
        ),
        (
            "1\n00:00:01,000 --> 00:00:04,000\n\n",
            "film.srt has no text in it; nothing to import",
        ),
    ],
)
def test_what_is_no_subtitle_names_its_line(text, reason):
    assert refusal(text) == reason
