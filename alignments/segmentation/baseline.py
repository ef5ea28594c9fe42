"""Where sentencex ends sentences: its lists of abbreviations cover some forty languages."""

from __future__ import annotations

import re

from alignments.segmentation.places import MARKS
from alignments.segmentation.tables import NO_TABLE, table_for

_PIECE = 20_000

# sentencex never breaks between two quotation marks or brackets, and one apostrophe can so hide
# pages; quotations are the business of our own rules
_IN_WORD = re.compile(r"['’\"](?=\w{1,2}\b)(?<=\w.)|[\ud800-\udfff]")
_ENCLOSING = re.compile(r"[\"'`“”„‟‘’‚«»‹›()\[\]{}「」『』（）《》]")
# it never breaks before a digit either
_DIGIT = re.compile(r"\d(?<=[.!?…؟]\s.)")
# beside an initial it takes every white space for one byte, and panics where it is not
_WIDE_SPACE = re.compile(r"[^\S\n ]")
_NOTE = re.compile(r"\[\d{1,3}\]")
_LOOSE_MARK = re.compile(rf"[{MARKS}](?:(?!\w)|(?<!\w.))")


def baseline_boundaries(text: str, language: str) -> list[int]:
    """The offsets at which sentencex starts a new sentence, ascending; in characters."""
    masked = _masked(text, digits=table_for(language) is not NO_TABLE)
    found: list[int] = []
    start = 0
    # its time grows faster than the text: read on from the last sentence that was surely whole
    while start < len(masked):
        piece = masked[start : start + _PIECE]
        ends = [start + end for end in sentence_ends(piece, language)]
        last = start + len(piece) == len(masked)
        whole = ends if last else ends[:-1]
        found += whole
        start = whole[-1] if whole else start + len(piece)
    return found


def sentence_ends(text: str, language: str) -> list[int]:
    """Where sentencex ends the sentences of a text; only at its end where the library panics."""
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

    try:
        return [sentence["end_index"] for sentence in get_sentence_boundaries(language, text)]
    except BaseException as error:
        # a panic of Rust code is no Exception, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        return [len(text)]


def _masked(text: str, *, digits: bool) -> str:
    """The text as sentencex should see it; as long as the text itself.

    Without `digits`, it decides itself what a digit after a stop means.
    """
    words = _ENCLOSING.sub(" ", _IN_WORD.sub("x", _NOTE.sub(_blank, text)))
    clean = _WIDE_SPACE.sub(" ", _LOOSE_MARK.sub(" ", words))
    return _DIGIT.sub("中", clean) if digits else clean


def _blank(note: re.Match[str]) -> str:
    return " " * len(note.group())
