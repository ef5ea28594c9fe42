"""From the elements of a `tu` to units: which variants are meant, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from alignments.formats.codes import InlineCode, Piece, Placeholders
from alignments.formats.language_match import folded, nearest
from alignments.formats.record import FIELDS, unit_of
from alignments.formats.units import ImportReport, ReadOptions, ReadUnit

_ANY = "*all*"
_HISTORY = ("changedate", "creationdate", "changeid", "creationid")
_UNDERSTOOD = {*_HISTORY, "tuid", "srclang", "xml:lang", "lang", "datatype", "segtype"}


@dataclass(slots=True, kw_only=True)
class Variant:
    """A `tuv`: one language of a unit."""

    attributes: dict[str, str]
    about: list[tuple[str, str]] = field(default_factory=list)
    """Properties by type, and notes as `note`."""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def language(self) -> str:
        """TMX 1.1 wrote `lang`, all later versions `xml:lang`."""
        return self.attributes.get("xml:lang") or self.attributes.get("lang") or ""


@dataclass(slots=True, kw_only=True)
class Unit:
    """A `tu` with all of its variants."""

    attributes: dict[str, str]
    header: dict[str, str]
    about: list[tuple[str, str]] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)


def units_of(unit: Unit, options: ReadOptions, report: ImportReport) -> Iterator[ReadUnit]:
    """The units of a `tu`: one for every variant in the target language."""
    source = _source(unit, options, report)
    if source is None:
        return
    others = [one for one in unit.variants if one is not source]
    if not others:
        yield _unit(unit, source, None, options, report)
        return
    targets = _targets(source, others, options, report)
    if not targets:
        asked = options.target_language or "another language"
        report.skipped[f"no text in {asked}"] += 1
    for target in targets:
        yield _unit(unit, source, target, options, report)


def _source(unit: Unit, options: ReadOptions, report: ImportReport) -> Variant | None:
    declared = unit.attributes.get("srclang") or unit.header.get("srclang") or _ANY
    asked = options.source_language or declared
    if not unit.variants:
        report.skipped["no text in any language"] += 1
        return None
    if asked.lower() == _ANY:
        return unit.variants[0]
    found = nearest(asked, [one.language for one in unit.variants])
    if found is None:
        report.skipped[f"no text in {asked}"] += 1
        return None
    _count_language(found, asked, report)
    return next(one for one in unit.variants if one.language == found)


def _targets(
    source: Variant, others: list[Variant], options: ReadOptions, report: ImportReport
) -> list[Variant]:
    asked = options.target_language
    # without a wish it is the first other language; a second text in the source's is none
    tags = [
        one.language for one in others if asked or folded(one.language) != folded(source.language)
    ]
    found = nearest(asked, tags) if asked else next(iter(tags), None)
    if found is None:
        return []
    if asked:
        _count_language(found, asked, report)
    targets = [one for one in others if folded(one.language) == folded(found)]
    for one in others:
        if one not in targets:
            report.homeless[f"variant in {one.language or 'no language'}"] += 1
    return targets


def _count_language(found: str, asked: str, report: ImportReport) -> None:
    if folded(found) != folded(asked):
        report.languages[found, asked] += 1


def _unit(
    unit: Unit,
    source: Variant,
    target: Variant | None,
    options: ReadOptions,
    report: ImportReport,
) -> ReadUnit:
    sides = [source.pieces, target.pieces if target else []]
    placeholders = Placeholders(sides)
    source_text, target_text = (placeholders.text(side) for side in sides)
    if placeholders.codes:
        report.codes += sum(isinstance(piece, InlineCode) for side in sides for piece in side)
    values = {
        "number": unit.attributes.get("tuid", ""),
        "source": source_text,
        "target": target_text,
        "source_language": options.source_language or source.language,
        "target_language": options.target_language or (target.language if target else ""),
    }
    properties, notes = _about(unit, source, target, values, report)
    _add_history(unit, target, values)
    found = unit_of(values, report, properties=properties)
    if not notes and not placeholders.codes:
        return found
    return replace(found, notes=tuple(notes), codes=placeholders.codes)


def _about(
    unit: Unit,
    source: Variant,
    target: Variant | None,
    values: dict[str, str],
    report: ImportReport,
) -> tuple[dict[str, str], list[str]]:
    """Sort properties and notes: ours into the values, the rest under their own names."""
    properties: dict[str, str] = {}
    notes = []
    for holder in (unit, source, target):
        if holder is None:
            continue
        for name, text in holder.about:
            known = name.removeprefix("x-").replace("-", "_")
            if name == "note":
                notes.append(text)
            elif name == "x-flag":
                values["flags"] = f"{values['flags']}\n{text}" if "flags" in values else text
            elif name.startswith("x-") and known in FIELDS:
                values[known] = text
            else:
                properties[name] = text
                report.homeless[f"property {name}"] += 1
        _count_attributes(holder, report)
    return properties, notes


def _count_attributes(holder: Unit | Variant, report: ImportReport) -> None:
    for name in holder.attributes:
        if name not in _UNDERSTOOD:
            report.homeless[f"attribute {name}"] += 1


def _add_history(unit: Unit, target: Variant | None, values: dict[str, str]) -> None:
    """Who wrote the text and when: what the variant says of its last change, else the unit."""
    changed_at, created_at, changed_by, created_by = (
        (target.attributes.get(name) if target else None) or unit.attributes.get(name)
        for name in _HISTORY
    )
    if at := changed_at or created_at:
        values["revised_at"] = at
    if by := changed_by or created_by:
        values["author"] = by
