"""The languages of documents, by BCP 47 tag: canonical form, script, direction and names.

langcodes and its tables load on first use: importing this module costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from alignments.errors import UnknownLanguage

if TYPE_CHECKING:
    from langcodes import Language

Direction = Literal["ltr", "rtl"]

# ISO 15924 codes of the right-to-left scripts that living languages are written in, and of the
# variants of Arabic and Syriac (Unicode Character Database, bidi classes R and AL)
_RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc Syre Syrj Syrn Thaa Yezi".split()
)
_WITHOUT_SPACES = frozenset({"Hani", "Hans", "Hant", "Jpan"})
_LONGEST_SHOWN = 40


@cache
def normalised(tag: str) -> str:
    """The canonical form of a tag: `EN-us` is `en-US`, `iw` is `he`, `pt_BR` is `pt-BR`.

    Raises UnknownLanguage for everything that is not a valid BCP 47 tag.
    """
    from langcodes import standardize_tag, tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    try:
        canonical = standardize_tag(tag)
        valid = tag_is_valid(canonical)
    except (LanguageTagError, ValueError):
        valid = False
    if not valid:
        raise UnknownLanguage(f"{_shown(tag)} is not a language tag; {_suggestion(tag)}")
    return canonical


@cache
def direction(tag: str) -> Direction:
    """The direction that the language is written in, decided by its script."""
    return "rtl" if script(tag) in _RIGHT_TO_LEFT else "ltr"


@cache
def script(tag: str) -> str:
    """The ISO 15924 code of the script: the one in the tag, else the most likely one."""
    return _language(tag).maximize().script or "Zyyy"


@cache
def name(tag: str) -> str:
    """The English name, such as `Portuguese (Brazil)`."""
    return _language(tag).display_name()


@cache
def autonym(tag: str) -> str:
    """The name of the language in the language itself, such as `العربية`; else the English one."""
    language = _language(tag)
    own = language.autonym()
    # for a tag such as zh-TW the names are filed under the script, which it leaves out
    english = name(primary(tag))
    return language.display_name(language.maximize()) if own.startswith(english) else own


@cache
def primary(tag: str) -> str:
    """The language subtag: `pt` for `pt-BR`."""
    return _language(tag).language or "und"


def _language(tag: str) -> Language:
    from langcodes import Language

    return Language.get(normalised(tag))


def _shown(tag: str) -> str:
    return repr(tag if len(tag) <= _LONGEST_SHOWN else tag[:_LONGEST_SHOWN] + "…")


def _suggestion(tag: str) -> str:
    """What to write instead, where the value is a language's name or a country's code."""
    import langcodes

    try:
        # its trie of names breaks at control characters
        found = langcodes.find(tag if tag.isprintable() else "")
    except LookupError:
        return _country_suggestion(tag)
    return f"{found.display_name()} is {found.to_tag()!r}"


def _country_suggestion(tag: str) -> str:
    from langcodes import Language

    if len(tag) == 2 and tag.isascii() and tag.isalpha():
        spoken = Language.make(territory=tag.upper()).maximize().language
        if spoken and spoken not in {"und", "en"}:
            return f"{Language.make(language=spoken).display_name()} is {spoken!r}"
    return "a tag looks like 'ar', 'pt-BR' or 'zh-Hant'"


def joined(sentences: Sequence[str], tag: str) -> str:
    """The sentences as one text: with spaces between, but in Chinese and Japanese without."""
    return ("" if script(tag) in _WITHOUT_SPACES else " ").join(sentences)
