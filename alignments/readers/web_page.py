"""HTML: the main text as trafilatura finds it, or all the text of the page.

Scripts, styles, templates and comments never come in. Bold, links and the like are kept as inline
codes, white space is that of the screen, `<br>` is a line feed. No address is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from alignments.documents import Block, ReadDocument
from alignments.errors import ReadError
from alignments.readers.base import SourceFile, declared_language
from alignments.readers.decoding import Decoded, decode
from alignments.readers.elements import (
    PagePlace,
    blocks_of,
    found_again,
    letters_of,
    placed_blocks_of,
    text_of,
)
from alignments.readers.marks import with_marks
from alignments.readers.refusals import LONGEST_LINE, refuse_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = (
    re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([\w:.-]+)"),
    re.compile(rb"<meta\s[^>]*charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE),
)
_DECLARED_WITHIN = 4096
# what browsers make of a declaration; see the Encoding Standard, section 4.2
_MEANT = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
_NEVER = ("script", "style", "template", "noscript")


def read(file: SourceFile) -> ReadDocument:
    """Read the main text of a page, or with `whole_page` all of it.

    Raises `ReadError` where no main text can be told from the rest.
    """
    from lxml import etree

    decoded = _decoded(file)
    page = _parsed(decoded.text, file.name)
    notes = _notes(page)
    language = declared_language(page.get("lang") or page.get("xml:lang"))
    title = _own_title(page)
    etree.strip_elements(page, *_NEVER, with_tail=False)
    _refuse_endless(page, file.name)
    blocks, places = placed_blocks_of(_body(page))
    if not file.options.whole_page:
        blocks, found = _main_text(page, file.name)
        blocks = _with_codes(blocks, places)
        title = found or title
    return ReadDocument(
        blocks=blocks, encoding=decoded.encoding, title=title, language=language, notes=notes
    )


def parsed_page(file: SourceFile) -> _Element:
    """A page that was read before, as it came, scripts and all."""
    return _parsed(_decoded(file).text, file.name)


def placed_blocks(page: _Element) -> list[PagePlace]:
    """Where all the blocks of a page stand, those of menus and footers too."""
    return placed_blocks_of(_body(page))[1]


def _decoded(file: SourceFile) -> Decoded:
    decoded = decode(file, declared=_declared(file.content))
    refuse_text(file.name, decoded.text)
    return decoded


def _body(page: _Element) -> _Element:
    body = page.find("body")
    return page if body is None else body


def _with_codes(blocks: Sequence[Block], places: Sequence[PagePlace]) -> list[Block]:
    """The blocks of the main text with the codes that the same letters have in the page."""
    letters = (letters_of(block.text) for block in blocks)
    found = []
    again = found_again([place.letters for place in places], letters)
    for block, number in zip(blocks, again, strict=True):
        if number < 0:
            found.append(block)
            continue
        place = places[number]
        text, codes, _ = with_marks(block.text, place.marks, begin=place.begin)
        found.append(replace(block, text=text, codes=codes))
    return found


def _declared(content: bytes) -> str | None:
    start = content[:_DECLARED_WITHIN]
    for pattern in _DECLARED:
        if found := pattern.search(start):
            name = found[1].decode("ascii", errors="replace").lower()
            return _MEANT.get(name, name)
    return None


def _parsed(text: str, name: str) -> _Element:
    from lxml import etree, html

    # bytes, since lxml refuses a str that declares its own encoding
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise ReadError(f"{name} has no HTML in it; nothing to import") from error
    return page


def _notes(page: _Element) -> list[str]:
    count = sum(1 for _ in page.iter("script"))
    return [f"{count} script{'s' * (count > 1)} left out"] if count else []


def _refuse_endless(page: _Element, name: str) -> None:
    """Before anything looks at it: nothing that follows is made for such text."""
    longest = max((len(text) for text in page.itertext()), default=0)
    if longest > LONGEST_LINE:
        raise ReadError(
            f"{name} has a paragraph of {longest:,} characters, at most {LONGEST_LINE:,} are "
            "read; divide it"
        )


def _own_title(page: _Element) -> str | None:
    title = page.find(".//head/title")
    return text_of(title) or None if title is not None else None


def _main_text(page: _Element, name: str) -> tuple[list[Block], str | None]:
    from trafilatura import bare_extraction

    lost = _lost_kinds(page)
    try:
        found = bare_extraction(
            page, include_comments=False, include_tables=True, with_metadata=True
        )
    except RecursionError as error:
        raise ReadError(f"{name} nests its elements too deeply; use --whole-page") from error
    body = getattr(found, "body", None)
    blocks = [] if body is None else blocks_of(body)
    if not blocks:
        raise ReadError(
            f"{name}: no main text found in this page; use --whole-page to keep all its text"
        )
    return [_restored(block, lost) for block in blocks], getattr(found, "title", None)


def _lost_kinds(page: _Element) -> dict[str, Block]:
    """Blocks of code and captions by their letters: what is extracted knows neither.

    Figures are dropped as a whole, so their captions are made paragraphs behind them.
    """
    found = [block for code in page.iter("pre") for block in blocks_of(code)]
    for caption in list(page.iter("figcaption")):
        found += blocks_of(caption)
        _move_out_of_figure(caption)
    return {_letters(block.text): block for block in found}


def _move_out_of_figure(caption: _Element) -> None:
    caption.tag = "p"
    figure = next(caption.iterancestors("figure"), None)
    if figure is not None:
        figure.addnext(caption)


def _restored(block: Block, lost: dict[str, Block]) -> Block:
    found = lost.get(_letters(block.text))
    return block if found is None else replace(found, before=block.before)


def _letters(text: str) -> str:
    return "".join(text.split())
