"""Writing systems: which one a language uses, and which letters belong to it (ISO 15924 codes)."""

from __future__ import annotations

import re
from functools import lru_cache

# Blocks of letters, as character class ranges. A script that is not listed is never judged.
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
LETTERS = {
    "Latn": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u0250-\u02af\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "Armn": "\u0530-\u058f",
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Syrc": "\u0700-\u074f",
    "Thaa": "\u0780-\u07bf",
    "Deva": "\u0900-\u097f\ua8e0-\ua8ff",
    "Beng": "\u0980-\u09ff",
    "Guru": "\u0a00-\u0a7f",
    "Gujr": "\u0a80-\u0aff",
    "Orya": "\u0b00-\u0b7f",
    "Taml": "\u0b80-\u0bff",
    "Telu": "\u0c00-\u0c7f",
    "Knda": "\u0c80-\u0cff",
    "Mlym": "\u0d00-\u0d7f",
    "Sinh": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Laoo": "\u0e80-\u0eff",
    "Tibt": "\u0f00-\u0fff",
    "Mymr": "\u1000-\u109f\uaa60-\uaa7f",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    "Ethi": "\u1200-\u139f\u2d80-\u2ddf",
    "Khmr": "\u1780-\u17ff",
    "Mong": "\u1800-\u18af",
    "Hani": _HAN,
    "Hans": _HAN,
    "Hant": _HAN,
    "Jpan": _HAN + _KANA,
    "Kore": _HANGUL + _HAN,
}
CASED = frozenset({"Latn", "Grek", "Cyrl", "Armn"})
UNSPACED = frozenset({"Hani", "Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
NAMES = {
    "Latn": "Latin",
    "Grek": "Greek",
    "Cyrl": "Cyrillic",
    "Hebr": "Hebrew",
    "Arab": "Arabic",
    "Deva": "Devanagari",
    "Hani": "Chinese",
    "Hans": "Chinese",
    "Hant": "Chinese",
    "Jpan": "Japanese",
    "Kore": "Korean",
}


@lru_cache(maxsize=512)
def script_of(tag: str) -> str:
    """The script a language is written in, `Arab` of `fa`; empty where it is not known."""
    # Only loaded for the first draft of a language.
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        language = Language.get(tag).maximize()
    except (LanguageTagError, ValueError):
        return ""
    # What is not in the table of likely subtags comes back as American English is written.
    guessed = language.territory == "US" and language.language != "en"
    return "" if guessed else language.script or ""


@lru_cache(maxsize=64)
def letters_of(script: str) -> re.Pattern[str] | None:
    """Runs of letters of that script; `None` where the script is not listed."""
    ranges = LETTERS.get(script)
    return re.compile(f"[{ranges}]+") if ranges else None


def script_name(script: str) -> str:
    return NAMES.get(script, script)
