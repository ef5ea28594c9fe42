"""What a unit of XLIFF 2 says besides its texts: proposals, terms, and how sure a machine was.

The domain has a place for little of it. All of it is kept as properties, and counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from alignments.formats.units import ImportReport
from alignments.formats.xliff_inline import all_text

_ITS = "{http://www.w3.org/2005/11/its}"
_CONFIDENCE = f"{_ITS}mtConfidence"
_ANNOTATORS = f"{_ITS}annotatorsRef"
_FROM_MACHINE = "mt-confidence|"


def matches_and_terms(unit: etree._Element, report: ImportReport) -> dict[str, str]:
    """Proposals and glossary entries as properties, each under its name and place."""
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for name, text in (*_matches(unit), *_terms(unit)):
        seen[name] += 1
        found[f"{name} {seen[name]}"] = text
        report.homeless[name] += 1
    return found


def _matches(unit: etree._Element) -> Iterator[tuple[str, str]]:
    for match in unit.iterfind("{*}matches/{*}match"):
        target = match.find("{*}target")
        said = [f"{name} {match.get(name)}" for name in _TOLD if match.get(name) is not None]
        text = all_text(target) if target is not None else ""
        yield "match", f"{text} ({', '.join(said)})" if said else text


_TOLD = ("type", "origin", "similarity", "matchQuality", "matchSuitability")


def _terms(unit: etree._Element) -> Iterator[tuple[str, str]]:
    for entry in unit.iterfind("{*}glossary/{*}glossEntry"):
        parts: dict[str, list[str]] = {}
        for child in entry:
            name = str(child.tag).rpartition("}")[2]
            if name in ("term", "translation", "definition"):
                parts.setdefault(name, []).append(all_text(child))
        translations = ", ".join(parts.get("translation", ()))
        definition = "".join(f" ({text})" for text in parts.get("definition", ()))
        yield "term", f"{''.join(parts.get('term', ()))} = {translations}{definition}"


def machine_said(target: etree._Element | None) -> dict[str, Any]:
    """Engine and score of a target that a machine marked with its confidence, from 0 to 1.

    Our score is a logarithm of a probability, which is the nearest thing.
    """
    for mark in target.iter("{*}mrk", "{*}sm") if target is not None else ():
        try:
            confidence = float(mark.get(_CONFIDENCE) or "")
        except ValueError:
            continue
        said: dict[str, Any] = {"origin": "machine", "engine": _engine(mark)}
        if 0 < confidence <= 1:
            said["score"] = math.log(confidence)
        return said
    return {}


def _engine(mark: etree._Element) -> str | None:
    for element in (mark, *mark.iterancestors()):
        for word in (element.get(_ANNOTATORS) or "").split():
            if word.startswith(_FROM_MACHINE):
                return word.removeprefix(_FROM_MACHINE)
    return None
