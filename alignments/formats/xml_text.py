"""Text and attribute values as XML 1.0 carries them, fast enough for a million units."""

from __future__ import annotations

import re

from alignments.errors import FormatError

# everything outside the production Char of XML 1.0, section 2.2
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """The text of an element. Raises FormatError for a character that XML cannot carry."""
    # printable text has neither line ends nor controls nor surrogates, and asking is quick
    if not text.isprintable():
        found = ILLEGAL.search(text)
        if found:
            raise FormatError(_refusal(text, found.start()))
        if "\r" in text:  # a parser would read a bare one as a line feed
            return _markup(text).replace("\r", "&#13;")
    return _markup(text)


def escape_by_number(text: str, form: str) -> str:
    """The text of an element, with `form` for each character that XML cannot carry.

    Half a character is no character, and refused all the same.
    """
    if text.isprintable() or not ILLEGAL.search(text):
        return escape(text)
    parts = ILLEGAL.split(text)
    numbers = [ord(found[0]) for found in ILLEGAL.finditer(text)]
    if any(0xD800 <= number <= 0xDFFF for number in numbers):
        return escape(text)
    between = [form.format(number) for number in numbers] + [""]
    return "".join(escape(part) + code for part, code in zip(parts, between, strict=True))


def attribute(text: str) -> str:
    """The value of an attribute, to stand between double quotes."""
    value = escape(text).replace('"', "&quot;")
    if value.isprintable():
        return value
    return value.replace("\t", "&#9;").replace("\n", "&#10;")


def _markup(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def _refusal(text: str, position: int) -> str:
    around = text[max(0, position - 20) : position + 20]
    return (
        f"XML cannot carry the character U+{ord(text[position]):04X} in {around!a}; "
        "take it out of the segment"
    )
