"""Drafts in another script, or in another language of the same script."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from workbench.guards.pair import Pair, words
from workbench.guards.scripts import letters_of, script_name

# Latin names and titles inside another script are normal up to here.
_STRANGE_SHARE = 0.25
_STRANGE_WORDS = 3
_STRANGE_ROW = 4
_TITLE = 7
_OWN = "\x00"
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_NAME_WORDS = 3

_HAN = frozenset({"Hans", "Hant", "Jpan"})
_HITS = 3
_RIVAL = 2.0


def wrong_script(pair: Pair) -> str | None:
    """Words that stayed in a script the target language is not written in."""
    own = letters_of(pair.target_script)
    if own is None or not pair.draft_words:
        return None
    if pair.target_script == "Latn" and pair.draft.isascii():
        return None
    if not own.sub("", "".join(pair.draft_words)):
        return None
    if not own.search(pair.draft):
        return _nothing_own(pair)
    tokens = own.sub(_OWN, " ".join(_judged(pair))).split()
    foreign = [piece for token in tokens for piece in token.split(_OWN) if _is_word(piece)]
    unquoted = [word for word in foreign if not _is_quoted(word, pair)]
    return _mixed(tokens, unquoted, pair) or _third_script(unquoted, pair) if unquoted else None


def _is_word(piece: str) -> bool:
    """Whether it has two letters: superscripts count as word characters, but say nothing."""
    return sum(map(str.isalpha, piece)) > 1


def _nothing_own(pair: Pair) -> str | None:
    wordy = len(pair.draft_words) > _NAME_WORDS
    if wordy or any(len(word) > 1 and _is_strange(word) for word in pair.draft_words):
        return f"no {script_name(pair.target_script)} letters"
    return None


def _judged(pair: Pair) -> tuple[str, ...]:
    """The words of a draft without those in brackets, where the original of a term is quoted."""
    if "(" in pair.draft or "（" in pair.draft:
        return words(_BRACKETED.sub(" ", pair.draft))
    return pair.draft_words


def _is_quoted(word: str, pair: Pair) -> bool:
    """Whether the word was as foreign in the source as it is in the draft."""
    source = letters_of(pair.source_script)
    return source is not None and not source.search(word) and word in pair.source


def _is_strange(word: str) -> bool:
    """Whether a foreign word is a word rather than a name or an abbreviation."""
    return word.islower() or not (word.isupper() or word[0].isupper())


def _mixed(tokens: list[str], foreign: list[str], pair: Pair) -> str | None:
    strange = [word for word in foreign if _is_strange(word)]
    known = set(strange)
    share = sum(map(len, strange)) / sum(map(len, pair.draft_words))
    if len(strange) >= _STRANGE_WORDS and share >= _STRANGE_SHARE:
        script = script_name(pair.target_script)
        return f"{share:.0%} of the letters are not {script}: {' '.join(strange[:6])}"
    row: list[str] = []
    for token in tokens:
        row = [] if _OWN in token else [*row, token]
        if _is_untranslated(row, known):
            return f"left untranslated: {' '.join(row)}"
    return None


def _is_untranslated(row: list[str], strange: set[str]) -> bool:
    """Whether a row of foreign words is a stretch of text rather than a name or a title."""
    if len(row) >= _TITLE:
        return sum(word in strange for word in row) >= 2
    return len(row) >= _STRANGE_ROW and strange.issuperset(row[-_STRANGE_ROW:])


def _third_script(foreign: list[str], pair: Pair) -> str | None:
    """A word in a script that neither the source nor the target has any use for."""
    known = [letters_of(script) for script in ("Latn", pair.source_script)]
    for word in foreign:
        if not any(letters and letters.search(word) for letters in known):
            return f"{word[:40]!r} is not {script_name(pair.target_script)}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """For one script: which languages a word, and which a letter, speaks for."""

    languages: frozenset[str]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    letters: dict[str, tuple[str, ...]] = field(default_factory=dict)


def wrong_language(pair: Pair) -> str | None:
    """The small words and letters of another language of the same script."""
    language = _profile_name(pair)
    profiles = _profiles(pair.target_script)
    if language not in profiles.languages:
        return None
    hits, shared = _hits(pair, profiles, language)
    # Words that both have say nothing.
    alien = {rival: count - shared[rival] for rival, count in hits.items() if rival != language}
    rival = max(sorted(alien), key=alien.__getitem__, default="")
    if not rival or alien[rival] < _HITS:
        return None
    own = hits[language] - shared[rival]
    return f"reads like {rival} rather than {language}" if alien[rival] > _RIVAL * own else None


def _profile_name(pair: Pair) -> str:
    if pair.target_language == "zh":
        return f"zh-{pair.target_script}"
    return pair.target_language


def _hits(pair: Pair, profiles: Profiles, own: str) -> tuple[Counter[str], Counter[str]]:
    """How many different words, and how many letters, of the draft speak for each language.

    The second count is of those that speak for the language `own` as well.
    """
    hits: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for languages, times in _evidence(pair, profiles):
        for language in languages:
            hits[language] += times
            if own in languages:
                shared[language] += times
    return hits, shared


def _evidence(pair: Pair, profiles: Profiles) -> Iterator[tuple[tuple[str, ...], int]]:
    # A single capital is an initial or belongs to a code.
    for word in profiles.words.keys() & pair.draft_lower:
        if len(word) > 1 or word in pair.draft_words:
            yield profiles.words[word], 1
    for letter in profiles.letters.keys() & pair.draft:
        yield profiles.letters[letter], pair.draft.count(letter)


@cache
def _profiles(script: str) -> Profiles:
    scripts = _HAN if script in _HAN else {script}
    tables = {name: table for name, table in _tables().items() if table["script"] in scripts}
    words: dict[str, tuple[str, ...]] = {}
    letters: dict[str, tuple[str, ...]] = {}
    for name, table in tables.items():
        for word in table.get("words", "").split():
            words[word] = (*words.get(word, ()), name)
        for letter in table.get("letters", ""):
            letters[letter] = (*letters.get(letter, ()), name)
    return Profiles(languages=frozenset(tables), words=words, letters=letters)


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("workbench.guards").joinpath("languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
