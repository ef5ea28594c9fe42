"""Every rule by its name, and how a file that breaks one is refused."""

from __future__ import annotations

from typing import NoReturn

from lxml import etree

from alignments.errors import FormatError

RULES = {
    "element": "only elements that the standard or a module defines, or of a foreign namespace",
    "place": "an element stands where its parent takes it, in the order of the standard",
    "once": "an element that may come once comes once",
    "needed": "an element has the children and attributes that it must have",
    "text": "text stands only in elements that hold text",
    "attribute": "an element has only attributes that the standard or a module gives it",
    "value": "the value of an attribute is of its kind, such as a language tag or a yes or no",
    "id": "an id is the only one of its kind where it stands",
    "skeleton": "a skeleton has either content or an address",
    "language": "source and target are in the languages of the file, and a target needs one",
    "space": "source and target of a segment treat white space alike",
    "order": "targets of a unit stand in an order without gaps or repetitions",
    "state": "a sub-state stands beside a state, and a state beyond initial beside a target",
    "sub-type": "a sub-type stands beside its type, and those of the standard beside the right one",
    "data": "a code points to original data of its unit",
    "copy": "a copied code has a base that may be copied, and no data of its own",
    "pair": "opening and closing codes come in pairs, in this order, or are isolated",
    "pair-alike": "opening and closing code of a pair say the same",
    "annotation": "the start and the end of an annotation come in pairs, in this order",
    "comment": "a comment says its text or points to a note of its unit, not both",
    "code-kept": "a code that must not be deleted is in the target",
    "code-order": "codes that must not be moved are not deleted or copied and keep their order",
    "code-alike": "a code of the target is of the same kind as that of the source with its id",
    "sub-flow": "a code points to units of its file as sub-flows",
    "fragment": "a reference inside of the file is a well-formed fragment identifier",
    "reference": "a reference leads to something that is there",
    "match": "a match points to a span of its unit and has no language of its own",
    "glossary": "an entry of a glossary has a translation or a definition",
    "resource": "a resource has either content or an address, in the language of the file",
    "change": "a recorded change points to an element and to something that the element has, once",
    "format-style": "a style is named as in HTML, details stand beside it, closing codes have none",
    "size": "sizes and restrictions are numbers where the profile counts, and stand in one place",
    "validation": "a validation rule says exactly one thing",
}
"""What the docs publish, in the words of this program; the names stand in refusals."""


def broken(element: etree._Element, rule: str, what: str) -> NoReturn:
    """Refuse the file for what an element does."""
    raise FormatError(f"line {element.sourceline}: {what} (XLIFF rule '{rule}': {RULES[rule]})")


def shown(value: str) -> str:
    """A value for a refusal: quoted, on one line, not too long."""
    return repr(value[:40])
