"""What every reader promises: the blocks of the golden documents, and every byte again."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alignments import readers
from alignments.documents import segmented
from alignments.errors import ReadError
from alignments.originals import NewText, give_back
from alignments.placeholders import without_codes
from alignments.readers import DOCX, HTML, MARKDOWN, SRT, TEXT, ReadOptions, encode_back
from tests.alignments.shown_blocks import DOCUMENTS, document, shown, together
from tests.shared_data import shared

GOLDEN = {
    "article.txt": None,
    "wrapped.txt": None,
    "verse.txt": None,
    "arabic.txt": None,
    "letter.txt": "windows-1252",
    "notes.md": None,
    "film.srt": None,
    "page.html": None,
}

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")

# what is refused, and surrogates, which no encoding can carry
refused = "".join(map(chr, [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF]))
character = st.characters(exclude_categories=["Cs"], exclude_characters=refused.replace("\x85", ""))
line_end = st.sampled_from(["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n\n"])
markup = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "| a | b |\n|--|--|\n| ", "```\n", "    ", "\t", "---\n", "===\n",
     "<div>", "<!--", "[a]: b\n", "[^1]: ", "- [ ] ", "\\", "|", "\ufeff", " ", "\u00a0", "٣. "]
)  # fmt: skip
text = st.lists(st.one_of(st.text(character, max_size=12), line_end, markup), max_size=25).map(
    "".join
)

markdown = st.sampled_from(
    ["# ", "- ", "  ", "    ", "1. ", "> ", ">", "| a | b |\n|--|--|\n| ", "|--|", "```\n", "~~~\n",
     "\t", "***\n", "===\n", "\n", "\n\n", "\r\n", "word", "two words", "*", "`", "\\|", "|", "\\"]
)  # fmt: skip


def letters(texts: Sequence[str]) -> str:
    return "".join(filter(str.isalpha, "".join(texts)))


def read(content: bytes, media_type: str, **options) -> readers.ReadDocument:
    return readers.read(content, media_type=media_type, options=ReadOptions(**options))


def unchanged(found: readers.ReadDocument, content: bytes) -> bytes:
    """What comes of giving a file of Markdown back untranslated."""
    given, _ = give_back(
        content,
        media_type=MARKDOWN,
        name="a.md",
        letters=["".join(without_codes(block.text, block.codes).split()) for block in found.blocks],
        texts=[NewText("", changed=False) for _ in found.blocks],
        languages=("en", "ar"),
        encoding=found.encoding,
    )
    return given


class TestGoldenDocuments:
    @pytest.mark.parametrize("name", GOLDEN)
    def test_the_blocks_are_those_written_down(self, name):
        content = document(name)
        found = read(content, readers.media_type(name, content), encoding=GOLDEN[name])
        assert shown(found.blocks) == (DOCUMENTS / f"{name}.blocks").read_text(encoding="utf-8")

    def test_a_whole_page_has_its_menus_and_footer(self):
        found = read(document("page.html"), HTML, whole_page=True)
        expected = (DOCUMENTS / "whole page.html.blocks").read_text(encoding="utf-8")
        assert shown(found.blocks) == expected

    def test_the_title_and_the_language_are_found(self):
        found = {name: readers.media_type(name, b"") for name in GOLDEN if name != "letter.txt"}
        read_all = {name: read(document(name), kind) for name, kind in found.items()}
        titles = {name: document.title for name, document in read_all.items()}
        assert titles == {
            "article.txt": "Why the River Comes Back: A Spring Without a Wall",
            "wrapped.txt": "CHAPTER ONE",
            "verse.txt": None,
            "arabic.txt": "عودة النهر",
            "notes.md": "The river, again",
            "film.srt": None,
            "page.html": "The river again",
        }
        assert read_all["notes.md"].language == "en"
        assert read_all["page.html"].language == "en-GB"

    def test_a_real_article_keeps_its_paragraphs_and_its_title(self):
        content = shared("articles/000_bcbb73fb5bb86c06.txt").read_bytes()
        found = read(content, TEXT)
        assert found.title is not None
        assert found.title.startswith("Khamenei in the Open")
        headings = [block.text for block in found.blocks if block.kind == "heading"]
        assert headings[0] == "Just International"
        assert "A Reminder" in headings
        assert len(found.blocks) == sum(bool(line.strip()) for line in content.splitlines())


@pytest.mark.parametrize("media_type", [TEXT, MARKDOWN])
@pytest.mark.parametrize("encoding", ENCODINGS)
class TestTextComesBack:
    @settings(deadline=None)
    @given(text=text)
    def test_byte_for_byte(self, media_type, encoding, text):
        content = text.encode(encoding)
        asked = encoding if encoding.endswith(("-le", "-be")) else None
        try:
            found = read(content, media_type, encoding=asked)
        except ReadError as error:
            assert "nothing to import" in str(error)  # noqa: PT017
            return
        assert found.encoding is not None
        if media_type == TEXT:
            assert encode_back(together(found), found.encoding) == content
        else:
            assert unchanged(found, content) == content
        assert all(block.text == block.text.strip() != "" for block in found.blocks)


class TestPlainText:
    @settings(deadline=None)
    @given(text=text)
    def test_no_word_is_left_between_the_blocks(self, text):
        try:
            found = read(text.encode(), TEXT)
        except ReadError:
            return
        assert not any(character.isalpha() for block in found.blocks for character in block.before)
        assert not found.after.strip()

    @settings(deadline=None)
    @given(text=text)
    def test_segments_give_back_the_text_too(self, text):
        try:
            found = read(text.encode(), TEXT)
        except ReadError:
            return
        cut = segmented(found, lambda whole: [(0, len(whole))])
        pieces = [part.before + part.text for block in cut.blocks for part in block.segments]
        assert "".join(pieces) + cut.after == together(found)

    def test_one_paragraph_a_line_is_never_joined(self):
        lines = "A first sentence that is short.\nA second one follows it\nand a third.\n"
        assert len(read(lines.encode(), TEXT).blocks) == 3

    def test_wrapped_chinese_is_joined(self):
        line = "春天河水回到桥边的咖啡馆住在附近的人们把椅子搬到楼上" * 2
        wrapped = f"{line}\n{line}\n{line[:20]}。\n\n{line}\n{line}\n{line[:10]}。\n"
        assert len(read(wrapped.encode(), TEXT).blocks) == 2

    @pytest.mark.parametrize("marker", ["- ", "* ", "• ", "1. ", "12) ", "٣. ", "۱. "])
    def test_the_marker_of_a_list_item_stands_before_it(self, marker):
        (first, second) = read(f"{marker}one\n{marker}two".encode(), TEXT).blocks
        assert (first.before, first.text, second.before) == (marker, "one", f"\n{marker}")
        assert {first.kind, second.kind} == {"list item"}

    @pytest.mark.parametrize(
        "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
    )
    def test_every_line_end_of_unicode_ends_a_line(self, end):
        assert [block.text for block in read(f"One{end}Two".encode(), TEXT).blocks] == [
            "One",
            "Two",
        ]

    def test_mixed_line_ends_are_kept_and_noted(self):
        found = read(b"One\nTwo\r\nThree\r\nFour\rFive", TEXT)
        assert list(found.notes) == ["mixed line ends: 1 LF, 2 CRLF, 1 CR; kept as they are"]
        assert together(found) == "One\nTwo\r\nThree\r\nFour\rFive"


class TestMarkdown:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("Text\n---\n", "heading 2: Text\n"),
            ("> a\nlazy", "quotation: a\\nlazy\n"),
            ("- - deep", "list item 2: deep\n"),
            ("\ufeff# A\n", "heading 1: A\n"),
            ("---\nkey: value\n---\nText", "paragraph: Text\n"),
            ("---\n\nText\n\n---\n", "paragraph: Text\n"),
            ("Page\x0ctwo", "paragraph: Page\nparagraph: two\n"),
            ("> | a | b |\n> |---|---|\n> | `c\\|d` | e |", "table cell: a\ntable cell: b\n"
             "code: `c|d`\ntable cell: e\n"),
            ("1. one\n\n   ```\n   code\n   ```", "list item 1: one\ncode: code\n"),
            ("## ## a ##", "heading 2: ## a\n"),
            ("*a* [b](c) `d`", "paragraph: ⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧ ⟦3⟧d⟦/3⟧\n"),
        ],
    )  # fmt: skip
    def test_block_markup_stands_between_the_blocks(self, source, expected):
        found = read(source.encode(), MARKDOWN)
        assert shown(found.blocks) == expected
        assert unchanged(found, source.encode()) == source.encode()

    @settings(deadline=None)
    @given(source=st.lists(markdown, max_size=40).map("".join))
    def test_all_letters_that_commonmark_sees_are_in_the_blocks(self, source):
        try:
            found = read(source.encode(), MARKDOWN)
        except ReadError:
            return
        content = [
            token.content
            for token in MarkdownIt("commonmark").enable("table").parse(source)
            if token.type in ("inline", "fence", "code_block")
        ]
        texts = [block.text for block in found.blocks]
        assert letters(content) == letters(texts)

    def test_a_rest_of_html_is_noted(self):
        found = read(b"<div>\nhello\n</div>\n\nText", MARKDOWN)
        assert list(found.notes) == ["1 HTML block left as markup, not translated"]

    def test_the_title_has_no_markup(self):
        assert read(b"# The [*river*](x) &amp; us", MARKDOWN).title == "The river & us"

    def test_the_front_matter_gives_a_title_where_no_heading_does(self):
        assert read(b"---\ntitle: 'The river'\n---\nText", MARKDOWN).title == "The river"

    def test_endless_nesting_is_refused(self):
        with pytest.raises(ReadError, match="nests quotations or lists too deeply; at most 50"):
            read(b"> " * 200 + b"x", MARKDOWN)


class TestMediaTypes:
    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("a.txt", b"<html>", TEXT),
            ("A.MD", b"", MARKDOWN),
            ("a.markdown", b"", MARKDOWN),
            ("a.htm", b"", HTML),
            ("a.docx", b"", DOCX),
            ("a.srt", b"", SRT),
            (None, b"# Looks like Markdown", TEXT),
            (None, b" <!DOCTYPE html><p>", HTML),
            ("page", b"<?xml version='1.0'?>\n<!-- x -->\n<html>", HTML),
            (None, b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", SRT),
            (None, b"PK\x03\x04....word/document.xml", DOCX),
            (None, b"PK\x03\x04....xl/workbook.xml", TEXT),
            ("notes.unknown", b"Hello", TEXT),
        ],
    )
    def test_by_name_then_by_content(self, name, content, expected):
        assert readers.media_type(name, content) == expected

    def test_an_unknown_type_is_refused_with_the_known_ones(self):
        with pytest.raises(ReadError, match=r"no reader for 'image/png'; known: text/plain, "):
            readers.read(b"x", media_type="image/png")

    @pytest.mark.parametrize("media_type", readers.MEDIA_TYPES)
    @settings(deadline=None)
    @given(content=st.binary(max_size=300))
    def test_no_bytes_bring_a_traceback(self, media_type, content):
        try:
            found = read(content, media_type)
        except ReadError as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            assert found.blocks
