"""Units that a pattern finds are exactly what the parser makes of them, whatever stands around."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignments import formats
from alignments.errors import FormatError
from alignments.formats import ImportReport, ReadOptions
from alignments.formats.tmx_plain import PLAIN

TEXTS = [
    "one", "", "واحد ٣", "a &amp; b", "&lt;b&gt;", "&#233;&#x41;", "a\nb", "a\r\nb\rc", "&#13;",
    "tab\t",
    "&#0;", "&nbsp;", "]]>", "]]&gt;", "\u200c", "&amp;amp;", "&", "\x01", "\ufffe", "&#xFFFE;",
    "<ph x='1'>y</ph>", "<bpt i='1'>b</bpt>x<ept i='1'>e</ept>", "<![CDATA[</seg></tu>]]>",
    "<!-- </tu> -->z", "⟦1⟧", " padded ",
]  # fmt: skip
ATTRIBUTES = [
    "", ' tuid="7"', " tuid='7'", ' tuid="7" changedate="20260301T093000Z"', ' srclang="ar"',
    ' creationid="mi&amp;ra" tuid="8"', ' a="1" a="2"', ' changedate="then"', "\n tuid=\"9\"", " ",
    ' tuid="&#55;"', ' tuid="é"', ' usagecount="3"',
]  # fmt: skip
LANGUAGES = ["en", "ar", "AR-eg", "fr", "EN-us", "*all*", ""]
ABOUT = [
    "", "<note>n</note>", '<prop type="x-state">translated</prop>\n', '<prop type="x">&amp;</prop>',
    '<prop type="x-flag">numbers: 3</prop><prop type="x-flag">script: b</prop>', "<prop>p</note>",
    "<!-- c -->", "stray", '<prop type="x-excluded">true</prop>', "<note/>",
]  # fmt: skip
BETWEEN = ["", "\n", "  ", "<!-- <tu></tu> -->", "<!-- </tu>", "<?pi </tu> ?>", "text", "<tu/>"]

_about = st.sampled_from(ABOUT)
_variant = st.builds(
    '<tuv xml:lang="{}"{}>{}<seg>{}</seg>{}</tuv>'.format,
    st.sampled_from(LANGUAGES),
    st.sampled_from(["", ' creationdate="20250102T030405Z"', ' changeid="tom"', " x"]),
    _about,
    st.sampled_from(TEXTS),
    st.sampled_from(["", "\r\n"]),
)
_unit = st.builds(
    lambda attributes, about, variants, after: f"<tu{attributes}>{about}{variants}</tu>{after}",
    st.sampled_from(ATTRIBUTES),
    _about,
    st.lists(_variant, min_size=1, max_size=3).map("".join),
    st.sampled_from(BETWEEN),
)


def told(content: bytes, options: ReadOptions):
    """All that comes of a file: its units, the report, and the refusal if there is one."""
    report = ImportReport()
    units = []
    refusal = ""
    try:
        for unit in formats.load("tmx").read(io.BytesIO(content), options=options, report=report):
            units.append(unit)
    except FormatError as error:
        refusal = str(error)
        report = ImportReport()  # what was counted until then is of no interest
    return units, refusal, report


def document(body: str, doctype: str) -> bytes:
    text = (
        f'<!DOCTYPE tmx{doctype}><tmx version="1.4"><header srclang="en"/><body>{body}</body></tmx>'
    )
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_unit, max_size=6).map("".join),
    st.sampled_from([(None, None), ("en", "ar"), ("ar", "en"), ("en", None), ("EN-gb", "fr")]),
)
def test_the_pattern_and_the_parser_agree(body, languages) -> None:
    options = ReadOptions(source_language=languages[0], target_language=languages[1])
    # where declarations may stand, even if none do, everything goes to the parser
    assert told(document(body, ""), options) == told(document(body, " []"), options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-6", "us-ascii"])
@pytest.mark.parametrize("damage", [b"", b"\xff", b"</tu>", b"<"])
def test_they_agree_in_every_encoding_and_on_damage(encoding, damage) -> None:
    body = "\n".join(
        f'<tu tuid="{number}"><tuv xml:lang="en"><seg>a {number}</seg></tuv>'
        '<tuv xml:lang="ar"><seg>&#1608;</seg></tuv></tu>'
        for number in range(40)
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    for place in random.Random(encoding).sample(range(3000), 5):
        both = []
        for doctype in ("", " []"):
            content = (head + document(body, doctype).decode()).encode(encoding)
            place = content.index(b"9") if encoding != "utf-16" else place
            both.append(told(content[:-place] + damage + content[-place:], ReadOptions()))
        assert both[0] == both[1]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([' tuid="{}"', ' tuid="{}" changeid="tom"', ""]),
    st.sampled_from(ABOUT),
    st.lists(
        st.tuples(st.sampled_from(["7", "é٣", "", "a<b", 'x"']), *[st.sampled_from(TEXTS)] * 2)
    ),
    st.sampled_from(["", "\n", "\r\n  "]),
)
def test_they_agree_on_units_like_the_last(attributes, about, texts, after) -> None:
    body = "".join(
        f'<tu{attributes.format(name)}>{about}<tuv xml:lang="en"><seg>{one}</seg></tuv>'
        f'<tuv xml:lang="ar"><seg>{other}</seg></tuv></tu>{after}'
        for name, one, other in texts
    )
    both = [told(document(body, doctype), ReadOptions()) for doctype in ("", " []")]
    assert both[0] == both[1]


def test_the_pattern_finds_what_we_and_others_write() -> None:
    ours = (
        '\n<tu tuid="1">\n<tuv xml:lang="en"><seg>a</seg></tuv>\n<tuv xml:lang="ar">\n'
        '<prop type="x-state">translated</prop>\n<seg>b</seg></tuv>\n</tu>'
    )
    others = (
        '    <tu creationdate="20200101T000000Z" creationid="ann" tuid="4" srclang="en">\r\n'
        '      <note>n</note><tuv xml:lang="EN-US" changeid="b">\r\n<seg>a</seg>\r\n</tuv>'
        '<tuv lang="de"><seg>b &amp; c</seg></tuv>\n</tu>'
    )
    assert PLAIN.fullmatch(ours)
    assert PLAIN.fullmatch(others)


def test_lines_are_counted_through_what_the_parser_does_not_see() -> None:
    variants = '<tuv xml:lang="en"><seg>a</seg></tuv>\n<tuv xml:lang="ar"><seg>b</seg></tuv>'
    plain = f"<tu>\n{variants}\n</tu>\n"
    with pytest.raises(FormatError, match=r"line 402 is not well-formed XML"):
        list(formats.load("tmx").read(io.BytesIO(document("\n" + plain * 100 + "</x>", ""))))


class Endless(io.RawIOBase):
    """Two gigabytes of one letter behind a beginning, made as they are read."""

    def __init__(self, start: bytes) -> None:
        super().__init__()
        self._start = start
        self._left = 2**31

    def read(self, size=-1):
        if self._start:
            piece, self._start = self._start, b""
            return piece
        self._left -= size
        return b"x" * size if self._left > 0 else b""


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("<tu><tuv xml:lang='en'><seg>", "a text is longer than 10000000 characters"),
        ("<tu><tuv xml:lang='en'><seg", "a tag or a comment does not end"),
        ("<tu tuid='", "a tag or a comment does not end"),
        ("<!-- ", "a tag or a comment does not end"),
    ],
)
def test_what_does_not_end_is_refused_before_it_fills_the_memory(start, reason) -> None:
    with pytest.raises(FormatError, match=reason):
        list(formats.load("tmx").read(Endless(document(start, "")[: -len("</body></tmx>")])))
