"""What the elements around a unit have said: languages, ids, references that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from alignments.formats.xliff2_rules.grammar import XML
from alignments.formats.xliff2_rules.rules import broken, shown
from alignments.formats.xliff2_rules.structure import Order

LANG = f"{{{XML}}}lang"
SPACE = f"{{{XML}}}space"


class Ids:
    """Ids that must differ, and the elements that have them."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.elements: dict[str, etree._Element] = {}

    def add(self, element: etree._Element, name: str | None) -> None:
        if name is None:
            return
        if name in self.elements:
            broken(element, "id", f"the id {shown(name)} comes twice {self._where}")
        self.elements[name] = element

    def __contains__(self, name: str) -> bool:
        return name in self.elements


class ManyIds:
    """The ids of all units of a file, as numbers: a million of them is no burden."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._numbers: set[int] = set()

    def add(self, element: etree._Element) -> None:
        name = element.get("id") or ""
        number = hash(name)
        if number in self._numbers:
            broken(element, "id", f"the id {shown(name)} comes twice {self._where}")
        self._numbers.add(number)

    def __contains__(self, name: str) -> bool:
        return hash(name) in self._numbers


@dataclass(slots=True)
class FileScope:
    """What is asked of a whole `file`."""

    name: str
    units: ManyIds = field(default_factory=lambda: ManyIds("among the units of the file"))
    groups: ManyIds = field(default_factory=lambda: ManyIds("among the groups of the file"))
    sub_flows: list[tuple[str, str]] = field(default_factory=list)
    """Units that codes point to and that have not come yet, with the lines."""
    counted: bool = False
    """Whether sizes are counted in code points, so that they are numbers."""
    stored: bool = False
    """Whether storage is counted in bytes of an encoding, so that it is a number."""


@dataclass(slots=True)
class Scope:
    """An element that is open around the unit: `xliff`, `file` or `group`."""

    order: Order
    language: str | None = None
    """What `xml:lang` says here, which is inherited."""
    space: str = "default"
    data: set[str] = field(default_factory=set)
    """Ids of the size data beside the elements in here."""
    begun: bool = False
    """Whether a unit or a group has come, so that only more of them may follow."""
