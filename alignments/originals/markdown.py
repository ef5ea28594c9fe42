"""A Markdown file given back with other texts in its blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignments.documents import BlockKind
from alignments.originals.base import NewText
from alignments.originals.markdown_text import composed
from alignments.readers.base import ReadOptions, SourceFile
from alignments.readers.decoding import decode, encode_anyhow
from alignments.readers.elements import found_again
from alignments.readers.markdown import placed_blocks
from alignments.readers.markdown_places import MarkdownPlace

_LINE_END = re.compile(r"\r\n|\n|\r")


def give_back(
    content: bytes,
    name: str,
    encoding: str | None,
    letters: Sequence[str],
    texts: Sequence[NewText],
) -> tuple[bytes, int]:
    """The file with new texts, and how many of them have no place in it.

    `letters` are the texts that the blocks had. Whatever is not changed stays byte for byte.
    """
    file = SourceFile(name=name, content=content, options=ReadOptions(encoding=encoding))
    decoded = decode(file)
    places, references = placed_blocks(decoded.text, name)
    line_end = _LINE_END.search(decoded.text)
    parts, end, unplaced = [decoded.mark], 0, 0
    found = found_again([place.letters for place in places], letters)
    for number, new in zip(found, texts, strict=True):
        if number < 0:
            unplaced += new.changed
        elif new.changed:
            place = places[number]
            text = composed(place, new.text, references)
            parts += [decoded.text[end : place.span.start], _in_lines(place, text, line_end)]
            end = place.span.end
    return encode_anyhow("".join([*parts, decoded.text[end:]]), decoded.encoding), unplaced


def _in_lines(place: MarkdownPlace, text: str, line_end: re.Match[str] | None) -> str:
    """As the text stands in the file: with what begins its lines, and what a table asks for."""
    if place.span.one_line:
        return text.replace("|", "\\|") if place.span.kind is BlockKind.TABLE_CELL else text
    return text.replace("\n", (line_end[0] if line_end else "\n") + place.span.prefix)
