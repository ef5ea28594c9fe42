"""Fragment identifiers, such as `#f=f1/u=u1/n=n1`: how XLIFF 2 points to its own parts."""

from __future__ import annotations

import re

from lxml import etree

from alignments.formats.xliff2_rules.rules import broken, shown
from alignments.formats.xliff2_rules.values import NMTOKEN

_SELECTOR = re.compile(rf"(?:({NMTOKEN})=)?({NMTOKEN})")
_CONTAINERS = "fgu"
_LEAVES = frozenset({"", "n", "d", "t"})
_MODULES = frozenset({"mtc", "gls", "fs", "mda", "res", "ctr", "slr", "val", "pgs", "its", "itsm"})
_REGISTERED = frozenset({"tbx"})  # extensions that have a prefix of their own with the committee

Fragment = dict[str, str]


def fragment(element: etree._Element, reference: str) -> Fragment | None:
    """The selectors of a reference inside of the file by prefix; `None` for one that leads out."""
    if not reference.startswith("#"):
        return None
    found: Fragment = {}
    last = -1
    for selector in reference[1:].removeprefix("/").split("/"):
        match = _SELECTOR.fullmatch(selector)
        if match is None:
            broken(element, "fragment", f"{shown(reference)} has no selector in {shown(selector)}")
        prefix = match[1] or ""
        place = _place(element, prefix, reference)
        if place <= last:
            broken(element, "fragment", f"{shown(reference)} has its selectors in a wrong order")
        last = place
        found[prefix] = match[2]
    return found


def _place(element: etree._Element, prefix: str, reference: str) -> int:
    """File, group and unit come in this order, what is inside of them after them, and once."""
    if prefix and prefix in _CONTAINERS:
        return _CONTAINERS.index(prefix)
    if prefix not in _LEAVES and prefix not in _MODULES | _REGISTERED:
        broken(element, "fragment", f"{shown(reference)} has the unknown prefix {shown(prefix)}")
    return len(_CONTAINERS)
