"""Markdown comes back translated: its marks hold, whatever stands beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alignments.documents import ReadDocument
from alignments.errors import ReadError
from alignments.originals import NewText, give_back
from alignments.originals.markdown_tree import signature, signature_of, tree
from alignments.placeholders import placeholders, without_codes
from alignments.readers import MARKDOWN, read
from alignments.readers.markdown import placed_blocks
from alignments.readers.markdown_inline import pieces_of
from tests.shared_data import shared

ROOT = Path(__file__).parents[2]
OURS = [ROOT / "README.md", ROOT / "docs" / "formats.md", ROOT / "docs" / "http.md"]


def letters(text: str) -> str:
    return "".join(text.split())


def back(source: str, new: dict[int, str]) -> str:
    """The text with other texts in its blocks, which are counted from 0."""
    content = source.encode()
    blocks = read(content, media_type=MARKDOWN).blocks
    given, unplaced = give_back(
        content,
        media_type=MARKDOWN,
        name="a.md",
        letters=[letters(without_codes(block.text, block.codes)) for block in blocks],
        texts=[NewText(new.get(n, ""), changed=n in new) for n in range(len(blocks))],
        languages=("en", "ar"),
        encoding="utf-8",
    )
    assert unplaced == 0
    return given.decode()


def told(document: ReadDocument) -> list[tuple]:
    """What people see of a document: its blocks, without the white space at line ends."""
    return [
        (block.kind, block.level, " ".join(without_codes(block.text, block.codes).split()))
        for block in document.blocks
    ]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("A **b** c", ["A ⟦1⟧b⟦/1⟧ c"]),
        ("**All of it.** *And*", ["⟦1⟧All of it.⟦/1⟧ ⟦2⟧And⟦/2⟧"]),
        ("***both***", ["both"]),
        ("[A *link*](u \"t\") to `x`", ["⟦1⟧A ⟦2⟧link⟦/2⟧⟦/1⟧ to ⟦3⟧x⟦/3⟧"]),
        ("See ![a picture](p.png)", ["See ⟦1⟧a picture⟦/1⟧"]),
        ("![](p.png) See[^1] <https://x.y>.", ["⟦1/⟧ See⟦2/⟧ ⟦3/⟧."]),
        ("One  \ntwo\\\nthree", ["One⟦1/⟧\ntwo⟦2/⟧\nthree"]),
        (r"a\_b R&amp;D 1&nbsp;m", ["a_b R&D 1\u00a0m"]),
        ("> quoted\n> **on**", ["quoted\n⟦1⟧on⟦/1⟧"]),
        ("Press <kbd>F1</kbd><br>or ~~not~~", ["Press ⟦1⟧F1⟦/1⟧⟦2/⟧or ⟦3⟧not⟦/3⟧"]),
        ("Is ⟦1⟧ *it*?", ["Is ⟦1⟧ ⟦2⟧it⟦/2⟧?"]),
        ("| a \\| b | **c** d |\n|-|-|", ["a | b", "⟦1⟧c⟦/1⟧ d"]),
        ("`--from` (`x`)", ["`--from` (`x`)"]),
        ("[![](b.png)](u)\n\nText", ["Text"]),
        ("See[^1]\n\n[^1]: Yes.", ["See⟦1/⟧", "Yes."]),
    ],
)  # fmt: skip
def test_markup_is_in_codes_and_text_is_as_it_reads(source, texts) -> None:
    assert [block.text for block in read(source.encode(), media_type=MARKDOWN).blocks] == texts


def test_words_that_are_all_code_are_left_out_of_translation() -> None:
    kinds = [
        str(block.kind) for block in read(b"- `a`, `b`\n- `a` or b", media_type=MARKDOWN).blocks
    ]
    assert kinds == ["code", "list item"]


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("A **b** c", "أ ⟦1⟧ب⟦/1⟧، ج", "أ **ب**، ج"),
        ("A _b_ c", "وال⟦1⟧ب⟦/1⟧", "وال*ب*"),
        ("A _b_ c", "أ ⟦1⟧ب⟦/1⟧.", "أ _ب_."),
        # `**` between a letter and a quotation mark is no mark
        ("A **b** c", "و⟦1⟧«ب»⟦/1⟧", "&#1608;**«ب»**"),
        ("A **b** c", "⟦1⟧(ب)⟦/1⟧هم", "**(ب)**&#1607;م"),
        ("A **b** c", "⟦1⟧ ب ⟦/1⟧ج", " **ب** ج".strip()),
        ("A **b** c", "بلا", "بلا"),
        ("A **b** c", "⟦1⟧⟦/1⟧أ", "أ"),
        ("A *b* **c**", "⟦1⟧أ⟦2⟧ب⟦/1⟧ج⟦/2⟧", "*أ**ب***ج"),
        ("A b", "2 * 3 * 4", "2 * 3 * 4"),
        ("A b", "*نجمة* و[قوس](x) و`شفرة`", r"\*نجمة\* و\[قوس\](x) و\`شفرة\`"),
        ("A b", "<b> & &amp; snake_case", r"\<b> & \&amp; snake_case"),
        ("A b", "1. واحد", r"1\. واحد"),
        ("A b", "- شرطة\n# عنوان\n> اقتباس", "\\- شرطة\n\\# عنوان\n\\> اقتباس"),
        ("A b", "سطر\n\n  سطر", "سطر\nسطر"),
        ("# A b", "1. لغة C #", r"# 1. لغة C \#"),
        ("# A b", "سطر\nسطر", "# سطر سطر"),
        ("> A\n> b", "سطر\nسطر", "> سطر\n> سطر"),
        ("- A b", "سطر\nسطر", "- سطر\n  سطر"),
        ("1. > A b", "سطر\nسطر", "1. > سطر\n   > سطر"),
        ("| A | b |\n|---|---|", "أ | ب", "| أ \\| ب | b |\n|---|---|"),
        ("See [it]\n\n[it]: u", "انظر ⟦1⟧هذا⟦/1⟧", "انظر [هذا][it]\n\n[it]: u"),
        ("See [it][]\n\n[it]: u", "انظر ⟦1⟧it⟦/1⟧", "انظر [it][]\n\n[it]: u"),
        ("[A b](u)", "نص [1]", r"[نص [1]](u)"),
        ("See [a](u) and [b](v)", "⟦1⟧أ ⟦2⟧ب⟦/2⟧⟦/1⟧", "[أ ب](u)"),
        ("Run `a`", "شغّل ⟦1⟧a`b⟦/1⟧", "شغّل ``a`b``"),
        ("Run `a`", "⟦1⟧`⟦/1⟧", "`` ` ``"),
        ("Run `a` **b**", "⟦1⟧a ⟦2⟧b⟦/2⟧⟦/1⟧", "`a `**b**"),
        ("One  \ntwo", "واحد⟦1/⟧اثنان", "واحد  \nاثنان"),
        ("One\\\ntwo", "واحد⟦1/⟧\nاثنان", "واحد\\\nاثنان"),
        ("One\\\ntwo", "واحد اثنان⟦1/⟧", "واحد اثنان"),
        ("One\\\ntwo", "واحد\n⟦1/⟧اثنان", "واحد\\\nاثنان"),
        ("Note[^1] ![](i.png)", "ملاحظة", "ملاحظة[^1]![](i.png)"),
        ("**A b**", "أ ب", "**أ ب**"),
        ("A <kbd>b</kbd>", "⟦1⟧ب⟦/1⟧ أ", "<kbd>ب</kbd> أ"),
    ],
)  # fmt: skip
def test_a_translation_is_written_so_that_it_reads_as_it_says(source, new, expected) -> None:
    assert back(source, {0: new}) == expected


def test_line_ends_are_those_of_the_file() -> None:
    assert back("> A\r\n> b\r\n", {0: "أ\nب"}) == "> أ\r\n> ب\r\n"


markup = st.sampled_from(
    ["# ", "- ", "  ", "    ", "1. ", "> ", "| a | *b* |\n|--|--|\n| ", "```\n", "\n", "\n\n",
     "\r\n", "word", "two. Words", "*", "**", "_", "__", "~~", "`", "``", "[", "](u)", "][r]",
     "[]", "![", "\\", "\\*", "&amp;", "<b>", "</b>", "<br>", "<https://x.y>", "[^1]",
     "كلمة", "«", "»",
     ".", "\n\n[r]: u\n\n", " ", "  \n", "\\\n", "|", "!", "⟦1⟧", "<!-- c -->"]
)  # fmt: skip
documents = st.lists(markup, max_size=30).map("".join)


@settings(deadline=None, max_examples=100)
@given(source=documents)
def test_what_is_not_translated_comes_back_byte_for_byte(source) -> None:
    try:
        assert back(source, {}) == source
    except ReadError as error:
        assert "nothing to import" in str(error)  # noqa: PT017


@settings(deadline=None, max_examples=100)
@given(source=documents)
@example(source="word\\\n\\\n1. ")
def test_a_document_translated_into_itself_says_the_same(source) -> None:
    try:
        document = read(source.encode(), media_type=MARKDOWN)
    except ReadError:
        return
    new = {n: block.text for n, block in enumerate(document.blocks) if block.kind != "code"}
    assert told(read(back(source, new).encode(), media_type=MARKDOWN)) == told(document)


SOURCE = "A **b** *c* ~~d~~ [e](u) `f` ![g](i.png) _h_ __i__ <kbd>j</kbd> [^1] <https://x.y>"
_word = st.sampled_from(
    ["كلمة", "و", "ال", " ", "، ", "«", "»", "(", ")", ".", "؟", "a", "*", "_", "[", "]", "`",
     "<b>", "&lt;", "\\", "!", "~", "1", "- ", "# ", "\n", "ـُ", "<", "|", "1. "]
)  # fmt: skip
_token = st.sampled_from(
    [f"⟦{slash}{n}⟧" for n in range(1, 10) for slash in ("", "/")] + ["⟦10/⟧", "⟦11/⟧"]
)


@settings(deadline=None, max_examples=200)
@given(target=st.lists(st.one_of(_word, _token), min_size=1, max_size=14).map("".join))
def test_the_marks_of_any_translation_hold(target) -> None:
    places, references = placed_blocks(SOURCE, "a.md")
    wanted = signature(tree(places[0], target))
    content = back(SOURCE, {0: target})
    blocks = [token for token in MarkdownIt("commonmark").parse(content) if not token.level]
    assert [block.type for block in blocks] == ["paragraph_open", "paragraph_close"]
    found = signature_of(pieces_of(content, references))
    assert _without_tags(found) == _without_tags(wanted)


def _without_tags(events: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Emphasis may have become tags of HTML, which say the same."""
    names = {"<em>": "em", "</em>": "em", "<strong>": "strong", "</strong>": "strong",
             "<del>": "s", "</del>": "s", "<code>": "code", "</code>": "code"}  # fmt: skip
    return [(kind, names.get(value, value)) for kind, value in events]


def test_every_mark_has_its_placeholder() -> None:
    (block,) = read(SOURCE.encode(), media_type=MARKDOWN).blocks
    assert set(placeholders(block.text)) == set(block.codes)
    assert "".join(block.codes.get(one, one) for one in _cut(block.text)) == SOURCE


def _cut(text: str) -> list[str]:
    return text.replace("⟦", "\0⟦").replace("⟧", "⟧\0").split("\0")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_own_documents_come_back(path) -> None:
    _comes_back(path)


def test_the_files_that_okapi_tests_with_come_back() -> None:
    folder = shared("formats/okapi/okapi/filters/markdown")
    paths = sorted(folder.rglob("*.md"))
    assert len(paths) > 40
    for path in paths:
        _comes_back(path)


def _comes_back(path: Path) -> None:
    source = path.read_bytes().decode("utf-8-sig")
    try:
        document = read(source.encode(), media_type=MARKDOWN)
    except ReadError as error:
        assert "nothing to import" in str(error)  # noqa: PT017
        return
    assert back(source, {}) == source
    new = {n: block.text for n, block in enumerate(document.blocks) if block.kind != "code"}
    assert told(read(back(source, new).encode(), media_type=MARKDOWN)) == told(document)
