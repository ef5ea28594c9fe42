"""Checks a file as it goes by: containers when they open and close, units whole."""

from __future__ import annotations

from lxml import etree

from alignments.errors import FormatError
from alignments.formats.xliff2_rules.grammar import CORES, MODULES, Shape
from alignments.formats.xliff2_rules.modules import (
    check_adorned,
    check_changes,
    check_glossary,
    check_matches,
    check_metadata,
    check_resources,
    check_validation,
    take_profiles,
)
from alignments.formats.xliff2_rules.references import fragment
from alignments.formats.xliff2_rules.rules import RULES, broken, shown
from alignments.formats.xliff2_rules.scopes import LANG, SPACE, FileScope, Ids, Scope
from alignments.formats.xliff2_rules.structure import Order, Structure, Visit
from alignments.formats.xliff2_rules.unit import UnitRules

Element = etree._Element
_TOLD = ("}file", "}group", "}unit")
_XML_ID = f"{{{MODULES['xml']}}}id"


class Checker:
    """Told of every `xliff`, `file` and `group` that opens or closes, and of every unit."""

    def __init__(self) -> None:
        self._scopes: list[Scope] = []
        self._file = FileScope("")
        self._files = Ids("among the files")
        self._extensions: dict[str, Ids] = {}
        self._structure: Structure
        self._units: UnitRules
        self._source_language = ""

    def start(self, element: Element, name: str) -> None:
        """An element that opened; what stands before it in its parent is complete."""
        if name == "xliff":
            self._begin(element)
        else:
            self._take(element)
        self._open(element, name)

    def end(self, element: Element, name: str) -> None:
        """An element that closed."""
        self._check_header(_last_children(element))
        self._scopes[-1].order.finish(element)
        self._scopes.pop()
        if name == "file":
            self._check_sub_flows()

    def unit(self, unit: Element, *, plain: bool) -> None:
        """A unit that closed; one that is plain is checked only against its surroundings."""
        self._take(unit)
        self._file.units.add(unit)
        scope = self._scopes[-1]
        if plain and self._units.translated and scope.language is None:
            return
        self._extensions = {}
        self._scopes.append(Scope(scope.order))  # for sizes that stand in the unit
        self._structure.check(unit)
        self._scopes.pop()
        self._units.check(unit, self._file, scope)

    def _take(self, element: Element) -> None:
        scope = self._scopes[-1]
        if not scope.begun:
            self._check_header(list(element.itersiblings(preceding=True))[::-1])
            scope.begun = True
        scope.order.take(element)

    def _begin(self, root: Element) -> None:
        core = str(root.tag)[1:].partition("}")[0]
        if core not in CORES:
            raise FormatError(
                f"line {root.sourceline}: {shown(core)} is not the namespace of XLIFF 2; "
                f"it is {CORES[0]}"
            )
        self._source_language = root.get("srcLang") or ""
        self._units = UnitRules(self._source_language, root.get("trgLang"))
        visits: dict[str, Visit] = {
            "skeleton": _check_skeleton,
            "notes": _check_notes,
            "gls:glossary": check_glossary,
            "mda:metadata": check_metadata,
            "mtc:matches": check_matches,
            "ctr:changeTrack": check_changes,
            "val:validation": check_validation,
            "res:resourceData": lambda each: check_resources(each, self._source_language),
            "slr:profiles": lambda each: take_profiles(each, self._file),
            "slr:data": self._take_sizes,
        }
        self._structure = Structure(
            core,
            visits=visits,
            adorned=lambda each: check_adorned(each, self._file, self._scopes),
            foreign=self._take_extension,
        )

    def _open(self, element: Element, name: str) -> None:
        shape = self._structure.shape(element)
        if shape is None:
            return
        if name == "file":
            self._file = FileScope(element.get("id") or "")
            self._files.add(element, element.get("id"))
        elif name == "group":
            self._file.groups.add(element)
        self._structure.check_attributes(element, shape)
        self._scopes.append(self._scope(element, shape))

    def _scope(self, element: Element, shape: Shape) -> Scope:
        around = self._scopes[-1] if self._scopes else Scope(Order(shape))
        language, space = element.get(LANG) or around.language, element.get(SPACE) or around.space
        return Scope(Order(shape), language, space)

    def _check_header(self, children: list[Element]) -> None:
        """Check what stands before the first unit or group, or after the last."""
        scope, self._extensions = self._scopes[-1], {}
        for child in children:
            scope.order.take(child)
            self._structure.check(child)

    def _take_sizes(self, data: Element) -> None:
        self._scopes[-1].data.update(each.get("id") or "" for each in data.iter())

    def _take_extension(self, element: Element) -> None:
        for each in element.iter():
            namespace = str(each.tag)[1:].partition("}")[0]
            known = self._extensions.setdefault(namespace, Ids("among these extensions"))
            known.add(each, each.get("id") or each.get(_XML_ID))

    def _check_sub_flows(self) -> None:
        for name, line in self._file.sub_flows:
            if name not in self._file.units:
                raise FormatError(
                    f"{line}: the file has no unit {shown(name)} "
                    f"(XLIFF rule 'sub-flow': {RULES['sub-flow']})"
                )


def _last_children(element: Element) -> list[Element]:
    """What stands behind the last file, group or unit, or all where there is none."""
    found: list[Element] = []
    for child in element.iterchildren(reversed=True):
        if str(child.tag).endswith(_TOLD):
            break
        found.insert(0, child)
    return found


def _check_skeleton(skeleton: Element) -> None:
    full_of = len(skeleton) > 0 or bool(skeleton.text and skeleton.text.strip())
    if full_of == (skeleton.get("href") is not None):
        broken(skeleton, "skeleton", "it has both" if full_of else "it has neither")


def _check_notes(notes: Element) -> None:
    ids = Ids("among these notes")
    for note in notes:
        ids.add(note, note.get("id"))
        if note.get("ref"):
            fragment(note, note.get("ref") or "")
