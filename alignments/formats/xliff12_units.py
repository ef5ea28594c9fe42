"""The segments of a `trans-unit` of XLIFF 1.2, and of what Trados adds to it in SDLXLIFF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from alignments.beads import Origin, State, SubState
from alignments.formats.codes import InlineCode, Placeholders
from alignments.formats.record import unit_of
from alignments.formats.units import ImportReport, ReadUnit
from alignments.formats.xliff2_rules.grammar import XML
from alignments.formats.xliff_inline import all_text, local, local_name, pieces_of
from alignments.formats.xliff_states import (
    from_confirmation,
    from_origin,
    from_version_12,
    to_version_12,
)
from alignments.formats.xliff_text import META

_HANDLED = frozenset({"source", "seg-source", "target", "note", "provenance", "seg-defs"})
_OF_UNIT = frozenset({"id", "approved", "translate", f"{{{XML}}}space"})
_SDL = "{http://sdl.com/FileTypes/SdlXliff/1.0}"
Segment = tuple[str, etree._Element | None, etree._Element | None]


def units_of(
    element: etree._Element, values: Mapping[str, Any], report: ImportReport
) -> Iterator[ReadUnit]:
    """A unit for every segment that `seg-source` marks, else one for the whole."""
    children = {local_name(child): child for child in element}
    shared = dict(values)
    if element.get("translate") == "no":
        shared["excluded"] = True
    target = children.get("target")
    approved = element.get("approved") == "yes"
    if target is not None:
        shared["state"], shared["sub_state"] = from_version_12(
            target.get("state"), target.get("state-qualifier"), approved=approved
        )
    notes = _notes(element, shared)
    shared |= _phase(element, target) | _provenance(children.get("provenance"), target)
    properties = _besides(element, report)
    for mid, source_part, target_part in segments_of(children):
        key = "/".join(part for part in (element.get("id") or "", mid) if part)
        own = shared | {"number": key} | _trados(children.get("seg-defs"), mid)
        yield _unit(source_part, target_part, own, notes, properties, report)


def _besides(element: etree._Element, report: ImportReport) -> dict[str, str]:
    """What has no home: kept as properties where it is a text or a value, and counted."""
    properties: dict[str, str] = {}
    for name, value in element.items():
        if name not in _OF_UNIT:
            properties[local(str(name))] = str(value)
            report.homeless[f"attribute {local(str(name))}"] += 1
    for child in element:
        name = local_name(child)
        if name in _HANDLED:
            continue
        report.homeless[name] += 1
        target = child.find("{*}target")
        if name == "alt-trans" and target is not None:
            place = sum(each.startswith(name) for each in properties) + 1
            quality = child.get("match-quality")
            said = f" (match-quality {quality})" if quality else ""
            properties[f"{name} {place}"] = all_text(target) + said
    return properties


def segments_of(children: Mapping[str, etree._Element]) -> list[Segment]:
    """Name, source and target of each segment."""
    source, target = children.get("source"), children.get("target")
    marked = _marks(children.get("seg-source"))
    if not marked:
        return [("", source, target)]
    targets = _marks(target)
    if not targets and len(marked) == 1:
        return [(mid, mark, target) for mid, mark in marked.items()]
    if not targets and target is not None and all_text(target):
        return [("", source, target)]
    return [(mid, mark, targets.get(mid)) for mid, mark in marked.items()]


def _marks(element: etree._Element | None) -> dict[str, etree._Element]:
    if element is None:
        return {}
    return {
        mark.get("mid") or "": mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"
    }


def _unit(
    source: etree._Element | None,
    target: etree._Element | None,
    values: dict[str, Any],
    notes: tuple[str, ...],
    properties: Mapping[str, str],
    report: ImportReport,
) -> ReadUnit:
    sides = [pieces_of(side, {}) for side in (source, target)]
    placeholders = Placeholders(sides)
    values["source"], values["target"] = (placeholders.text(side) for side in sides)
    report.codes += sum(isinstance(piece, InlineCode) for side in sides for piece in side)
    if not values["target"] and "origin" not in values:
        values["state"] = values["sub_state"] = None
    return unit_of(values, report, properties=properties, notes=notes, codes=placeholders.codes)


def _provenance(element: etree._Element | None, target: etree._Element | None) -> dict[str, str]:
    """What our own element says.

    Its states, finer than those of 1.2, hold while the target's are the ones we wrote: a tool that
    confirmed the text since then has changed those and left ours as they were.
    """
    values = {}
    for meta in element if element is not None else ():
        name = (meta.get("type") or "").replace("-", "_")
        if name in META:
            values[name] = meta.text or ""
    if target is not None and _written_state(values) != _state(target):
        values.pop("state", None)
        values.pop("sub_state", None)
    return values


def _phase(element: etree._Element, target: etree._Element | None) -> dict[str, str]:
    """Who worked on a target, and when: what its phase in the header of the file says."""
    name = target.get("phase-name") if target is not None else None
    if name is None:
        return {}
    for phase in _phases(element):
        if phase.get("phase-name") == name:
            who = (phase.get(f"contact-{what}") for what in ("name", "email"))
            said = {
                "author": next((one for one in who if one), None) or phase.get("company-name"),
                "revised_at": phase.get("date"),
            }
            return {what: value for what, value in said.items() if value}
    return {}


def _phases(element: etree._Element) -> Iterator[etree._Element]:
    for file in element.iterancestors("{*}file"):
        yield from file.iterfind("{*}header/{*}phase-group/{*}phase")


def _state(target: etree._Element) -> tuple[str | None, str | None]:
    return target.get("state"), target.get("state-qualifier")


def _written_state(values: Mapping[str, str]) -> tuple[str, str | None] | None:
    try:
        origin = Origin(values["origin"]) if "origin" in values else None
        return to_version_12(State(values["state"]), SubState(values["sub_state"]), origin)
    except (KeyError, ValueError):
        return None


def _notes(element: etree._Element, values: dict[str, Any]) -> tuple[str, ...]:
    flags: list[str] = []
    notes: list[str] = []
    for note in element.iterchildren("{*}note"):
        (flags if note.get("from") == "flag" else notes).append(all_text(note))
    values["flags"] = "\n".join(flags)
    return tuple(notes)


def _trados(definitions: etree._Element | None, mid: str) -> dict[str, Any]:
    """What SDLXLIFF says of a segment: its confirmation level, who changed it and when."""
    segments = definitions.iterchildren(f"{_SDL}seg") if definitions is not None else ()
    for segment in segments:
        if segment.get("id") == mid:
            said = {value.get("key"): value.text for value in segment.iterchildren(f"{_SDL}value")}
            state, sub_state = from_confirmation(segment.get("conf"), segment.get("origin"))
            told: dict[str, Any] = {
                "state": state,
                "sub_state": sub_state,
                "origin": from_origin(segment.get("origin")),
                "author": said.get("last_modified_by") or said.get("created_by"),
                "revised_at": _moment(said.get("modified_on") or said.get("created_on")),
            }
            if told["origin"] is Origin.MACHINE:
                told["engine"] = segment.get("origin-system") or segment.get("origin")
            return told
    return {}


def _moment(text: str | None) -> str | None:
    """A date as Trados writes it, month first; what is none of these is left to be counted."""
    try:
        return datetime.strptime(text or "", "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return text
