"""What a unit of XLIFF 2 says besides its texts: proposals, terms, and how sure a machine was.

The domain has no place for proposals and terms: they are kept as properties, one line of JSON each,
are counted, and go out again with XLIFF 2.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from alignments.beads import Revision, SubState
from alignments.formats.units import ImportReport
from alignments.formats.xliff2_rules.grammar import MODULES
from alignments.formats.xliff_inline import all_text
from alignments.formats.xml_text import attribute, escape

_ITS = "{http://www.w3.org/2005/11/its}"
_CONFIDENCE = f"{_ITS}mtConfidence"
_ANNOTATORS = f"{_ITS}annotatorsRef"
_FROM_MACHINE = "mt-confidence|"
_LEAST_LIKELY = 9.0  # in four digits there is nothing left of it


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
        said = {name: value for name in _TOLD if (value := match.get(name)) is not None}
        sides = {name: match.find(f"{{*}}{name}") for name in ("source", "target")}
        texts = {name: all_text(side) for name, side in sides.items() if side is not None}
        yield "match", _line(texts | said)


_TOLD = ("type", "origin", "similarity", "matchQuality", "matchSuitability", "reference")


def _terms(unit: etree._Element) -> Iterator[tuple[str, str]]:
    for entry in unit.iterfind("{*}glossary/{*}glossEntry"):
        parts: dict[str, str | list[str]] = {"term": "", "translations": []}
        for child in entry:
            name = str(child.tag).rpartition("}")[2]
            if name == "translation":
                parts["translations"] = [*parts["translations"], all_text(child)]
            elif name in ("term", "definition"):
                parts[name] = all_text(child)
        yield "term", _line(parts)


def _line(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False)


def written(properties: Mapping[str, str], segment: str) -> str:
    """The elements of both modules again, about the segment of that id; nothing for none."""
    matches, terms = [], []
    for name, line in properties.items():
        kind = name.partition(" ")[0]
        if kind == "match" and (said := _said(line)):
            matches.append(_match(said, segment))
        elif kind == "term" and (said := _said(line)):
            terms.append(_term(said))
    return _module("mtc:matches", "mtc", matches) + _module("gls:glossary", "gls", terms)


def _said(line: str) -> dict[str, Any] | None:
    """What such a line says; `None` for what another format keeps under such a name."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    known = isinstance(said, dict) and ({"source", "target"} <= set(said) or "term" in said)
    return said if known else None


def _match(said: Mapping[str, Any], segment: str) -> str:
    about = "".join(f' {name}="{attribute(str(said[name]))}"' for name in _TOLD if name in said)
    source, target = (escape(str(said[name])) for name in ("source", "target"))
    return (
        f'<mtc:match ref="#{segment}"{about}>\n<source>{source}</source>\n'
        f"<target>{target}</target>\n</mtc:match>\n"
    )


def _term(said: Mapping[str, Any]) -> str:
    inside = [("term", said["term"]), *(("translation", text) for text in said["translations"])]
    if "definition" in said:
        inside.append(("definition", said["definition"]))
    listed = "".join(f"<gls:{name}>{escape(str(text))}</gls:{name}>\n" for name, text in inside)
    return f"<gls:glossEntry>\n{listed}</gls:glossEntry>\n"


def _module(name: str, prefix: str, inside: Sequence[str]) -> str:
    if not inside:
        return ""
    return f'<{name} xmlns:{prefix}="{MODULES[prefix]}">\n{"".join(inside)}</{name}>\n'


def confident(revision: Revision, text: str) -> str:
    """A draft's text, marked with how likely its machine found it."""
    machine, score = revision.machine, revision.score
    if revision.sub_state is not SubState.DRAFT or machine is None or score is None:
        return text
    if not -_LEAST_LIKELY < score <= 0:
        return text
    name = quote(machine.model or machine.engine, safe="")
    return (
        f'<mrk id="mt" type="its:generic" its:mtConfidence="{math.exp(score):.4f}" '
        f'its:annotatorsRef="{_FROM_MACHINE}{name}">{text}</mrk>'
    )


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
                return unquote(word.removeprefix(_FROM_MACHINE))
    return None
