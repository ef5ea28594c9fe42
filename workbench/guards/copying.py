"""Drafts that are no translation at all: empty, or the source once more."""

from __future__ import annotations

from workbench.guards.pair import Pair
from workbench.guards.scripts import CASED

# A person's, a company's or a place's name; a longer row of words says something.
_NAME_WORDS = 3
_SAME_SHARE = 0.85


def empty(pair: Pair) -> str | None:
    """Nothing, or nothing but punctuation, where the source has something to say."""
    if not _has_content(pair.source):
        return None
    if not pair.draft:
        return "the draft is empty"
    if not _has_content(pair.draft) and pair.source_words:
        return f"the draft is only {pair.draft[:20]!r}"
    return None


def copied(pair: Pair) -> str | None:
    """The source with nothing, or next to nothing, translated.

    Digits, addresses, codes, emoji and what looks like a name are rightly the same on both sides.
    """
    if pair.source_language == pair.target_language or not pair.draft_words:
        return None
    if pair.source_lower == pair.draft_lower:
        return "the source is copied" if _translatable(pair) else None
    if len(pair.source_words) > _NAME_WORDS and _nearly_the_same(pair):
        return "the source is copied almost word for word"
    return None


def _has_content(text: str) -> bool:
    return any(map(str.isalnum, text))


def _translatable(pair: Pair) -> bool:
    words = [word for word in pair.source_words if len(word) > 1]
    if len(words) > _NAME_WORDS:
        return True
    if pair.source_script not in CASED:
        # Without capitals a name cannot be told; in another script it would be transcribed.
        return bool(words) and not pair.same_script
    return any(word.islower() for word in words) and not _is_code(pair.source)


def _is_code(source: str) -> bool:
    return len(source.split()) == 1 and not source.isalpha()


def _nearly_the_same(pair: Pair) -> bool:
    draft = set(pair.draft_lower)
    kept = draft.intersection(pair.source_lower)
    if len(kept) < _SAME_SHARE * len(draft):
        return False
    lower = pair.source_lower + pair.draft_lower
    return sum(word in kept for word in lower) >= _SAME_SHARE * len(lower)
