"""What is asked of inline codes and annotations, on each side of a unit and between the sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from alignments.formats.xliff2_rules.rules import broken, shown

_CODES = frozenset({"ph", "pc", "sc", "ec"})
_LIKE = ("canCopy", "canDelete", "canOverlap", "dir", "type", "subType", "copyOf")
_SUB_TYPES = {
    "xlf:lb": "fmt",
    "xlf:pb": "fmt",
    "xlf:b": "fmt",
    "xlf:i": "fmt",
    "xlf:u": "fmt",
    "xlf:var": "ui",
}
_DATA = ("dataRef", "dataRefStart", "dataRefEnd")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an inline element begins, or where one around text ends."""

    element: etree._Element
    name: str
    ends: bool = False

    @property
    def id(self) -> str | None:
        return self.element.get("id")

    @property
    def key(self) -> tuple[str | None, bool]:
        """The same for the code of the source and its like in the target."""
        closing = self.ends or self.name == "ec"
        return self.element.get("startRef") or self.element.get("id"), closing


def marks(side: etree._Element) -> Iterator[Mark]:
    """All inline elements of a source or target in the order of the text."""
    for child in side:
        name = str(child.tag).rpartition("}")[2]
        yield Mark(child, name)
        if len(child):
            yield from marks(child)
        if name in ("pc", "mrk"):
            yield Mark(child, name, ends=True)


def check_side(found: Sequence[Mark], data: Mapping[str, object], *, whole: bool) -> None:
    """Codes of one side of a unit; `whole` says that none of its segments is missing."""
    bases = {mark.id: mark.element for mark in found if mark.name in _CODES and not mark.ends}
    for mark in found:
        if mark.name in _CODES and not mark.ends:
            _check_code(mark.element, data)
    _check_pairs(found, "sc", "ec", whole=whole)
    _check_pairs(found, "sm", "em", whole=whole)
    _check_movable(found)
    for mark in found:
        base = mark.element.get("copyOf")
        if base is not None and base in bases and bases[base].get("canCopy") == "no":
            broken(mark.element, "copy", f"the code {shown(base)} may not be copied")


def check_copies(found: Sequence[Mark], both: Sequence[Mark]) -> None:
    """The base of a copied code may stand on either side."""
    known = {mark.id for mark in both}
    for mark in found:
        base = mark.element.get("copyOf")
        if base is not None and base not in known:
            broken(mark.element, "copy", f"copyOf={shown(base)} is no code of the unit")


def _check_code(code: etree._Element, data: Mapping[str, object]) -> None:
    if code.get("copyOf") is not None and any(code.get(name) is not None for name in _DATA):
        broken(code, "copy", "a copied code has data of its own")
    for name in _DATA:
        reference = code.get(name)
        if reference is not None and reference not in data:
            broken(code, "data", f"{name}={shown(reference)} is no data of the unit")
    sub_type, kind = code.get("subType"), code.get("type")
    if sub_type is not None:
        _check_sub_type(code, sub_type, kind)
    fixed = code.get("canReorder") in ("no", "firstNo")
    if fixed and not (code.get("canCopy") == code.get("canDelete") == "no"):
        broken(code, "code-order", "a code that must not be moved may be copied or deleted")


def _check_sub_type(code: etree._Element, sub_type: str, kind: str | None) -> None:
    if kind is None:
        broken(code, "sub-type", f"subType={shown(sub_type)} stands without a type")
    if sub_type.startswith("xlf:") and _SUB_TYPES.get(sub_type) != kind:
        broken(code, "sub-type", f"subType={shown(sub_type)} does not go with the type {kind}")


def _check_pairs(found: Sequence[Mark], opening: str, closing: str, *, whole: bool) -> None:
    rule = "pair" if opening == "sc" else "annotation"
    opened: dict[str | None, etree._Element] = {}
    all_of_them = {mark.id for mark in found if mark.name == opening}
    for mark in found:
        if mark.name == opening:
            opened[mark.id] = mark.element
        elif mark.name == closing:
            element, start = mark.element, mark.element.get("startRef")
            if closing == "ec" and _isolated(element):
                continue
            if start is None:
                broken(element, rule, f"<{closing}> has neither startRef nor isolated")
            if start not in opened:
                if start in all_of_them or whole:
                    broken(element, rule, f"no <{opening}> {shown(start)} is open before it")
                continue
            _check_alike(opened.pop(start), element)
    for element in opened.values():
        if whole and element.get("isolated") != "yes":
            broken(element, rule, f"<{opening}> {shown(element.get('id') or '')} is never closed")


def _isolated(element: etree._Element) -> bool:
    """Whether a closing code stands alone; one that does has an id, others have none."""
    isolated = element.get("isolated") == "yes"
    name, start = element.get("id"), element.get("startRef")
    if isolated and (name is None or start is not None):
        broken(element, "pair", "an isolated <ec> has an id and no startRef")
    if not isolated and name is not None:
        broken(element, "pair", "an <ec> that is not isolated has a startRef and no id")
    return isolated


def _check_alike(start: etree._Element, end: etree._Element) -> None:
    """What the end says of itself is what the start says; what it leaves out it inherits."""
    if start.get("isolated") == "yes":
        broken(start, "pair", "an isolated <sc> has its <ec> in the same unit")
    for name in _LIKE:
        said = end.get(name)
        if said is not None and said != (start.get(name) or "yes"):
            broken(end, "pair-alike", f"{name}={shown(said)} is not as at the start of the pair")
    said = end.get("canReorder")
    fixed = start.get("canReorder") in ("no", "firstNo")
    if said is not None and fixed != (said == "no"):
        broken(end, "pair-alike", f"canReorder={shown(said)} is not as at the start of the pair")


def _check_movable(found: Sequence[Mark]) -> None:
    """A code that must not be moved follows one that begins such a sequence."""
    inside = False
    for mark in found:
        if mark.name not in _CODES or mark.ends:
            continue
        said = mark.element.get("canReorder")
        if said == "no" and not inside:
            broken(mark.element, "code-order", "no code with canReorder='firstNo' is before it")
        inside = said in ("no", "firstNo") or (inside and mark.name == "ec")


def sequences(found: Sequence[Mark]) -> Iterator[list[Mark]]:
    """The runs of codes whose order must be kept."""
    run: list[Mark] = []
    for mark in found:
        if mark.name not in _CODES:
            continue
        said = mark.element.get("canReorder")
        goes_on = run and (said == "no" or (mark.ends and said == "firstNo"))
        if goes_on:
            run.append(mark)
            continue
        if len(run) > 1:
            yield run
        run = [mark] if said == "firstNo" and not mark.ends else []
    if len(run) > 1:
        yield run


def check_order(source: Sequence[Mark], target: Sequence[Mark]) -> None:
    """Sequences of the source are in the target with nothing between."""
    there = [mark.key for mark in target if mark.name in _CODES]
    for run in sequences(source):
        wanted = [mark.key for mark in run]
        if wanted[0] not in there:
            continue  # that it was deleted is another rule's affair
        start = there.index(wanted[0])
        if there[start : start + len(wanted)] != wanted:
            name = run[0].id or ""
            broken(target[0].element, "code-order", f"the codes from {shown(name)} on were moved")


def check_kept(source: Sequence[Mark], target: Sequence[Mark]) -> None:
    """Codes that must not be deleted are somewhere in the target of the unit."""
    there = {mark.key for mark in target}
    for mark in source:
        if mark.element.get("canDelete") == "no" and not mark.ends and mark.key not in there:
            broken(mark.element, "code-kept", f"the target has no code {shown(mark.id or '')}")


def check_kinds(source: Sequence[Mark], target: Sequence[Mark]) -> None:
    """A pair may be written in one element or in two; otherwise like goes with like."""
    kinds = {mark.id: mark for mark in source if not mark.ends}
    for mark in target:
        like = kinds.get(mark.id) if mark.id is not None and not mark.ends else None
        if like is None:
            continue
        pair = {like.name, mark.name}
        if len(pair) > 1 and pair not in ({"pc", "sc"}, {"mrk", "sm"}):
            said = f"<{mark.name}> {shown(mark.id or '')} is a <{like.name}> in the source"
            broken(mark.element, "code-alike", said)
        for name in ("type", "translate"):
            mine, its = mark.element.get(name), like.element.get(name)
            if mine is not None and its is not None and mine != its:
                broken(mark.element, "code-alike", f"{name}={shown(mine)} is not as in the source")
