"""The segments of a `unit` of XLIFF 2.0, 2.1 and 2.2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from alignments.formats.codes import InlineCode, Placeholders
from alignments.formats.record import unit_of
from alignments.formats.units import ImportReport, ReadUnit
from alignments.formats.xliff2_plain import PlainUnit
from alignments.formats.xliff_inline import all_text, local_name, pieces_of
from alignments.formats.xliff_states import from_version_2
from alignments.formats.xliff_text import META

NO_UNIT = "none"
"""The id of the one that stands in a file of ours without units, which may not be empty."""
_OF_SEGMENT = frozenset({"id", "state", "subState", "canResegment"})
_HANDLED = frozenset({"notes", "originalData", "metadata", "segment", "ignorable"})


def units_of(
    element: etree._Element, values: Mapping[str, Any], report: ImportReport
) -> Iterator[ReadUnit]:
    """A unit for every segment; what stands between segments is white space, and counted."""
    parts = {local_name(child): child for child in element}
    data = {one.get("id") or "": all_text(one) for one in parts.get("originalData", ())}
    shared = dict(values)
    if element.get("translate") == "no":
        shared["excluded"] = True
    shared |= _metadata(parts.get("metadata"), report)
    notes = _notes(parts.get("notes"), shared)
    report.homeless.update(name for name in map(local_name, element) if name not in _HANDLED)
    segments = [child for child in element if local_name(child) == "segment"]
    if element.get("id") == NO_UNIT and not all_text(element).strip():
        return
    for place, segment in enumerate(segments, start=1):
        name = segment.get("id") or (str(place) if len(segments) > 1 else "")
        key = "/".join(part for part in (element.get("id") or "", name) if part)
        yield _unit(segment, shared | {"number": key}, data, notes, report)


def plain_unit_of(plain: PlainUnit, values: Mapping[str, Any]) -> ReadUnit:
    """The unit that a plain one is; `values` are those of a unit's surroundings."""
    state, sub_state = from_version_2(plain.state, plain.sub_state)
    said = {**values, "state": state, "sub_state": sub_state}
    return ReadUnit.quick(said, plain.id, plain.source, plain.target or "")


def _unit(
    segment: etree._Element,
    values: dict[str, Any],
    data: Mapping[str, str],
    notes: tuple[str, ...],
    report: ImportReport,
) -> ReadUnit:
    children = {local_name(child): child for child in segment}
    sides = [pieces_of(children.get(name), data) for name in ("source", "target")]
    placeholders = Placeholders(sides)
    values["source"], values["target"] = (placeholders.text(side) for side in sides)
    report.codes += sum(isinstance(piece, InlineCode) for side in sides for piece in side)
    state, sub_state = from_version_2(segment.get("state"), segment.get("subState"))
    values["state"], values["sub_state"] = state, sub_state
    unknown = sorted(set(map(str, segment.attrib)) - _OF_SEGMENT)
    report.homeless.update(f"attribute {name}" for name in unknown)
    order = children["target"].get("order") if "target" in children else None
    if order:
        report.homeless["attribute order"] += 1
    return unit_of(values, report, notes=notes, codes=placeholders.codes)


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
