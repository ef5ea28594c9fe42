"""A source segment and its draft, read once for all guards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.guards.flags import primary
from workbench.guards.scripts import script_of

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Marks that Arabic and Hebrew may carry or not: they must not split a word in two.
_MARKS = re.compile(
    "[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u2066-\u2069]"
)
# Bounded and ASCII: Chinese stands next to an address without a space.
_ADDRESS = re.compile(r"(?:[A-Za-z]{2,10}://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both texts with white space around them gone; languages as primary subtags."""

    source: str
    draft: str
    source_language: str
    target_language: str
    source_script: str
    target_script: str
    source_words: tuple[str, ...]
    draft_words: tuple[str, ...]
    source_lower: tuple[str, ...]
    draft_lower: tuple[str, ...]

    @property
    def same_script(self) -> bool:
        return self.source_script == self.target_script


def read_pair(source: str, draft: str, source_language: str, target_language: str) -> Pair:
    """Strip, split into words; addresses (URL, e-mail) are left out of the words."""
    source, draft = source.strip(), draft.strip()
    source_words, draft_words = words(source), words(draft)
    return Pair(
        source=source,
        draft=draft,
        source_language=primary(source_language),
        target_language=primary(target_language),
        source_script=script_of(source_language),
        target_script=script_of(target_language),
        source_words=source_words,
        draft_words=draft_words,
        source_lower=_lower(source_words),
        draft_lower=_lower(draft_words),
    )


def words(text: str) -> tuple[str, ...]:
    """Words of letters, in order; without vowel marks, numbers and addresses."""
    if not text.isascii():
        text = _MARKS.sub("", text)
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    return tuple(WORD.findall(text))


def _lower(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(found).lower().split())
