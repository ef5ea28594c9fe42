"""Break and no-break rules, asked in turn: the first that has a verdict decides.

A rule is a function from a place and a language's table to True (a sentence ends here), False (it
does not) or None (the rule does not apply). Where none applies, sentencex decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from alignments.segmentation.places import MARKS, Place, plain
from alignments.segmentation.tables import FOREIGN_TITLES, Table

Rule = Callable[[Place, Table], bool | None]

_STRONG = re.compile("[!?؟۔。！？｡‼⁇⁈⁉]")
_IDEOGRAPHIC = re.compile("[。！？｡]")
_ELLIPSIS = re.compile(r"^(?:…+|‥+|\.{2,}|\.(?:\s\.)+)$")
_PAUSE = re.compile(r"(?:…|‥|\.\s*\.)$")
_BLANK_LINE = re.compile("\u2029|(?:\r\n|[\n\r\u2028\x85])\\s*?(?:\r\n|[\n\r\u2028\x85])")
_LINE_BREAK = re.compile("[\n\r\u2028\x85]")
_LIST_MARK = re.compile(r"(?:[-–—―•*▪◦‣·]\s|\(?[\w]{1,2}[.)]-?\s)")
_NUMBERING = re.compile(r"^[(\[]?(?:[^\W_]|\d{1,3}|[ivxIVX]{1,5})(?:\.\d{1,2})*$")
_QUOTES = {"”": "“", "»": "«", "“": "„", "«": "»", '"': '"', "’": "‘", "」": "「", "』": "『"}
_QUOTE_MARKS = re.compile("[\"”»“«’‘'」』「『]")
_BRACKET = re.compile(r"[)\]}）》]")
_BRACKET_AHEAD = re.compile(r"[^(\[{（《]*[)\]}）》]")
_SOURCE = re.compile(r"\([^()]*\d\)\s*[.,;؛،]")
_DATE = re.compile(r"\d{1,2}\.|\d{4}\b")
_GLUED_SENTENCE = re.compile(r"[^\W\d_][^\W\d_]+\s")
_ITEM = re.compile(r"[(\[]?(\d{1,3})[.)۔-]\s*\D")
_NUMERAL = re.compile(r"^(?:\d{1,3}|[IVX]+)$")
_COUNTED = re.compile(r"^\d+[\d.,:٫٬]*$")
_CONTINUING = re.compile(r"[,;:،؛.!?؟)\]}%，、；：]")


def verdict(place: Place, table: Table) -> bool | None:
    """Whether a sentence ends at the place; None where no rule of ours applies."""
    for rule in _CASCADE:
        decided = rule(place, table)
        if decided is not None:
            return decided
    return None


def _blank_line(place: Place, table: Table) -> bool | None:
    """A blank line ends whatever stands before it."""
    return True if _BLANK_LINE.search(place.gap) else None


def _wordless(place: Place, table: Table) -> bool | None:
    """Nothing ends before the first letter or digit: "... and so it went"."""
    return None if any(map(str.isalnum, place.behind)) else False


def _list_line(place: Place, table: Table) -> bool | None:
    """A line with a dash or a number starts an item, in a list or after a stop or a colon."""
    if not _LINE_BREAK.search(place.gap) or not _LIST_MARK.match(place.ahead):
        return None
    listed = bool(_LIST_MARK.match(place.head)) or place.behind.rstrip().endswith((":", "："))
    return True if place.stop or listed else None


def _no_stop(place: Place, table: Table) -> bool | None:
    """Without a stop, only a smiley before a capital letter ends a sentence."""
    if place.stop:
        return None
    if place.closing:
        return place.word[:1].isupper()
    return False if _LINE_BREAK.search(place.gap) else None


def _glued(place: Place, table: Table) -> bool | None:
    """A stop inside a word ends nothing: 3.5, e.g., example.org; `؟` and `。` need no space."""
    if place.gap or not place.ahead or not place.stop:
        return None
    if _IDEOGRAPHIC.search(place.stop):
        return None
    if place.stop[-1] in "؟۔" and place.ahead[0].isalpha():
        return None
    # a space forgotten between two sentences: world.Today is
    forgotten = (
        place.stop == "."
        and place.before.isalpha()
        and place.before.islower()
        and place.word[:1].isupper()
    )
    return None if forgotten and _GLUED_SENTENCE.match(place.ahead) else False


def _continued(place: Place, table: Table) -> bool | None:
    """A comma, a colon or another stop after the place carries the sentence on."""
    return False if _CONTINUING.match(place.ahead) and not place.openers.strip() else None


def _in_brackets(place: Place, table: Table) -> bool | None:
    """No break inside a bracket that opened within the sentence and closes soon."""
    opened = max(map(place.behind.rfind, "([{（《"))
    if opened <= 0 or not place.behind[:opened].strip():
        return None
    if _BRACKET.search(place.behind, opened):
        return None
    if _BRACKET.search(place.closing):
        return False if table.unicase else None
    return False if _BRACKET_AHEAD.match(place.ahead) else None


def _citation(place: Place, table: Table) -> bool | None:
    """A source in brackets belongs to the quotation before it: "…" (Smith 55)."""
    return False if place.closing and _SOURCE.match(place.ahead) else None


def _attributed(place: Place, table: Table) -> bool | None:
    """Who said it belongs to a quotation that starts the sentence: «لن نرحل.» قال المدير."""
    opening = _opening_quote(place)
    if opening is None:
        return None
    if table.conjunction and place.word == table.conjunction:
        return False
    if opening == 0:
        return False if _speech_follows(place, table) else None
    led_in = place.behind[:opening].rstrip().endswith(tuple(":،,؛：，"))
    if not table.unicase or led_in or place.word in table.starters:
        return None
    # a title or an exclamation quoted in the middle: رواية «من قتل أحمد؟» في يومين
    return False


def _opening_quote(place: Place) -> int | None:
    """Where, in `behind`, the quotation opened that closes here; 0 at the start, or before it."""
    marks = _QUOTE_MARKS.findall(place.closing)
    if not marks:
        return None
    if _QUOTE_MARKS.match(place.head.lstrip("-–—„ ")) or place.head.startswith("„"):
        return 0
    return max(0, *(place.behind.rfind(_QUOTES.get(mark, mark)) for mark in marks))


def _speech_follows(place: Place, table: Table) -> bool:
    if table.ideographic:
        return bool(table.speech_pattern and table.speech_pattern.match(place.ahead))
    words = [plain(word).strip(".,:;!?،؛؟۔") for word in place.ahead.split()[: table.speech_within]]
    return any(word in table.speech for word in words)


def _dialogue(place: Place, table: Table) -> bool | None:
    """A dash after a stop opens the next turn, unless it says who spoke or a quotation goes on."""
    if not place.dash:
        return None
    if place.head.startswith("«") and "»" not in place.behind + place.closing:
        return False
    return not (place.word in table.speech or _starts_low(place.word))


def _numbering(place: Place, table: Table) -> bool | None:
    """The number of a list item or heading stays with its text: `1.`, `أ.`, `2.3.`."""
    if place.stop not in {".", "۔"} or place.closing not in {"", ")"}:
        return None
    if place.closing and place.before.isdigit() and "(" not in place.behind:
        return False
    return False if _NUMBERING.match(place.behind.strip()) else None


def _next_item(place: Place, table: Table) -> bool | None:
    """In a list within a line, the next number starts the next item: `1. … 2. …`."""
    this, following = _ITEM.match(place.head), _ITEM.match(place.ahead)
    counted = this and following and int(following[1]) == int(this[1]) + 1
    return True if counted else None


def _measured(place: Place, table: Table) -> bool | None:
    """After a number, a unit may end the sentence, and an era: 5 m. | 2020 م."""
    if place.stop != "." or place.before not in table.units or not _COUNTED.match(place.previous):
        return None
    carried_on = place.word[:1].isdigit() or place.word in table.joining
    return not (carried_on or _starts_low(place.word))


def _abbreviated(place: Place, table: Table) -> bool | None:
    """Abbreviations, by the table: those that never end a sentence, and those that may."""
    if place.stop not in {".", "۔"} or not place.before or place.closing.strip("*_"):
        return None
    word = place.before.strip("-–—")
    both = place.previous.lstrip('(["«') + word if place.previous.endswith((".", "۔")) else word
    if _labelled(place, table):
        return True
    for key in (both, word, word.removeprefix(table.conjunction)):
        decided = _listed(key, place, table)
        if decided is not None:
            return decided
    return None


def _listed(key: str, place: Place, table: Table) -> bool | None:
    if key in table.never:
        return False
    if key in table.before_number and _starts_low(place.word):
        return None if table.careless else False
    if key in table.before_number or key.endswith(table.number_endings):
        if place.word[:1].isdigit() or re.fullmatch("[IVXLC]+", place.word):
            return False
        # a single letter may still be an initial
        return None if len(key) == 1 else True
    if key in table.perhaps:
        return _starts_sentence(place, table)
    if key in table.usually:
        return not (
            _introduced(place, table) or _starts_low(place.word) or place.word in table.tied
        )
    return False if key in FOREIGN_TITLES else None


def _introduced(place: Place, table: Table) -> bool:
    """Whether a time opens the sentence: At 5 a.m. Mr. Smith left. In 44 B.C. Caesar died."""
    opened = place.head.partition(" ")[0] in table.introducing
    return opened and (place.word in table.never or len(place.behind.split()) <= 4)


def _labelled(place: Place, table: Table) -> bool:
    """Whether the letter before the stop is a name: `Plan B.` or `فيتامين د.`."""
    if len(place.before) > 2 or place.before.isdigit():
        return False
    previous = place.previous.strip('«"(').lower()
    return previous in table.labels and not _starts_low(place.word)


def _initial(place: Place, table: Table) -> bool | None:
    """A single letter is an initial: J. K. Rowling, أحمد ز. أمين."""
    letters = place.before.split(".")
    if place.stop != "." or place.closing or {len(letter) for letter in letters} != {1}:
        return None
    if table.ideographic or not place.before[-1].isalpha() or place.before[-1].islower():
        return None
    return _starts_sentence(place, table)


def _ordinal(place: Place, table: Table) -> bool | None:
    """In German and Turkish a number with a stop is an ordinal: am 3. Oktober, II. Dünya Savaşı.

    In other languages two or more Roman digits are no initials, and the stop is a stop.
    """
    if place.stop != "." or place.closing or not _NUMERAL.match(place.before):
        return None
    if not table.ordinals:
        return None if place.before[0].isdigit() or len(place.before) == 1 else True
    page = place.previous.removesuffix(".") in table.before_number
    return page or _starts_sentence(place, table)


def _low(place: Place, table: Table) -> bool | None:
    """A small letter after the stop carries the sentence on, but where people write carelessly."""
    if not _starts_low(place.word):
        return None
    strict = not table.careless or _PAUSE.search(place.stop) or place.closing.strip(MARKS)
    return False if strict or _speech_follows(place, table) else None


def _ellipsis(place: Place, table: Table) -> bool | None:
    """An ellipsis after a single word is a hesitation, and before a joining word a pause.

    Everywhere else it ends the sentence; scripts with capital letters have shown by now that a
    capital follows. In Chinese it ends one only with the quotation.
    """
    if not _ELLIPSIS.match(place.stop):
        return None
    if table.ideographic:
        return bool(place.closing)
    if not table.unicase:
        return True if place.word[:1].isupper() and place.word != "I" else None
    hesitant = len(place.behind.split()) <= 1 and not place.closing
    return not (hesitant or place.word in table.joining)


def _digits(place: Place, table: Table) -> bool | None:
    """Dates and figures with spaces in them: 12. 5. 2026."""
    if place.stop != "." or not place.word[:1].isdigit() or place.closing:
        return None
    return False if re.fullmatch(r"\d{1,2}", place.before) and _DATE.match(place.ahead) else None


def _strong(place: Place, table: Table) -> bool | None:
    """A question mark, an exclamation mark or an ideographic stop ends a sentence."""
    if not _STRONG.search(place.stop):
        return None
    if place.before in table.exclaiming:
        return _starts_sentence(place, table)
    # "Guess Who's Coming to Dinner ? with" in tokenised text, against "any news? also, call me"
    return True if place.before or not _starts_low(place.word) else None


def _plain_start(place: Place, table: Table) -> bool | None:
    """An ordinary word, then one that starts sentences: sentencex misses `me. I` and `no. El`."""
    ordinary = (
        place.stop == "."
        and len(place.before) > 1
        and place.before.isalpha()
        and place.before.islower()
    )
    return True if ordinary and _starts_sentence(place, table) else None


def _starts_sentence(place: Place, table: Table) -> bool:
    """Whether the next word is one that starts sentences, and no initial: `И. Семёнов`."""
    initial = len(place.word) == 1 and place.ahead.startswith(place.word + ".")
    return place.word in table.starters and not initial


def _starts_low(word: str) -> bool:
    """Whether the word starts with a small letter; `iPhone` does not, nor does Georgian."""
    first, second = word[:1], word[1:2]
    return first.islower() and not "ა" <= first <= "ჿ" and not second.isupper()


_CASCADE: tuple[Rule, ...] = (
    _blank_line,
    _wordless,
    _list_line,
    _next_item,
    _no_stop,
    _glued,
    _continued,
    _in_brackets,
    _citation,
    _attributed,
    _dialogue,
    _numbering,
    _measured,
    _abbreviated,
    _low,
    _ordinal,
    _initial,
    _ellipsis,
    _digits,
    _strong,
    _plain_start,
)
