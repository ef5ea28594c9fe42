"""Drafts that are far too short or too long for their source, as a whole or by a sentence."""

from __future__ import annotations

import re

from workbench.guards.pair import Pair

# Characters for one character of English, from translations of news prose.
DENSITY: dict[str, float] = {
    "zh": 0.31,
    "yue": 0.31,
    "ja": 0.45,
    "ko": 0.5,
    "ar": 0.92,
    "he": 0.78,
    "fa": 0.97,
}
DENSITY |= {"ur": 1.0, "ckb": 0.95, "th": 0.9, "hi": 1.0, "ru": 1.1, "uk": 1.05, "tr": 1.03}
DENSITY |= {"de": 1.16, "fr": 1.2, "es": 1.18, "pt": 1.1, "it": 1.17, "nl": 1.12, "pl": 1.08}
_SENTENCE_END = re.compile(
    # Not the full stop of an initial, or of `Dr.` and `St.`.
    r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])[.!?؟。！？।۔…][\"'”’»)\]」]*(?=\s|$)|[。！？]"
)
_ITEM = re.compile(r"^(?:[A-Z]|[0-9]+)\. ")
_LATIN = re.compile("[A-Za-z \u00c0-\u024f]{2,}")
_DENSE = 0.5
_SHORTEST, _LONGEST = 0.5, 2.0
# Short segments vary more: this many characters of English are free on either side.
_SLACK = 12
_DROPPED = 0.66
_LONG = 60


def expected_length(pair: Pair) -> float:
    """Characters that a translation of this source usually has."""
    target = _density(pair.target_language)
    return _length(pair.source, pair.source_language) * target / _density(pair.source_language)


def _density(language: str) -> float:
    return DENSITY.get(language, 1.0)


def _length(text: str, language: str) -> float:
    """Characters; in dense scripts the Latin letters of a name weigh what they would replace."""
    density = _density(language)
    if density > _DENSE:
        return len(text)
    latin = sum(map(len, _LATIN.findall(text)))
    return len(text) - (1 - density) * latin


def wrong_length(pair: Pair) -> str | None:
    """Shorter or longer than any translation of this source is likely to be."""
    expected = expected_length(pair)
    slack = _SLACK * _density(pair.target_language)
    length = _length(pair.draft, pair.target_language)
    shortest, longest = expected * _SHORTEST - slack, expected * _LONGEST + 2 * slack
    if not pair.source_words or shortest <= length <= longest:
        return None
    return f"{length:.0f} characters where about {expected:.0f} were expected"


def dropped(pair: Pair) -> str | None:
    """A source of several sentences, and a draft with fewer that is short as well."""
    expected = expected_length(pair)
    if len(pair.source) < _LONG or len(pair.draft) >= _DROPPED * expected:
        return None
    said, kept = sentences(pair.source), sentences(pair.draft)
    if said < 2 or kept >= said:
        return None
    return (
        f"{said} sentences became {kept} and {len(pair.draft)} characters of about {expected:.0f}"
    )


def sentences(text: str) -> int:
    """How many sentences a text seems to have, at least one."""
    return max(1, len(_SENTENCE_END.findall(_ITEM.sub("", text))))
