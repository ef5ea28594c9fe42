"""The commonest kind of unit by far: an id, one segment, texts without codes. Read at once.

What is plain breaks no rule, so that neither the rules nor the codes have to be gone through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree

from alignments.beads import State
from alignments.formats.xliff2_rules.values import NMTOKEN
from alignments.formats.xliff_states import PREFIX

_ID = re.compile(NMTOKEN).fullmatch
_INITIAL = (None, "initial")
_KNOWN = frozenset(State)
_OURS = re.compile(rf"{PREFIX}:[^\s:]+").fullmatch  # those of others take a closer look


@dataclass(frozen=True, slots=True)
class PlainUnit:
    """All that a plain unit says."""

    id: str
    source: str
    target: str | None
    state: str | None
    sub_state: str | None


def plain_unit(unit: etree._Element) -> PlainUnit | None:
    """What the unit says, or `None` for one that takes a closer look."""
    namespace = str(unit.tag)[:-4]
    segment_tag, source_tag, target_tag = _tags(namespace)
    name = unit.get("id")
    if len(unit) != 1 or name is None or len(unit.keys()) != 1 or not _ID(name):
        return None
    segment = unit[0]
    if segment.tag != segment_tag or _holds_text(unit.text, segment.text, segment.tail):
        return None
    texts = _texts(segment, source_tag, target_tag)
    states = _states(segment)
    if texts is None or states is None or (texts[1] is None and states[0] not in _INITIAL):
        return None
    return PlainUnit(name, *texts, *states)


@cache
def _tags(namespace: str) -> tuple[str, str, str]:
    return f"{namespace}segment", f"{namespace}source", f"{namespace}target"


def _holds_text(*between: str | None) -> bool:
    """Whether there is more than white space where only elements may stand."""
    return any([text and not text.isspace() for text in between])


def _texts(
    segment: etree._Element, source_tag: str, target_tag: str
) -> tuple[str, str | None] | None:
    sides: list[str] = []
    for side, tag in zip(segment, (source_tag, target_tag), strict=False):
        if side.tag != tag or len(side) or side.keys() or _holds_text(side.tail):
            return None
        sides.append(side.text or "")
    if len(sides) != len(segment) or not sides:
        return None
    return sides[0], sides[1] if len(sides) > 1 else None


def _states(segment: etree._Element) -> tuple[str | None, str | None] | None:
    state, sub_state = segment.get("state"), segment.get("subState")
    if len(segment.keys()) != (state is not None) + (sub_state is not None):
        return None
    known = state is None or state in _KNOWN
    stands = sub_state is None or (state is not None and bool(_OURS(sub_state)))
    return (state, sub_state) if known and stands else None
