"""Checks elements against the grammar: attributes, their values, children and their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from alignments.formats.xliff2_rules.grammar import (
    CORES,
    ITS,
    MODULES,
    XML,
    Shape,
    module_attributes,
    shapes,
)
from alignments.formats.xliff2_rules.rules import broken, shown
from alignments.formats.xliff2_rules.values import MEANINGS, Test
from alignments.formats.xliff_inline import local_name

_CLOSED = frozenset({*CORES, *MODULES.values()} - {ITS, XML})
"""The namespaces whose elements are all in the grammar."""
_DEFINED = _CLOSED | {ITS, XML, ""}
"""The namespaces whose attributes are all in the grammar."""
_CASE = f"{{{MODULES['pgs']}}}case"
Visit = Callable[[etree._Element], None]


class Structure:
    """The grammar for one namespace of the core, and what else is asked of some elements.

    `visits` are called for elements by name, `adorned` for those with attributes of a module, and
    `foreign` for elements of other namespaces, each when the element itself was found right.
    """

    def __init__(
        self, core: str, *, visits: Mapping[str, Visit], adorned: Visit, foreign: Visit
    ) -> None:
        self._shapes = shapes(core)
        self._visits = visits
        self._adorned = adorned
        self._other = foreign
        self._module_attributes = module_attributes()

    def check(self, element: etree._Element) -> None:
        """The element and all inside of it; foreign elements are their owner's affair."""
        shape = self.shape(element)
        if shape is None:
            self._other(element)
            return
        self.check_attributes(element, shape)
        if len(element) or shape.least:
            self._check_children(element, shape)
        elif not shape.text:
            _refuse_text(element, element.text, shape)
        visit = self._visits.get(shape.name)
        if visit:
            visit(element)

    def _check_children(self, element: etree._Element, shape: Shape) -> None:
        order = Order(shape)
        if not shape.text:
            _refuse_text(element, element.text, shape)
        for child in element:
            order.take(child)
            if not shape.text:
                _refuse_text(element, child.tail, shape)
            self.check(child)
        order.finish(element)

    def shape(self, element: etree._Element) -> Shape | None:
        """The shape of an element; `None` for one of a foreign namespace."""
        tag = str(element.tag)
        shape = self._shapes.get(tag)
        if shape is None and tag[1:].partition("}")[0] in _CLOSED:
            broken(element, "element", f"there is no <{_local(tag)}>")
        return shape

    def check_attributes(self, element: etree._Element, shape: Shape) -> None:
        known, adorned = shape.attributes, False
        for name, value in element.items():
            if name in known:
                kind = known[str(name)]
            else:
                kind = self._foreign(element, shape, str(name))
                adorned = True
            if kind and not kind[0](str(value)):
                said = f"{_local(str(name))}={shown(str(value))} of <{shape.name}>"
                meaning = MEANINGS.get(kind[1], "one of the values that it may have")
                broken(element, "value", f"{said} is not {meaning}")
        for name in shape.needed:
            if element.get(name) is None:
                broken(element, "needed", f"<{shape.name}> has no {name}")
        if adorned:
            self._adorned(element)

    def _foreign(self, element: etree._Element, shape: Shape, name: str) -> tuple[Test, str] | None:
        """What an attribute of another namespace may say, if it may stand there."""
        namespace = name[1:].partition("}")[0] if name[0] == "{" else ""
        of_module = name in self._module_attributes and shape.foreign != "none"
        of_owner = namespace not in _DEFINED and shape.foreign == "foreign"
        of_case = shape.name == "segment" and name == _CASE
        if not (of_module or of_owner or of_case):
            broken(element, "attribute", f"<{shape.name}> takes no {shown(_local(name))}")
        return self._module_attributes.get(name)


class Order:
    """Which place in the order of its children an element has come to."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._place = -1
        self._filled: set[int] = set()

    def take(self, child: etree._Element) -> None:
        shape, tag = self._shape, str(child.tag)
        found = shape.children.get(tag) or self._foreign(tag)
        if found is None:
            name = local_name(child)  # which refuses what is no element but the use of an entity
            broken(child, "place", f"<{name[:40]}> cannot stand in <{shape.name}>")
        place, repeated = found
        if place < self._place:
            broken(child, "place", f"<{_local(tag)}> comes too late in <{shape.name}>")
        if place == self._place and not repeated:
            broken(child, "once", f"<{shape.name}> has a second <{_local(tag)}>")
        self._place = place
        self._filled.add(place)

    def finish(self, element: etree._Element) -> None:
        for place, names in self._shape.least:
            if place not in self._filled:
                broken(element, "needed", f"<{self._shape.name}> has no <{names}>")

    def _foreign(self, tag: str) -> tuple[int, bool] | None:
        """Elements of modules stand where foreign ones may; those of the core do not."""
        if tag[1:].partition("}")[0] in CORES:
            # the source of a resource may hold one of the core's
            return self._shape.children.get("any") if self._shape.name[:4] == "res:" else None
        return self._shape.children.get("any")


def _refuse_text(element: etree._Element, text: str | None, shape: Shape) -> None:
    if text and not text.isspace():
        broken(element, "text", f"<{shape.name}> holds the text {shown(text.strip())}")


def _local(name: str) -> str:
    return name.rpartition("}")[2][:40]
