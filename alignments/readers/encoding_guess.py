"""What a file may be that is not in the encoding it was read in: a hint, never a decision."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# in the order in which they are believed where several fit equally
_CANDIDATES = (
    "windows-1252",
    "windows-1256",
    "windows-1251",
    "windows-1250",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "koi8-r",
    "iso-8859-6",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "big5",
    "euc-kr",
)
_SAMPLE = 65_536
_GOOD = 0.8
_WORD = re.compile(r"[^\W\d_]+")
_STRAY = 20
"""How many well-formed characters a stray byte must be among for the rest to be UTF-8."""


def advice(content: bytes, offset: int, tried: str) -> str:
    """What to do about bytes that are not in the encoding `tried`, from `offset` on."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the file begins as UTF-16 does; leave out --encoding"
    sample = content[max(0, offset - _SAMPLE // 2) :][:_SAMPLE]
    if _nearly_utf8(sample):
        if tried.startswith("utf-8"):
            return "the rest is UTF-8, so mend or remove that byte"
        return "try --encoding utf-8"
    if guess := guess_encoding(sample, without=tried):
        return f"try --encoding {guess}"
    return "say which encoding it has with --encoding"


def guess_encoding(sample: bytes, *, without: str = "") -> str | None:
    """The encoding that makes the most words of a sample, or `None` where none makes sense."""
    scores = {name: plausibility(sample, name) for name in _CANDIDATES if name != without}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _GOOD:
        return best
    return _guess_by_statistics(sample)


def _guess_by_statistics(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding.replace("_", "-") if best and best.encoding != "ascii" else None


def _nearly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > broken * (_STRAY + 1)


def plausibility(sample: bytes, encoding: str) -> float:
    """The share of words with other than ASCII letters that look like words of one language."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        # the sample may have been cut inside a character
        if error.start < len(sample) - 4:
            return 0.0
        text = sample[: error.start].decode(encoding)
    if any("\x80" <= character < "\xa0" for character in text):
        return 0.0
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_is_word, words)) / len(words) if words else 0.0


def _is_word(word: str) -> bool:
    scripts = {_script(character) for character in word}
    if len(scripts) > 1 and not scripts <= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return False
    if scripts == {"LATIN"}:
        foreign = sum(not character.isascii() for character in word)
        return 2 * foreign <= max(len(word), 2) and _case_is_sane(word)
    return _case_is_sane(word)


def _case_is_sane(word: str) -> bool:
    """Whether it is not written like tHIS."""
    return word.islower() or word.isupper() or word[1:].islower() or word.lower() == word.upper()


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "UNNAMED").partition(" ")[0]
