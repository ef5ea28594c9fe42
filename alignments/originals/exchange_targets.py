"""Writing targets, their codes and their states into the units of an XLIFF file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from alignments.beads import State, SubState
from alignments.formats.codes import InlineCode
from alignments.formats.xliff_reader import METADATA, OURS
from alignments.formats.xliff_states import (
    from_confirmation,
    from_version_2,
    from_version_12,
    sub_state_word,
    to_confirmation,
    to_origin,
    to_version_12,
)
from alignments.formats.xliff_text import META
from alignments.originals.base import NewText, Standing
from alignments.originals.exchange_places import Place
from alignments.placeholders import number_of, pieces

_PAIRED = ("g", "pc")
_OF_OLD_TEXT = ("origin", "origin-system", "percent", "text-match", "struct-match")
_WRITTEN_BY = ("created_by", "created_on", "last_modified_by", "modified_on")
_UNFINISHED = Standing(state=State.INITIAL, sub_state=SubState.EMPTY)
_IMPORTED = (State.TRANSLATED, SubState.IMPORTED)
Parts = Sequence[tuple[Place, NewText]]


def write_unit(parts: Parts) -> None:
    """Write the texts of one unit that have changed, and say in it how far they have come."""
    unit = parts[0][0].unit
    alike = all(place.text == text.text for place, text in parts if text.changed)
    definitions = unit.find("{*}seg-defs")
    if definitions is not None:
        told = _write_trados(unit, definitions, parts)
    elif parts[0][0].segment is None:
        told = _write_12(unit, parts, alike=alike)
    else:
        told = any([_write_2(place, text) for place, text in parts if text.changed])
    if told:
        _forget_provenance(unit)


def _write_2(place: Place, text: NewText) -> bool:
    """A segment of version 2, which has a state of its own; whether it says anything new."""
    segment, standing = place.segment, text.standing
    if segment is None or standing is None:
        return False
    said = from_version_2(
        segment.get("state"), segment.get("subState"), translated=bool(place.text)
    )
    if place.text == text.text and _means(said, standing):
        return False
    if place.text != text.text:
        target = _child(segment, "target")
        if target is None:
            target = _insert(segment, "target", after=("source",))
        _fill(target, text.text, place.codes)
    segment.set("state", standing.state.value)
    segment.set("subState", sub_state_word(standing.sub_state))
    return True


def _write_12(unit: etree._Element, parts: Parts, *, alike: bool) -> bool:
    """A unit of 1.2, where the state is that of all its segments: of the least of them."""
    standing = min(
        (text.standing if text.changed and text.standing else _UNFINISHED for _, text in parts),
        key=lambda one: list(State).index(one.state),
    )
    target = _child(unit, "target")
    if target is not None and alike:
        said = from_version_12(
            target.get("state"),
            target.get("state-qualifier"),
            approved=unit.get("approved") == "yes",
        )
        if _means(said, standing):
            return False
    if target is None:
        target = _new_target(unit)
    for place, text in parts:
        if text.changed and place.text != text.text:
            _fill(_slot(target, place.mid), text.text, place.codes)
    _say_12(unit, target, standing)
    return True


def _write_trados(unit: etree._Element, definitions: etree._Element, parts: Parts) -> bool:
    """A unit of SDLXLIFF, which says of every segment how far it is; whether anything is new."""
    about = {each.get("id"): each for each in definitions}
    told = False
    for place, text in parts:
        if not text.changed or text.standing is None:
            continue
        segment, rewritten = about.get(place.mid), place.text != text.text
        if segment is not None:
            said = from_confirmation(segment.get("conf"), segment.get("origin"))
            if not rewritten and _means(said, text.standing):
                continue
            _confirm(segment, text.standing, rewritten=rewritten)
        if rewritten:
            target = _child(unit, "target")
            _fill(
                _slot(_new_target(unit) if target is None else target, place.mid),
                text.text,
                place.codes,
            )
        told = True
    return told


def _confirm(segment: etree._Element, standing: Standing, *, rewritten: bool) -> None:
    """Say how far a segment is; of a new text, what was known of the old one is not true."""
    segment.set("conf", to_confirmation(standing.state, standing.sub_state))
    if not rewritten:
        return
    for name in _OF_OLD_TEXT:
        if name in segment.attrib:
            del segment.attrib[name]
    if origin := to_origin(standing.origin):
        segment.set("origin", origin)
    for value in segment.findall("{*}value"):
        if value.get("key") in _WRITTEN_BY:
            segment.remove(value)


def _means(said: tuple[State | None, SubState | None], standing: Standing) -> bool:
    """Whether what the file says of a text is what is known of it."""
    state, sub_state = said
    meant = _IMPORTED if state is None else (state, sub_state)
    return meant == (standing.state, standing.sub_state)


def _say_12(unit: etree._Element, target: etree._Element, standing: Standing) -> None:
    state, qualifier = to_version_12(standing.state, standing.sub_state, standing.origin)
    target.set("state", state)
    if qualifier:
        target.set("state-qualifier", qualifier)
    elif "state-qualifier" in target.attrib:
        del target.attrib["state-qualifier"]
    if standing.state is State.FINAL:
        unit.set("approved", "yes")
    elif unit.get("approved") == "yes":
        unit.set("approved", "no")


def _new_target(unit: etree._Element) -> etree._Element:
    """An empty target, with the marks of `seg-source` where the source is in segments."""
    target = _insert(unit, "target", after=("seg-source", "source"))
    marked = _child(unit, "seg-source")
    if marked is not None:
        target.text = marked.text
        target.extend(deepcopy(child) for child in marked)
        for mark in _marks(target):
            _empty(mark)
    return target


def _slot(target: etree._Element, mid: str) -> etree._Element:
    """Where the text of a segment goes: into its mark, a new one where only others have one."""
    marks = _marks(target) if mid else []
    for mark in marks:
        if mark.get("mid") == mid:
            return mark
    return etree.SubElement(target, marks[0].tag, mtype="seg", mid=mid) if marks else target


def _marks(target: etree._Element) -> list[etree._Element]:
    return [mark for mark in target.iter("{*}mrk") if mark.get("mtype") == "seg"]


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    namespace = str(parent.tag).rpartition("}")[0]
    return parent.find(f"{namespace}}}{name}" if namespace else name)


def _insert(parent: etree._Element, name: str, *, after: Sequence[str]) -> etree._Element:
    """A new element behind the first of its elder siblings that is there, indented like it."""
    elder = next(found for one in after if (found := _child(parent, one)) is not None)
    namespace = str(parent.tag).rpartition("}")[0]
    made = etree.SubElement(parent, f"{namespace}}}{name}" if namespace else name)
    made.tail = elder.tail
    elder.tail = parent.text
    parent.insert(parent.index(elder) + 1, made)
    return made


def _empty(element: etree._Element) -> None:
    del element[:]
    element.text = None


def _fill(target: etree._Element, text: str, codes: Mapping[str, InlineCode]) -> None:
    """Write a text whose placeholders become the elements that they stand for.

    A code that comes twice, and an element that is only opened or only closed, are left out.
    """
    _empty(target)
    parts = list(pieces(text, {token: "" for token in codes}))
    whole = _whole(parts, codes)
    inside, used = [target], set()
    for place, (piece, is_code) in enumerate(parts):
        if not is_code:
            _add_text(inside[-1], piece)
            continue
        element = codes[piece].element
        if _is_paired(element):
            if place in whole and codes[piece].kind == "close":
                inside.pop()
            elif place in whole:
                inside.append(
                    etree.SubElement(inside[-1], element.tag, dict(element.attrib), element.nsmap)
                )
        elif piece not in used:
            used.add(piece)
            copied = deepcopy(element)
            copied.tail = None
            inside[-1].append(copied)


def _whole(parts: Sequence[tuple[str, bool]], codes: Mapping[str, InlineCode]) -> set[int]:
    """The places of elements that are opened and closed again, one within the other."""
    whole: set[int] = set()
    opened: list[int] = []
    used: set[str] = set()
    for place, (piece, is_code) in enumerate(parts):
        if not is_code or not _is_paired(codes[piece].element) or piece in used:
            continue
        used.add(piece)
        if codes[piece].kind == "open":
            opened.append(place)
            continue
        before = [one for one in opened if number_of(parts[one][0]) == number_of(piece)]
        if before:
            whole |= {before[-1], place}
            opened = opened[: opened.index(before[-1])]
    return whole


def _is_paired(element: etree._Element) -> bool:
    return str(element.tag).rpartition("}")[2] in _PAIRED


def _add_text(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _forget_provenance(unit: etree._Element) -> None:
    """What we wrote of an earlier text, its author and time, is not true of this one."""
    for ours in unit.findall(f"{{{OURS}}}provenance"):
        unit.remove(ours)
    for metadata in unit.findall(f"{{{METADATA}}}metadata"):
        for group in metadata.findall(f"{{{METADATA}}}metaGroup"):
            for meta in group.findall(f"{{{METADATA}}}meta"):
                if (meta.get("type") or "").replace("-", "_") in META:
                    group.remove(meta)
            if not len(group):
                metadata.remove(group)
        if not len(metadata):
            unit.remove(metadata)
