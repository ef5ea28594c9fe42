"""HTML: main text or whole page, never a script."""

import pytest

from alignments import readers
from alignments.errors import ReadError
from alignments.readers import HTML, ReadOptions
from tests.alignments.shown_blocks import document, shown

ENOUGH = "In spring the river comes back to the house by the bridge, as it has for forty years. "


def read(content: bytes, *, whole_page: bool = True, encoding: str | None = None):
    options = ReadOptions(whole_page=whole_page, encoding=encoding)
    return readers.read(content, media_type=HTML, name="page.html", options=options)


def refusal(content: bytes, **options) -> str:
    with pytest.raises(ReadError) as caught:
        read(content, **options)
    return str(caught.value)


@pytest.mark.parametrize("whole_page", [True, False])
def test_no_script_style_template_or_comment_comes_in(whole_page):
    found = read(document("page.html"), whole_page=whole_page)
    whole = shown(found.blocks)
    for never in ("tracked", "console", "color", "never shown", "a comment", "not read"):
        assert never not in whole
    assert list(found.notes) == ["2 scripts left out"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a <b>b</b>\n  c<i>d</i></p>", "paragraph: a ⟦1⟧b⟦/1⟧ c⟦2⟧d⟦/2⟧\n"),
        ("<p>caf&eacute; &lt;b&gt; &#x623;</p>", "paragraph: café <b> أ\n"),
        ("<p>one<br>two<br><br>three</p>", "paragraph: one\\ntwo\nparagraph: three\n"),
        ("a<div>b<p>c</p>d</div>e", "".join(f"paragraph: {letter}\n" for letter in "abcde")),
        ("<ol><li>a<ul><li>b</ul>c</ol>", "list item 1: a\nlist item 2: b\nlist item 1: c\n"),
        ("<dl><dt>a<dd>b</dl>", "list item 1: a\nlist item 1: b\n"),
        ("<table><caption>a</caption><tr><td>b<p>c", "caption: a\ntable cell: b\ntable cell: c\n"),
        ("<blockquote>a<h3>b</h3></blockquote>", "quotation: a\nheading 3: b\n"),
        ("<pre>a\n  b</pre>", "code: a\\n  b\n"),
        ("<p>a&#1;b</p>", "paragraph: ab\n"),
        ("<p>a<svg><text>x</text></svg><select><option>y</select>b</p>",
         "paragraph: a⟦1/⟧⟦2/⟧b\n"),
        ("<p>a <img src=x> b<sup>1</sup></p>", "paragraph: a ⟦1/⟧ b⟦2⟧1⟦/2⟧\n"),
        ("<p>a <span>b</span> <span class=c>d</span></p>", "paragraph: a b ⟦1⟧d⟦/1⟧\n"),
    ],
)  # fmt: skip
def test_blocks_of_a_whole_page(body, expected):
    assert shown(read(f"<html><body>{body}</body></html>".encode()).blocks) == expected


class TestEncoding:
    @pytest.mark.parametrize(
        ("head", "encoding", "named"),
        [
            ('<meta charset="windows-1256">', "windows-1256", "cp1256"),
            (
                '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">',
                "windows-1256",
                "cp1256",
            ),
            ("<meta charset=utf-16>", "utf-8", "utf-8"),
            ("<meta charset=unheard-of>", "utf-8", "utf-8"),
            ("", "utf-8", "utf-8"),
            ("<meta charset=utf-8>", "utf-16", "utf-16-le"),
        ],
    )
    def test_the_mark_then_the_declared_then_utf8(self, head, encoding, named):
        found = read(f"<html><head>{head}</head><body><p>الجسر".encode(encoding))
        assert (found.encoding, found.blocks[0].text) == (named, "الجسر")

    def test_an_xml_declaration_counts(self):
        page = '<?xml version="1.0" encoding="windows-1256"?><html><body><p>الجسر</p></body></html>'
        assert read(page.encode("windows-1256")).blocks[0].text == "الجسر"

    def test_latin_1_means_windows_1252_as_in_browsers(self):
        found = read(b"<meta charset=iso-8859-1><p>\x93Hi\x94")
        assert (found.encoding, found.blocks[0].text) == ("cp1252", "“Hi”")

    def test_the_user_knows_better_than_the_page(self):
        page = "<meta charset=utf-8><p>الجسر".encode("windows-1256")
        assert read(page, encoding="windows-1256").blocks[0].text == "الجسر"

    def test_a_wrong_byte_is_named(self):
        assert refusal(b"<meta charset=utf-8><p>caf\xe9 noir") == (
            "page.html is not UTF-8: byte 0xe9 at offset 26; try --encoding windows-1252"
        )


@pytest.mark.parametrize(
    ("declared", "found"), [("ar", "ar"), ("EN-gb", "en-GB"), ("english please", None), ("", None)]
)
def test_only_a_language_tag_is_a_declared_language(declared, found):
    assert read(f'<html lang="{declared}"><p>Text'.encode()).language == found


class TestMainText:
    def test_a_page_without_any_is_told_of_whole_page(self):
        expected = (
            "page.html: no main text found in this page; use --whole-page to keep all its text"
        )
        assert (
            refusal(b"<html><body><p> </p><script>x</script></body></html>", whole_page=False)
            == expected
        )

    def test_a_whole_page_without_text(self):
        assert refusal(b"<html><script>x</script></html>") == (
            "page.html has no text in it; nothing to import"
        )

    def test_no_entity_reaches_a_file(self):
        page = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><body><p>text &e;'
        assert "root:" not in shown(read(page).blocks)

    def test_an_endless_paragraph_is_refused(self):
        page = b"<p>" + ENOUGH.encode() * 20_000
        assert refusal(page, whole_page=False) == (
            f"page.html has a paragraph of {len(ENOUGH) * 20_000:,} characters, at most 1,000,000 "
            "are read; divide it"
        )

    @pytest.mark.parametrize("depth", [300, 3_000])
    def test_deep_nesting_is_read_or_refused(self, depth):
        page = b"<body>" + b"<div>" * depth + b"<p>" + ENOUGH.encode()
        try:
            assert read(page, whole_page=False).blocks
        except ReadError as error:
            assert "--whole-page" in str(error)  # noqa: PT017
