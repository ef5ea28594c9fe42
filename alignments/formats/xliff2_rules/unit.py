"""What is asked of a unit as a whole: its segments, their sides, and what points to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from alignments.formats.xliff2_rules.codes import (
    Mark,
    check_copies,
    check_kept,
    check_kinds,
    check_order,
    check_side,
    marks,
)
from alignments.formats.xliff2_rules.references import fragment
from alignments.formats.xliff2_rules.rules import broken, shown
from alignments.formats.xliff2_rules.scopes import LANG, SPACE, FileScope, Ids, Scope

Element = etree._Element
_SUB_FLOWS = ("subFlows", "subFlowsStart", "subFlowsEnd")


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, an ignorable or a match: a source and perhaps a target."""

    element: Element
    source: Element
    target: Element | None


class UnitRules:
    """Checks one unit after its structure was found right."""

    def __init__(self, source_language: str, target_language: str | None) -> None:
        self._languages = (source_language.lower(), (target_language or "").lower())
        self.translated = bool(target_language)
        """Whether the file says which language its targets are in."""

    def check(self, unit: Element, file: FileScope, scope: Scope) -> None:
        parts = [part for part in map(_part, unit) if part is not None]
        language, space = unit.get(LANG) or scope.language, unit.get(SPACE) or scope.space
        simple = True
        for part in parts:
            self._check_part(part, language, space)
            sides = (part.source,) if part.target is None else (part.source, part.target)
            simple = simple and not any(len(side) for side in sides)
        if not any(str(part.element.tag).endswith("}segment") for part in parts):
            broken(unit, "needed", "<unit> has no <segment>")
        if len(parts) > 1:
            _check_order(parts)
        first = str(unit[0].tag).rpartition("}")[2]
        if simple and len(parts) == 1 and first == "segment":
            return  # most units: nothing to point to and nothing that points
        _Whole(unit, file, parts).check()
        for matches in unit.iterchildren("{*}matches"):
            for match in matches:
                self._check_match(match, language, space)

    def _check_part(self, part: Part, language: str | None, space: str) -> None:
        source, target = part.source, part.target
        self._check_language(source, 0, language)
        state, sub_state = part.element.get("state"), part.element.get("subState")
        if sub_state is not None and state is None:
            broken(part.element, "state", f"subState={shown(sub_state)} stands without a state")
        if target is None:
            if state not in (None, "initial"):
                broken(part.element, "state", f"state={shown(state)} stands without a target")
            return
        self._check_language(target, 1, language)
        if (source.get(SPACE) or space) != (target.get(SPACE) or space):
            broken(target, "space", "xml:space is not that of the source")

    def _check_language(self, side: Element, which: int, inherited: str | None) -> None:
        wanted = self._languages[which]
        if not wanted:
            broken(side, "language", "there is a target and the file has no trgLang")
        said = side.get(LANG) or inherited
        if said is not None and said.lower() != wanted:
            broken(side, "language", f"xml:lang={shown(said)} is not {shown(wanted)} of the file")

    def _check_match(self, match: Element, language: str | None, space: str) -> None:
        source, target = (match.find(f"{{*}}{name}") for name in ("source", "target"))
        if source is None or target is None:
            return
        self._check_language(source, 0, language)
        if match.get("reference") != "yes":
            self._check_language(target, 1, language)
        data = {each.get("id") or "": each for each in match.iterfind("{*}originalData/{*}data")}
        sides = [list(marks(side)) for side in (source, target)]
        for found in sides:
            check_side(found, data, whole=True)
            check_copies(found, [*sides[0], *sides[1]])
            ids = Ids("in the match")
            for mark in found:
                if not mark.ends:
                    ids.add(mark.element, mark.id)


def _part(element: Element) -> Part | None:
    if str(element.tag).endswith(("}segment", "}ignorable")):
        return Part(element, element[0], element[1] if len(element) > 1 else None)
    return None


def _check_order(parts: Sequence[Part]) -> None:
    taken: set[int] = set()
    for place, part in enumerate(parts, start=1):
        said = part.target.get("order") if part.target is not None else None
        order = int(said) if said else place
        if part.target is not None:
            if order in taken:
                broken(part.target, "order", f"another target has the order {order}")
            if order > len(parts):
                broken(part.target, "order", f"the order {order} is beyond the {len(parts)} parts")
            taken.add(order)


class _Whole:
    """A unit with codes, several segments or notes: everything that has an id in it."""

    def __init__(self, unit: Element, file: FileScope, parts: Sequence[Part]) -> None:
        self._unit, self._file = unit, file
        self._parts = parts
        self._whole = all(part.target is not None for part in parts)
        self._source = [mark for part in parts for mark in marks(part.source)]
        with_targets = [(place, part) for place, part in enumerate(parts, start=1)]
        in_order = sorted(with_targets, key=lambda each: _order_of(*each))
        self._target = [
            mark for _, part in in_order if part.target is not None for mark in marks(part.target)
        ]
        self._spans = Ids("in the unit")
        self._target_spans = Ids("in the targets of the unit")
        self._notes = list(unit.iterfind("{*}notes/{*}note"))
        self._data = Ids("among the data of the unit")

    def check(self) -> None:
        for data in self._unit.iterfind("{*}originalData/{*}data"):
            self._data.add(data, data.get("id"))
        check_side(self._source, self._data.elements, whole=True)
        check_side(self._target, self._data.elements, whole=self._whole)
        check_copies([*self._source, *self._target], [*self._source, *self._target])
        self._collect()
        translated = [
            mark for part in self._parts if part.target is not None for mark in marks(part.source)
        ]
        if self._target or translated:
            check_kept(translated, self._target)
            check_kinds(self._source, self._target)
            if self._whole or self._target:
                check_order(translated, self._target)
        for mark in [*self._source, *self._target]:
            self._check_mark(mark)
        self._check_references()

    def _collect(self) -> None:
        for part in self._parts:
            self._spans.add(part.element, part.element.get("id"))
        for found, spans in ((self._source, self._spans), (self._target, self._target_spans)):
            for mark in found:
                if not mark.ends:
                    spans.add(mark.element, mark.id)

    def _check_mark(self, mark: Mark) -> None:
        element = mark.element
        for name in _SUB_FLOWS:
            for unit in (element.get(name) or "").split():
                self._file.sub_flows.append((unit, f"line {element.sourceline}"))
        if mark.name in ("mrk", "sm") and not mark.ends:
            reference = element.get("ref")
            found = fragment(element, reference) if reference else None
            if element.get("type") == "comment":
                self._check_comment(element, reference, found)

    def _check_comment(
        self, element: Element, reference: str | None, found: dict[str, str] | None
    ) -> None:
        if (reference is None) == (element.get("value") is None):
            said = "it says neither" if reference is None else "it says both"
            broken(element, "comment", said)
        if reference is None:
            return
        if found is None or not self._is_note(found):
            broken(element, "comment", f"ref={shown(reference)} is no note of the unit")

    def _is_note(self, found: dict[str, str]) -> bool:
        name = found.get("n")
        return self._own(found) and any(note.get("id") == name for note in self._notes)

    def _own(self, found: dict[str, str]) -> bool:
        """Whether a fragment stays in this unit: a file or a group alone leads out of it."""
        unit = found.get("u")
        if unit is None:
            return "f" not in found and "g" not in found
        return unit == self._unit.get("id") and found.get("f", self._file.name) == self._file.name

    def _check_references(self) -> None:
        for element, rule in self._pointing():
            reference = element.get("ref")
            if reference is None:
                continue
            found = fragment(element, reference)
            if found is None:
                if rule == "match":
                    broken(element, rule, f"ref={shown(reference)} points nowhere in the unit")
                continue
            if self._own(found) and not self._there(found):
                broken(element, rule, f"ref={shown(reference)} is no span of the unit")

    def _there(self, found: dict[str, str]) -> bool:
        return (
            found.get("", "") in self._spans
            or found.get("t", "") in self._target_spans
            or not found.keys() & {"", "t"}
        )

    def _pointing(self) -> Iterator[tuple[Element, str]]:
        for note in self._notes:
            yield note, "reference"
        for match in self._unit.iterfind("{*}matches/{*}match"):
            yield match, "match"
        for entry in self._unit.iterfind("{*}glossary/{*}glossEntry"):
            yield entry, "reference"
            for term in entry.iterfind("{*}translation"):
                yield term, "reference"


def _order_of(place: int, part: Part) -> int:
    said = part.target.get("order") if part.target is not None else None
    return int(said) if said else place
