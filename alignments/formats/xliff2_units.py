"""The segments of a `unit` of XLIFF 2.0, 2.1 and 2.2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from alignments.formats.codes import InlineCode, Placeholders
from alignments.formats.record import unit_of
from alignments.formats.units import NOTHING_SAID, ImportReport, ReadUnit
from alignments.formats.xliff2_asides import machine_said, matches_and_terms
from alignments.formats.xliff2_plain import PlainUnit
from alignments.formats.xliff2_rules.grammar import XML
from alignments.formats.xliff_inline import all_text, local, local_name, pieces_of
from alignments.formats.xliff_states import from_version_2, is_foreign
from alignments.formats.xliff_text import META

NO_UNIT = "none"
"""The id of the one that stands in a file of ours without units, which may not be empty."""
_OF_UNIT = frozenset({"id", "translate", f"{{{XML}}}space"})
_OF_SEGMENT = frozenset({"id", "state", "subState"})
_OF_TARGET = frozenset({f"{{{XML}}}lang", f"{{{XML}}}space"})
_HANDLED = frozenset(
    {"notes", "originalData", "metadata", "segment", "ignorable", "matches", "glossary"}
)


def units_of(
    element: etree._Element, values: Mapping[str, Any], report: ImportReport
) -> Iterator[ReadUnit]:
    """A unit for every segment; what stands between segments is white space, or counted."""
    parts = {local_name(child): child for child in element}
    data = {one.get("id") or "": all_text(one) for one in parts.get("originalData", ())}
    shared = dict(values)
    if element.get("translate") == "no":
        shared["excluded"] = True
    shared |= _metadata(parts.get("metadata"), report)
    notes = _notes(parts.get("notes"), shared)
    segments = [child for child in element if local_name(child) == "segment"]
    if element.get("id") == NO_UNIT and not all_text(element).strip():
        return
    _count_homeless(element, report)
    besides = matches_and_terms(element, report)
    for place, segment in enumerate(segments, start=1):
        name = segment.get("id") or (str(place) if len(segments) > 1 else "")
        key = "/".join(part for part in (element.get("id") or "", name) if part)
        yield _unit(segment, shared | {"number": key}, data, notes, besides, report)


def _count_homeless(element: etree._Element, report: ImportReport) -> None:
    for child in element:
        name = local_name(child)
        if name not in _HANDLED:
            report.homeless[name] += 1
        elif name == "ignorable" and all_text(child).strip():
            report.homeless["text between segments"] += 1
    _count_attributes(element, _OF_UNIT, report)


def _count_attributes(
    element: etree._Element, known: frozenset[str], report: ImportReport
) -> dict[str, str]:
    """Attributes that have no home, by the names they are counted under."""
    unknown = {name: value for name, value in element.items() if name not in known}
    report.homeless.update(f"attribute {local(str(name))}" for name in unknown)
    return {local(str(name)): str(value) for name, value in unknown.items()}


def plain_unit_of(plain: PlainUnit, values: Mapping[str, Any]) -> ReadUnit:
    """The unit that a plain one is; `values` are those of a unit's surroundings."""
    state, sub_state = from_version_2(plain.state, plain.sub_state, translated=bool(plain.target))
    said = {**NOTHING_SAID, **values, "state": state, "sub_state": sub_state}
    return ReadUnit.quick(said, plain.id, plain.source, plain.target or "")


def _unit(
    segment: etree._Element,
    values: dict[str, Any],
    data: Mapping[str, str],
    notes: tuple[str, ...],
    besides: Mapping[str, str],
    report: ImportReport,
) -> ReadUnit:
    children = {local_name(child): child for child in segment}
    source, target = children.get("source"), children.get("target")
    sides = [pieces_of(side, data) for side in (source, target)]
    placeholders = Placeholders(sides)
    values["source"], values["target"] = (placeholders.text(side) for side in sides)
    report.codes += sum(isinstance(piece, InlineCode) for side in sides for piece in side)
    said = segment.get("subState")
    values["state"], values["sub_state"] = from_version_2(
        segment.get("state"), said, translated=bool(values["target"])
    )
    values |= {name: value for name, value in machine_said(target).items() if name not in values}
    properties = {**besides} | _count_attributes(segment, _OF_SEGMENT, report)
    if target is not None:
        properties |= _count_attributes(target, _OF_TARGET, report)
    if said and is_foreign(said):
        report.homeless[f"sub-state {said[:40]}"] += 1
        properties["subState"] = said
    return unit_of(values, report, properties=properties, notes=notes, codes=placeholders.codes)


def _metadata(element: etree._Element | None, report: ImportReport) -> dict[str, str]:
    """Our own provenance; anybody else's metadata has no home."""
    values = {}
    for meta in element.iter("{*}meta") if element is not None else ():
        name = (meta.get("type") or "").replace("-", "_")
        if name in META:
            values[name] = meta.text or ""
        else:
            report.homeless[f"metadata {meta.get('type')}"] += 1
    return values


def _notes(element: etree._Element | None, values: dict[str, Any]) -> tuple[str, ...]:
    flags: list[str] = []
    notes: list[str] = []
    for note in element if element is not None else ():
        text = all_text(note)
        (flags if note.get("category") == "flag" else notes).append(text)
    values["flags"] = "\n".join(flags)
    return tuple(notes)
