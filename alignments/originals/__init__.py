"""Files given back in their own format and layout, with other texts in their blocks."""

from __future__ import annotations

from collections.abc import Sequence

from alignments.errors import ReadError
from alignments.originals.base import NewText, Standing
from alignments.readers import DOCX, HTML, MARKDOWN, TEXT_TYPES

__all__ = ["GIVEN_BACK", "XLIFF", "NewText", "Standing", "give_back"]

XLIFF = ("application/xliff+xml", "application/x-xliff+xml", "application/x-sdlxliff+xml")
GIVEN_BACK = (*TEXT_TYPES, MARKDOWN, HTML, DOCX, *XLIFF)
"""The media types of files that can come back translated."""


def give_back(
    content: bytes,
    *,
    media_type: str,
    name: str,
    letters: Sequence[str],
    texts: Sequence[NewText],
    languages: tuple[str, str],
    encoding: str | None = None,
) -> tuple[bytes, int]:
    """A file with new texts, and how many of these found no place in it.

    `letters` are the texts that the blocks had, without codes and white space; `languages` are
    that of the file and that of the texts; `encoding` is that of a file of text.
    """
    if media_type == MARKDOWN:
        from alignments.originals.markdown import give_back as markdown

        return markdown(content, name, encoding, letters, texts)
    if media_type == DOCX:
        from alignments.originals.word import give_back as word

        return word(content, name, texts, languages[1]), 0
    if media_type == HTML:
        from alignments.originals.page import give_back as page

        return page(content, name, letters, texts, languages)
    if media_type in XLIFF:
        from alignments.originals.exchange import give_back as exchange

        return exchange(content, name, letters, texts, languages)
    raise ReadError(f"files of the type {media_type} cannot be given back")
