"""What a file may be that is not in the encoding it was read in: a hint, never a decision."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# with the letters that are frequent in the languages written in it; of several encodings
# that fit equally, the first is believed
_CANDIDATES = {
    "windows-1252": "éèàáíóúñçãõâêîôöäüßåøæ",
    "windows-1256": "اليمونترةبعدهسفكقحجأ",
    "windows-1251": "оеаинтсрвлкмдпу",
    "windows-1250": "ąćęłńóśźżčřšžěůáéíőű",
    "windows-1253": "αοιετνσηρπκμλςάίέό",
    "windows-1254": "ıişğçöüİŞ",
    "windows-1255": "יוהלאתמרבשנ",
    "koi8-r": "оеаинтсрвлкмдпу",
    "iso-8859-6": "اليمونترةبعدهسفكقحجأ",
    "shift_jis": "のにはをたがでてとしれさいるな、。",
    "euc-jp": "のにはをたがでてとしれさいるな、。",
    "gb18030": "的一是不了在人有我他这中大来上国个到说们为，。",
    "big5": "的一是不了在人有我他這中大來上國個到說們為，。",
    "euc-kr": "이다는의에가고을로하한지기",
}
_SAMPLE = 16_384
_GOOD = 0.5
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
    """How much a sample looks like text in that encoding, from 0 to 1.

    The share of foreign words whose letters go together, and how frequent their letters are.
    """
    text = _decoded(sample, encoding)
    foreign = [character for character in text if not character.isascii()]
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words:
        return 0.0
    common = _CANDIDATES.get(encoding, "")
    frequent = sum(_weight(character, common) for character in foreign) / len(foreign)
    return max(0.0, frequent) * sum(map(_is_word, words)) / len(words)


def _weight(character: str, common: str) -> float:
    if character.lower() in common:
        return 1.0
    if character.isalpha():
        return 0.5
    if unicodedata.category(character).startswith(("P", "Z")) or character in "€°":
        return 0.5
    return -1.0


def _decoded(sample: bytes, encoding: str) -> str:
    """The sample, but for a character that it was cut in, or nothing where it does not fit."""
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return ""
        return sample[: error.start].decode(encoding)


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
