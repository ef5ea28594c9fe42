"""Fields of Word files, such as page numbers: runs that belong together, held together.

A field is written as runs between `begin`, `separate` and `end`. One that is a link becomes a
`w:hyperlink`; any other is put into a holder while the file is at hand, and taken out of it before
the file is saved. One that reaches into another paragraph, such as a table of contents, stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from alignments.readers.word_styles import W

if TYPE_CHECKING:
    from lxml.etree import _Element

HOLDER = f"{W}heldField"
"""No element of the standard: it never gets into a file."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LINK = re.compile(r'\s*HYPERLINK\s+(\\l\s+)?"([^"]+)"\s*(?:\\[ho]\s*(?:"[^"]*"\s*)?)*$')
_MARKS = (f"{W}fldChar", f"{W}instrText")

Relate = Callable[[str], str]
"""From an address to the name that a relation to it has."""


def hold_fields(paragraph: _Element, relate: Relate) -> None:
    """Make of every field that begins and ends in the paragraph one element."""
    if next(paragraph.iter(*_MARKS), None) is None:
        return
    for run in list(paragraph.iter(f"{W}r")):
        _part(run)
    done = False
    while not done:
        field = next(_fields(paragraph), None)
        done = field is None
        if field is not None:
            _hold(field, relate)


def release_fields(root: _Element) -> None:
    """Take all fields out of their holders."""
    for holder in list(root.iter(HOLDER)):
        for child in list(holder):
            holder.addprevious(child)
        parent = holder.getparent()
        if parent is not None:
            parent.remove(holder)


def split_fields(paragraph: _Element) -> tuple[list[_Element], list[_Element]]:
    """Runs of fields that go on behind the paragraph, and of those that end in it."""
    runs = [run for run in paragraph.iter(f"{W}r") if not _is_held(run)]
    marked = [run for run in runs if any(child.tag in _MARKS for child in run)]
    ends = [run for run in marked if _kind(run) == "end"]
    return [run for run in marked if run not in ends], ends


def field_text(holder: _Element) -> str:
    """What a field shows."""
    return "".join(each.text or "" for each in holder.iter(f"{W}t"))


def _is_held(run: _Element) -> bool:
    return next(run.iterancestors(HOLDER), None) is not None


def _part(run: _Element) -> None:
    """Give each mark of a field in a run, and what is between them, a run of its own."""
    content = [child for child in run if child.tag != f"{W}rPr"]
    if len(content) < 2 or not any(child.tag in _MARKS for child in content):
        return
    properties = run.find(f"{W}rPr")
    for child in content[:-1]:
        alone = _new("r")
        if properties is not None:
            alone.append(deepcopy(properties))
        alone.append(child)
        run.addprevious(alone)


def _kind(run: _Element) -> str | None:
    mark = run.find(f"{W}fldChar")
    return None if mark is None else mark.get(f"{W}fldCharType")


def _fields(paragraph: _Element) -> Iterator[list[_Element]]:
    """The outermost fields that are not held yet: all elements from `begin` to `end`."""
    for parent in paragraph.iter(f"{W}p", f"{W}hyperlink", f"{W}ins", f"{W}sdtContent"):
        depth, start = 0, 0
        children = list(parent)
        for place, child in enumerate(children):
            kind = _kind(child) if child.tag == f"{W}r" else None
            if kind == "begin":
                start = start if depth else place
                depth += 1
            elif kind == "end" and depth:
                depth -= 1
                if not depth:
                    yield children[start : place + 1]


def _hold(field: Sequence[_Element], relate: Relate) -> None:
    first = field[0]
    kinds = [_kind(each) if each.tag == f"{W}r" else None for each in field]
    link = _link(field, kinds, relate)
    holder = _new(HOLDER.removeprefix(W)) if link is None else link
    first.addprevious(holder)
    if link is None:
        holder.extend(field)
        return
    separate = kinds.index("separate")
    holder.extend(field[separate + 1 : -1])
    for each in (*field[: separate + 1], field[-1]):
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)


def _link(
    field: Sequence[_Element], kinds: Sequence[str | None], relate: Relate
) -> _Element | None:
    """A `w:hyperlink` that does what a field does, if it is a link with a text."""
    if "separate" not in kinds or "begin" in kinds[1 : kinds.index("separate")]:
        return None
    before = field[: kinds.index("separate")]
    instruction = "".join(each.text or "" for run in before for each in run.iter(f"{W}instrText"))
    found = _LINK.match(instruction)
    if found is None:
        return None
    link = _new("hyperlink")
    if found[1]:
        link.set(f"{W}anchor", found[2])
    else:
        link.set(_RELATION, relate(found[2]))
    return link


def _new(name: str) -> _Element:
    from docx.oxml import OxmlElement

    element: _Element = OxmlElement(f"w:{name}")
    return element
